"""Who gets what of a gift: pure arithmetic, and the published rule for money a fund can no longer take.

The rule (version RULE): what the chosen fund still needs goes to it, its lines in the order of their priority. The rest
goes where the donor was told before paying: to the next person (the open fund that has waited longest, then the one
after it), to the common fund, or back. What no open fund needs goes to the common fund.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

RULE = "2026-11"


@dataclass(frozen=True)
class Room:
    """What one line can still take, in minor units."""

    identity: UUID
    needed_minor: int


def lines_fill(rooms: Sequence[Room], amount_minor: int) -> list[tuple[UUID, int]]:
    """Pours `amount_minor` into `rooms` in order; (line, share) of those that received something.

    The shares sum to min(amount, everything needed), and a line is only begun when the one before it is full.
    """
    shares: list[tuple[UUID, int]] = []
    left = amount_minor
    for room in rooms:
        share = min(left, max(room.needed_minor, 0))
        if share > 0:
            shares.append((room.identity, share))
            left -= share
    return shares


def amount_split(amount_minor: int, needed_minor: int) -> tuple[int, int]:
    """(what the fund takes, the rest), both at least zero."""
    taken = max(0, min(amount_minor, needed_minor))
    return taken, amount_minor - taken
