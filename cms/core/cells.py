"""Small cells: a count of people that is too small to be shown to the public. One number for the whole project."""

from django.conf import settings


def shown(count: int) -> int | None:
    """The count of people if the public may see it, else None: from 1 to below `SMALL_CELL` it would point at somebody.

    For aggregates over people (survivors, answers, visitors). Counts of gifts or of milestones are not about people.
    None is hidden, not zero: a page that shows others of the same kind beside it says "fewer than 11", and never a sum
    from which the hidden one could be worked out.
    """
    return count if count == 0 or count >= settings.SMALL_CELL else None
