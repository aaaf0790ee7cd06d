"""The route between icons: gently curved legs with their direction, clear of other icons."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence

from stories.journey.frame import TALL, WIDTH

Point = tuple[float, float]
Curve = tuple[Point, Point, Point]  # start, control point, end
Leg = tuple[Curve, ...]  # one curve; two where it leaves the frame on one side and returns on the other

ICON_RADIUS = 27.0  # viewBox units: 22 px in a frame 326 px wide
_BENDS = (0.16, -0.16, 0.28, -0.28, 0.06)  # share of the length; to the left of the way first
_TALLEST = 46.0  # units: no leg bends farther, however long
_SAMPLES = tuple(step / 10 for step in range(1, 10))
_ARROW_AT = (0.5, 0.35, 0.65, 0.22, 0.78)  # shares of the way: half way, or near it where there is room


def curve(start: Point, control: Point, end: Point, at: float) -> Point:
    """Return a point of a quadratic curve, `at` from 0 to 1."""
    rest = 1 - at
    return (
        rest * rest * start[0] + 2 * rest * at * control[0] + at * at * end[0],
        rest * rest * start[1] + 2 * rest * at * control[1] + at * at * end[1],
    )


def _control(start: Point, end: Point, bend: float, height: int) -> Point:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy) or 1.0
    high = max(-_TALLEST, min(_TALLEST, bend * length)) * 2
    x = (start[0] + end[0]) / 2 + dy / length * high
    y = (start[1] + end[1]) / 2 - dx / length * high
    left, right = min(start[0], end[0], 6.0), max(start[0], end[0], WIDTH - 6.0)
    return min(max(x, left), right), min(max(y, 6.0), height - 6.0)


def _crowding(start: Point, control: Point, end: Point, others: Sequence[Point]) -> float:
    """Return how much a leg runs through icons it does not belong to."""
    near = ICON_RADIUS + 6
    total = 0.0
    for at in _SAMPLES:
        x, y = curve(start, control, end, at)
        for other_x, other_y in others:
            if -near < other_x - x < near and -near < other_y - y < near:
                total += max(0.0, near - math.hypot(other_x - x, other_y - y))
    return total


def _bent(start: Point, end: Point, others: Sequence[Point], height: int) -> Point:
    """Return the control point of the bend that keeps clearest of other icons."""
    best, least = start, math.inf
    for choice, bend in enumerate(_BENDS):
        if 4 * choice >= least:
            break  # no later bend can be better
        control = _control(start, end, bend, height)
        cost = _crowding(start, control, end, others) + 4 * choice
        if cost < least:
            best, least = control, cost
    return best


def legs(
    icons: Sequence[Point], *, dots: Sequence[Point] = (), turn: float = math.inf, height: int = TALL
) -> list[Leg]:
    """Return each leg of a journey, from icon to icon, in viewBox units.

    `dots` are the places themselves and `turn` is once round the world: where the shorter way between two
    places leaves the frame, the leg is drawn twice, once from each side of the frame. An icon that belongs
    to no place may stand anywhere, so `dots` decide.
    """
    places = dots or icons
    found: list[Leg] = []
    for index, (start, end) in enumerate(itertools.pairwise(icons)):
        others = [icon for order, icon in enumerate(icons) if order not in (index, index + 1)]
        away = places[index + 1][0] - places[index][0]
        shift = math.copysign(turn, away) if abs(away) > turn / 2 else 0.0
        goal = (end[0] - shift, end[1])
        control = _bent(start, goal, others, height)
        leg: Leg = ((start, control, goal),)
        if shift:
            leg += (((start[0] + shift, start[1]), (control[0] + shift, control[1]), end),)
        found.append(leg)
    return found


def _heads(leg: Leg, height: int) -> Iterator[tuple[Curve, float]]:
    """Yield where an arrow head may stand: inside the frame and away from the leg's own icons."""
    for at in _ARROW_AT:
        for start, control, end in leg:
            x, y = curve(start, control, end, at)
            clear = min(math.dist((x, y), start), math.dist((x, y), end)) >= ICON_RADIUS + 8
            if clear and 8 <= x <= WIDTH - 8 and 8 <= y <= height - 8:
                yield (start, control, end), at


def arrow(leg: Leg, *, height: int = TALL) -> str:
    """Return path data of a small arrow head about half way along a leg, "" where icons leave no room."""
    found = next(_heads(leg, height), None)
    if not found:
        return ""
    (start, control, end), at = found
    x, y = curve(start, control, end, at)
    (x1, y1), (x2, y2) = curve(start, control, end, at - 0.05), curve(start, control, end, at + 0.05)
    angle = math.atan2(y2 - y1, x2 - x1)
    corners = []
    for turn, size in ((0.0, 7.0), (2.5, 7.0), (math.pi, 2.6), (-2.5, 7.0)):
        corners.append(f"{x + size * math.cos(angle + turn):.0f} {y + size * math.sin(angle + turn):.0f}")
    return "M" + "L".join(corners) + "z"


def leg_path(leg: Leg) -> str:
    """Return the path data of one leg."""
    return "".join(
        "M{} {}Q{} {} {} {}".format(*(round(number) for point in part for number in point)) for part in leg
    )
