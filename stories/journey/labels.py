"""Names of countries and seas on a map: HTML in the page's language, placed clear of icons.

Measured in units of the viewBox, as large as they are on a phone 320 px wide, where text takes most room.
"""

from __future__ import annotations

import math
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from babel import Locale, UnknownLocaleError
from django.utils.translation import override

from stories.journey import territory
from stories.journey.frame import WIDTH, Frame
from stories.journey.gazetteer import country_name
from stories.journey.placement import ICON, Spot
from stories.journey.route import Leg, Point, curve
from stories.journey.seas import SEAS

Cell = tuple[int, int]  # column and row of a sample point
Rect = tuple[float, float, float, float]  # left, top, right, bottom in px

_PX = WIDTH / 286  # units per px on a phone 320 px wide
_LINE = 16 * _PX  # height of a name
_CELL = 10  # units between two sample points
_ACROSS = WIDTH // _CELL
_TRIES = 60  # candidate spots looked at for one name
_COUNTRIES, _SEAS = 9, 3  # names at most
_EDGE = 4 * _PX


@dataclass(frozen=True, slots=True)
class MapLabel:
    """A name on the map, centred on whole per cents of the frame."""

    text: str
    lang: str
    x: int
    y: int
    kind: Literal["country", "sea"]


def text_width(text: str) -> float:
    """Return about how wide a name is in units, at 12 px and slightly spaced."""
    width = 0.0
    for letter in text:
        if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
            continue
        wide = unicodedata.east_asian_width(letter) in ("W", "F")
        width += 12.5 if wide else 8.4 if ord(letter) > 0x0900 else 7.4
    return width * _PX


class _Room:
    """What already stands on the map, and where names still fit."""

    def __init__(self, spots: Sequence[Spot], legs: Sequence[Leg], height: int) -> None:
        self.height = height
        half, number = (ICON / 2 + 1) * _PX, 4 * _PX  # the number stands out above, on the right
        self.taken: list[Rect] = []
        for x, y in spots:
            left, top = x * WIDTH / 100, y * height / 100
            self.taken.append((left - half, top - half - number, left + half + number, top + half))
        self.way = [
            curve(*part, at / 16) for leg in legs for part in leg for at in range(1, 16)
        ]  # ends lie under icons

    def free(self, rect: Rect) -> bool:
        """Return whether a name may stand here: inside the frame, clear of icons and other names."""
        left, top, right, bottom = rect
        if left < _EDGE or top < _EDGE or right > WIDTH - _EDGE or bottom > self.height - _EDGE:
            return False
        return not any(
            left < other[2] and right > other[0] and top < other[3] and bottom > other[1]
            for other in self.taken
        )

    def crossed(self, rect: Rect) -> int:
        """Return how many sample points of the route run through a name."""
        left, top, right, bottom = rect
        return sum(left - 4 < x < right + 4 and top < y < bottom for x, y in self.way)

    def take(self, rect: Rect) -> None:
        """Keep a name's room free of other names."""
        left, top, right, bottom = rect
        self.taken.append((left - 10, top - 7, right + 10, bottom + 7))


def _rect(x: float, y: float, width: float) -> Rect:
    return x - width / 2, y - _LINE / 2, x + width / 2, y + _LINE / 2


