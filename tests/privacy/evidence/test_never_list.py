"""A never-publish list is written and compared, and never read back; what becomes of it with time."""

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from wagtail.models import Locale, PageLogEntry

from privacy import never
from privacy.editions import frozen_of
from privacy.evidence import never_checkers
from privacy.evidence.checkers import checker_run, checkers_for
from privacy.evidence.findings import Finding, Level
from privacy.frozen import freeze
from privacy.models import NeverEntry, NeverKind
from privacy.never_retention import never_tidy
from stories.models import StoryPage
from tests.privacy import everywhere
from tests.privacy.pages import index_draft, story_draft, submit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("asked")]

SECRET = "Chanthouvy Rithisak"
LINES = {"name": [SECRET], "phone": ["+855 12 555 0173"], "village": ["Phum Trapeangchhukroat"]}


def listed(page: StoryPage, editor: User, **lines: list[str]) -> StoryPage:
    never.entries_add(page=page, user=editor, lines=lines or LINES)
    return page


def looked(page: StoryPage, name: str = "never") -> list[Finding]:
    """What one checker finds in a page as it is in memory."""
    checker = next(one for one in checkers_for(StoryPage) if one.name == name)
    return checker_run(checker, freeze(page))


def kinds(found: list[Finding]) -> list[str]:
    return [one.kind for one in found if one.level != Level.NOTE]


def later(days: float) -> Any:
    return timezone.now() + timedelta(days=days)


# --- Nobody reads it ----------------------------------------------------------------------------------------------


def test_an_entry_lies_nowhere_in_the_database(editor: User) -> None:
    listed(story_draft(editor), editor)

    for word in ("chanthouvy", "rithisak", "5550173", "trapeangchhukroat"):
        assert everywhere.in_tables(word) == []


def test_what_prints_an_entry_prints_its_number(editor: User) -> None:
    page = listed(story_draft(editor), editor)
    entries = never.list_of(page)
    row = NeverEntry.objects.first()

    assert str(row) == "entry 1"
    for shown in (repr(row), repr(entries), repr(entries.needles), str(vars(row))):
        assert "hanthou" not in shown.lower()
    assert entries.hits(f"It was {SECRET}.")


def test_a_dump_of_the_table_shows_ciphertext(editor: User, capsys: pytest.CaptureFixture[str]) -> None:
    listed(story_draft(editor), editor)

    call_command("dumpdata", "privacy.neverentry")

    assert "Chanthou" not in capsys.readouterr().out


def test_adding_and_matching_are_logged_without_content(
    editor: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="privacy.never")
    page = listed(story_draft(editor, summary=f"She is {SECRET}."), editor)

    looked(page)

    entry = PageLogEntry.objects.get(action=never.ADDED)
    assert (entry.user, entry.data) == (editor, {"count": 3})
    compared = next(record for record in caplog.records if record.name == "privacy.never")
    assert vars(compared)["entries"] == 3
    assert vars(compared)["hits"] == 1
    assert "Chanthou" not in json.dumps([str(vars(record)) for record in caplog.records])


def test_a_token_moved_to_another_row_is_not_compared(editor: User) -> None:
    page = listed(story_draft(editor), editor)
    first, second = NeverEntry.objects.filter(number__in=(1, 2)).order_by("number")

    NeverEntry.objects.filter(pk=first.pk).update(token=second.token)

    assert never.list_of(page).unreadable == ((1, "name"),)
    assert kinds(looked(page)) == ["never_unreadable"]


# --- What it finds ------------------------------------------------------------------------------------------------


def test_a_hit_blocks_and_cannot_be_overridden(editor: User) -> None:
    page = listed(story_draft(editor, summary="Her name is Chantouvy Rithisak, they say."), editor)

    found = looked(page)[0]

    assert found.is_final
    assert (found.where, found.excerpt) == ("summary", "Chantouvy Rithisak")
    assert "entry 1 (name)" in found.message
    assert SECRET not in found.message


def test_the_pseudonym_is_compared_beside_its_own_question(editor: User) -> None:
    page = listed(story_draft(editor, pseudonym="Chantouvy"), editor)

    assert kinds(looked(page)) == []
    close = looked(page, "pseudonym_close")
    assert kinds(close) == ["pseudonym_close"]
    assert (close[0].where, close[0].is_final) == ("pseudonym", True)


@pytest.mark.parametrize("field", ["title", "slug", "seo_title"])
def test_names_for_staff_are_compared_too(editor: User, field: str) -> None:
    page = listed(story_draft(editor), editor)
    setattr(page, field, "chanthouvy-rithisak")
    page.save()

    assert [one.where for one in looked(page) if one.kind == "never_hit"] == [f"internal.{field}"]


