"""The frame of a map: which part of the sheet it shows, and at what scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stories.journey.sheet import FIRST_LONGITUDE, Box, latitude, mercator

WIDTH, HEIGHT = 400, 500  # units of the map's viewBox
LEAST_SPAN = 6.0  # degrees across: never street level
_FILLED = 0.70  # share of the frame's width and height that the places may take
_WORLD = 360.0


@dataclass(frozen=True, slots=True)
class Frame:
    """A window on the sheet; its height follows from the aspect 4:5."""

    west: float  # degrees of the sheet; may lie beyond 180 when a journey crosses the date line
    north: float  # Mercator ordinate in degrees
    width: float  # degrees

    @property
    def unit(self) -> float:
        """Degrees of the sheet per unit of the viewBox."""
        return self.width / WIDTH

    @property
    def box(self) -> Box:
        """The window as a box of the sheet."""
        return Box(self.west, self.north - self.unit * HEIGHT, self.west + self.width, self.north)

    def project(self, lat: float, lng: float) -> tuple[float, float]:
        """Return x and y in viewBox units of a point in degrees."""
        return ((lng - self.west) % 360) / self.unit, (self.north - mercator(lat)) / self.unit

    def locate(self, x: float, y: float) -> tuple[float, float]:
        """Return latitude and longitude in degrees of a point in viewBox units."""
        lng = (self.west + x * self.unit + 180) % 360 - 180
        return latitude(self.north - y * self.unit), lng


def _shortest_arc(longitudes: Sequence[float]) -> tuple[float, float]:
    """Return the western end and the width of the smallest arc that holds all longitudes, in degrees."""
    turned = sorted({lng % 360 for lng in longitudes})
    gaps = [(following - lng) % 360 for lng, following in zip(turned, turned[1:] + turned[:1], strict=True)]
    if len(turned) == 1:
        return turned[0], 0.0
    widest = max(range(len(gaps)), key=gaps.__getitem__)
    return turned[(widest + 1) % len(turned)], 360 - gaps[widest]


def fit(points: Sequence[tuple[float, float]]) -> Frame:
    """Return the frame for places given as (lat, lng): padded, at least six degrees across.

    Journeys over the date line are framed the short way round. Raises ValueError if there is no place.
    """
    if not points:
        raise ValueError("A map needs at least one place.")
    west, span = _shortest_arc([lng for _, lng in points])
    ys = [mercator(lat) for lat, _ in points]
    high = max(ys) - min(ys)
    width = max(LEAST_SPAN, span / _FILLED, high / _FILLED * WIDTH / HEIGHT)
    if width > _WORLD:  # a journey round the world: less margin rather than more than one world
        width = max(_WORLD, span / 0.86, high / 0.86 * WIDTH / HEIGHT)
    centre = west + span / 2
    left = centre - width / 2
    left = FIRST_LONGITUDE + (left - FIRST_LONGITUDE) % 360
    return Frame(left, (max(ys) + min(ys)) / 2 + width * HEIGHT / WIDTH / 2, width)
