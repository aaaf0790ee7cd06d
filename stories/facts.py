"""The facts of a story that, taken together, could single somebody out; which value holds which, and what is wider."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from stories.enums import AgeBand, ExploitationType, Gender, Sector
from stories.journey import gazetteer
from stories.periods import wider_period, years_of

ATTRIBUTES = ("origin", "destination", "work", "age_band", "gender", "period")
NAMES = {
    "origin": gettext_lazy("from"),
    "destination": gettext_lazy("exploited in"),
    "work": gettext_lazy("type of exploitation"),
    "age_band": gettext_lazy("age"),
    "gender": gettext_lazy("gender"),
    "period": gettext_lazy("years"),
}
ADULT_BANDS = frozenset({AgeBand.FROM_18, AgeBand.FROM_25, AgeBand.FROM_35})
# Work so seldom recorded that it points at few people whatever else is told. A judgement, to be looked at again with
# the current figures of CTDC's global data set (typeOfExploitConcatenated, typeOfLabourConcatenated).
SELDOM = frozenset(
    {
        f"{ExploitationType.ORGAN_REMOVAL}/",
        f"{ExploitationType.FORCED_MILITARY_SERVICE}/",
        f"{ExploitationType.SLAVERY_PRACTICES}/",
        f"{ExploitationType.FORCED_LABOUR}/{Sector.MINING}",
        f"{ExploitationType.FORCED_LABOUR}/{Sector.TRANSPORTATION}",
        f"{ExploitationType.FORCED_LABOUR}/{Sector.PEDDLING}",
    }
)


@dataclass(frozen=True)
class Facts:
    """What a story tells in bands. `work` is "type/sector"; `route` the keys of its places in order, each run once.

    An empty value is not told (or not yet chosen, in a draft): it holds every other.
    """

    origin: str = ""
    destination: str = ""
    work: str = ""
    age_band: str = ""
    gender: str = ""
    period: str = ""
    route: tuple[str, ...] = ()

    @property
    def values(self) -> tuple[str, ...]:
        """In the order of ATTRIBUTES."""
        return tuple(getattr(self, name) for name in ATTRIBUTES)

    def told(self) -> list[str]:
        """The attributes that say something."""
        return [name for name in ATTRIBUTES if not _is_open(name, getattr(self, name))]


def facts_of_fields(fields: Mapping[str, Any]) -> Facts:
    """From the fields of a frozen copy, or of a posted form (which has no journey)."""
    keys = [_place_key(block) for block in fields.get("journey") or () if isinstance(block, dict)]
    found = [key for key in keys if key]
    return _facts(
        *(
            str(fields.get(name) or "")
            for name in (
                "exploitation_type",
                "sector",
                "origin",
                "destination",
                "age_band",
                "gender",
                "period",
            )
        ),
        route=found,
    )


def facts_of_page(page: Any) -> Facts:
    """From a page as it is in memory."""
    from stories import reading

    return _facts(
        page.exploitation_type,
        page.sector,
        page.origin,
        page.destination,
        page.age_band,
        page.gender,
        page.period,
        route=[stop.place.key for stop in reading.stops(page.journey)],
    )


def _place_key(block: dict[str, Any]) -> str:
    place = (block.get("value") or {}).get("place")
    return str(place.get("place") or "") if isinstance(place, dict) else ""


def _facts(
    exploitation: str,
    sector: str,
    origin: str,
    destination: str,
    age_band: str,
    gender: str,
    period: str,
    *,
    route: list[str],
) -> Facts:
    once = tuple(key for number, key in enumerate(route) if number == 0 or route[number - 1] != key)
    work = f"{exploitation}/{sector if exploitation == ExploitationType.FORCED_LABOUR else ''}"
    return Facts(
        origin=origin,
        destination=destination,
        work=work if exploitation else "",
        age_band=age_band,
        gender=gender,
        period=period,
        route=once,
    )


def _is_open(name: str, value: str) -> bool:
    return not value or (name == "gender" and value == Gender.NOT_TOLD)


def holds(name: str, wide: str, narrow: str) -> bool:
    """Whether everybody of whom `narrow` is true is told of by `wide` too: "KH" holds "KH:battambang"."""
    if wide == narrow or _is_open(name, wide):
        return True
    if name in ("origin", "destination"):
        return narrow.startswith(f"{wide}:")
    if name == "work":
        kind, _slash, sector = wide.partition("/")
        return sector in ("", Sector.NOT_TOLD) and narrow.startswith(f"{kind}/")
    if name == "age_band":
        return wide == AgeBand.ADULT and narrow in ADULT_BANDS
    if name == "period":
        outer, inner = years_of(wide), years_of(narrow)
        return bool(outer and inner and outer[0] <= inner[0] and inner[1] <= outer[1])
    return False


@dataclass(frozen=True)
class Wider:
    """One way to tell less: the form's `field`, the `value` to choose there, and its words."""

    attribute: str
    field: str
    value: str
    label: str
    facts: Facts


def wider(facts: Facts) -> list[Wider]:
    """Every single step to a wider crowd that the vocabularies have. A child's age is never widened."""
    found = []
    for name in ("origin", "destination"):
        country, colon, _rest = getattr(facts, name).partition(":")
        if colon:
            found.append(_wider(facts, name, name, country, country))
    kind, _slash, sector = facts.work.partition("/")
    if sector and sector != Sector.NOT_TOLD:
        found.append(_wider(facts, "work", "sector", Sector.NOT_TOLD, f"{kind}/{Sector.NOT_TOLD}"))
    if facts.age_band in ADULT_BANDS:
        found.append(_wider(facts, "age_band", "age_band", AgeBand.ADULT, AgeBand.ADULT))
    if period := wider_period(facts.period):
        found.append(_wider(facts, "period", "period", period, period))
    return found


def _wider(facts: Facts, attribute: str, field: str, value: str, new: str) -> Wider:
    change: dict[str, Any] = {attribute: str(new)}
    changed = replace(facts, **change)
    return Wider(attribute, field, str(value), value_label(attribute, str(new)), changed)


def value_label(name: str, value: str) -> str:
    """A value in words, in the active language; an unknown one as it is."""
    if _is_open(name, value):
        return _("not told")
    if name in ("origin", "destination"):
        place = gazetteer.find(value)
        return gazetteer.label(place, get_language() or "en") if place else value
    if name == "work":
        kind, _slash, sector = value.partition("/")
        words = [_choice(ExploitationType, kind), _choice(Sector, sector) if sector else ""]
        return ": ".join(filter(None, words))
    if name == "period":
        return value.replace("-", "–")
    return _choice(AgeBand if name == "age_band" else Gender, value)


def _choice(choices: Any, value: str) -> str:
    return str(choices(value).label) if value in choices.values else value
