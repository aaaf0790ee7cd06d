"""The store and its wrapper, around an application that says whatever a test wants: what is kept, served, forgotten."""

import gzip
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import brotli
import pytest

from cms.core.store import MARKER
from cms.core.store.epochs import LATE, LONGEST, Moment, Store
from cms.core.store.wrapper import FinishedPages
from tests.door import ask

PAGE = b"<!doctype html><p>" + b"A wall and no roof. " * 200
HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("X-Frame-Options", "DENY"), (MARKER, "yes")]
PATH = "/en/stories/abcd2345/"


class Site:
    """Stands in for Django: answers the same to everybody and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.status = "200 OK"
        self.headers = HEADERS
        self.body = PAGE
        self.conditions: list[str | None] = []
        self.meanwhile: Callable[[], object] = lambda: None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.asked += 1
        self.conditions.append(environ.get("HTTP_IF_NONE_MATCH"))
        status, headers, body = self.status, list(self.headers), self.body
        self.meanwhile()
        start_response(status, headers)
        return [body[:100], body[100:]]


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def pages(tmp_path: Path) -> Store:
    """A store with an epoch and a ticker that was there just now."""
    store = Store(tmp_path / "pages")
    store.open(Moment("a", None))
    store.beat()
    return store


@pytest.fixture
def door(site: Site, pages: Store) -> FinishedPages:
    return FinishedPages(site, pages, locales=["en", "th"])


def another_process(site: Site, pages: Store) -> FinishedPages:
    return FinishedPages(site, pages, locales=["en", "th"])


# --- Kept and served ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "encoding", "undo"),
    [("", None, bytes), ("gzip, deflate", "gzip", gzip.decompress), ("gzip, br", "br", brotli.decompress)],
)
def test_a_finished_page_is_rendered_once_and_served_in_each_encoding(
    door: FinishedPages, site: Site, pages: Store, accepted: str, encoding: str | None, undo: Any
) -> None:
    first = ask(door, PATH, accept_encoding=accepted)
    second = ask(door, PATH, accept_encoding=accepted)
    elsewhere = ask(another_process(site, pages), PATH, accept_encoding=accepted)

    assert site.asked == 1
    assert first == second == elsewhere
    assert undo(first.body) == PAGE
    assert first.headers.get("content-encoding") == encoding
    assert first.headers["content-length"] == str(len(first.body))
    assert first.headers["content-type"] == "text/html; charset=utf-8"
    assert first.headers["x-frame-options"] == "DENY"
    assert first.headers["vary"] == "Accept-Encoding"


def test_the_files_are_where_nginx_looks_for_them(door: FinishedPages, pages: Store) -> None:
    ask(door, PATH)

    place = pages.folder / "current" / PATH.strip("/")
    assert (place / "index.html").read_bytes() == PAGE
    assert gzip.decompress((place / "index.html.gz").read_bytes()) == PAGE
    assert brotli.decompress((place / "index.html.br").read_bytes()) == PAGE


def test_the_marker_never_leaves(door: FinishedPages, site: Site, pages: Store) -> None:
    replies = [ask(door, PATH), ask(door, PATH), ask(door, PATH, query="a=b"), ask(door, PATH, method="HEAD")]
    pages.darken()
    replies.append(ask(door, PATH))

    assert [reply.headers.get(MARKER.lower()) for reply in replies] == [None] * 5


def test_each_encoding_has_its_own_tag_and_any_of_them_is_known(door: FinishedPages, site: Site) -> None:
    tags = [ask(door, PATH, accept_encoding=name).headers["etag"] for name in ("", "gzip", "br")]

    assert len(set(tags)) == 3
    for tag in (*tags, f"W/{tags[0]}", f'"other", {tags[2]}', "*"):
        reply = ask(door, PATH, accept_encoding="br", if_none_match=tag)
        assert (reply.status, reply.body) == (304, b"")
        assert reply.headers["etag"] == tags[2]
        assert "content-length" not in reply.headers
    assert ask(door, PATH, if_none_match='"other"').status == 200
    assert site.asked == 1


def test_a_reader_who_has_the_page_lets_it_be_kept(door: FinishedPages, site: Site) -> None:
    tag = ask(door, PATH).headers["etag"]
    door.pages.open(Moment("b", None))

    reply = ask(door, PATH, if_none_match=tag)

    assert reply.status == 304
    assert site.conditions == [None, None]
    assert ask(door, PATH).status == 200
    assert site.asked == 2


def test_head_is_answered_without_a_body_and_keeps_nothing(door: FinishedPages, site: Site) -> None:
    ask(door, PATH, method="HEAD")
    whole = ask(door, PATH)
    head = ask(door, PATH, method="HEAD")

    assert site.asked == 2
    assert (head.status, head.body, head.headers) == (200, b"", whole.headers)


# --- Never kept ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"headers": [pair for pair in HEADERS if pair[0] != MARKER]},
        {"headers": [*HEADERS, ("Set-Cookie", "a=b")]},
        {"headers": [*HEADERS, ("Vary", "Cookie")]},
        {"headers": [*HEADERS, ("Vary", "Accept-Encoding"), ("Vary", "Cookie")]},
        {"headers": [*HEADERS, ("Cache-Control", "private, no-store")]},
        {"headers": [*HEADERS, ("Content-Encoding", "gzip")]},
        {"status": "404 Not Found"},
        {"status": "410 Gone"},
        {"status": "304 Not Modified"},
        {"status": "500 Internal Server Error"},
    ],
)
def test_what_is_not_one_page_for_everybody_is_not_kept(
    door: FinishedPages, site: Site, pages: Store, change: dict[str, Any]
) -> None:
    for name, value in change.items():
        setattr(site, name, value)

    replies = [ask(door, PATH), ask(door, PATH)]

    assert site.asked == 2
    assert [reply.body for reply in replies] == [PAGE, PAGE]
    assert [reply.status for reply in replies] == [int(site.status[:3])] * 2
    assert list((pages.folder / "current").iterdir()) == []


@pytest.mark.parametrize(
    ("path", "request_options"),
    [
        (PATH, {"query": "a=b"}),
        (PATH, {"method": "POST"}),
        (PATH, {"cookie": "sessionid=x"}),
        (PATH, {"authorization": "Basic x"}),
        ("/admin/pages/", {}),
        ("/en", {}),
        ("/en/stories", {}),
        ("/xx/stories/", {}),
        ("/en/../secret/", {}),
        ("/en/./", {}),
        ("/en//", {}),
        ("/en/Stories/", {}),
        ("/en/\xc3\xa9/", {}),
        ("/en/a b/", {}),
        ("/en/stories/\n", {}),
        ("/en/.claim/", {}),
    ],
)
def test_other_requests_keep_nothing(
    door: FinishedPages, site: Site, pages: Store, path: str, request_options: dict[str, str]
) -> None:
    ask(door, path, **request_options)  # type: ignore[arg-type]
    ask(door, path, **request_options)  # type: ignore[arg-type]

    assert site.asked == 2
    assert list((pages.folder / "current").iterdir()) == []


def test_a_request_without_tls_is_left_to_the_site(site: Site, pages: Store) -> None:
    door = FinishedPages(site, pages, locales=["en"], secure=("HTTP_X_FORWARDED_PROTO", "https"))

    for _ in range(2):
        ask(door, PATH, x_forwarded_proto="https")
        ask(door, PATH, x_forwarded_proto="http")
        ask(door, PATH)

    assert site.asked == 5


# --- Dark ---------------------------------------------------------------------------------------------------------


def test_a_dark_store_serves_and_keeps_nothing(door: FinishedPages, site: Site, pages: Store) -> None:
    ask(door, PATH)
    pages.darken()
    site.status = "410 Gone"

    assert [ask(door, PATH).status for _ in range(2)] == [410, 410]
    assert pages.current() is None


def test_a_new_epoch_begins_empty(door: FinishedPages, site: Site, pages: Store) -> None:
    ask(door, PATH)
    before = pages.current()
    after = pages.open(Moment("a", None))
    site.status = "410 Gone"

    assert before != after == pages.current()
    assert ask(door, PATH).status == 410


@pytest.mark.parametrize("then", ["dark", "opened", "dark and opened"])
def test_a_render_that_straddles_a_take_down_lands_where_nobody_looks(
    door: FinishedPages, site: Site, pages: Store, then: str
) -> None:
    def take_down() -> None:
        site.status, site.meanwhile = "410 Gone", lambda: None
        if "dark" in then:
            pages.darken()
        if "opened" in then:
            pages.open(Moment("b", None))

    site.meanwhile = take_down

    assert ask(door, PATH).status == 200  # it began before the take-down returned
    assert ask(door, PATH).status == 410
    pages.open(Moment("a", None))
    assert ask(door, PATH).status == 410
    assert ask(another_process(site, pages), PATH).status == 410


def test_after_the_deadline_nothing_of_the_epoch_is_served(
    door: FinishedPages, site: Site, pages: Store
) -> None:
    pages.open(Moment("a", time.time() + 0.3))
    served = [ask(door, PATH).status, ask(door, PATH).status]
    assert (served, site.asked) == ([200, 200], 1)
    site.status = "410 Gone"

    time.sleep(0.31)

    assert [ask(door, PATH).status for _ in range(2)] == [410, 410]


def test_no_epoch_lasts_longer_than_its_limit(pages: Store) -> None:
    far = pages.open(Moment("a", time.time() + 10 * LONGEST))

    assert far.deadline <= time.time() + LONGEST


def test_without_a_ticker_nothing_is_served_or_kept(door: FinishedPages, site: Site, pages: Store) -> None:
    ask(door, PATH)
    late = time.time() - LATE - 1
    os.utime(pages.folder / "heartbeat", (late, late))
    site.status = "410 Gone"

    assert ask(door, PATH).status == 410
    os.unlink(pages.folder / "heartbeat")
    assert ask(door, PATH).status == 410


def test_a_link_that_leads_anywhere_else_is_not_followed(
    door: FinishedPages, site: Site, pages: Store
) -> None:
    for target in ("..", "nothing", "/etc", "1-a-b", "x" * 40):
        pages.darken()
        (pages.folder / "current").symlink_to(target)
        assert ask(door, PATH).body == PAGE

    assert site.asked == 5


def test_a_damaged_page_is_asked_for_again(door: FinishedPages, site: Site, pages: Store) -> None:
    ask(door, PATH)
    (pages.folder / "current" / PATH.strip("/") / "index.html.br").unlink()

    reply = ask(another_process(site, pages), PATH, accept_encoding="br")

    assert brotli.decompress(reply.body) == PAGE
    assert site.asked == 2


def test_two_renders_of_one_page_never_mix(door: FinishedPages, site: Site, pages: Store) -> None:
    """Both begin before either is kept, and a gift between makes them differ. What lies on disk is of one of them."""
    other = another_process(site, pages)

    def meanwhile() -> None:
        site.meanwhile, site.body = lambda: None, PAGE.replace(b"wall", b"door")
        ask(other, PATH)

    site.meanwhile = meanwhile
    ask(door, PATH)

    place = pages.folder / "current" / PATH.strip("/")
    assert site.asked == 2
    assert gzip.decompress((place / "index.html.gz").read_bytes()) == (place / "index.html").read_bytes()
    assert brotli.decompress((place / "index.html.br").read_bytes()) == (place / "index.html").read_bytes()


def test_a_page_that_cannot_be_written_is_still_sent(door: FinishedPages, site: Site, pages: Store) -> None:
    epoch = pages.current()
    assert epoch
    (pages.path(epoch) / "en").write_text("in the way")

    assert ask(door, PATH).body == PAGE


def test_a_forgotten_page_is_rendered_anew_in_every_process_and_language(
    door: FinishedPages, site: Site, pages: Store
) -> None:
    other, epoch = another_process(site, pages), pages.current()
    thai, beside = PATH.replace("/en/", "/th/"), "/en/stories/wxyz2345/"
    for path in (PATH, thai, beside):
        for one in (door, other, door, other):  # each has them in memory now
            ask(one, path)
    assert site.asked == 3
    site.body = PAGE.replace(b"wall", b"door")

    pages.forget("abcd2345")

    assert [ask(one, path).body for one in (door, other) for path in (PATH, thai)] == [site.body] * 4
    assert ask(door, beside).body == ask(other, beside).body == PAGE
    assert site.asked == 5
    assert pages.current() == epoch


def test_forgetting_what_is_not_there_does_nothing(pages: Store) -> None:
    pages.forget("abcd2345")
    pages.darken()
    pages.forget("abcd2345")

    assert pages.current() is None


# --- Room ---------------------------------------------------------------------------------------------------------


def test_old_epochs_are_swept_and_the_current_one_stays(door: FinishedPages, pages: Store) -> None:
    ask(door, PATH)
    old = pages.current()
    new = pages.open(Moment("b", None))
    (pages.folder / ".link-left").symlink_to("nothing")
    (pages.folder / "not ours").mkdir()

    assert pages.sweep(older_than=60) == 0
    time.sleep(0.01)
    assert pages.sweep(older_than=0) == 2
    assert old
    assert sorted(entry.name for entry in pages.folder.iterdir()) == sorted(
        ["current", "heartbeat", "not ours", new.name]
    )


def test_a_render_for_a_swept_epoch_does_not_bring_it_back(
    door: FinishedPages, site: Site, pages: Store
) -> None:
    def swept() -> None:
        site.meanwhile = lambda: None
        pages.open(Moment("b", None))
        time.sleep(0.01)
        pages.sweep(older_than=0)

    old, site.meanwhile = pages.current(), swept

    assert ask(door, PATH).status == 200
    assert old
    assert not pages.path(old).exists()
