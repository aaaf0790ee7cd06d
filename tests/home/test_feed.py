"""The feed: the newest standing stories, by pseudonym and lead."""

from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from wagtail.models import Locale

from privacy.takedown import page_withdraw
from tests.home import shelf
from tests.privacy.pages import story_draft, story_signed, submit

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def read(stranger: Client, path: str = "/feed.xml") -> ElementTree.Element:
    response = stranger.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)  # noqa: S314  (our own)


def titles(feed: ElementTree.Element) -> list[str | None]:
    return [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]


def test_an_entry_has_the_card_and_nothing_else(editor: User, reviewer: User, stranger: Client) -> None:
    _page, edition = story_signed(editor, reviewer, pseudonym="Sok & <b>", summary="He went home.\x0b")

    (entry,) = read(stranger).findall(f"{ATOM}entry")

    link = settings.SITE_URL + edition.path
    assert [(child.tag.removeprefix(ATOM), child.text or child.get("href")) for child in entry] == [
        ("title", "Sok & <b>"),
        ("id", link),
        ("link", link),
        ("updated", edition.signed_at.isoformat(timespec="seconds")),
        ("summary", "He went home."),
    ]


def test_nothing_of_the_content_or_the_facts_is_in_the_feed(
    editor: User, reviewer: User, stranger: Client
) -> None:
    page, _edition = story_signed(editor, reviewer)

    body = stranger.get("/feed.xml").content.decode()

    for word in (
        "Bangkok",
        "onstruction",
        "forced",
        "What happened",
        "bus",
        page.title,
        str(page.translation_key),
    ):
        assert word not in body


def test_the_newest_twenty_are_in_it_newest_first(editor: User, reviewer: User, stranger: Client) -> None:
    _page, old = story_signed(editor, reviewer, pseudonym="Old")
    shelf.copies(old, 25)
    story_signed(editor, reviewer, pseudonym="Newest")

    found = titles(read(stranger))

    assert len(found) == 20
    assert found[0] == "Newest"


def test_only_what_stands_is_in_it(editor: User, reviewer: User, stranger: Client) -> None:
    gone, _edition = story_signed(editor, reviewer, pseudonym="Gone")
    page_withdraw(page=gone)
    submit(story_draft(editor, pseudonym="Submitted"), editor)
    story_draft(editor, pseudonym="Draft")
    story_signed(editor, reviewer, pseudonym="Standing")

    assert titles(read(stranger)) == ["Standing"]


def test_each_language_has_its_own(editor: User, reviewer: User, stranger: Client) -> None:
    story_signed(editor, reviewer, pseudonym="Sok")
    story_signed(editor, reviewer, pseudonym="สก", locale=Locale.objects.get(language_code="th"))

    thai = read(stranger, "/th/feed.xml")

    assert titles(thai) == ["สก"]
    assert thai.get("{http://www.w3.org/XML/1998/namespace}lang") == "th"
    assert titles(read(stranger)) == titles(read(stranger, "/en/feed.xml")) == ["Sok"]


def test_an_empty_feed_is_a_feed(stranger: Client) -> None:
    feed = read(stranger)

    assert titles(feed) == []
    assert feed.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00+00:00"


def test_a_reader_that_has_it_gets_no_body(editor: User, reviewer: User, stranger: Client) -> None:
    page, _edition = story_signed(editor, reviewer)
    tag = stranger.get("/feed.xml").headers["ETag"]

    assert stranger.get("/feed.xml", headers={"if-none-match": tag}).status_code == 304
    page_withdraw(page=page)
    assert stranger.get("/feed.xml", headers={"if-none-match": tag}).status_code == 200


def test_addresses_come_from_the_settings_and_never_from_the_request(
    editor: User, reviewer: User, stranger: Client
) -> None:
    story_signed(editor, reviewer)

    assert b"evil" not in stranger.get("/feed.xml", headers={"host": "evil.example"}).content


def test_every_page_leads_to_the_feed_of_its_language(editor: User, reviewer: User, stranger: Client) -> None:
    _page, edition = story_signed(editor, reviewer)

    link = '<link rel="alternate" type="application/atom+xml" href="/en/feed.xml">'
    assert link in stranger.get(edition.path).content.decode()
