"""The store around the real site, with the real editions: signing, taking down, ending, and who is never kept."""

import threading
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from cms.core import store
from cms.core.store.epochs import Store
from cms.core.store.ticker import tick
from cms.core.store.wrapper import FinishedPages
from giving.models import Fund
from privacy import finished
from privacy.editions import edition_withdraw
from privacy.models import Edition
from privacy.takedown import page_withdraw
from tests.door import Reply, ask
from tests.giving.books import book_gift
from tests.privacy.pages import sign, story_draft, story_signed, submit

pytestmark = pytest.mark.django_db(transaction=True)

SignedIn = Callable[[User], Client]


class Counted:
    """The site, counting how often it is asked. `meanwhile` happens between rendering a page and handing it on."""

    def __init__(self) -> None:
        self.asked = 0
        self.meanwhile: Callable[[], object] = lambda: None
        self._site = WSGIHandler()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.asked += 1
        answer = self._site(environ, start_response)
        then, self.meanwhile = self.meanwhile, lambda: None
        then()
        return answer


@pytest.fixture
def pages(settings: Any, tmp_path: Path) -> Store:
    settings.STORE_DIR = tmp_path / "pages"
    return store.pages()


@pytest.fixture
def site() -> Counted:
    return Counted()


@pytest.fixture
def door(site: Counted, pages: Store) -> FinishedPages:
    return FinishedPages(site, pages, locales=["en", "th"])


def kept(pages: Store) -> list[str]:
    """Paths kept in the current epoch."""
    root = pages.folder / "current"
    return sorted(f"/{page.parent.relative_to(root)}/" for page in root.rglob("index.html"))


def elsewhere(work: Callable[[], object]) -> None:
    """Runs `work` in another thread, hence with a database connection of its own, and waits for it."""
    failures: list[BaseException] = []

    def contained() -> None:
        try:
            work()
        except BaseException as failure:  # noqa: BLE001  (raised again below)
            failures.append(failure)
        finally:
            connection.close()

    thread = threading.Thread(target=contained)
    thread.start()
    thread.join(30)
    assert not thread.is_alive()
    if failures:
        raise failures[0]


# --- Kept -----------------------------------------------------------------------------------------------------------


def test_a_signed_story_is_kept_and_then_asked_for_no_more(
    editor: User, reviewer: User, door: FinishedPages, site: Counted, pages: Store
) -> None:
    _, edition = story_signed(editor, reviewer)
    tick(pages)

    replies = [ask(door, edition.path) for _ in range(3)]

    assert [reply.status for reply in replies] == [200, 200, 200]
    assert b"A wall and no roof" in replies[0].body
    assert site.asked == 1
    assert kept(pages) == [edition.path]


def test_signing_shows_the_new_edition_at_once(
    editor: User, reviewer: User, door: FinishedPages, pages: Store
) -> None:
    page, edition = story_signed(editor, reviewer)
    tick(pages)
    ask(door, edition.path)

    page.summary = "She left to learn, and teaches now."
    page.save_revision(user=editor)
    sign(submit(page, editor), reviewer)

    assert b"teaches now" in ask(door, edition.path).body
    tick(pages)
    assert b"teaches now" in ask(door, edition.path).body


def test_gifts_change_no_epoch(editor: User, reviewer: User, door: FinishedPages, pages: Store) -> None:
    page, edition = story_signed(editor, reviewer)
    epoch = tick(pages)
    ask(door, edition.path)

    book_gift(Fund.objects.get(reference=page.translation_key), 2_500)

    assert Fund.objects.get(reference=page.translation_key).allocated_minor == 2_500
    assert pages.current() == epoch
    assert tick(pages) == epoch


def test_only_signed_pages_are_kept(
    editor: User, reviewer: User, signed_in: SignedIn, door: FinishedPages, pages: Store
) -> None:
    page, edition = story_signed(editor, reviewer)
    draft = story_draft(editor, pseudonym="Dara")
    state = submit(draft, editor)
    tick(pages)
    cookies = {user: f"sessionid={signed_in(user).cookies['sessionid'].value}" for user in (editor, reviewer)}

    seen = [
        ask(door, f"/admin/pages/{draft.pk}/view_draft/", cookie=cookies[editor]),
        ask(door, f"/admin/reviews/{state.pk}/page/", cookie=cookies[reviewer]),
        ask(door, edition.path, cookie=cookies[editor]),
    ]
    for path in ("/en/search/", "/en/give/", "/sitemap.xml", "/healthz", "/en/nothing/", state.path):
        ask(door, path)

    assert [reply.status for reply in seen] == [200, 200, 200]
    assert kept(pages) == []
    assert page.pk


def test_a_language_without_the_page_keeps_nothing(
    editor: User, reviewer: User, door: FinishedPages, pages: Store
) -> None:
    _, edition = story_signed(editor, reviewer)
    tick(pages)

    assert ask(door, edition.path.replace("/en/", "/th/")).status == 404
    assert kept(pages) == []


# --- Taken down -----------------------------------------------------------------------------------------------------


def test_a_take_down_is_dark_from_the_moment_it_returns(
    editor: User, reviewer: User, door: FinishedPages, pages: Store
) -> None:
    page, edition = story_signed(editor, reviewer)
    tick(pages)
    assert ask(door, edition.path).status == 200

    page_withdraw(page=page, user=editor)

    assert pages.current() is None
    assert ask(door, edition.path).status == 410
    tick(pages)
    assert ask(door, edition.path).status == 410
    assert kept(pages) == []


