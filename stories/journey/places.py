"""The form of a publishable place and of the file that lists them; standard library only."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from stories.journey.names import slug

Kind = Literal["city", "province", "country"]

_KINDS_BY_LETTER: dict[str, Kind] = {"P": "province", "T": "city"}


@dataclass(frozen=True, slots=True)
class Place:
    """One publishable place. `lat` and `lng` are degrees rounded to 0.1 (about 11 km)."""

    key: str
    name: str
    native: str
    kind: Kind
    country: str  # ISO 3166-1 alpha-2
    lat: float
    lng: float
    people: int = 0  # at least so many live there, in whole thousands; a country's is an estimate
    province: str = ""  # key of the listed province a city lies in
    also: tuple[str, ...] = ()  # other names it is found by


def read_places(text: str) -> Iterator[Place]:
    """Yield the places of a list's text (see docs/gazetteer.md for its columns), in its order."""
    country = province = ""
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        letter, name, own_slug, native, lat, lng, people, also = ([*line.split("\t"), ""])[:8]
        kind = _KINDS_BY_LETTER.get(letter, "country")
        if kind == "country":
            key = country = letter
            province = ""
        elif kind == "province":
            key = province = f"{country}:{own_slug or slug(name)}"
        else:
            key = f"{country}:{own_slug or slug(name)}:city"
        yield Place(
            key=key,
            name=name,
            native=native or name,
            kind=kind,
            country=country,
            lat=int(lat) / 10,
            lng=int(lng) / 10,
            people=int(people) * 1000,
            province=province if kind == "city" else "",
            also=tuple(also.split("|")) if also else (),
        )
