"""The facts of every story that was signed, in one small table for staff: counting a crowd never reads whole editions.

A row is made from the signed copy and goes with its edition. A public process has no right to the table
(privacy/rights.py does not name it), and no page shows anything of it.
"""

import logging
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from privacy import editions
from privacy.frozen import Frozen
from privacy.models import Edition
from privacy.signals import edition_signed, edition_withdrawn
from privacy.upcasters import upcast
from stories.facts import ATTRIBUTES, Facts, facts_of_fields
from stories.models import StoryFacts, StoryPage

logger = logging.getLogger("stories.crowd")
STORY = StoryPage._meta.label_lower


def facts_of(frozen: Frozen) -> Facts:
    """The facts a copy tells. No query."""
    return facts_of_fields(upcast(frozen.page_type, frozen.content["schema"], frozen.content["fields"]))


def _columns(facts: Facts) -> dict[str, str]:
    return {name: getattr(facts, name) for name in ATTRIBUTES} | {"route": " ".join(facts.route)}


def facts_keep(sender: Any, edition: Edition, page: StoryPage, **kwargs: Any) -> None:
    """Receiver of `edition_signed`: the new edition's row; those of withdrawn ones go."""
    _forget_dark(edition.page_id)
    if page.frozen is not None:
        _keep(edition, facts_of(page.frozen))


def facts_forget(sender: Any, edition: Edition, **kwargs: Any) -> None:
    """Receiver of `edition_withdrawn`: what is dark is in no crowd."""
    _forget_dark(edition.page_id)


def _forget_dark(page_id: int) -> None:
    StoryFacts.objects.filter(edition__page_id=page_id).exclude(edition__withdrawn_at=None).delete()


def _keep(edition: Edition, facts: Facts) -> None:
    source = editions.source_edition(edition.page_key)
    is_source = source is None or source.locale == edition.locale
    StoryFacts.objects.update_or_create(edition=edition, defaults=_columns(facts) | {"is_source": is_source})


def standing_facts(*, without: UUID | None = None) -> list[Facts]:
    """The facts of every standing story, each once: in its source language where that stands. One query.

    `without` leaves one story out, in all its languages. An edition without a row (made by other means than a
    signature here) is read itself.
    """
    names = (*ATTRIBUTES, "route")
    rows = (
        Edition.objects.standing()
        .filter(page_type=STORY)
        .order_by("signed_at", "id")
        .values_list("pk", "page_key", "story_facts__is_source", *(f"story_facts__{name}" for name in names))
    )
    if without is not None:
        rows = rows.exclude(page_key=without)
    best: dict[UUID, tuple[bool, Any]] = {}
    for pk, page_key, is_source, *values in rows:
        if page_key not in best or (is_source and not best[page_key][0]):
            best[page_key] = bool(is_source), values if is_source is not None else pk
    missing = [found for _source, found in best.values() if isinstance(found, UUID)]
    kept = [_facts(found) for _source, found in best.values() if not isinstance(found, UUID)]
    return [*kept, *_read(missing)]


def _facts(values: list[str]) -> Facts:
    origin, destination, work, age_band, gender, period, route = values
    return Facts(origin, destination, work, age_band, gender, period, tuple(route.split()))


def _read(pks: list[UUID]) -> Iterator[Facts]:
    for edition in Edition.objects.filter(pk__in=pks) if pks else ():
        frozen = editions.read(edition)
        if frozen is not None:
            yield facts_of(frozen)


def index_check() -> dict[str, int]:
    """Compares every row with its signed copy and mends it; drops rows of dark editions. Safe to repeat.

    Returns counts; an edition that does not verify is left to the duty that verifies editions.
    """
    dropped, _each = StoryFacts.objects.exclude(edition__withdrawn_at=None).delete()
    wanted = Edition.objects.withdrawable().filter(~Q(content=""), page_type=STORY)
    mended = checked = 0
    for edition in wanted.iterator(chunk_size=200):
        checked += 1
        mended += _mend(edition)
    if mended:
        logger.warning("Rows of the crowd were not what was signed", extra={"mended": mended})
    return {"checked": checked, "mended": mended, "dropped": dropped}


@transaction.atomic
def _mend(edition: Edition) -> bool:
    frozen = editions.read(edition)
    if frozen is None:
        return False
    columns = _columns(facts_of(frozen))
    if StoryFacts.objects.filter(edition=edition, **columns).exists():
        return False
    _keep(edition, facts_of(frozen))
    return True


def connect() -> None:
    """Called once, when the app is ready."""
    edition_signed.connect(facts_keep, sender=StoryPage, dispatch_uid="stories.facts_keep")
    edition_withdrawn.connect(facts_forget, sender=StoryPage, dispatch_uid="stories.facts_forget")