def test_pages_are_dark_before_the_take_down_commits(
    editor: User, reviewer: User, door: FinishedPages, pages: Store
) -> None:
    page, edition = story_signed(editor, reviewer)
    tick(pages)
    ask(door, edition.path)

    with transaction.atomic():
        edition_withdraw(page_id=page.pk)
        assert pages.current() is None


@pytest.mark.parametrize("reopened", [False, True])
def test_a_render_during_a_take_down_is_not_served_after_it(
    editor: User, reviewer: User, door: FinishedPages, pages: Store, reopened: bool
) -> None:
    """Between darkening and commit the ticker may open an epoch, and a reader may fill it with what still stands."""
    page, edition = story_signed(editor, reviewer)
    tick(pages)
    inside: list[Reply] = []

    def read() -> None:
        if reopened:
            tick(pages)
        inside.extend(ask(door, edition.path) for _ in range(2))

    with transaction.atomic():
        edition_withdraw(page_id=page.pk)
        elsewhere(read)
        assert kept(pages) == ([edition.path] if reopened else [])

    assert [reply.status for reply in inside] == [200, 200]
    assert ask(door, edition.path).status == 410
    tick(pages)
    assert ask(door, edition.path).status == 410


def test_a_slow_render_that_straddles_a_take_down_is_not_served_after_it(
    editor: User, reviewer: User, door: FinishedPages, site: Counted, pages: Store
) -> None:
    page, edition = story_signed(editor, reviewer)
    tick(pages)
    site.meanwhile = lambda: elsewhere(lambda: page_withdraw(page=page, user=editor))

    assert ask(door, edition.path).status == 200  # begun before the take-down
    assert ask(door, edition.path).status == 410
    tick(pages)
    assert ask(door, edition.path).status == 410


def test_a_take_down_that_is_undone_costs_one_render(
    editor: User, reviewer: User, door: FinishedPages, pages: Store
) -> None:
    page, edition = story_signed(editor, reviewer)
    tick(pages)
    with transaction.atomic():
        edition_withdraw(page_id=page.pk)
        transaction.set_rollback(True)

    tick(pages)

    assert ask(door, edition.path).status == 200
    assert kept(pages) == [edition.path]


def test_the_ticker_heals_a_withdrawal_nobody_told_it_of(
    editor: User, reviewer: User, door: FinishedPages, pages: Store
) -> None:
    """By SQL, from another host, or by a process killed between commit and darkening."""
    _, edition = story_signed(editor, reviewer)
    tick(pages)
    ask(door, edition.path)

    Edition.objects.filter(pk=edition.pk).update(withdrawn_at=timezone.now())
    assert ask(door, edition.path).status == 200
    tick(pages)

    assert ask(door, edition.path).status == 410


def test_a_take_down_that_may_not_touch_the_store_waits_for_the_ticker(
    editor: User, reviewer: User, door: FinishedPages, pages: Store
) -> None:
    page, edition = story_signed(editor, reviewer)
    tick(pages)
    ask(door, edition.path)
    # Stands in for a folder of another user: a directory cannot be removed as a link can.
    link = pages.folder / "current"
    name = link.readlink()
    link.unlink()
    link.mkdir()

    healed: list[bool] = []

    def ticker() -> None:
        time.sleep(0.5)
        healed.append(True)
        link.rmdir()
        link.symlink_to(name)
        tick(pages)

    beside = threading.Thread(target=lambda: elsewhere(ticker))
    beside.start()
    page_withdraw(page=page, user=editor)

    assert healed == [True]
    beside.join()
    assert ask(door, edition.path).status == 410


def test_a_take_down_that_could_not_darken_says_so(
    editor: User, reviewer: User, pages: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, _ = story_signed(editor, reviewer)
    (pages.folder / "current").mkdir(parents=True)
    monkeypatch.setattr(finished, "TICKER_PATIENCE", 0.2)

    with pytest.raises(finished.StillStored, match="by hand"):
        page_withdraw(page=page, user=editor)


# --- Time -----------------------------------------------------------------------------------------------------------


def test_the_next_start_or_end_is_the_deadline(editor: User, reviewer: User, pages: Store) -> None:
    soon, later = timezone.now() + timedelta(seconds=90), timezone.now() + timedelta(seconds=200)
    page = story_draft(editor)
    sign(submit(page, editor), reviewer, expires_at=later)
    other = story_draft(editor, pseudonym="Dara")
    sign(submit(other, editor), reviewer, starts_at=soon, expires_at=later)

    assert abs(tick(pages).deadline - soon.timestamp()) < 0.002
    page_withdraw(page=other, user=editor)
    assert abs(tick(pages).deadline - later.timestamp()) < 0.002
    page_withdraw(page=page, user=editor)
    assert tick(pages).deadline > later.timestamp()


def test_what_ends_while_it_is_kept_is_not_served_a_moment_longer(
    editor: User, reviewer: User, door: FinishedPages, pages: Store
) -> None:
    end = timezone.now() + timedelta(seconds=1.5)
    edition = sign(submit(story_draft(editor), editor), reviewer, expires_at=end)
    tick(pages)
    assert ask(door, edition.path).status == 200
    assert kept(pages) == [edition.path]

    time.sleep(max(0, end.timestamp() - time.time()) + 0.01)

    assert ask(door, edition.path).status == 410  # no ticker has looked since
    tick(pages)
    assert ask(door, edition.path).status == 410
    assert kept(pages) == []
