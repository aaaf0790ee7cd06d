"""`make bench-map [PEER_URL=…]`: our story of nine milestones and a peer's, interleaved, on a slow phone.

Options from the environment: PEER_URL; PEER_ICON, PEER_FIRST and PEER_HEADING where the peer is no StoryMapJS that
`python -m bench.map.peer` serves; ROUNDS (9). Exits with 1 when a target is missed.
"""

import os
import statistics
import sys
from typing import Any

from bench.map.measure import NETWORKS, Target, by_keyboard, loaded, opened
from bench.map.ours import our_story
from tests.browser import running_browser

# What must hold: at most so much, of the peer's or of its own unit.
RATIOS = {"bytes without pictures": 0.30, "LCP": 0.40, "open": 0.45}
LIMITS = {"bytes without pictures": 25.0, "requests": 4, "CLS": 0.02, "axe": 0}
UNITS = {"bytes": "kB", "bytes without pictures": "kB", "LCP": "ms", "open": "ms", "TBT": "ms"}
FIRST_HEADING = "A farm for six"

Measured = dict[str, dict[str, list[float]]]  # target -> figure -> one value for each round


def targets(ours: str) -> list[Target]:
    found = [Target("ours", ours, ".journey-map .icon", FIRST_HEADING)]
    if url := os.environ.get("PEER_URL"):
        icon, first = os.environ.get("PEER_ICON", ".vco-mapmarker-icon"), os.environ.get("PEER_FIRST", "0")
        heading = os.environ.get("PEER_HEADING", FIRST_HEADING)
        found.append(Target("peer", url, icon, heading, int(first)))
    return found


def rounds(browser: Any, wanted: list[Target], network: str, count: int) -> Measured:
    """All targets in turn, `count` times; every other round in the other order."""
    found: Measured = {target.name: {} for target in wanted}
    for turn in range(count):
        for target in wanted if turn % 2 == 0 else wanted[::-1]:
            figures = loaded(browser, target, network) | {"open": opened(browser, target, network)}
            for figure, value in figures.items():
                found[target.name].setdefault(figure, []).append(value)
        sys.stderr.write(f"{network}: round {turn + 1} of {count}\n")
    return found


def say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def row(figure: str, ours: float, peer: float | None) -> bool:
    """Prints one line; returns whether the target it names is met."""
    ratio = ours / peer if peer else None
    goals = []
    if figure in LIMITS:
        goals.append((f"≤ {LIMITS[figure]:g}", ours <= LIMITS[figure]))
    if figure in RATIOS and ratio is not None:
        goals.append((f"≤ {RATIOS[figure]:.2f}×", ratio <= RATIOS[figure]))
    digits = 3 if figure == "CLS" else 1 if "bytes" in figure else 0
    beside = f"{peer:>10.{digits}f}" if peer is not None else " " * 10
    times = f"{ratio:>7.2f}×" if ratio is not None else " " * 8
    said = "  ".join(f"{goal} {'ok' if met else 'MISSED'}" for goal, met in goals)
    say(f"  {figure:<24}{UNITS.get(figure, ''):<4}{ours:>10.{digits}f}{beside}{times}  {said}\n")
    return all(met for _, met in goals)


def main() -> int:
    count = int(os.environ.get("ROUNDS", "9"))
    fine = True
    with our_story() as ours, running_browser() as browser:
        wanted = targets(ours.url)
        with_peer = len(wanted) > 1
        sides = [by_keyboard(browser, target) for target in wanted]  # first: it warms what serves the pages
        say(
            f"Phone 360×640, 4× CPU, nothing cached, medians of {count}{', interleaved' if with_peer else ''}\n"
        )
        for network in NETWORKS:
            found = rounds(browser, wanted, network, count)
            say(
                f"{network:<40}{'ours':>8}{'peer' if with_peer else '':>10}{'ratio' if with_peer else '':>8}\n"
            )
            for figure, values in found["ours"].items():
                peer = statistics.median(found["peer"][figure]) if with_peer else None
                fine &= row(figure, statistics.median(values), peer)
        say("Keyboard and axe, full speed\n")
        for figure, value in sides[0].items():
            fine &= row(figure, value, sides[1][figure] if with_peer else None)
        fine &= sides[0]["icons"] == sides[0]["Tab reaches"] == sides[0]["Enter opens, focus follows"] == 9
    return 0 if fine else 1


if __name__ == "__main__":
    raise SystemExit(main())
