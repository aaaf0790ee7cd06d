"""The public's own full text: what stands is found by every word a reader sees of it, and nothing else is."""

import importlib
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale

from home.models import ContentPage, HomePage
from privacy import editions, fulltext
from privacy.models import Edition, ReviewedPage
from privacy.takedown import page_withdraw
from tests.privacy.pages import milestone, sign, story_draft, story_signed, submit

pytestmark = pytest.mark.django_db

PLACE = "KH:battambang:city"


def rows(edition: Edition) -> int:
    with connection.cursor() as cursor:
        key = edition.pk.hex if connection.vendor == "sqlite" else edition.pk
        cursor.execute("SELECT COUNT(*) FROM privacy_fulltext WHERE edition_id = %s", [key])
        return int(cursor.fetchone()[0])


def found(words: str, locale: str = "en") -> list[str]:
    return [card.path for card in fulltext.found(words, locale=locale, limit=50)]


def told(narrative: str) -> list[dict[str, Any]]:
    return [milestone("hope", "The way", PLACE, f"<p>{narrative}</p>")]


def in_language(code: str) -> Locale:
    return Locale.objects.get(language_code=code)


# --- What is found --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "sok",
        "SOK",
        "build a house",
        "one of his own",  # the lead
        "construction",
        "25 to 34",
        "waiting to go",
        "Cambodia Thailand",
        "bangkok",
        "wall roof",
        "a year later",
        "what happened there",
        "seat on the bus",
        "journey home papers",
        "brick",  # begins "bricks"
        "roof sok bangkok bus",
    ],
)
def test_a_story_is_found_by_every_field_a_reader_sees(editor: User, reviewer: User, words: str) -> None:
    _story, edition = story_signed(editor, reviewer)

    assert found(words) == [edition.path]


@pytest.mark.parametrize(
    "words",
    ["man", "2021", "USD", "dollar", "forced_labour", "circumstances", "door", "rich", "uuid", "KH", "story"],
)
def test_what_no_reader_sees_finds_nothing(editor: User, reviewer: User, words: str) -> None:
    """Signed, but not shown: gender, years, currency, keys, icons, the working title."""
    story_signed(editor, reviewer)

    assert found(words) == []


def test_neither_markup_nor_keys_are_words(editor: User, reviewer: User) -> None:
    story, edition = story_signed(editor, reviewer, journey=told("Two<br/>lines, <b>strong</b> &amp; calm"))
    line = story.budget_lines.all()[0]

    assert found("two lines strong calm") == [edition.path]
    assert [
        found(word) for word in ("br", "amp", "twolines", story.title.split()[-1], str(line.identity))
    ] == [[]] * 5


def test_a_title_ranks_above_a_lead_and_a_lead_above_the_text(editor: User, reviewer: User) -> None:
    _page, title = story_signed(editor, reviewer, pseudonym="Lotus")
    _page, lead = story_signed(editor, reviewer, summary="He planted a lotus by the road and left.")
    _page, text = story_signed(editor, reviewer, journey=told("There was a lotus."))

    assert found("lotus") == [title.path, lead.path, text.path]


SAMPLES = {
    "th": ("เธอเดินทางกลับบ้านที่เชียงใหม่ด้วยรถไฟ", ("เชียงใหม่", "บ้าน", "รถ", "เธอเดินทาง"), "กรุงเทพ"),
    "km": ("នាងត្រឡប់ទៅផ្ទះវិញនៅខេត្តកំពត", ("កំពត", "ផ្ទះ", "ខេត្ត"), "ភ្នំពេញ"),
    "my": ("သူမသည်အိမ်သို့ပြန်လာခဲ့သည်", ("အိမ်", "ပြန်လာ"), "ရန်ကုန်"),
    "lo": ("ລາວກັບບ້ານຢູ່ວຽງຈັນແລ້ວ", ("ວຽງຈັນ", "ບ້ານ"), "ປາກເຊ"),
    "vi": ("Cô ấy về nhà ở Đồng Tháp bằng đường bộ", ("Đồng Tháp", "dong thap", "ĐƯỜNG"), "Cần Thơ"),
    "fil": ("Umuwi siya sa kaniyang bayan", ("bayan", "umuwi"), "Maynila"),
}


@pytest.mark.parametrize("code", SAMPLES)
def test_words_are_found_in_scripts_with_and_without_spaces(editor: User, reviewer: User, code: str) -> None:
    text, inside, absent = SAMPLES[code]
    _page, edition = story_signed(editor, reviewer, journey=told(text), locale=in_language(code))

    assert [found(word, code) for word in inside] == [[edition.path]] * len(inside)
    assert found(absent, code) == []
    assert found(inside[0], "en") == []


