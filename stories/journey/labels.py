"""Names of countries and seas on a map: HTML in the page's language, placed clear of icons.

Measured like the icons in CSS px of the smallest usual frame (328 by 410), where text takes most room.
"""

from __future__ import annotations

import math
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from babel import Locale, UnknownLocaleError
from django.utils.translation import override

from stories.journey import territory
from stories.journey.frame import HEIGHT, WIDTH, Frame
from stories.journey.gazetteer import country_name
from stories.journey.placement import FRAME_HEIGHT, FRAME_WIDTH, ICON, Spot
from stories.journey.route import Point, curve
from stories.journey.seas import SEAS

Leg = tuple[Point, Point, Point]
Rect = tuple[float, float, float, float]  # left, top, right, bottom in px

_LINE = 16.0  # px: height of a label
_ACROSS, _DOWN = 40, 50  # sample points over the frame
_STEP_X, _STEP_Y = FRAME_WIDTH / _ACROSS, FRAME_HEIGHT / _DOWN
_TRIES = 60  # candidate spots looked at for one name
_COUNTRIES, _SEAS = 9, 3  # names at most
_PX = FRAME_WIDTH / WIDTH  # px per viewBox unit


@dataclass(frozen=True, slots=True)
class MapLabel:
    """A name on the map, centred on whole per cents of the frame."""

    text: str
    lang: str
    x: int
    y: int
    kind: Literal["country", "sea"]


def text_width(text: str) -> float:
    """Return about how wide a name is in px, at 12 px and slightly spaced."""
    width = 0.0
    for letter in text:
        if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
            continue
        wide = unicodedata.east_asian_width(letter) in ("W", "F")
        width += 12.5 if wide else 8.4 if ord(letter) > 0x0900 else 7.4
    return width


class _Room:
    """What already stands on the map, and where names still fit."""

    def __init__(self, spots: Sequence[Spot], legs: Sequence[Leg]) -> None:
        half = ICON / 2 + 1
        self.taken: list[Rect] = []
        for x, y in spots:
            left, top = x * FRAME_WIDTH / 100, y * FRAME_HEIGHT / 100
            self.taken.append((left - half, top - half - 4, left + half + 4, top + half))
        self.way = [
            (x * _PX, y * _PX) for leg in legs for x, y in (curve(*leg, at / 16) for at in range(1, 16))
        ]

    def free(self, rect: Rect) -> bool:
        """Return whether a name may stand here: inside the frame, clear of icons and other names."""
        left, top, right, bottom = rect
        if left < 4 or top < 4 or right > FRAME_WIDTH - 4 or bottom > FRAME_HEIGHT - 4:
            return False
        return not any(
            left < other[2] and right > other[0] and top < other[3] and bottom > other[1]
            for other in self.taken
        )

    def crossed(self, rect: Rect) -> int:
        """Return how many sample points of the route run through a name."""
        left, top, right, bottom = rect
        return sum(left - 3 < x < right + 3 and top < y < bottom for x, y in self.way)

    def take(self, rect: Rect) -> None:
        """Keep a name's room free of other names."""
        left, top, right, bottom = rect
        self.taken.append((left - 8, top - 6, right + 8, bottom + 6))


def _rect(x: float, y: float, width: float) -> Rect:
    return x - width / 2, y - _LINE / 2, x + width / 2, y + _LINE / 2


def _samples(frame: Frame) -> dict[tuple[int, int], str | None]:
    """Return the country (None: sea) at each sample point of the frame."""
    found = {}
    for down in range(_DOWN):
        for across in range(_ACROSS):
            lat, lng = frame.locate((across + 0.5) * WIDTH / _ACROSS, (down + 0.5) * HEIGHT / _DOWN)
            found[across, down] = territory.cell_country(lat, lng)
    return found


