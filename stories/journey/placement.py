"""Where the icons of a map stand: at their places, moved apart so that each can be touched.

Everything is measured in CSS pixels of the frame on a phone 360 wide, because there the icons are largest
beside the map. Positions are whole per cents of the frame.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

from stories.journey.frame import TALL, WIDTH

FRAME_WIDTH = 326.0  # px: 360 less the page's margins and the frame's hairlines
PX = FRAME_WIDTH / WIDTH  # px per unit of the viewBox
ICON = 44  # px: width of an icon and the least distance of two centres
TIGHT = 24  # px: the least distance when there are more icons than fit otherwise

LEFT, RIGHT = 8, 91  # per cent: an icon and the number at its upper right corner are never cut
_ABOVE = 28.4  # px: likewise, from the upper and the lower edge

_X = FRAME_WIDTH / 100
_ROUNDS = 60

Spot = tuple[int, int]
Pixel = tuple[float, float]


class _Room:
    """The part of a frame of some height (viewBox units) where icons may stand."""

    def __init__(self, height: int) -> None:
        self.high = height * PX
        self.y = self.high / 100  # px per per cent
        self.top = math.ceil(_ABOVE / self.y)
        self.bottom = 100 - self.top

    def clamp(self, x: float, y: float) -> Pixel:
        return (
            min(max(x, LEFT * _X), RIGHT * _X),
            min(max(y, self.top * self.y), self.bottom * self.y),
        )

    def distance(self, one: Spot, other: Spot) -> float:
        return math.hypot((one[0] - other[0]) * _X, (one[1] - other[1]) * self.y)


def distance(one: Spot, other: Spot, *, height: int = TALL) -> float:
    """Return the distance of two spots in px of the frame on a phone; `height` in viewBox units."""
    return _Room(height).distance(one, other)


def _spread(dots: Sequence[Pixel], room: _Room) -> list[Pixel]:
    """Return starting points: icons of one place start on a small circle around it, in reading order."""
    groups: dict[tuple[int, int], list[int]] = {}
    for index, (x, y) in enumerate(dots):
        groups.setdefault((round(x / 3), round(y / 3)), []).append(index)
    points = list(dots)
    for members in groups.values():
        if len(members) == 1:
            continue
        radius = ICON / 2 / math.sin(math.pi / len(members))
        for order, index in enumerate(members):
            angle = math.pi + 2 * math.pi * order / len(members)
            x, y = dots[index]
            points[index] = (x + radius * math.cos(angle), y + radius * math.sin(angle))
    return [room.clamp(x, y) for x, y in points]


def _relax(points: list[Pixel], dots: Sequence[Pixel], room: _Room) -> list[Pixel]:
    """Push icons that are too close apart, both by the same amount, and pull each gently to its place."""
    for turn in range(_ROUNDS):
        pull = 0.08 * (1 - turn / _ROUNDS)
        points = [
            (x + pull * (dot_x - x), y + pull * (dot_y - y))
            for (x, y), (dot_x, dot_y) in zip(points, dots, strict=True)
        ]
        moved = _push(points)
        points = [room.clamp(x, y) for x, y in points]
        if not moved and turn > _ROUNDS // 2:
            break
    return points


def _push(points: list[Pixel]) -> bool:
    """Move every two points that are too close away from each other; return whether there were any."""
    wanted = ICON + 1.5
    moved = False
    for first in range(len(points)):
        x1, y1 = points[first]
        for second in range(first + 1, len(points)):
            x2, y2 = points[second]
            dx = x2 - x1
            if not -wanted < dx < wanted:
                continue
            dy = y2 - y1
            square = dx * dx + dy * dy
            if square >= wanted * wanted:
                continue
            moved = True
            if square < 0.25:
                dx, dy = 1.0, 0.2 * (second - first)
                square = dx * dx + dy * dy
            away = math.sqrt(square)
            push = (wanted - away) / 2 / away
            x1, y1 = x1 - dx * push, y1 - dy * push
            points[second] = (x2 + dx * push, y2 + dy * push)
        points[first] = (x1, y1)
    return moved


# Spots as single numbers, for speed: rows of 128 columns, of which 0 to 100 are used, and 40 spare rows above and
# below, so that a step of at most 40 leads to a spot or to one that is never free.
_ROW, _SPARE = 128, 40


def _at(x: int, y: int) -> int:
    return (y + _SPARE) * _ROW + x


@lru_cache(maxsize=4)
def _rings(height: int) -> tuple[tuple[float, int], ...]:
    """Return steps around a spot, the nearest first, each with its length in px."""
    room = _Room(height)
    steps = [(dx, dy) for dx in range(-_SPARE, _SPARE + 1) for dy in range(-_SPARE, _SPARE + 1)]
    ordered = sorted((room.distance(step, (0, 0)), step) for step in steps)
    return tuple((length, dy * _ROW + dx) for length, (dx, dy) in ordered)


def _snap(points: Sequence[Pixel], apart: float, height: int) -> list[Spot] | None:
    """Return the nearest free whole per cents for each point, None if one finds no room."""
    room = _Room(height)
    rings = _rings(height)
    steps = [step for _, step in rings]
    shadow = steps[: bisect_left(rings, (apart, -math.inf))]  # where no other icon may stand
    free = bytearray(_ROW * (101 + 2 * _SPARE))
    for y in range(room.top, room.bottom + 1):
        free[_at(LEFT, y) : _at(RIGHT + 1, y)] = b"\1" * (RIGHT + 1 - LEFT)
    spots: list[Spot] = []
    for left, top in points:
        centre = _at(round(left / _X), round(top / room.y))
        spot = next((centre + step for step in steps if free[centre + step]), None)
        if spot is None:
            return None
        spots.append((spot % _ROW, spot // _ROW - _SPARE))
        for step in shadow:
            free[spot + step] = 0
    return spots


def _lattice(apart: int, room: _Room) -> list[Spot]:
    """Return the densest regular pattern of spots at least `apart` px from each other."""
    step_x = math.ceil(apart / _X)
    step_y = math.ceil(math.sqrt(apart * apart - (step_x // 2 * _X) ** 2) / room.y)
    return [
        (x, y)
        for row, y in enumerate(range(room.top, room.bottom + 1, step_y))
        for x in range(LEFT + (step_x // 2 if row % 2 else 0), RIGHT + 1, step_x)
    ]


def _on_lattice(dots: Sequence[Pixel], apart: int, room: _Room) -> list[Spot] | None:
    free = _lattice(apart, room)
    if len(free) < len(dots):
        return None
    spots = []
    for x, y in dots:
        spot = min(free, key=lambda spot: math.hypot(spot[0] * _X - x, spot[1] * room.y - y))
        free.remove(spot)
        spots.append(spot)
    return spots


def place_icons(dots: Sequence[Pixel], *, height: int = TALL) -> list[Spot]:
    """Return one spot (whole per cents) for each dot, given in px of the frame on a phone.

    `height` is the frame's in viewBox units. On a tall frame centres are at least 44 px apart for up to 54
    icons, 24 px for up to about 180; on a wide one 44 px for up to 30. Raises ValueError beyond that: no
    story has so many milestones.
    """
    room = _Room(height)
    moved = _relax(_spread(dots, room), dots, room)
    for apart in (ICON, TIGHT):
        spots = _snap(moved, apart, height) or _on_lattice(dots, apart, room)
        if spots:
            return spots
    raise ValueError(f"A map cannot hold {len(dots)} icons.")
