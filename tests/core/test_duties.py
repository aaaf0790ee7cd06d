"""Periodic duties: each runs in its turn, on one host at a time, and what failed or is late can be seen."""

import os
import signal
import threading
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from time_machine import travel

from cms.core import duties
from cms.core.duties import Duty, DutyFailed, DutyRun

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def ran() -> list[str]:
    return []


@pytest.fixture(autouse=True)
def only_ours(monkeypatch: pytest.MonkeyPatch, ran: list[str]) -> None:
    """A registry with one duty, called "tidy", due every hour."""
    monkeypatch.setattr(duties, "_registry", {})
    duties.register(Duty("tidy", "core", HOUR, lambda: ran.append("tidy")))


def command(**options: Any) -> str:
    out = StringIO()
    call_command("duties", stdout=out, **options)
    return out.getvalue()


def test_a_duty_runs_when_its_time_has_come(ran: list[str]) -> None:
    now = timezone.now()
    for minutes in (0, 1, 59, 61, 62):
        with travel(now + timedelta(minutes=minutes), tick=False):
            command(due=True)

    assert ran == ["tidy", "tidy"]


def test_a_duty_runs_now_when_asked(ran: list[str]) -> None:
    command(due=True)
    command(run="tidy")

    assert ran == ["tidy", "tidy"]


def test_an_unknown_duty_is_refused_with_those_there_are() -> None:
    with pytest.raises(CommandError, match="There are: tidy"):
        command(run="dust")


def test_what_it_counted_is_kept() -> None:
    duties.register(Duty("count", "core", HOUR, lambda: {"erased": 3, "sent": 0}))

    assert "erased 3" in command(run="count")
    assert DutyRun.objects.get(name="count").outcome == "erased 3"


# --- Failures -------------------------------------------------------------------------------------------------


def broken() -> None:
    raise ZeroDivisionError("secret words of a story")


def off() -> None:
    raise DutyFailed("2 things are off")


@pytest.mark.parametrize(
    ("run", "says"),
    [(broken, "ZeroDivisionError"), (off, "2 things are off"), (lambda: {"failed": 2}, "failed 2")],
)
def test_one_that_fails_is_told_and_stops_no_other(run: Any, says: str, ran: list[str]) -> None:
    duties.register(Duty("broken", "core", HOUR, run))
    out = StringIO()

    with pytest.raises(CommandError, match="Failed: broken"):
        call_command("duties", due=True, stdout=out)

    assert ran == ["tidy"]
    kept = DutyRun.objects.get(name="broken")
    assert kept.failed
    assert kept.succeeded_at is None
    assert kept.outcome == says
    assert "secret" not in out.getvalue()


def test_one_that_failed_is_tried_again_soon() -> None:
    tries: list[int] = []

    def fails() -> dict[str, int]:
        tries.append(1)
        return {"failed": 1}

    duties.register(Duty("often", "core", HOUR, fails))
    now = timezone.now()

    for minutes in (0, 5, 11):
        with travel(now + timedelta(minutes=minutes), tick=False):
            duties.run_due()

    assert len(tries) == 2


# --- The list -------------------------------------------------------------------------------------------------


def test_the_list_shows_what_is_late() -> None:
    with pytest.raises(CommandError, match="Late or failed: tidy"):
        command()
    command(due=True)
    assert "ok" in command(list=True)

    with (
        travel(timezone.now() + timedelta(hours=3)),
        pytest.raises(CommandError, match="Late or failed: tidy"),
    ):
        command(list=True)


def test_every_room_has_registered_its_duties(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()

    names = {duty.name for duty in duties.registered()}
    assert names >= {"expiry", "warnings", "scrub", "verify_editions", "sweep", "verify_ledger"}


# --- Two hosts ------------------------------------------------------------------------------------------------


def test_a_duty_that_runs_elsewhere_is_left_alone(ran: list[str]) -> None:
    """The other host's claim is a row; it says for how long."""
    now = timezone.now()
    DutyRun.objects.create(name="tidy", started_at=now - HOUR * 2, claimed_until=now + HOUR)

    assert "runs elsewhere" in command(due=True)
    assert "runs elsewhere" in command(run="tidy")
    assert ran == []
    assert "running" in command(list=True)


def test_a_claim_of_a_host_that_died_runs_out(ran: list[str]) -> None:
    now = timezone.now()
    DutyRun.objects.create(name="tidy", started_at=now - HOUR * 2, claimed_until=now - timedelta(seconds=1))

    command(due=True)

    assert ran == ["tidy"]


def test_who_saw_it_due_but_came_late_does_not_run_it_again(ran: list[str]) -> None:
    seen = DutyRun.objects.create(name="tidy", started_at=timezone.now() - HOUR * 2)
    duties.duty_run(duties.duty_named("tidy"), seen=seen)

    late = duties.duty_run(duties.duty_named("tidy"), seen=seen)

    assert not late.ran
    assert ran == ["tidy"]


@pytest.mark.django_db(transaction=True)
def test_of_two_hosts_at_once_one_runs_it() -> None:
    """The first is held inside the duty until the second has been turned away."""
    inside, turned_away = threading.Event(), threading.Event()
    runs: list[str] = []

    def slow() -> None:
        runs.append(threading.current_thread().name)
        inside.set()
        turned_away.wait(10)

    duties.register(Duty("slow", "core", HOUR, slow))

    def first() -> None:
        duties.duty_run(duties.duty_named("slow"))
        connection.close()

    host = threading.Thread(target=first, name="first")
    host.start()
    assert inside.wait(10)
    other = duties.duty_run(duties.duty_named("slow"))
    turned_away.set()
    host.join(10)

    assert not other.ran
    assert runs == ["first"]


def test_something_is_done_once() -> None:
    assert [duties.once("warning:1"), duties.once("warning:1"), duties.once("warning:2")] == [
        True,
        False,
        True,
    ]


# --- The loop -------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_loop_finishes_what_it_does_and_stops_when_told(number: int, ran: list[str]) -> None:
    before = signal.getsignal(number)

    def stop_me() -> None:
        os.kill(os.getpid(), number)
        ran.append("finished")

    duties.register(Duty("stop", "core", HOUR, stop_me))

    command(loop=True, pause=60)

    assert "finished" in ran
    assert signal.getsignal(number) == before
    assert DutyRun.objects.get(name="stop").succeeded_at


@pytest.mark.django_db(transaction=True)
def test_the_loop_outlives_a_failure() -> None:
    stop = threading.Event()
    told: list[str] = []
    rounds = iter((broken, stop.set))

    def one_round() -> None:
        next(rounds)()

    duties.register(Duty("every", "core", timedelta(), one_round))

    duties.loop(stop, pause=0.01, told=lambda outcome: told.append(f"{outcome.name} {outcome.failed}"))

    assert [one for one in told if one.startswith("every")] == ["every True", "every False"]
