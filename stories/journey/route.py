"""The route between icons: gently curved legs with their direction, clear of other icons."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from stories.journey.frame import HEIGHT, WIDTH

Point = tuple[float, float]

ICON_RADIUS = 27.0  # viewBox units: 22 px in a frame 328 px wide
_BENDS = (0.16, -0.16, 0.28, -0.28, 0.06)  # share of the length; to the left of the way first
_TALLEST = 46.0  # units: no leg bends farther, however long
_SAMPLES = tuple(step / 10 for step in range(1, 10))


def curve(start: Point, control: Point, end: Point, at: float) -> Point:
    """Return a point of a quadratic curve, `at` from 0 to 1."""
    rest = 1 - at
    return (
        rest * rest * start[0] + 2 * rest * at * control[0] + at * at * end[0],
        rest * rest * start[1] + 2 * rest * at * control[1] + at * at * end[1],
    )


def _control(start: Point, end: Point, bend: float) -> Point:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy) or 1.0
    height = max(-_TALLEST, min(_TALLEST, bend * length)) * 2
    x = (start[0] + end[0]) / 2 + dy / length * height
    y = (start[1] + end[1]) / 2 - dx / length * height
    return min(max(x, 6), WIDTH - 6), min(max(y, 6), HEIGHT - 6)


def _crowding(start: Point, control: Point, end: Point, others: Sequence[Point]) -> float:
    """Return how much a leg runs through icons it does not belong to."""
    total = 0.0
    for at in _SAMPLES:
        x, y = curve(start, control, end, at)
        for other_x, other_y in others:
            if abs(other_x - x) < ICON_RADIUS + 6 and abs(other_y - y) < ICON_RADIUS + 6:
                total += max(0.0, ICON_RADIUS + 6 - math.hypot(other_x - x, other_y - y))
    return total


def legs(icons: Sequence[Point]) -> list[tuple[Point, Point, Point]]:
    """Return start, control point and end of each leg, from icon to icon, in viewBox units."""
    found = []
    for index, (start, end) in enumerate(itertools.pairwise(icons)):
        others = [icon for order, icon in enumerate(icons) if order not in (index, index + 1)]
        controls = [_control(start, end, bend) for bend in _BENDS]
        best = min(
            range(len(controls)),
            key=lambda choice: (_crowding(start, controls[choice], end, others) + 4 * choice, choice),
        )
        found.append((start, controls[best], end))
    return found


def arrow(start: Point, control: Point, end: Point) -> str:
    """Return path data of a small arrow head half way along a leg, "" where icons leave no room."""
    x, y = curve(start, control, end, 0.5)
    if min(math.dist((x, y), start), math.dist((x, y), end)) < ICON_RADIUS + 8:
        return ""
    angle = math.atan2(end[1] - start[1], end[0] - start[0])
    corners = []
    for turn, size in ((0.0, 7.0), (2.5, 7.0), (math.pi, 2.6), (-2.5, 7.0)):
        corners.append(f"{x + size * math.cos(angle + turn):.0f} {y + size * math.sin(angle + turn):.0f}")
    return "M" + "L".join(corners) + "z"


def leg_path(start: Point, control: Point, end: Point) -> str:
    """Return the path data of one leg."""
    numbers = [round(number) for point in (start, control, end) for number in point]
    return "M{} {}Q{} {} {} {}".format(*numbers)
