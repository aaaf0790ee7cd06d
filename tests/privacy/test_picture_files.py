"""What is signed is the file that was submitted, whatever became of the picture in between."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from cms.core.models import Picture
from privacy import editions
from privacy.exceptions import NotSignable
from privacy.models import Edition, ReviewTaskState
from privacy.picture_files import bytes_of, signed_path, submitted_path
from privacy.retention import scrub
from privacy.retention_times import SETTLED
from tests.attack import plant
from tests.privacy.pages import sign, submit

pytestmark = pytest.mark.django_db


def overwrite(path: str, content: bytes) -> None:
    default_storage.delete(path)
    assert default_storage.save(path, ContentFile(content)) == path


def hash_at(path: str) -> str:
    with default_storage.open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


@pytest.fixture
def picture(editor: User) -> Picture:
    return plant.picture("shown", editor)


@pytest.fixture
def state(editor: User, picture: Picture) -> ReviewTaskState:
    return submit(plant.story(editor, "shown", picture), editor)


def gone(picture: Picture) -> None:
    """The row and its file, as Wagtail's delete and its receiver leave it."""
    default_storage.delete(str(picture.file.name))
    Picture.objects.filter(pk=picture.pk).delete()


def test_a_picture_that_goes_before_the_signature_is_public_as_it_was(
    state: ReviewTaskState, picture: Picture, reviewer: User, stranger: Client
) -> None:
    gone(picture)

    sign(state, reviewer)

    assert hash_at(signed_path(picture.sha256)) == picture.sha256
    assert stranger.get(f"/i/{picture.sha256}/width-400.webp").status_code == 200


def test_a_file_exchanged_before_the_signature_is_not_what_is_signed(
    state: ReviewTaskState, picture: Picture, reviewer: User
) -> None:
    overwrite(str(picture.file.name), plant.noise())

    sign(state, reviewer)

    assert hash_at(signed_path(picture.sha256)) == picture.sha256


def test_the_reviewer_sees_a_picture_that_is_gone_and_nobody_else_does(
    state: ReviewTaskState, picture: Picture, reviewer: User, signed_in: Callable[[User], Client]
) -> None:
    gone(picture)
    address = f"/i/{picture.sha256}/width-800.webp"

    seen = signed_in(reviewer).get(address)

    assert seen.status_code == 200
    assert seen["Cache-Control"] == "private, no-store"
    assert Client().get(address).status_code == 404
    assert not default_storage.exists(signed_path(picture.sha256))


def test_a_file_that_is_nowhere_any_more_cannot_be_signed(
    state: ReviewTaskState, picture: Picture, reviewer: User
) -> None:
    gone(picture)
    overwrite(submitted_path(picture.sha256), plant.noise())

    with pytest.raises(NotSignable, match=r"gone, or is not what it was|no longer there as it was submitted"):
        sign(state, reviewer)

    assert not Edition.objects.exists()
    assert not default_storage.exists(signed_path(picture.sha256))
    state.refresh_from_db()
    assert state.status == state.STATUS_IN_PROGRESS


@pytest.mark.parametrize("how", ["gone", "other bytes", "another's hash"])
def test_a_page_whose_picture_is_not_what_its_row_says_is_not_submitted(
    how: str, picture: Picture, editor: User
) -> None:
    page = plant.story(editor, "shown", picture)
    if how == "another's hash":
        Picture.objects.update(sha256="a" * 64)
    else:
        default_storage.delete(str(picture.file.name))
    if how == "other bytes":
        overwrite(str(picture.file.name), plant.noise())

    with pytest.raises(NotSignable, match="Upload it again"):
        submit(page, editor)

    assert not ReviewTaskState.objects.exists()


def test_other_bytes_under_the_name_of_a_signed_file_give_way(
    state: ReviewTaskState, picture: Picture, reviewer: User
) -> None:
    overwrite(signed_path(picture.sha256), b"other")

    sign(state, reviewer)

    assert hash_at(signed_path(picture.sha256)) == picture.sha256


def test_a_row_that_names_a_file_outside_the_storage_is_passed_over(picture: Picture) -> None:
    Picture.objects.update(file="../../outside.webp")

    assert bytes_of(picture.sha256) is None


@pytest.mark.parametrize("how", ["sent back", "signed", "in review"])
def test_files_set_aside_go_days_after_the_decision(
    how: str,
    state: ReviewTaskState,
    picture: Picture,
    reviewer: User,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    path = submitted_path(picture.sha256)
    if how == "sent back":
        editions.review_send_back(state_id=state.pk, user=reviewer, comment="Why")
    elif how == "signed":
        sign(state, reviewer)

    def after(time: timedelta) -> bool:
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
            scrub(now=timezone.now() + time)
        return default_storage.exists(path)

    assert after(SETTLED - timedelta(hours=1))
    assert after(SETTLED + timedelta(hours=1)) == (how == "in review")
    assert default_storage.exists(signed_path(picture.sha256)) == (how == "signed")
