"""Events of a life that a new edition tells: the reviewer is told from when on it may be published."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.evidence.checkers import Checker, register
from privacy.evidence.findings import Finding, Kind, Level, register_kinds
from privacy.frozen import Frozen
from stories.crowd_index import STORY
from stories.releases import events_of, publish_not_before

register_kinds(
    Kind(
        "event_told",
        gettext_lazy(
            "This tells an event of a life that the last edition did not: %(excerpt)s. Publish it not before "
            "%(not_before)s (UTC), so that its day tells nothing."
        ),
    ),
)

Told = tuple[list[str], datetime | None]


def _gather(frozen: Frozen) -> Told:
    if frozen.page_type != STORY:
        return [], None
    return events_of(frozen), publish_not_before(frozen)


def _look(told: Told) -> Iterator[Finding]:
    fields, not_before = told
    words = {"waiting_since": _("waiting, or home again"), "journey": _("the milestones of hope")}
    for field in fields if not_before else ():
        yield Finding(
            "event_told",
            Level.FLAG,
            where=field,
            excerpt=words[field],
            details={"not_before": f"{not_before:%Y-%m-%d %H:%M}"},
        )


register(
    Checker(
        name="events",
        label=gettext_lazy("Events of a life, told late"),
        questions=("dates",),
        version=1,
        gather=_gather,
        look=_look,
    )
)
