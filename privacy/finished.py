"""What the store of finished pages has to know of the gate: which state the editions are in, and when to go dark."""

import hashlib
import logging
import time

from django.db import transaction
from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from cms.core import health, store
from cms.core.store.epochs import Moment, Store
from cms.core.store.ticker import follow
from privacy.models import Edition

logger = logging.getLogger("privacy.finished")

TICKER_PATIENCE = 5.0  # seconds for a ticker to do what this process may not


class StillStored(Exception):
    """Finished pages could not be taken out of reach, and no ticker did it. What was withdrawn may still be served."""


def moment() -> Moment:
    """A fingerprint of all editions, and the next time at which one starts or ends. One query over a narrow index."""
    now, standing = timezone.now(), Q(withdrawn_at=None)
    found = Edition.objects.aggregate(
        signed=Count("*"),
        withdrawn=Count("withdrawn_at"),
        last_signed=Max("signed_at"),
        last_withdrawn=Max("withdrawn_at"),
        starts=Min("starts_at", filter=standing & Q(starts_at__gt=now)),
        expires=Min("expires_at", filter=standing & Q(expires_at__gt=now)),
    )
    state = "|".join(str(found[name]) for name in ("signed", "withdrawn", "last_signed", "last_withdrawn"))
    changes = [found[name].timestamp() for name in ("starts", "expires") if found[name]]
    return Moment(hashlib.sha256(state.encode()).hexdigest()[:16], min(changes, default=None))


def darken() -> None:
    """Call inside the transaction that withdraws. Every page is out of reach before it commits, and again after.

    Before: should this process die right after the commit, nothing is served that was kept earlier. After: a render
    that began in between may have been kept under an epoch opened in between. Refuses nothing: when a file stands in
    the way, the withdrawal still commits, and `darken_on_commit` waits for the ticker.
    """
    try:
        store.pages().darken()
    except OSError as error:
        logger.error("Finished pages not darkened before the commit", extra={"error": str(error)})
    darken_on_commit()


def darken_on_commit() -> None:
    """Call inside the transaction that signs: readers get the new edition from the moment it is committed."""
    transaction.on_commit(_darken_now)


def _darken_now() -> None:
    pages = store.pages()
    before = pages.current()
    try:
        pages.darken()
    except OSError as error:
        logger.critical("Finished pages not darkened", extra={"error": str(error)})
        _await_ticker(pages, before.name if before else "")


def _await_ticker(pages: Store, name: str) -> None:
    """Returns once the store is dark or another epoch than `name` is current. Raises StillStored."""
    deadline = time.monotonic() + TICKER_PATIENCE
    while time.monotonic() < deadline:
        epoch = pages.current()
        if pages.is_dark() or (epoch and epoch.name != name):
            return
        time.sleep(0.1)
    raise StillStored(f"Remove {pages.folder / 'current'} by hand, and start `manage.py ticker`.")


follow(moment)
health.register("finished_pages", store.late)
