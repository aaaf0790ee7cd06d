"""The crowd: how many published stories tell the same, which few facts single this one out, and what would widen it.

An indicator, not a verdict: our stories are not all people who fit, and a narrow crowd of stories can be a wide one of
people. The reviewer decides and writes why (docs/crowd.md).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from privacy.evidence.checkers import Checker, register
from privacy.evidence.findings import Finding, Kind, Level, register_kinds
from privacy.frozen import Frozen
from stories.crowd_index import STORY, facts_of, standing_facts
from stories.enums import AgeBand
from stories.facts import ATTRIBUTES, NAMES, SELDOM, Facts, Wider, holds, value_label, wider
from stories.journey import gazetteer

ENOUGH = 5  # from here on no reason is asked
LONG_ROUTE = 3  # places; a shorter route is told by origin and destination

register_kinds(
    Kind(
        "crowd_seen",
        gettext_lazy("Of %(total)s published stories, %(k)s tell the same in bands. Looked at: %(facts)s."),
    ),
    Kind(
        "crowd_small",
        gettext_lazy(
            "Of %(total)s published stories, %(k)s tell the same in bands, fewer than %(enough)s. %(alone)s "
            "Widen a fact, or write why it may stay."
        ),
        reasoned=True,
    ),
    Kind(
        "crowd_single",
        gettext_lazy(
            "No other of %(total)s published stories tells the same, and %(why)s points at few people. %(alone)s "
            "Widen a fact, or write why it may stay."
        ),
    ),
    Kind(
        "crowd_route",
        gettext_lazy(
            "No other published story goes by these places: %(route)s. Somebody who knows the way knows who it is: "
            "is every stop needed?"
        ),
    ),
)


@dataclass(frozen=True)
class Widening:
    """A step to a wider crowd, and how large the crowd would be then."""

    step: Wider
    k: int

    @property
    def name(self) -> str:
        return str(NAMES[self.step.attribute])


@dataclass(frozen=True)
class Crowd:
    """Counts include this story itself. `alone`: the fewest attributes that no other published story shares, if any."""

    facts: Facts
    k: int
    total: int
    alone: tuple[str, ...]
    route_k: int
    widenings: tuple[Widening, ...]

    @property
    def is_small(self) -> bool:
        return self.k < ENOUGH

    @property
    def marked(self) -> str:
        """What, in words, makes being alone graver; "" if nothing does."""
        if self.facts.age_band == AgeBand.UNDER_18:
            return _("an age under 18")
        if self.facts.work in SELDOM:
            return value_label("work", self.facts.work)
        return ""

    @property
    def alone_names(self) -> str:
        return " + ".join(str(NAMES[name]) for name in self.alone)

    @property
    def alone_sentence(self) -> str:
        if not self.alone:
            return ""
        facts = ", ".join(
            f"{NAMES[name]}: {value_label(name, getattr(self.facts, name))}" for name in self.alone
        )
        return _("This alone tells it from all others: %(facts)s.") % {"facts": facts}

    @property
    def told(self) -> list[tuple[str, str]]:
        """(name, value) of each fact that is told, in words."""
        return [
            (str(NAMES[name]), value_label(name, getattr(self.facts, name))) for name in self.facts.told()
        ]


def crowd(facts: Facts, others: Sequence[Facts]) -> Crowd:
    """Counts one story's facts among the published ones. One pass over them; no query."""
    masks = Counter(_masks(facts, others))
    everything = (1 << len(ATTRIBUTES)) - 1
    return Crowd(
        facts=facts,
        k=masks[everything] + 1,
        total=len(others) + 1,
        alone=_alone(facts, masks),
        route_k=1 + sum(other.route == facts.route for other in others),
        widenings=tuple(
            Widening(step, Counter(_masks(step.facts, others))[everything] + 1) for step in wider(facts)
        ),
    )


def _masks(facts: Facts, others: Sequence[Facts]) -> Iterator[int]:
    """For each other story a number with a bit for every attribute in which it tells what this one tells."""
    known: list[dict[str, int]] = [{} for _name in ATTRIBUTES]
    mine = list(enumerate(zip(ATTRIBUTES, facts.values, strict=True)))
    for other in others:
        mask = 0
        values = other.values
        for number, (name, value) in mine:
            theirs = values[number]
            bit = known[number].get(theirs)
            if bit is None:
                bit = known[number][theirs] = holds(name, value, theirs) << number
            mask |= bit
        yield mask


def _alone(facts: Facts, masks: Counter[int]) -> tuple[str, ...]:
    """The smallest combination of told attributes that no other story shares; the first of several."""
    told = set(facts.told())
    numbers = [number for number, name in enumerate(ATTRIBUTES) if name in told]
    for size in range(1, len(numbers) + 1):
        for chosen in combinations(numbers, size):
            wanted = sum(1 << number for number in chosen)
            if not any(mask & wanted == wanted for mask in masks):
                return tuple(ATTRIBUTES[number] for number in chosen)
    return ()


def crowd_of(facts: Facts, page_key: UUID | None) -> Crowd:
    """The crowd of a story that is drafted, under review or published. One query."""
    return crowd(facts, standing_facts(without=page_key))


def crowd_summary(frozen: Frozen) -> Crowd | None:
    """The crowd of a copy, for the review screen; None for a page that tells of nobody. One query."""
    return crowd_of(facts_of(frozen), frozen.page_key) if frozen.page_type == STORY else None


def route_words(facts: Facts) -> str:
    locale = get_language() or "en"
    places = (gazetteer.find(key) for key in facts.route)
    return " → ".join(gazetteer.label(place, locale) for place in places if place)


def _look(found: Crowd | None) -> Iterator[Finding]:
    if found is None:
        return
    details: dict[str, Any] = {"k": found.k, "total": found.total, "enough": ENOUGH}
    if found.k == 1 and found.marked:
        yield Finding(
            "crowd_single",
            Level.BLOCK,
            details=details | {"alone": found.alone_sentence, "why": found.marked},
        )
    elif found.is_small:
        yield Finding("crowd_small", Level.FLAG, details=details | {"alone": found.alone_sentence})
    else:
        facts = ", ".join(f"{name}: {value}" for name, value in found.told)
        yield Finding("crowd_seen", Level.NOTE, details=details | {"facts": facts})
    if found.route_k == 1 and len(set(found.facts.route)) >= LONG_ROUTE:
        route = route_words(found.facts)
        yield Finding("crowd_route", Level.FLAG, where="journey", excerpt=route, details={"route": route})


register(
    Checker(
        name="crowd",
        label=gettext_lazy("How many published stories tell the same"),
        questions=("crowd",),
        version=1,
        gather=crowd_summary,
        look=_look,
    )
)