def test_an_empty_list_is_to_be_answered(editor: User) -> None:
    assert kinds(looked(story_draft(editor))) == ["never_empty"]


def test_the_evidence_says_how_much_was_compared(editor: User) -> None:
    page = listed(story_draft(editor), editor)
    frozen = frozen_of(submit(page, editor))

    note = looked(page)[-1]

    assert note.level == Level.NOTE
    assert note.message.startswith("3 entries on the never-publish list, compared with ")
    assert never_checkers.never_summary(frozen) == note.message


def test_a_translation_and_a_copy_share_the_list(editor: User) -> None:
    page = listed(story_draft(editor), editor)
    locale, _ = Locale.objects.get_or_create(language_code="km")
    for above in page.get_ancestors().filter(depth__gt=1).specific():
        above.get_translation_or_none(locale) or above.copy_for_translation(locale)
    translation = page.copy_for_translation(locale)
    copy = page.copy(to=index_draft(editor), update_attrs={"slug": "copy"}, user=editor)

    for other in (translation, copy):
        other.summary = SECRET
        assert kinds(looked(other)) == ["never_hit"]
    never.entries_add(page=copy, user=editor, lines={"name": ["Boonmeerat"]})
    page.summary = "Bounmeerat"
    assert [one.details["number"] for one in looked(page) if one.kind == "never_hit"] == [4]


def test_another_story_has_another_list(editor: User) -> None:
    listed(story_draft(editor), editor)

    assert kinds(looked(story_draft(editor, summary=SECRET))) == ["never_empty"]


def test_the_name_of_a_file_is_compared_with_every_list(editor: User) -> None:
    page = listed(story_draft(editor), editor)

    assert [hit.number for hit in never.never_hits("IMG_chanthouvy_rithisak.jpg")] == [1]
    assert never.never_hits("IMG_0001.jpg") == []
    assert never.never_hits("rithisak.png", page=page)


# --- Removing -----------------------------------------------------------------------------------------------------


def test_a_removed_entry_is_gone_and_the_reviewer_sees_it(editor: User) -> None:
    page = listed(story_draft(editor, summary=SECRET), editor)

    assert never.entry_remove(page=page, user=editor, number=1)

    row = NeverEntry.objects.get(number=1)
    assert (row.token, row.hashes, row.removed_by) == ("", "", editor.pk)
    removed = looked(page)[0]
    assert (removed.kind, removed.level) == ("never_removed", Level.FLAG)
    assert "Entry 1 (name)" in removed.message
    assert "editor" in removed.message
    assert PageLogEntry.objects.get(action=never.REMOVED).data == {"entry": 1}
    assert not never.entry_remove(page=page, user=editor, number=1)


def test_a_number_is_never_given_twice(editor: User) -> None:
    page = listed(story_draft(editor), editor)
    never.entry_remove(page=page, user=editor, number=3)

    never.entries_add(page=page, user=editor, lines={"name": ["Somebody Else"]})

    assert list(NeverEntry.objects.values_list("number", flat=True)) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE privacy_neverentry SET number = 9 WHERE number = 1",
        "UPDATE privacy_neverentry SET kind = 'other' WHERE number = 1",
        "UPDATE privacy_neverentry SET token = '' WHERE number = 1",
        "UPDATE privacy_neverentry SET removed_at = NULL WHERE number = 2",
        "UPDATE privacy_neverentry SET token = 'back' WHERE number = 2",
        "DELETE FROM privacy_neverentry WHERE number = 1",
    ],
)
def test_the_database_refuses_to_change_an_entry(editor: User, change: str) -> None:
    page = listed(story_draft(editor), editor)
    never.entry_remove(page=page, user=editor, number=2)
    before = list(NeverEntry.objects.values())

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)

    assert list(NeverEntry.objects.values()) == before


@pytest.mark.parametrize(
    "lines", [{"phone": ["12"]}, {"name": ["x" * 121]}, {"birth": ["1998"]}, {"foe": ["Ann"]}]
)
def test_what_could_not_be_found_is_not_taken(editor: User, lines: dict[str, list[str]]) -> None:
    page = story_draft(editor)

    with pytest.raises(ValidationError):
        never.entries_add(
            page=page, user=editor, lines=lines | {"name": ["Good Name", *lines.get("name", [])]}
        )

    assert not NeverEntry.objects.exists()


# --- Hashes, and the end ------------------------------------------------------------------------------------------


def sealed(page: StoryPage) -> None:
    """As 91 days after anybody last touched it."""
    assert never_tidy(later(91)) == {"hashed": 3}


