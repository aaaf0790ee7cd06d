"""What story templates show, worked out from a signed copy or a card: facts, milestones, needs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.core.codes import code_for
from giving.selectors import FundTotal
from stories.enums import AgeBand, BudgetCategory, ExploitationType, Sector
from stories.journey import gazetteer
from stories.journey.enums import Phase
from stories.journey.map import Stop, thumbnail
from stories.periods import waiting_text


@dataclass(frozen=True)
class Milestone:
    """One stop as templates show it; `block` renders its text."""

    number: int
    anchor: str
    phase: str
    phase_label: str
    heading: str
    place_label: str
    time: str
    icon: str
    block: Any
    next_heading: str = ""

    @property
    def is_hard(self) -> bool:
        """Whether a content warning is about this part."""
        return self.phase == Phase.EXPLOITATION


@dataclass(frozen=True)
class Need:
    """One budget line with what it has received."""

    label: str
    sentence: str
    amount_minor: int
    allocated_minor: int
    currency: str

    @property
    def needed_minor(self) -> int:
        return self.amount_minor - self.allocated_minor

    @property
    def percent(self) -> int:
        return self.allocated_minor * 100 // self.amount_minor if self.amount_minor else 0


@dataclass(frozen=True)
class StoryCard:
    """A story in a list."""

    url: str
    give_url: str
    pseudonym: str
    summary: str
    exploited_in: str
    age: str
    journey: str
    waiting_since: str
    stops: list[Stop]
    fund: FundTotal | None

    @cached_property
    def thumbnail(self) -> SafeString:
        return thumbnail(self.stops)

    @property
    def facts(self) -> list[tuple[str, str, str]]:
        return [
            (_("Exploited in"), self.exploited_in, ""),
            (_("Age"), self.age, ""),
            waiting_fact(self.waiting_since),
        ]


def _locale() -> str:
    return get_language() or "en"


def exploited_in(exploitation_type: str, sector: str) -> str:
    """The sector where labour was forced and it is told ("Domestic work"), else the type of exploitation."""
    if exploitation_type == ExploitationType.FORCED_LABOUR and sector and sector != Sector.NOT_TOLD:
        return str(Sector(sector).label)
    return str(ExploitationType(exploitation_type).label) if exploitation_type else ""


def waiting_fact(half_year: str) -> tuple[str, str, str]:
    """How long the person has waited, or that they are home."""
    if half_year:
        return (_("Waiting to go home"), waiting_text(half_year), "")
    return (_("Now"), _("Home again"), "")


def age_label(band: str) -> str:
    return str(AgeBand(band).label) if band else ""


def journey_line(origin: str, destination: str) -> str:
    """ "A journey from Cambodia to Singapore", from gazetteer keys; empty while either is unknown."""
    start, end = gazetteer.find(origin), gazetteer.find(destination)
    if not start or not end:
        return ""
    names = {"origin": gazetteer.label(start, _locale()), "destination": gazetteer.label(end, _locale())}
    if start == end:
        return _("A journey within %(origin)s") % names
    return _("A journey from %(origin)s to %(destination)s and home") % names


def milestones(journey: Any) -> list[Milestone]:
    """The blocks of a journey as milestones, numbered from 1; incomplete ones (a draft's preview) included."""
    blocks = [child for child in journey if child.block_type == "milestone"]
    found = [_milestone(number, block) for number, block in enumerate(blocks, start=1)]
    return [replace(one, next_heading=after.heading) for one, after in pairwise(found)] + found[-1:]


def _milestone(number: int, block: Any) -> Milestone:
    value = block.value
    place = value.get("place")
    phase = value.get("phase") or Phase.CIRCUMSTANCES.value
    return Milestone(
        number=number,
        anchor=f"m{number}",
        phase=phase,
        phase_label=str(Phase(phase).label),
        heading=value.get("heading") or _("Untitled"),
        place_label=place.label if place else "",
        time=value.get("time") or "",
        icon=value.get("icon") or "road",
        block=block,
    )


def after_the_hard_part(found: Sequence[Milestone]) -> Milestone | None:
    """Where a reader may skip to who was warned: the first milestone after the last one about exploitation."""
    hard = [one.number for one in found if one.phase == Phase.EXPLOITATION]
    return next((one for one in found if hard and one.number > hard[-1]), None)


def stops(journey: Any) -> list[Stop]:
    """Where the map goes: the milestones that have a place, in order, each with its number in the story."""
    numbered = enumerate((child.value for child in journey if child.block_type == "milestone"), start=1)
    return [
        Stop(place=value["place"].place, phase=value.get("phase") or Phase.CIRCUMSTANCES.value, number=number)
        for number, value in numbered
        if value.get("place")
    ]


def stops_of_card(data: Sequence[Sequence[str]]) -> list[Stop]:
    """Stops of a card: pairs of gazetteer key and phase; a key that left the list is skipped."""
    found = ((gazetteer.find(key), phase) for key, phase in data)
    return [Stop(place=place, phase=phase) for place, phase in found if place]


def needs(lines: Any, fund: FundTotal, currency: str) -> list[Need]:
    """Budget lines with what each has received, in the order in which gifts fill them."""
    return [
        Need(
            label=str(BudgetCategory(line.category).label) if line.category else "",
            sentence=line.sentence,
            amount_minor=line.amount_minor or 0,
            allocated_minor=fund.lines[line.identity].allocated_minor if line.identity in fund.lines else 0,
            currency=currency,
        )
        for line in lines
    ]


def give_url(page_key: UUID, locale: str) -> str:
    return f"/{locale}/give/{code_for(page_key)}/"


def story_card(card: Any, fund: FundTotal | None) -> StoryCard:
    """A verified card (privacy.editions.Card) as lists show it."""
    data = card.data
    return StoryCard(
        url=card.path,
        give_url=give_url(card.page_key, card.locale),
        pseudonym=data["title"],
        summary=data["lead"],
        exploited_in=exploited_in(data["exploitation_type"], data["sector"]),
        age=age_label(data["age_band"]),
        journey=journey_line(data["origin"], data["destination"]),
        waiting_since=data["waiting_since"],
        stops=stops_of_card(data["stops"]),
        fund=fund,
    )
