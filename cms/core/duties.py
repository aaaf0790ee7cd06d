"""Periodic duties: the rooms register them, `manage.py duties` runs them, each on one host at a time."""

import logging
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, close_old_connections, models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

logger = logging.getLogger("duties")

RETRY = timedelta(minutes=10)  # after a failure, where the duty itself is due less often
SLACK = timedelta(minutes=1)  # late is what missed its turn by this much


class DutyFailed(Exception):
    """A duty did its work but something is off; the message is one sentence without any content of a page."""


@dataclass(frozen=True)
class Duty:
    """Something to do every so often. `run` must be safe to repeat and to run twice at once.

    It returns counts by name, which are kept and shown; a count called "failed" that is not 0 makes the run a failure.
    `lease`: for how long a run keeps other hosts away, should its process be killed.
    """

    name: str
    room: str
    every: timedelta
    run: Callable[[], Mapping[str, int] | None]
    about: "StrOrPromise" = ""
    lease: timedelta = timedelta(minutes=15)


class DutyRun(models.Model):
    """The last run of a duty, and the claim of the host that is at it. One row a duty; numbers only."""

    name = models.CharField(max_length=60, primary_key=True)
    claim = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)
    failed = models.BooleanField(default=False)
    outcome = models.CharField(max_length=200, default="")

    class Meta:
        app_label = "core"

    def __str__(self) -> str:
        return self.name


class DutyMark(models.Model):
    """Something that is done once, such as one warning about one edition. The key is opaque ids, never content."""

    key = models.CharField(max_length=120, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "core"

    def __str__(self) -> str:
        return self.key


def once(key: str) -> bool:
    """True for the first caller with this key, on whatever host; False for everyone after. Undone by a rollback."""
    _mark, is_first = DutyMark.objects.get_or_create(key=key)
    return is_first


_registry: dict[str, Duty] = {}


def register(*duties: Duty) -> None:
    _registry.update({duty.name: duty for duty in duties})


def registered() -> list[Duty]:
    """Every duty, by room and name."""
    return sorted(_registry.values(), key=lambda duty: (duty.room, duty.name))


@dataclass(frozen=True)
class Outcome:
    """What became of one attempt. `ran` is False when another host was at it; `text` is what to print."""

    name: str
    ran: bool
    failed: bool
    text: str


@dataclass(frozen=True)
class Status:
    """A duty and how it stands: "ok", "running", "failed", "late" or "never ran"."""

    duty: Duty
    run: DutyRun | None
    state: str

    @property
    def is_off(self) -> bool:
        return self.state in ("failed", "late", "never ran")


def statuses(now: datetime | None = None) -> list[Status]:
    """How every duty stands. One query."""
    now = now or timezone.now()
    runs = {run.name: run for run in DutyRun.objects.all()}
    return [
        Status(duty, runs.get(duty.name), _state(duty, runs.get(duty.name), now)) for duty in registered()
    ]


def _state(duty: Duty, run: DutyRun | None, now: datetime) -> str:
    if run is None or run.started_at is None:
        return "never ran"
    if run.claimed_until and run.claimed_until > now:
        return "running"
    if run.failed:
        return "failed"
    if run.succeeded_at is None or run.succeeded_at < now - 2 * duty.every - SLACK:
        return "late"
    return "ok"


def is_due(duty: Duty, run: DutyRun | None, now: datetime) -> bool:
    """Whether its time has come; after a failure sooner than otherwise."""
    if run is None or run.started_at is None:
        return True
    every = min(duty.every, RETRY) if run.failed else duty.every
    return run.started_at <= now - every


def run_due() -> list[Outcome]:
    """Runs what is due and not being run elsewhere; one failure never stops the rest. One query when nothing is due."""
    now = timezone.now()
    runs = {run.name: run for run in DutyRun.objects.all()}
    due = [duty for duty in registered() if is_due(duty, runs.get(duty.name), now)]
    return [duty_run(duty, seen=runs.get(duty.name)) for duty in due]


def duty_named(name: str) -> Duty:
    """Raises KeyError for an unknown name."""
    return _registry[name]


_ANY: Any = object()


def duty_run(duty: Duty, *, seen: DutyRun | None = _ANY) -> Outcome:
    """Runs one duty now, unless another host is at it.

    With `seen` (the row a decision was based on) it also stays idle when somebody ran the duty since.
    """
    claim = _claim(duty, seen)
    if claim is None:
        return Outcome(duty.name, ran=False, failed=False, text="runs elsewhere")
    failed, text = _attempt(duty)
    now = timezone.now()
    changes: dict[str, Any] = {
        "claim": None,
        "claimed_until": None,
        "finished_at": now,
        "failed": failed,
        "outcome": text[:200],
    }
    if not failed:
        changes["succeeded_at"] = now
    DutyRun.objects.filter(name=duty.name, claim=claim).update(**changes)
    return Outcome(duty.name, ran=True, failed=failed, text=text)


def _claim(duty: Duty, seen: DutyRun | None) -> uuid.UUID | None:
    """Takes the duty's one row for this run in one statement, so that of two hosts one gets it."""
    now, claim = timezone.now(), uuid.uuid4()
    DutyRun.objects.get_or_create(name=duty.name)
    free = DutyRun.objects.filter(Q(claimed_until=None) | Q(claimed_until__lte=now), name=duty.name)
    if seen is not _ANY:
        free = free.filter(started_at=seen.started_at if seen else None)
    taken = free.update(claim=claim, claimed_until=now + duty.lease, started_at=now)
    return claim if taken else None


def _attempt(duty: Duty) -> tuple[bool, str]:
    """(failed, what to say). Whatever a duty raises is its own failure, and the log has where."""
    try:
        counts = duty.run() or {}
    except DutyFailed as reason:
        logger.error("A duty failed", extra={"duty": duty.name, "reason": str(reason)})
        return True, str(reason)
    except Exception as error:
        logger.exception("A duty failed", extra={"duty": duty.name})
        return True, error.__class__.__name__
    text = ", ".join(f"{name} {count}" for name, count in counts.items() if count) or "nothing to do"
    return bool(counts.get("failed")), text


def loop(stop: threading.Event, *, pause: float = 10, told: Callable[[Outcome], None] | None = None) -> None:
    """Runs what is due every `pause` seconds until `stop` is set; what runs then is finished first.

    A database that is away is waited for. `told` hears of every run.
    """
    while not stop.is_set():
        close_old_connections()
        try:
            for outcome in run_due():
                if told:
                    told(outcome)
        except DatabaseError:
            logger.exception("The duties wait for the database")
        stop.wait(pause)
