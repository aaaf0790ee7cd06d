"""The frame of a map: which part of the sheet it shows, at what scale and in which shape."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from stories.journey.sheet import FIRST_LONGITUDE, Box, latitude, mercator

WIDTH = 400  # units of the map's viewBox
TALL, WIDE = 500, 280  # units: a sheet as it stands on a phone, and one for journeys half round the world
LEAST_SPAN = 6.0  # degrees across: never street level, opened as overview or eased closer
_FILLED = 0.70  # share of the frame's width and height that the places may take
_FILLED_WORLD = 0.86  # likewise, where a journey goes round the world
_WORLD = 360.0
_WIDE_FROM = 60.0  # degrees across: a tall sheet would show more of the poles than of the journey
_WIDE_MOST = 24  # stops; more icons than that need the room of a tall sheet
_LAND_SOUTH, _LAND_NORTH = mercator(-58), mercator(82)  # beyond lie Antarctica and ice
_CLOSEST = 2.0  # the map eases to a milestone at most so much larger


@dataclass(frozen=True, slots=True)
class Frame:
    """A window on the sheet."""

    west: float  # degrees of the sheet; may lie beyond 180 when a journey crosses the date line
    north: float  # Mercator ordinate in degrees
    width: float  # degrees
    height: int = TALL  # units of the viewBox: TALL or WIDE

    @property
    def unit(self) -> float:
        """Degrees of the sheet per unit of the viewBox."""
        return self.width / WIDTH

    @property
    def box(self) -> Box:
        """The window as a box of the sheet."""
        return Box(self.west, self.north - self.unit * self.height, self.west + self.width, self.north)

    @property
    def turn(self) -> float:
        """Once round the world, in viewBox units."""
        return _WORLD / self.unit

    @property
    def zoom(self) -> float:
        """How much larger the map may become at a milestone: never less than six degrees in sight."""
        return max(1.0, min(_CLOSEST, self.width / LEAST_SPAN // 0.1 / 10))

    def project(self, lat: float, lng: float) -> tuple[float, float]:
        """Return x and y in viewBox units of a point in degrees."""
        return ((lng - self.west) % 360) / self.unit, (self.north - mercator(lat)) / self.unit

    def locate(self, x: float, y: float) -> tuple[float, float]:
        """Return latitude and longitude in degrees of a point in viewBox units."""
        lng = (self.west + x * self.unit + 180) % 360 - 180
        return latitude(self.north - y * self.unit), lng


def _crossed(gap: tuple[float, float], longitudes: Sequence[float]) -> int:
    """Return how many legs go through a gap (its western end and its width) on their shorter way."""
    west, width = gap
    count = 0
    for start, end in itertools.pairwise(longitudes):
        way = (end - start + 180) % 360 - 180  # eastwards if positive
        first = (start if way > 0 else end) - west
        # A leg never ends inside a gap: it crosses the gap if it begins before it and ends after it.
        count += (-first) % 360 + width <= abs(way) + 1e-9
    return count


def _arc(longitudes: Sequence[float]) -> tuple[float, float]:
    """Return the western end and the width of the arc of longitudes that a journey is shown on, in degrees.

    It is the smallest one that holds all places. Where several hold them and legs would be torn at its ends,
    it is the one that tears fewest.
    """
    turned = sorted({lng % 360 for lng in longitudes})
    if len(turned) == 1:
        return turned[0], 0.0
    after = turned[1:] + turned[:1]
    gaps = [(lng, (following - lng) % 360) for lng, following in zip(turned, after, strict=True)]
    west, width = max(gaps, key=lambda gap: (-_crossed(gap, longitudes), gap[1]))
    return (west + width) % 360, 360 - width


def _span(share: float, arc: float, high: float, height: int) -> float:
    return max(arc / share, high / share * WIDTH / height)


def _top(ys: Sequence[float], high: float) -> float:
    """Return the ordinate of a window's upper edge, `high` degrees above the lower one.

    The places are in the middle; what ends in ice above or below is moved until more of the lands is seen.
    """
    low_limit = min(_LAND_SOUTH, min(ys) - high * 0.15)
    high_limit = max(_LAND_NORTH, max(ys) + high * 0.15)
    top = (max(ys) + min(ys)) / 2 + high / 2
    if high >= high_limit - low_limit:
        return (high_limit + low_limit) / 2 + high / 2
    return min(max(top, low_limit + high), high_limit)


def fit(points: Sequence[tuple[float, float]], *, shapes: Sequence[int] = (WIDE, TALL)) -> Frame:
    """Return the frame for the places of a journey given as (lat, lng) in their order.

    Padded, at least six degrees across; a journey over the date line is framed the short way round; the
    first of `shapes` that suits it is taken, TALL if none does. Raises ValueError if there is no place.
    """
    if not points:
        raise ValueError("A map needs at least one place.")
    west, arc = _arc([lng for _, lng in points])
    ys = [mercator(lat) for lat, _ in points]
    tallest = max(ys) - min(ys)
    wide = (
        WIDE in shapes
        and len(points) <= _WIDE_MOST
        and _WIDE_FROM <= arc / _FILLED >= _span(_FILLED, 0, tallest, WIDE)
    )
    height = WIDE if wide else TALL
    width = max(LEAST_SPAN, _span(_FILLED, arc, tallest, height))
    if width > _WORLD:  # less margin rather than more than one world
        width = max(_WORLD, _span(_FILLED_WORLD, arc, tallest, height))
    left = FIRST_LONGITUDE + (west + arc / 2 - width / 2 - FIRST_LONGITUDE) % 360
    return Frame(left, _top(ys, width * height / WIDTH), width, height)