def _best(
    room: _Room,
    cells: Sequence[tuple[int, int]],
    own: set[tuple[int, int]],
    width: float,
    *,
    least_own: float,
) -> tuple[float, float] | None:
    """Return the centre of the best spot for a name among cells, None if none is good enough."""
    middle_x = sum(across for across, _ in cells) / len(cells)
    middle_y = sum(down for _, down in cells) / len(cells)
    by_distance = sorted(cells, key=lambda cell: (math.hypot(cell[0] - middle_x, cell[1] - middle_y), cell))
    spread = by_distance[:: max(1, len(by_distance) // _TRIES)]
    best, best_score = None, -math.inf
    for across, down in spread:
        x, y = (across + 0.5) * _STEP_X, (down + 0.5) * _STEP_Y
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


def _share(rect: Rect, own: set[tuple[int, int]]) -> float:
    """Return the share of a name's room that lies on the cells it names."""
    left, top, right, bottom = rect
    columns = range(int(left / _STEP_X), int(right / _STEP_X) + 1)
    rows = range(int(top / _STEP_Y), int(bottom / _STEP_Y) + 1)
    inside = sum((column, row) in own for column in columns for row in rows)
    return inside / (len(columns) * len(rows))


def _label(text: str, lang: str, at: tuple[float, float], kind: Literal["country", "sea"]) -> MapLabel:
    return MapLabel(text, lang, round(at[0] / FRAME_WIDTH * 100), round(at[1] / FRAME_HEIGHT * 100), kind)


def _lang(locale: str) -> str:
    """Return the language that country names come in for a locale."""
    try:
        return locale if Locale.parse(locale.replace("-", "_")).territories else "en"
    except (UnknownLocaleError, ValueError):
        return "en"


def _country_labels(
    room: _Room, cells: dict[str, list[tuple[int, int]]], visited: Sequence[str], locale: str
) -> Iterable[MapLabel]:
    """Yield names of countries: those of the journey first, then by the room they take in the frame."""
    wanted = sorted(cells, key=lambda code: (code not in visited, -len(cells[code]), code))
    count = 0
    for code in wanted:
        few = len(cells[code]) < 14
        if count == _COUNTRIES or (few and code not in visited):
            continue
        text = country_name(code, locale)
        width = text_width(text)
        own = set(cells[code])
        at = _best(room, cells[code], own, width, least_own=0.25 if code in visited else 0.6)
        if at:
            room.take(_rect(*at, width))
            yield _label(text, _lang(locale), at, "country")
            count += 1


def _seas(frame: Frame, sea: set[tuple[int, int]]) -> dict[int, list[tuple[int, int]]]:
    """Return the sample points of each sea, by its number in SEAS; a point is of the smallest sea it lies in."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    smallest_first = sorted(
        range(len(SEAS)),
        key=lambda order: (SEAS[order][3] - SEAS[order][1]) * (SEAS[order][4] - SEAS[order][2]),
    )
    for across, down in sorted(sea):
        lat, lng = frame.locate((across + 0.5) * WIDTH / _ACROSS, (down + 0.5) * HEIGHT / _DOWN)
        for order in smallest_first:
            _, west, south, east, north = SEAS[order]
            if south <= lat <= north and (lng - west) % 360 <= east - west:
                found[order].append((across, down))
                break
    return found


def _sea_labels(room: _Room, frame: Frame, sea: set[tuple[int, int]], locale: str) -> Iterable[MapLabel]:
    """Yield names of seas that take a good part of the frame, the largest part first."""
    seas = _seas(frame, sea)
    named: set[str] = set()
    for order in sorted(seas, key=lambda order: (-len(seas[order]), order)):
        if len(seas[order]) < _ACROSS * _DOWN * 0.025 or len(named) == _SEAS:
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
            yield _label(text, "en" if text == english else locale, at, "sea")
            named.add(text)


def place_labels(
    frame: Frame, *, visited: Sequence[str], spots: Sequence[Spot], legs: Sequence[Leg], locale: str
) -> tuple[MapLabel, ...]:
    """Return the names of countries and seas for a frame, clear of icons and of each other."""
    cells: dict[str, list[tuple[int, int]]] = defaultdict(list)
    sea: set[tuple[int, int]] = set()
    for cell, country in _samples(frame).items():
        if country is None:
            sea.add(cell)
        else:
            cells[country].append(cell)
    room = _Room(spots, legs)
    return (*_country_labels(room, cells, visited, locale), *_sea_labels(room, frame, sea, locale))
