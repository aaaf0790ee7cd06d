"""Who gets what: the arithmetic of allocation."""

from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from giving.allocation import Room, amount_split, lines_fill

AMOUNTS = st.integers(min_value=0, max_value=10_000_000)


@given(needs=st.lists(AMOUNTS, max_size=8), amount=AMOUNTS)
def test_lines_fill_in_order_and_lose_nothing(needs: list[int], amount: int) -> None:
    rooms = [Room(uuid4(), need) for need in needs]

    shares = dict(lines_fill(rooms, amount))

    assert sum(shares.values()) == min(amount, sum(needs))
    filled = [shares.get(room.identity, 0) for room in rooms]
    assert all(0 <= got <= room.needed_minor for got, room in zip(filled, rooms, strict=True))
    for position, got in enumerate(filled):
        if got:
            assert filled[:position] == needs[:position], "a line was begun before the one before it was full"


@given(amount=AMOUNTS, needed=st.integers(min_value=-1_000_000, max_value=10_000_000))
def test_a_split_gives_away_exactly_the_amount(amount: int, needed: int) -> None:
    taken, rest = amount_split(amount, needed)

    assert (taken + rest, taken >= 0, rest >= 0) == (amount, True, True)
    assert taken == min(amount, max(needed, 0))
