"""Where the icons of a map stand: at their places, moved apart so that each can be touched.

Everything is measured in CSS pixels of the smallest usual frame, 328 by 410 (a phone 360 wide), because
there the icons are largest beside the map. Positions are whole per cents of the frame.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache

FRAME_WIDTH, FRAME_HEIGHT = 328, 410
ICON = 44  # px: width of an icon and the least distance of two centres
TIGHT = 24  # px: the least distance when there are more icons than fit otherwise

# An icon and the number at its upper right corner must never be cut: 22 px and a little more.
LEFT, RIGHT, TOP, BOTTOM = 8, 91, 7, 93

_X, _Y = FRAME_WIDTH / 100, FRAME_HEIGHT / 100
_ROUNDS = 60

Spot = tuple[int, int]


def _clamp(x: float, y: float) -> tuple[float, float]:
    return min(max(x, LEFT * _X), RIGHT * _X), min(max(y, TOP * _Y), BOTTOM * _Y)


def _spread(dots: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
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
    return [_clamp(x, y) for x, y in points]


def _relax(
    points: list[tuple[float, float]], dots: Sequence[tuple[float, float]]
) -> list[tuple[float, float]]:
    """Push icons that are too close apart, both by the same amount, and pull each gently to its place."""
    wanted = ICON + 1.5
    for turn in range(_ROUNDS):
        pull = 0.08 * (1 - turn / _ROUNDS)
        points = [
            (x + pull * (dot_x - x), y + pull * (dot_y - y))
            for (x, y), (dot_x, dot_y) in zip(points, dots, strict=True)
        ]
        calm = True
        for first in range(len(points)):
            for second in range(first + 1, len(points)):
                (x1, y1), (x2, y2) = points[first], points[second]
                dx, dy = x2 - x1, y2 - y1
                if abs(dx) >= wanted or abs(dy) >= wanted:
                    continue
                distance = math.hypot(dx, dy)
                if distance >= wanted:
                    continue
                calm = False
                if distance < 0.5:
                    dx, dy, distance = 1.0, 0.2 * (second - first), math.hypot(1, 0.2 * (second - first))
                push = (wanted - distance) / 2 / distance
                points[first] = _clamp(x1 - dx * push, y1 - dy * push)
                points[second] = _clamp(x2 + dx * push, y2 + dy * push)
        if calm and turn > _ROUNDS // 2:
            break
    return points


@lru_cache(maxsize=1)
def _rings() -> tuple[Spot, ...]:
    """Return steps in per cents around a spot, the nearest first."""
    steps = [(dx, dy) for dx in range(-40, 41) for dy in range(-40, 41)]
    return tuple(sorted(steps, key=lambda step: (math.hypot(step[0] * _X, step[1] * _Y), step)))


def _around(x: float, y: float) -> Iterator[Spot]:
    centre_x, centre_y = round(x / _X), round(y / _Y)
    for dx, dy in _rings():
        spot = (centre_x + dx, centre_y + dy)
        if LEFT <= spot[0] <= RIGHT and TOP <= spot[1] <= BOTTOM:
            yield spot


def distance(one: Spot, other: Spot) -> float:
    """Return the distance of two spots in px of the smallest usual frame."""
    return math.hypot((one[0] - other[0]) * _X, (one[1] - other[1]) * _Y)


def _snap(points: Sequence[tuple[float, float]], apart: float) -> list[Spot] | None:
    """Return the nearest free whole per cents for each point, None if one finds no room."""
    spots: list[Spot] = []
    for x, y in points:
        free = (spot for spot in _around(x, y) if all(distance(spot, taken) >= apart for taken in spots))
        spot = next(free, None)
        if spot is None:
            return None
        spots.append(spot)
    return spots


def _lattice(apart: int) -> list[Spot]:
    """Return the densest regular pattern of spots at least `apart` px from each other."""
    step_x = math.ceil(apart / _X)
    step_y = math.ceil(math.sqrt(apart * apart - (step_x // 2 * _X) ** 2) / _Y)
    return [
        (x, y)
        for row, y in enumerate(range(TOP, BOTTOM + 1, step_y))
        for x in range(LEFT + (step_x // 2 if row % 2 else 0), RIGHT + 1, step_x)
    ]


def _on_lattice(dots: Sequence[tuple[float, float]], apart: int) -> list[Spot] | None:
    free = _lattice(apart)
    if len(free) < len(dots):
        return None
    spots = []
    for x, y in dots:
        spot = min(free, key=lambda spot: math.hypot(spot[0] * _X - x, spot[1] * _Y - y))
        free.remove(spot)
        spots.append(spot)
    return spots


def place_icons(dots: Sequence[tuple[float, float]]) -> list[Spot]:
    """Return one spot (whole per cents) for each dot, given in px of the smallest usual frame.

    Centres are at least 44 px apart for up to about 55 icons, 24 px for up to about 180. Raises ValueError
    beyond that: no story has so many milestones.
    """
    moved = _relax(_spread(dots), dots)
    for apart in (ICON, TIGHT):
        spots = _snap(moved, apart) or _on_lattice(dots, apart)
        if spots:
            return spots
    raise ValueError(f"A map cannot hold {len(dots)} icons.")
