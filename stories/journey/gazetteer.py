"""The list of places that may be published: cities and provinces of at least 100,000 people, and countries.

A story stores only a key of this list. What it holds and why is in docs/gazetteer.md; the data come from
GeoNames (CC BY 4.0). Everything here is answered from memory: no request, no log, no database.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from django.utils.translation import gettext, override

from stories.journey import territory
from stories.journey.names import fold
from stories.journey.places import Kind, Place, read_places

__all__ = [
    "KINDS",
    "LIST_VERSION",
    "Kind",
    "Place",
    "choice_label",
    "cities",
    "countries",
    "country_name",
    "find",
    "label",
    "nearest",
    "place",
    "place_name",
    "provinces",
    "regions",
    "search",
]

KINDS: tuple[Kind, ...] = ("country", "province", "city")

DATA = Path(__file__).parent / "data"
LIST_VERSION = "2026-11b"

# Where the United Nations' short name in English is not the one CLDR gives.
_UN_NAMES = {"VN": "Viet Nam", "LA": "Lao PDR", "MM": "Myanmar"}
# Languages whose readers see the names of places in this country as they are written there.
_HOME_LANGUAGE = {
    "th": "TH",
    "km": "KH",
    "vi": "VN",
    "my": "MM",
    "lo": "LA",
    "id": "ID",
    "fil": "PH",
}


@lru_cache(maxsize=1)
def _places() -> dict[str, Place]:
    return {place.key: place for place in read_places((DATA / "places.tsv").read_text("utf-8"))}


@lru_cache(maxsize=1)
def _names() -> tuple[tuple[tuple[str, ...], Place], ...]:
    return tuple(
        (
            tuple(dict.fromkeys(fold(name) for name in (place.name, place.native, *place.also))),
            place,
        )
        for place in _places().values()
    )


def place(key: str) -> Place:
    """Return the place with this key. Raises KeyError if the list has none."""
    return _places()[key]


def find(key: str | None) -> Place | None:
    """Return the place with this key, None if the list has none."""
    return _places().get(key) if isinstance(key, str) else None


def countries() -> list[Place]:
    """Return all countries, by English name."""
    return sorted(
        (found for found in _places().values() if found.kind == "country"),
        key=lambda p: p.name,
    )


def regions(country: str | None = None) -> list[Place]:
    """Return countries, each followed by its listed provinces; of one country if its code is given."""
    return [
        found
        for found in _places().values()
        if found.kind != "city" and (country is None or found.country == country)
    ]


def provinces(country: str) -> list[Place]:
    """Return the listed provinces of a country, by name."""
    return [found for found in _places().values() if found.kind == "province" and found.country == country]


def cities(country: str) -> list[Place]:
    """Return the listed cities of a country, by name."""
    found = (place for place in _places().values() if place.kind == "city" and place.country == country)
    return sorted(found, key=lambda place: place.name)


def _tier(query: str, names: tuple[str, ...]) -> int | None:
    """Return how well a folded query fits: 0 exact, 1 begins, 2 a word begins, 3 inside; None not at all."""
    packed = query.replace(" ", "")
    best: int | None = None
    for name in names:
        tight = name.replace(" ", "")
        if tight == packed:
            return 0
        if tight.startswith(packed):
            tier = 1
        elif f" {query}" in name:
            tier = 2
        elif len(packed) > 2 and packed in tight:
            tier = 3
        else:
            continue
        best = tier if best is None else min(best, tier)
    return best


def search(
    query: str,
    *,
    country: str | None = None,
    kinds: Collection[Kind] = KINDS,
    limit: int = 10,
) -> list[Place]:
    """Return places whose Latin, native or other name fits `query`, best first; [] for an empty query.

    Case, accents, spaces and hyphens do not matter. Exact names come first, then beginnings of names, of
    words, then the rest; within each the most populous first.
    """
    folded = fold(query[:80])
    if not folded:
        return []
    found: list[tuple[int, int, str, Place]] = []
    for names, candidate in _names():
        if candidate.kind not in kinds or (country and candidate.country != country):
            continue
        tier = _tier(folded, names)
        if tier is not None:
            found.append((tier, -candidate.people, candidate.key, candidate))
    found.sort(key=lambda entry: entry[:3])
    return [candidate for *_, candidate in found[:limit]]


def _distance(place: Place, lat: float, lng: float) -> float:
    """Return a number that grows with the distance between the place and a point."""
    across = ((place.lng - lng + 180) % 360 - 180) * math.cos(math.radians((place.lat + lat) / 2))
    return across * across + (place.lat - lat) ** 2


def nearest(lat: float, lng: float) -> Place:
    """Return the publishable place that stands for a point in degrees.

    The province if it is listed, else the nearest listed city of the same country, else the country. The
    point lives in this call only: it is neither kept nor logged. Raises ValueError for what is no point.
    """
    if not (math.isfinite(lat) and math.isfinite(lng) and -90 <= lat <= 90):
        raise ValueError("A point is a latitude from -90 to 90 and a longitude, in degrees.")
    lng = (lng + 180) % 360 - 180
    known = find(territory.place_key(lat, lng))
    return known or _nearest_listed(lat, lng)


def _nearest_listed(lat: float, lng: float) -> Place:
    """Return the nearest listed place of all countries: for points at sea, where no country can be told."""
    listed = (candidate for candidate in _places().values() if candidate.kind != "country")
    best = min(listed, key=lambda candidate: _distance(candidate, lat, lng))
    return _places()[best.province] if best.province else best


@lru_cache(maxsize=32)
def _territories(locale: str) -> dict[str, str]:
    try:
        parsed = Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        parsed = Locale("en")
    names = dict(parsed.territories)
    return names | _UN_NAMES if parsed.language == "en" else names


def country_name(code: str, locale: str) -> str:
    """Return a country's name in a language, in English where CLDR has none, the code as a last resort."""
    return _territories(locale).get(code) or _territories("en").get(code, code)


def place_name(place: Place, locale: str) -> str:
    """Return the place's own name for readers of a language, without its country."""
    if place.kind == "country":
        return country_name(place.country, locale)
    return (
        place.native if _HOME_LANGUAGE.get(locale.split("-", maxsplit=1)[0]) == place.country else place.name
    )


def label(place: Place, locale: str) -> str:
    """Return the place as readers see it, such as "Bangkok, Thailand"."""
    name, country = place_name(place, locale), country_name(place.country, locale)
    return name if name == country else f"{name}, {country}"


def choice_label(place: Place, locale: str) -> str:
    """Return the place as editors see it in a list: with its kind and its native name."""
    text = label(place, locale)
    if place.kind == "province":
        with override(locale):
            text = gettext("%(place)s (province)") % {"place": text}
    return text if place.native in text else f"{text} · {place.native}"
