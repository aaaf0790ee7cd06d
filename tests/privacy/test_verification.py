"""`verify_editions` finds what somebody with the tables in hand changed, and nothing else."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Page

from privacy.models import Contributor, Edition, EditionFile
from privacy.picture_files import signed_path
from privacy.retention import scrub
from privacy.takedown import page_withdraw
from tests.attack import plant
from tests.privacy.pages import sign, story_signed, submit
from tests.privacy.test_editions import drop, forge

pytestmark = pytest.mark.django_db


def verify() -> str:
    out = StringIO()
    call_command("verify_editions", stdout=out)
    return out.getvalue()


def off(match: str) -> str:
    out = StringIO()
    with pytest.raises(CommandError, match=match):
        call_command("verify_editions", stdout=out)
    return out.getvalue()


def with_picture(editor: User, reviewer: User) -> Edition:
    picture = plant.picture("shown", editor)
    return sign(submit(plant.story(editor, "shown", picture), editor), reviewer)


def test_what_was_signed_is_fine(editor: User, reviewer: User) -> None:
    with_picture(editor, reviewer)

    table = verify()

    assert [line.split()[-2:] for line in table.splitlines() if line.startswith(("editions", "files"))] == [
        ["1", "0"],
        ["1", "0"],
    ]


def test_what_was_erased_is_fine(
    editor: User, reviewer: User, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    edition = with_picture(editor, reviewer)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        page_withdraw(page=Page.objects.get(pk=edition.page_id).specific)
        scrub(page_id=edition.page_id, at_once=True)

    assert "erased editions                    1       0" in verify()


@pytest.mark.parametrize(
    "change",
    [
        {"content": "{}"},
        {"card": "{}"},
        {"locale": "th"},
        {"path": "/en/stories/aaaaaaaa/"},
        {"expires_at": timezone.now()},
        {"signature": "AAAA"},
        {"header": "{}"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_row_is_found(change: dict[str, object], editor: User, reviewer: User) -> None:
    _, edition = story_signed(editor, reviewer)
    forge(edition, **change)

    assert f"edition {edition.pk} does not verify" in off("off")


def test_a_trigger_that_was_dropped_is_found(editor: User) -> None:
    drop("privacy_edition_sealed")

    assert "trigger privacy_edition_sealed is missing" in off("1 things are off")


def test_a_missing_and_a_changed_file_are_found(editor: User, reviewer: User) -> None:
    edition = with_picture(editor, reviewer)
    [name] = edition.head["files"]
    path = signed_path(name)

    default_storage.delete(path)
    assert f"file {name[:16]} is missing" in off("1 things are off")

    default_storage.save(path, ContentFile(b"other"))
    assert f"file {name[:16]} has other bytes" in off("1 things are off")


def test_a_file_planted_beside_an_edition_is_found(editor: User, reviewer: User) -> None:
    edition = with_picture(editor, reviewer)
    [name] = edition.head["files"]
    default_storage.save(signed_path("0" * 64), ContentFile(b"planted"))
    EditionFile.objects.create(edition=edition, sha256="0" * 64)

    assert "do not list the same files" in off("off")
    assert name


def test_a_forgotten_author_is_found(editor: User, reviewer: User) -> None:
    page, _ = story_signed(editor, reviewer)
    drop("privacy_contributor_no_delete")
    Contributor.objects.filter(page_id=page.pk).delete()

    found = off("3 things are off")  # with the trigger itself

    assert f"user {editor.pk} is owner of page {page.pk}" in found
    assert f"user {editor.pk} is author of page {page.pk}" in found


def test_a_row_that_says_live_without_an_edition_is_found(editor: User, reviewer: User) -> None:
    page, edition = story_signed(editor, reviewer)
    Edition.objects.filter(pk=edition.pk).update(withdrawn_at=timezone.now())

    assert f"page {page.pk} says live, and no edition stands" in off("1 things are off")