def test_places_are_words_in_the_language_of_the_page(editor: User, reviewer: User) -> None:
    _page, edition = story_signed(editor, reviewer, locale=in_language("th"))

    assert found("กัมพูชา", "th") == [edition.path]
    assert found("Cambodia", "th") == []


def test_pieces_of_a_run_count_only_one_after_the_other(editor: User, reviewer: User) -> None:
    story_signed(editor, reviewer, journey=told("กขคจ ฉขคง"), locale=in_language("th"))

    assert found("กขคง", "th") == []
    assert len(found("กขค ขคง", "th")) == 1


def test_khmer_is_found_with_and_without_its_invisible_breaks(editor: User, reviewer: User) -> None:
    _page, edition = story_signed(
        editor, reviewer, journey=told("ខេត្ត\u200bបាត់\u200bដំបង"), locale=in_language("km")
    )

    assert found("បាត់ដំបង", "km") == found("បាត់\u200bដំបង", "km") == [edition.path]


def test_plain_pages_are_found_as_plain_results(editor: User, reviewer: User, stranger: Client) -> None:
    home = HomePage.objects.get(depth=2, locale__language_code="en")
    page = ContentPage(title="How it is told", lead="With care.", body="<p>A lantern.</p>", owner=editor)
    home.add_child(instance=page)
    page.save_revision(user=editor)
    path = sign(submit(page, editor), reviewer).path  # type: ignore[union-attr]
    story_signed(editor, reviewer, journey=told("A lantern."))

    body = stranger.get("/en/search/?q=lantern").content.decode()

    assert "2 results" in body
    assert f'<a href="{path}">How it is told</a><br>With care.' in body
    assert body.count('<article class="card">') == 1


def test_every_page_type_says_what_of_it_can_be_searched() -> None:
    types = {model._meta.label_lower for model in apps.get_models() if issubclass(model, ReviewedPage)}

    assert types == fulltext.registered()


# --- What is never found --------------------------------------------------------------------------------------


def test_drafts_and_submissions_are_never_found(editor: User, reviewer: User) -> None:
    page = story_draft(editor, pseudonym="Lotus")
    assert found("lotus") == []

    state = submit(page, editor)
    assert found("lotus") == []

    editions.review_send_back(state_id=state.pk, user=reviewer, comment="Too close to the real name.")
    assert found("lotus") == []
    assert rows_in_all() == 0


def rows_in_all() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM privacy_fulltext")
        count = int(cursor.fetchone()[0])
        if connection.vendor == "sqlite":
            cursor.execute("SELECT COUNT(*) FROM privacy_fulltext_words")
            assert cursor.fetchone()[0] == count
    return count


def test_a_draft_beside_a_standing_edition_is_not_found(editor: User, reviewer: User) -> None:
    page, edition = story_signed(editor, reviewer)
    page.pseudonym = "Lotus"
    page.save_revision(user=editor)

    assert found("lotus") == []
    assert found("sok") == [edition.path]


def test_an_expired_edition_is_not_found(editor: User, reviewer: User) -> None:
    now = timezone.now()
    state = submit(story_draft(editor), editor)
    edition = sign(state, reviewer, expires_at=now + timedelta(hours=1))
    assert edition is not None
    assert found("sok") == [edition.path]

    with time_machine.travel(now + timedelta(hours=2)):
        assert found("sok") == []
        assert fulltext.tidy() == 1
    assert rows(edition) == 0


def test_an_edition_for_later_is_found_from_then_on(editor: User, reviewer: User) -> None:
    page, first = story_signed(editor, reviewer, pseudonym="Lotus")
    page.pseudonym = "Jasmine"
    page.save_revision(user=editor)
    start = timezone.now() + timedelta(hours=1)
    sign(submit(page, editor), reviewer, starts_at=start)

    assert (found("lotus"), found("jasmine")) == ([first.path], [])
    with time_machine.travel(start + timedelta(minutes=1)):
        assert (found("lotus"), found("jasmine")) == ([], [first.path])


def test_a_new_edition_leaves_no_word_of_the_older_one(editor: User, reviewer: User) -> None:
    page, first = story_signed(editor, reviewer, pseudonym="Lotus")
    page.pseudonym = "Jasmine"
    page.save_revision(user=editor)
    second = sign(submit(page, editor), reviewer)
    assert second is not None

    assert (found("lotus"), found("jasmine")) == ([], [second.path])
    assert (rows(first), rows(second)) == (0, 1)


