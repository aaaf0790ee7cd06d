"""Faults planted at the stand-in's interface: a call fails, is answered late, or is done and never answered."""

from dataclasses import dataclass
from enum import StrEnum
from re import search

from giving.sandbox.errors import ApiError
from giving.sandbox.store import Store


class Kind(StrEnum):
    """FAIL: nothing is done, an error is answered. LOST: it is done, and the answer never comes. SLOW: late."""

    FAIL = "fail"
    LOST = "lost"
    SLOW = "slow"


@dataclass(frozen=True)
class Fault:
    kind: Kind
    status: int
    millis: int


def plant(store: Store, *, pattern: str, kind: str, status: int, millis: int, times: int) -> None:
    """The next `times` calls that `pattern` (a regular expression over "POST /v1/refunds") finds go wrong.

    Raises:
        ApiError: no such kind.
    """
    if kind not in set(Kind):
        raise ApiError(f"No such fault: {kind}.", param="kind")
    values = (pattern, kind, status, millis, times)
    store.rows("INSERT INTO fault (pattern, kind, status, millis, times) VALUES (?, ?, ?, ?, ?)", *values)


def take(store: Store, call: str) -> Fault | None:
    """The first fault planted for this call, used up by one."""
    with store.transaction():
        for seq, pattern, kind, status, millis in store.rows(
            "SELECT seq, pattern, kind, status, millis FROM fault WHERE times > 0 ORDER BY seq"
        ):
            if search(pattern, call):
                store.rows("UPDATE fault SET times = times - 1 WHERE seq = ?", seq)
                return Fault(Kind(kind), status, millis)
    return None


def refusal(fault: Fault) -> ApiError:
    kind = "rate_limit_error" if fault.status == 429 else "api_error"
    return ApiError("A planted fault.", status=fault.status, kind=kind)


def clear(store: Store) -> None:
    store.rows("DELETE FROM fault")
