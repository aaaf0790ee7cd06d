"""Real processes, killed, stopped and hurried: what was taken down is not served, whatever happened half-way."""

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from privacy.models import Edition
from privacy.takedown import page_withdraw
from tests.faults.site import ROOT, Site, served_store, wait_until
from tests.privacy.pages import sign, story_draft, story_signed, submit

pytestmark = pytest.mark.django_db(transaction=True)

HEALED_WITHIN = 5.0  # seconds; the ticker looks five times a second here
WORDS = b"A wall and no roof"


@pytest.fixture
def site(transactional_db: None) -> Iterator[Site]:
    with served_store() as running:
        yield running


@contextmanager
def executioner(site: Site) -> Iterator[Any]:
    """`kill(page_id, step)`: a take-down killed before that step; step 0 lets it return. What it reports."""
    command = (sys.executable, "-m", "tests.faults.killed")
    with subprocess.Popen(
        command, cwd=ROOT, env=site.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout

        def kill(page_id: int, step: int) -> dict[str, Any]:
            assert process.stdin
            assert process.stdout
            process.stdin.write(f"{page_id} {step}\n")
            process.stdin.flush()
            report: dict[str, Any] = json.loads(process.stdout.readline())
            return report

        yield kill
        process.stdin.close()
        process.wait(20)


def is_withdrawn(edition: Edition) -> bool:
    return Edition.objects.filter(pk=edition.pk).exclude(withdrawn_at=None).exists()


def answers_gone(site: Site, edition: Edition) -> bool:
    return site.get(edition.path)[0] == 410


def stays_dark(site: Site, edition: Edition) -> None:
    """Ten readers in a row and one after the ticker looked again see nothing of it."""
    replies = [site.get(edition.path) for _ in range(10)]
    time.sleep(0.5)
    replies.append(site.get(edition.path))
    assert [status for status, _ in replies] == [410] * 11
    assert not any(WORDS in body for _, body in replies)


def walk(site: Site, editor: User, reviewer: User, *, every: bool) -> list[str]:
    """Kills a take-down at each step in turn (`every`), or at those that touch the store and right beside them.

    Returns what was killed: "before <step>: withdrawn / standing".
    """
    page, edition = story_signed(editor, reviewer)
    walked: list[str] = []
    wait_until(site.pages.current)
    site.keep(edition.path)
    with executioner(site) as kill:
        steps = kill(page.pk, 0)["steps"]
        assert is_withdrawn(edition)
        stays_dark(site, edition)
        touching = [
            number for number, step in enumerate(steps, 1) if not step.startswith(("before", "after"))
        ]
        chosen = {near for number in touching for near in (number - 1, number, number + 1)} | {len(steps)}
        page, edition = story_signed(editor, reviewer)
        for number in range(1, len(steps) + 1):
            if not every and number not in chosen:
                continue
            site.keep(edition.path)
            report = kill(page.pk, number)
            withdrawn = is_withdrawn(edition)
            walked.append(f"{report['step']}: {'withdrawn' if withdrawn else 'standing'}")
            if report["returned"]:  # it had fewer steps this time: the ticker had opened no epoch meanwhile
                stays_dark(site, edition)
                page, edition = story_signed(editor, reviewer)
            elif withdrawn:
                # It was darkened before it committed, and the ticker may have opened an epoch since.
                wait_until(partial(answers_gone, site, edition), HEALED_WITHIN)
                stays_dark(site, edition)
                page, edition = story_signed(editor, reviewer)
            else:
                status, body = site.get(edition.path)
                assert (status, WORDS in body) == (200, True)
        assert kill(page.pk, 0)["returned"]
        stays_dark(site, edition)
    return walked


def test_a_take_down_killed_beside_the_store_leaves_it_dark_or_unfinished(
    site: Site, editor: User, reviewer: User
) -> None:
    walked = walk(site, editor, reviewer, every=False)

    assert any(line.startswith("os.remove") and line.endswith("standing") for line in walked)
    assert any(line.endswith("withdrawn") for line in walked)


@pytest.mark.long
def test_a_take_down_killed_at_any_step_leaves_it_dark_or_unfinished(
    site: Site, editor: User, reviewer: User
) -> None:
    walked = walk(site, editor, reviewer, every=True)

    assert len(walked) > 20
    assert {line.rpartition(": ")[2] for line in walked} == {"standing", "withdrawn"}


@pytest.mark.long
def test_no_request_begun_after_a_take_down_sees_it_however_slow_the_renders_are(
    site: Site, editor: User, reviewer: User
) -> None:
    """Readers at every moment around a take-down; a third of the renders are held until long after it returned."""
    page, edition = story_signed(editor, reviewer)
    seen: list[tuple[float, int, bool]] = []
    stop = threading.Event()

    def reader(number: int) -> None:
        while not stop.is_set():
            begun = time.monotonic()
            status, body = site.get(edition.path, X_Slow="0.6" if number % 3 == 0 else "0")
            seen.append((begun, status, WORDS in body))

    readers = [threading.Thread(target=reader, args=(number,)) for number in range(6)]
    site.keep(edition.path)
    site.pages.darken()  # so that renders are under way
    for thread in readers:
        thread.start()
    time.sleep(0.3)
    page_withdraw(page=page, user=editor)
    returned = time.monotonic()
    time.sleep(2.5)
    stop.set()
    for thread in readers:
        thread.join(30)

    before = [status for begun, status, _ in seen if begun < returned]
    after = [(status, words) for begun, status, words in seen if begun > returned]
    assert 200 in before
    assert len(after) > 20
    assert set(after) == {(410, False)}


@pytest.mark.long
def test_a_stopped_ticker_lets_nothing_outlive_its_end(site: Site, editor: User, reviewer: User) -> None:
    """Frozen, not killed: the heartbeat is still fresh when the edition ends. The deadline is in the epoch's name."""
    end = timezone.now() + timedelta(seconds=6)
    edition = sign(submit(story_draft(editor), editor), reviewer, expires_at=end)
    wait_until(site.pages.current)
    site.keep(edition.path)
    time.sleep(max(0, end.timestamp() - time.time() - 2))
    site.ticker.send_signal(signal.SIGSTOP)
    assert site.get(edition.path)[0] == 200

    time.sleep(max(0, end.timestamp() - time.time()) + 0.05)

    assert site.get(edition.path)[0] == 410
    site.ticker.send_signal(signal.SIGCONT)
    stays_dark(site, edition)


@pytest.mark.long
def test_a_killed_ticker_is_noticed_and_the_next_one_takes_over(
    site: Site, editor: User, reviewer: User
) -> None:
    _, edition = story_signed(editor, reviewer)
    wait_until(site.pages.current)
    site.keep(edition.path)
    site.ticker.kill()
    site.ticker.wait()
    # As another host would: nothing on this one is told.
    Edition.objects.filter(pk=edition.pk).update(withdrawn_at=timezone.now())

    wait_until(lambda: site.get("/readyz")[0] == 503, 10)
    assert site.get(edition.path)[0] == 410
    site.start_ticker()
    wait_until(lambda: site.get("/readyz")[0] == 200, 10)
    stays_dark(site, edition)