def test_a_withdrawn_edition_loses_its_row_in_the_same_transaction(editor: User, reviewer: User) -> None:
    page, edition = story_signed(editor, reviewer)
    kept = transaction.savepoint_create()

    page_withdraw(page=page)
    assert (rows(edition), rows_in_all(), found("sok")) == (0, 0, [])

    transaction.savepoint_rollback(kept)
    assert (rows(edition), found("sok")) == (1, [edition.path])


def test_a_refused_signature_leaves_no_row(editor: User, reviewer: User) -> None:
    state = submit(story_draft(editor), editor)
    kept = transaction.savepoint_create()
    sign(state, reviewer)
    assert rows_in_all() == 1

    transaction.savepoint_rollback(kept)

    assert rows_in_all() == 0


def test_a_row_too_many_shows_nothing(editor: User, reviewer: User, stranger: Client) -> None:
    """A withdrawal by hand leaves the words; rows written by hand point where they like."""
    page, edition = story_signed(editor, reviewer)
    Edition.objects.filter(pk=edition.pk).update(withdrawn_at=timezone.now())
    assert rows(edition) == 1

    assert found("sok") == []
    assert edition.path not in stranger.get("/en/search/?q=sok").content.decode()
    assert fulltext.tidy() == 1
    assert rows_in_all() == 0

    frozen = edition.verify()
    fulltext.edition_index(edition.pk, frozen)  # forged: it is withdrawn
    fulltext.edition_index(uuid4(), frozen)  # forged: it never was
    assert rows_in_all() == 2
    assert found("sok") == []
    assert edition.path not in stranger.get("/en/search/?q=sok").content.decode()
    assert fulltext.page_forget(page.pk) == 2


def test_a_row_under_another_language_shows_nothing_there(editor: User, reviewer: User) -> None:
    story_signed(editor, reviewer)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE privacy_fulltext SET locale = 'th'")

    assert found("sok", "th") == []


def test_a_broken_index_does_not_stop_a_withdrawal(
    editor: User, reviewer: User, stranger: Client, caplog: pytest.LogCaptureFixture
) -> None:
    page, edition = story_signed(editor, reviewer)
    kept = transaction.savepoint_create()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE privacy_fulltext RENAME TO privacy_fulltext_lost")

    page_withdraw(page=page)

    assert stranger.get(edition.path).status_code == 410
    assert "The words of a withdrawn edition stay in the index" in caplog.text
    transaction.savepoint_rollback(kept)


# --- Keeping it -----------------------------------------------------------------------------------------------


def test_rebuilding_gives_every_edition_that_may_stand_its_row(editor: User, reviewer: User) -> None:
    _page, edition = story_signed(editor, reviewer)
    gone, _edition = story_signed(editor, reviewer, pseudonym="Lotus")
    page_withdraw(page=gone)
    fulltext.edition_index(uuid4(), edition.verify())

    assert fulltext.rebuild() == rows_in_all() == 1
    assert found("sok") == [edition.path]


def test_a_command_rebuilds(editor: User, reviewer: User, capsys: pytest.CaptureFixture[str]) -> None:
    _page, edition = story_signed(editor, reviewer)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM privacy_fulltext")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM privacy_fulltext_words")
    assert found("sok") == []

    call_command("search_rebuild")

    assert capsys.readouterr().out == "1 editions can be searched.\n"
    assert found("sok") == [edition.path]


def test_the_migration_fills_what_is_signed_already_and_can_go_back(editor: User, reviewer: User) -> None:
    _page, edition = story_signed(editor, reviewer)
    gone, _edition = story_signed(editor, reviewer, pseudonym="Lotus")
    page_withdraw(page=gone)
    migration = importlib.import_module("privacy.migrations.0003_create_fulltext")
    kept = transaction.savepoint_create()

    with connection.cursor() as cursor:
        schema_editor = SimpleNamespace(connection=connection, execute=cursor.execute)
        migration.drop(apps, schema_editor)
        left = [name for name in connection.introspection.table_names(cursor) if "fulltext" in name]
        migration.create(apps, schema_editor)
        migration.fill(apps, schema_editor)

    assert left == []
    assert (rows_in_all(), found("sok")) == (1, [edition.path])
    transaction.savepoint_rollback(kept)


def test_every_table_of_the_index_has_its_name_first(db: None) -> None:
    """Grants and the fence go by this."""
    made = [name for name in connection.introspection.table_names() if "fulltext" in name]

    assert made
    assert all(name.startswith("privacy_fulltext") for name in made)
