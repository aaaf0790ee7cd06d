"""The map of a journey, drawn on the server: an SVG sheet, and where icons and names stand on it.

The SVG holds no text, no id and no style, only classes (docs/story-map.md). Icons and names are HTML over it,
placed by the fixed classes x0…x100 and y0…y100.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

from stories.journey import frame as frames
from stories.journey import labels as names
from stories.journey import placement, route, svg
from stories.journey.gazetteer import Place
from stories.journey.sheet import BORDER, DISPUTED, LAKE, LAND, Box, cut, sheet
from stories.journey.summary import summarise

GRID = 1000  # units across the sheet's own grid, 2.5 for each unit of the viewBox
_MOST_TEXT = 24_000  # characters of path data; compresses to about 9 kB
_MARGIN = 6  # viewBox units: clipped edges lie outside the frame
_CLASSES = {LAND: "land", LAKE: "lake", BORDER: "border", DISPUTED: "border border--disputed"}
_LEADER = 9.0  # viewBox units: an icon farther from its place gets a line to it

MapLabel = names.MapLabel


@dataclass(frozen=True, slots=True)
class Stop:
    """A milestone as the map knows it; `number` where milestones without a place stand between."""

    place: Place
    phase: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class MapIcon:
    """Where the icon of a milestone stands: whole per cents of the frame, from its upper left corner."""

    number: int
    x: int
    y: int
    phase: str


@dataclass(frozen=True, slots=True)
class JourneyMap:
    """A drawn journey. `wide` is its shape (10:7, else 4:5), `zoom` how much larger it may be shown at a milestone."""

    svg: SafeString
    icons: tuple[MapIcon, ...]
    labels: tuple[MapLabel, ...]
    summary: str
    wide: bool = False
    zoom: float = 1.0


@dataclass(frozen=True, slots=True)
class _Drawing:
    frame: frames.Frame
    spots: tuple[placement.Spot, ...]
    legs: tuple[route.Leg, ...]
    svg: SafeString


def draw(stops: Sequence[Stop], *, locale: str = "en") -> JourneyMap:
    """Return the map of a journey in a language. Cached; the same stops always give the same map.

    Raises ValueError if there is no stop.
    """
    return _draw(tuple(stops), locale)


@lru_cache(maxsize=256)
def _draw(stops: tuple[Stop, ...], locale: str) -> JourneyMap:
    drawing = _drawing(tuple(stop.place for stop in stops))
    icons = tuple(
        MapIcon(stop.number or number, x, y, stop.phase)
        for number, ((x, y), stop) in enumerate(zip(drawing.spots, stops, strict=True), start=1)
    )
    found = names.place_labels(
        drawing.frame,
        visited={stop.place.country: drawing.frame.project(stop.place.lat, stop.place.lng) for stop in stops},
        spots=drawing.spots,
        legs=drawing.legs,
        locale=locale,
    )
    return JourneyMap(
        drawing.svg,
        icons,
        found,
        summarise([stop.place for stop in stops], locale),
        drawing.frame.height == frames.WIDE,
        drawing.frame.zoom,
    )


@lru_cache(maxsize=256)
def _drawing(places: tuple[Place, ...]) -> _Drawing:
    frame = frames.fit([(place.lat, place.lng) for place in places])
    dots = [frame.project(place.lat, place.lng) for place in places]
    spots = tuple(
        placement.place_icons([(x * placement.PX, y * placement.PX) for x, y in dots], height=frame.height)
    )
    centres = [(x * frames.WIDTH / 100, y * frame.height / 100) for x, y in spots]
    legs = tuple(route.legs(centres, dots=dots, turn=frame.turn, height=frame.height))
    parts = [
        f'<svg class="sheet" viewBox="0 0 {frames.WIDTH} {frame.height}" aria-hidden="true" focusable="false">',
        f'<rect class="sea" width="{frames.WIDTH}" height="{frame.height}"/>',
        _ground(frame),
        _route(legs, frame.height),
        _leaders(dots, centres),
        "</svg>",
    ]
    return _Drawing(frame, spots, legs, mark_safe("".join(parts)))  # noqa: S308 - numbers and constants only


def layers(
    box: Box, *, grid: int, tolerance: float, wanted: Sequence[int] = (LAND, LAKE, BORDER, DISPUTED)
) -> dict[int, str]:
    """Return path data for each layer of a box, on a grid of whole numbers `grid` wide."""
    unit = (box.east - box.west) / grid
    scale = 1 / (unit * sheet().units)
    left, top = box.west / unit, box.north / unit
    found: dict[int, list[str]] = {layer: [] for layer in wanted}
    for layer, points, shift in cut(box.grown(_MARGIN * grid / frames.WIDTH * unit), tolerance, wanted):
        turned = shift * scale - left
        whole = [(round(x * scale + turned), round(top - y * scale)) for x, y in points]
        found[layer].append(svg.path(whole, closed=layer in (LAND, LAKE)))
    return {layer: "".join(paths) for layer, paths in found.items()}


def fitting_layers(
    box: Box,
    *,
    grid: int,
    tolerance: float,
    most: int,
    wanted: Sequence[int] = (LAND, LAKE, BORDER, DISPUTED),
) -> dict[int, str]:
    """Return layers of at most `most` characters: where coasts are too rich, they are simplified further."""
    while True:
        drawn = layers(box, grid=grid, tolerance=tolerance, wanted=wanted)
        size = sum(map(len, drawn.values()))
        if size <= most:
            return drawn
        tolerance *= max(math.sqrt(2), size / most)


def _ground(frame: frames.Frame) -> str:
    # A frame half the world wide shows so much coast that half the detail reads better, and is drawn sooner.
    tolerance = frame.width / GRID * (1 + min(frame.width, 180) / 90)
    drawn = fitting_layers(frame.box, grid=GRID, tolerance=tolerance, most=_MOST_TEXT)
    paths = "".join(f'<path class="{_CLASSES[layer]}" d="{data}"/>' for layer, data in drawn.items() if data)
    return f'<g transform="scale({frames.WIDTH / GRID:g})">{paths}</g>'


def _route(legs: Sequence[route.Leg], height: int) -> str:
    drawn = "".join(f'<path class="leg" d="{route.leg_path(leg)}"/>' for leg in legs)
    arrows = (route.arrow(leg, height=height) for leg in legs)
    heads = "".join(f'<path class="arrow" d="{arrow}"/>' for arrow in arrows if arrow)
    return f'<g class="route">{drawn}{heads}</g>'


def _leaders(dots: Sequence[route.Point], centres: Sequence[route.Point]) -> str:
    """Return a line from each icon that stands beside its place, and a dot on the place."""
    lines: list[str] = []
    points: dict[tuple[str, str], None] = {}  # each place once, in order
    for (x, y), (icon_x, icon_y) in zip(dots, centres, strict=True):
        if math.dist((x, y), (icon_x, icon_y)) > _LEADER:
            lines.append(f"M{icon_x:.0f} {icon_y:.0f}L{x:.0f} {y:.0f}")
            points[f"{x:.0f}", f"{y:.0f}"] = None
    if not lines:
        return ""
    drawn = "".join(f'<circle class="dot" cx="{x}" cy="{y}" r="4"/>' for x, y in points)
    return f'<path class="leader" d="{"".join(lines)}"/>{drawn}'


_THUMB = 160  # grid units across a thumbnail
_THUMB_MOST = 1_350  # characters of its land
_THUMB_POINTS = 12  # turns of its route


@lru_cache(maxsize=1024)
def _thumbnail(places: tuple[Place, ...]) -> SafeString:
    frame = frames.fit([(place.lat, place.lng) for place in places], shapes=(frames.TALL,))
    tolerance = frame.width / _THUMB
    land = fitting_layers(frame.box, grid=_THUMB, tolerance=tolerance, most=_THUMB_MOST, wanted=(LAND,))[LAND]
    scale = _THUMB / frames.WIDTH
    turns: list[str] = []
    for place in places:
        x, y = frame.project(place.lat, place.lng)
        point = f"{x * scale:.0f} {y * scale:.0f}"
        if not turns or turns[-1] != point:
            turns.append(point)
    turns = turns[:_THUMB_POINTS]
    dots = "".join(f"M{point}h0" for point in dict.fromkeys(turns))
    way = f'<path class="leg" d="M{"L".join(turns)}"/>' if len(turns) > 1 else ""
    text = (
        f'<svg class="thumb" viewBox="0 0 {_THUMB} {_THUMB * 5 // 4}" aria-hidden="true" focusable="false">'
        f'<path class="land" d="{land}"/>{way}<path class="dot" d="{dots}"/></svg>'
    )
    return mark_safe(text)  # noqa: S308 - numbers and constants only


def thumbnail(stops: Sequence[Stop]) -> SafeString:
    """Return a tiny map of at most 2 kB for lists: land, route and dots. Cached.

    Raises ValueError if there is no stop.
    """
    return _thumbnail(tuple(stop.place for stop in stops))