def test_thirty_days_after_signing_only_hashes_are_left(
    editor: User, signed: Callable[[StoryPage], Any]
) -> None:
    page = listed(story_draft(editor), editor)
    signed(page)

    assert never_tidy(later(29)) == {}
    assert never_tidy(later(31)) == {"hashed": 3}
    assert never_tidy(later(31)) == {}

    assert not NeverEntry.objects.readable().exists()
    page.summary = f"She was {SECRET}, of Trapeangchhukroat, 012 555 0173."
    assert sorted(one.details["number"] for one in looked(page) if one.kind == "never_hit") == [1, 2, 3]
    assert "only hashes are left" in looked(page)[-1].message


def test_an_entry_added_after_signing_waits_for_its_own_thirty_days(
    editor: User, signed: Callable[[StoryPage], Any]
) -> None:
    page = story_draft(editor)
    signed(page)
    listed(page, editor)

    assert never_tidy(later(31)) == {}
    assert never_tidy(later(91)) == {"hashed": 3}


def test_an_idle_draft_keeps_hashes_alone(editor: User) -> None:
    page = listed(story_draft(editor), editor)

    assert never_tidy(later(89)) == {}
    sealed(page)


def test_hashes_are_destroyed_thirty_days_after_the_story(editor: User) -> None:
    page = listed(story_draft(editor), editor)
    page.delete()

    assert never_tidy() == {"hashed": 3}
    assert never_tidy(later(29)) == {}
    assert never_tidy(later(31)) == {"destroyed": 3}
    assert not NeverEntry.objects.exists()


def test_a_list_of_a_story_that_is_still_there_is_not_destroyed(editor: User) -> None:
    listed(story_draft(editor), editor)

    never_tidy(later(4000))

    assert NeverEntry.objects.count() == 3


# --- Keys ---------------------------------------------------------------------------------------------------------


def use(settings: LazySettings, *keys: str) -> None:
    settings.NEVER_LIST_KEY_DIR = None
    settings.NEVER_LIST_KEYS = list(keys)


def test_a_new_key_takes_over_and_old_hashes_are_still_found(settings: LazySettings, editor: User) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    use(settings, old)
    page = listed(story_draft(editor), editor)
    use(settings, new, old)

    assert never_tidy() == {"rotated": 3}
    assert never_tidy() == {}

    use(settings, new)
    assert never.list_of(page).count == len(never.list_of(page).needles) == 3
    sealed(page)
    use(settings, old, new)
    assert never.list_of(page).hits(SECRET)


def test_without_its_key_a_list_blocks(settings: LazySettings, editor: User) -> None:
    page = listed(story_draft(editor), editor)
    for keys in ((), (Fernet.generate_key().decode(),)):
        use(settings, *keys)

        found = looked(page)

        assert kinds(found) == ["never_unreadable"] * 3
        assert all(one.is_final for one in found[:3])
        assert never_tidy() == {"failed": 3}


def test_a_process_without_a_key_takes_no_entry(settings: LazySettings, editor: User) -> None:
    page = story_draft(editor)
    use(settings)

    with pytest.raises(ImproperlyConfigured, match="NEVER_LIST_KEYS"):
        listed(page, editor)

    assert not NeverEntry.objects.exists()


def test_what_is_no_key_is_refused_without_quoting_it(settings: LazySettings, editor: User) -> None:
    page = story_draft(editor)
    use(settings, "bm90IGEga2V5")

    with pytest.raises(ImproperlyConfigured) as refused:
        listed(page, editor)

    assert "Key 1" in str(refused.value)
    assert "bm90" not in str(refused.value)


def test_every_kind_of_entry_can_be_taken(editor: User) -> None:
    page = story_draft(editor)
    entries = {kind: ["Boonmeerat 12345678"] for kind in NeverKind.values} | {"birth": ["3 December 1998"]}

    assert never.entries_add(page=page, user=editor, lines=entries) == len(NeverKind)
    assert never.list_of(page).count == len(NeverKind)


def test_a_public_process_with_a_key_fails_its_checks(settings: LazySettings) -> None:
    settings.SITE_ROLE = "public"
    assert "privacy.E014" in [found.id for found in run_checks()]

    use(settings)
    assert "privacy.E014" not in [found.id for found in run_checks()]


def test_a_mistyped_key_is_found_by_the_checks(settings: LazySettings) -> None:
    use(settings, "bm90IGEga2V5")
    assert "privacy.E015" in [found.id for found in run_checks()]

    use(settings, Fernet.generate_key().decode())
    assert "privacy.E015" not in [found.id for found in run_checks()]
