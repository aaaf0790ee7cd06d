"""The route of a journey in words, for those who do not see the map."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import ngettext, override

from stories.journey.gazetteer import Place, label


def summarise(places: Sequence[Place], locale: str) -> str:
    """Return the places of a journey in their order as one sentence in a language."""
    runs: list[tuple[Place, int, int]] = []
    for number, place in enumerate(places, start=1):
        if runs and runs[-1][0] == place:
            runs[-1] = (place, runs[-1][1], number)
        else:
            runs.append((place, number, number))
    with override(locale):
        steps = []
        for place, first, last in runs:
            text = "%(first)s. %(place)s" if first == last else "%(first)s–%(last)s. %(place)s"
            steps.append(text % {"first": first, "last": last, "place": label(place, locale)})
        start = ngettext("The journey in %(count)s step:", "The journey in %(count)s steps:", len(places))
        return f"{start % {'count': len(places)}} {'; '.join(steps)}."
