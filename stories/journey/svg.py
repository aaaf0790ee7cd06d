"""Writing of compact SVG path data."""

from __future__ import annotations

from collections.abc import Iterable


def path(points: Iterable[tuple[int, int]], *, closed: bool) -> str:
    """Return relative path data of a line or ring on a whole-number grid, "" if nothing is left of it.

    Points that repeat or lie straight between their neighbours are left out. A minus sign separates two
    numbers as well as a space does.
    """
    walk = iter(points)
    first = last = next(walk)
    steps: list[tuple[int, int]] = []
    step_x = step_y = 0
    for point in walk:
        dx, dy = point[0] - last[0], point[1] - last[1]
        if not dx and not dy:
            continue
        if steps and dx * step_y == dy * step_x and dx * step_x + dy * step_y > 0:
            step_x, step_y = step_x + dx, step_y + dy
            steps[-1] = (step_x, step_y)
        else:
            step_x, step_y = dx, dy
            steps.append((dx, dy))
        last = point
    if closed and last == first and steps:
        steps.pop()
    if len(steps) < (2 if closed else 1):
        return ""
    text = "".join([f"{dx}{dy}" if dy < 0 else f"{dx} {dy}" for dx, dy in steps[:1]])
    rest = [(f"{dx}" if dx < 0 else f" {dx}") + (f"{dy}" if dy < 0 else f" {dy}") for dx, dy in steps[1:]]
    start = f"M{first[0]}{first[1]}l" if first[1] < 0 else f"M{first[0]} {first[1]}l"
    return start + text + "".join(rest) + ("z" if closed else "")