def _places(frame: Frame) -> tuple[list[float], list[float]]:
    """Return the longitudes of the columns and the latitudes of the rows of sample points."""
    longitudes = [frame.locate((across + 0.5) * _CELL, 0)[1] for across in range(_ACROSS)]
    latitudes = [frame.locate(0, (down + 0.5) * _CELL)[0] for down in range(frame.height // _CELL)]
    return longitudes, latitudes


def _samples(longitudes: Sequence[float], latitudes: Sequence[float]) -> dict[Cell, str | None]:
    """Return the country (None: sea) at each sample point of the frame."""
    return {
        (across, down): territory.cell_country(lat, lng)
        for down, lat in enumerate(latitudes)
        for across, lng in enumerate(longitudes)
    }


def _best(
    room: _Room, cells: Sequence[Cell], own: set[Cell], width: float, *, least_own: float
) -> tuple[float, float] | None:
    """Return the centre of the best spot for a name among cells, None if none is good enough."""
    middle_x = sum(across for across, _ in cells) / len(cells)
    middle_y = sum(down for _, down in cells) / len(cells)
    by_distance = sorted(cells, key=lambda cell: (math.hypot(cell[0] - middle_x, cell[1] - middle_y), cell))
    spread = by_distance[:: max(1, len(by_distance) // _TRIES)]
    best, best_score = None, -math.inf
    for across, down in spread:
        x, y = (across + 0.5) * _CELL, (down + 0.5) * _CELL
        rect = _rect(x, y, width)
        if not room.free(rect):
            continue
        inside = _share(rect, own)
        if inside < least_own:
            continue
        away = math.hypot(across - middle_x, down - middle_y) / _ACROSS
        score = 2.0 * inside - away - 0.6 * room.crossed(rect)
        if score > best_score:
            best, best_score = (x, y), score
    return best


def _share(rect: Rect, own: set[Cell]) -> float:
    """Return the share of a name's room that lies on the cells it names."""
    left, top, right, bottom = rect
    columns = range(int(left / _CELL), int(right / _CELL) + 1)
    rows = range(int(top / _CELL), int(bottom / _CELL) + 1)
    inside = sum((column, row) in own for column in columns for row in rows)
    return inside / (len(columns) * len(rows))


def _label(
    text: str, lang: str, at: tuple[float, float], kind: Literal["country", "sea"], height: int
) -> MapLabel:
    return MapLabel(text, lang, round(at[0] / WIDTH * 100), round(at[1] / height * 100), kind)


def _lang(locale: str) -> str:
    """Return the language that country names come in for a locale."""
    try:
        return locale if Locale.parse(locale.replace("-", "_")).territories else "en"
    except (UnknownLocaleError, ValueError):
        return "en"


def _beside(room: _Room, dot: Point, width: float) -> Point | None:
    """Return the centre of a free spot next to a place, for a country too small to hold its name."""
    across, down = width / 2 + 34, 46
    around = ((0, down), (across, 0), (-across, 0), (0, -down), (width / 3, down), (-width / 3, down))
    spots = [(dot[0] + dx, dot[1] + dy) for dx, dy in around]
    free = [(x, y) for x, y in spots if room.free(_rect(x, y, width))]
    return min(free, key=lambda spot: room.crossed(_rect(spot[0], spot[1], width)), default=None)


def _country_labels(
    room: _Room, cells: dict[str, list[Cell]], visited: Mapping[str, Point], locale: str
) -> Iterable[MapLabel]:
    """Yield names of countries: those of the journey first, then by the room they take in the frame."""
    wanted = sorted(
        {*cells, *visited}, key=lambda code: (code not in visited, -len(cells.get(code, ())), code)
    )
    count = 0
    for code in wanted:
        own = cells.get(code, [])
        if count == _COUNTRIES or (len(own) < 14 and code not in visited):
            continue
        text = country_name(code, locale)
        width = text_width(text)
        at: Point | None = None
        if own:
            at = _best(room, own, set(own), width, least_own=0.25 if code in visited else 0.6)
        if not at and code in visited:
            at = _beside(room, visited[code], width)
        if at:
            room.take(_rect(*at, width))
            yield _label(text, _lang(locale), at, "country", room.height)
            count += 1


def _smallest_first() -> list[int]:
    return sorted(
        range(len(SEAS)),
        key=lambda order: (SEAS[order][3] - SEAS[order][1]) * (SEAS[order][4] - SEAS[order][2]),
    )


def _seas(longitudes: Sequence[float], latitudes: Sequence[float], sea: set[Cell]) -> dict[int, list[Cell]]:
    """Return the sample points of each sea, by its number in SEAS; a point is of the smallest sea it lies in."""
    found: dict[int, list[Cell]] = {}
    left = set(sea)
    for order in _smallest_first():
        _, west, south, east, north = SEAS[order]
        columns = [at for at, lng in enumerate(longitudes) if (lng - west) % 360 <= east - west]
        rows = [at for at, lat in enumerate(latitudes) if south <= lat <= north]
        cells = [(across, down) for across in columns for down in rows if (across, down) in left]
        left.difference_update(cells)
        if cells:
            found[order] = cells
    return found


def _sea_labels(room: _Room, seas: dict[int, list[Cell]], sea: set[Cell], locale: str) -> Iterable[MapLabel]:
    """Yield names of seas that take a good part of the frame, the largest part first."""
    named: set[str] = set()
    for order in sorted(seas, key=lambda order: (-len(seas[order]), order)):
        if len(seas[order]) < _ACROSS * room.height / _CELL * 0.025 or len(named) == _SEAS:
            continue
        with override("en"):
            english = str(SEAS[order][0])
        with override(locale):
            text = str(SEAS[order][0])
        if text in named:  # an ocean in two boxes
            continue
        width = text_width(text)
        at = _best(room, seas[order], sea, width, least_own=0.8)
        if at:
            room.take(_rect(*at, width))
            yield _label(text, "en" if text == english else locale, at, "sea", room.height)
            named.add(text)


def place_labels(
    frame: Frame, *, visited: Mapping[str, Point], spots: Sequence[Spot], legs: Sequence[Leg], locale: str
) -> tuple[MapLabel, ...]:
    """Return the names of countries and seas for a frame, clear of icons and of each other.

    `visited` are the journey's countries, each with one of its places in viewBox units.
    """
    cells: dict[str, list[Cell]] = defaultdict(list)
    sea: set[Cell] = set()
    longitudes, latitudes = _places(frame)
    for cell, country in _samples(longitudes, latitudes).items():
        if country is None:
            sea.add(cell)
        else:
            cells[country].append(cell)
    room = _Room(spots, legs, frame.height)
    return (
        *_country_labels(room, cells, visited, locale),
        *_sea_labels(room, _seas(longitudes, latitudes, sea), sea, locale),
    )
