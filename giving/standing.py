"""Which funds take gifts at this moment: a room above may know that one has ended before its row says so."""

from collections.abc import Callable, Collection, Iterable
from uuid import UUID

from giving.models import Fund

Lookup = Callable[[Collection[UUID]], Collection[UUID]]
_lookups: list[Lookup] = []


def register(lookup: Lookup) -> None:
    """Adds a room's answer: of these references, those that are its own and for which nothing stands any more.

    A reference the room does not know is none of its business, and must not be in the answer. Called at start-up.
    """
    if lookup not in _lookups:
        _lookups.append(lookup)


def settled(funds: Iterable[Fund]) -> list[Fund]:
    """The same funds, in their order, each knowing whether its story still stands (`Fund.takes_gifts`).

    Two queries for all of them, however many; none for the common fund or what is closed anyway.
    """
    found = list(funds)
    asked = {fund.reference for fund in found if fund.is_open and not fund.is_common}
    ended = {reference for lookup in _lookups if asked for reference in lookup(asked)}
    for fund in found:
        fund.is_withheld = fund.reference in ended
    return found


def settled_one(fund: Fund | None) -> Fund | None:
    """`settled` for a look-up that may find nothing."""
    return settled([fund])[0] if fund else None
