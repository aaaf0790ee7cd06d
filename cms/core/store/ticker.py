"""The ticker: on every host, compares the epoch with the editions twice a second and opens a new one when they differ.

It heals whatever stopped half-way (a process killed between commit and darkening, a withdrawal on another host or by
SQL), and lets no page outlive the hour at which an edition starts or ends.
"""

import logging
import threading
import time
from collections.abc import Callable

from django.db import DatabaseError, close_old_connections, connection

from cms.core.store.epochs import Epoch, Moment, Store

logger = logging.getLogger("core.store")

INTERVAL = 0.5  # seconds
SWEEP_EVERY = 30.0  # seconds

_sources: list[Callable[[], Moment]] = []


def follow(source: Callable[[], Moment]) -> None:
    """Registers the room that knows what is public. The last one counts."""
    _sources[:] = [source]


def moment() -> Moment:
    """What is public now, as the registered room says."""
    return _sources[0]()


def is_true_to(epoch: Epoch | None, now: Moment) -> bool:
    """Whether pages kept in `epoch` may still show what is public."""
    return (
        epoch is not None
        and epoch.state == now.state
        and time.time() < epoch.deadline
        and not (now.changes_at is not None and now.changes_at < epoch.deadline)
    )


def tick(pages: Store, *, anew: bool = False) -> Epoch:
    """Compares once; opens an epoch if needed, or in any case with `anew`; returns the epoch that now is.

    One query. Raises DatabaseError or OSError, and then gives no sign of life.
    """
    now = moment()
    epoch = pages.current()
    if anew or epoch is None or not is_true_to(epoch, now):
        epoch = pages.open(now)
    pages.beat()
    return epoch


def run(pages: Store, stop: threading.Event, *, interval: float = INTERVAL) -> None:
    """Ticks until `stop` is set, then takes the store out of use. The first tick opens an epoch: a release is new."""
    anew, swept, is_failing = True, 0.0, False
    while not stop.is_set():
        pause = interval
        try:
            close_old_connections()
            epoch = tick(pages, anew=anew)
            anew, is_failing = False, False
            pause = min(interval, max(0.01, epoch.deadline - time.time()))
            if time.monotonic() - swept > SWEEP_EVERY:
                pages.sweep()
                swept = time.monotonic()
        except (DatabaseError, OSError) as error:
            connection.close()
            if not is_failing:
                logger.error("The ticker cannot compare", extra={"error": type(error).__name__})
            is_failing = True
        stop.wait(pause)
    pages.close()
