"""Whoever had a hand in a picture signs no page that shows it, and is never forgotten."""

import importlib
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from wagtail.log_actions import LogContext
from wagtail.models import GroupCollectionPermission

from cms.core.models import Picture
from privacy.exceptions import NotSignable
from privacy.models import Edition, PictureContributor, ReviewTaskState
from tests.attack import plant
from tests.privacy.pages import sign, submit
from tests.privacy.test_editions import drop

pytestmark = pytest.mark.django_db


def users_of(picture: Picture) -> set[int]:
    return set(PictureContributor.objects.filter(picture_id=picture.pk).values_list("user_id", flat=True))


def form(picture: Picture, **changes: Any) -> dict[str, Any]:
    kept = {"title": picture.title, "description": picture.description}
    return kept | {"collection": str(picture.collection_id)} | changes


def log_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def story_in_review(editor: User, picture: Picture) -> ReviewTaskState:
    return submit(plant.story(editor, "shown", picture), editor)


def refused(state: ReviewTaskState, user: User, match: str) -> None:
    with pytest.raises(NotSignable, match=match):
        sign(state, user)
    assert not Edition.objects.exists()


@pytest.fixture
def may_edit_pictures(reviewer: User) -> User:
    """The reviewer, with the rights to pictures that editors have."""
    for group in reviewer.groups.all():
        for right in GroupCollectionPermission.objects.filter(group__name="Communications editors"):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=right.collection, permission=right.permission
            )
    return reviewer


# --- Who is written down --------------------------------------------------------------------------------------


def test_the_uploader_is_written_down_by_the_database(editor: User) -> None:
    [picture] = Picture.objects.bulk_create(
        [Picture(title="x", sha256="a" * 64, width=1, height=1, file="x.webp", uploaded_by_user=editor)]
    )

    assert users_of(Picture.objects.get(sha256=picture.sha256)) == {editor.pk}


def test_an_upload_in_the_admin_has_one_hand(editor: User) -> None:
    file = SimpleUploadedFile("one.png", plant.noise(), "image/png")

    log_in(editor).post("/admin/images/add/", {"title": "one", "collection": "1", "file": file})

    picture = Picture.objects.get()
    assert list(PictureContributor.objects.values_list("sha256", "picture_id", "user_id")) == [
        (picture.sha256, picture.pk, editor.pk)
    ]


@pytest.mark.parametrize("changed", ["file", "description"])
def test_who_edits_in_the_admin_joins_the_uploader(
    changed: str, editor: User, may_edit_pictures: User
) -> None:
    picture = plant.picture("one", editor)
    new = SimpleUploadedFile("mine.png", plant.noise(), "image/png") if changed == "file" else "Words of mine"

    response = log_in(may_edit_pictures).post(f"/admin/images/{picture.pk}/", form(picture, **{changed: new}))

    assert response.status_code == 302
    assert users_of(picture) == {editor.pk, may_edit_pictures.pk}
    refused(story_in_review(editor, Picture.objects.get()), may_edit_pictures, "uploaded or edited")


def test_words_of_the_first_uploader_still_count_after_the_file_was_exchanged(
    editor: User, second_reviewer: User, may_edit_pictures: User
) -> None:
    picture = plant.picture("one", second_reviewer)
    file = SimpleUploadedFile("mine.png", plant.noise(), "image/png")
    log_in(editor).post(f"/admin/images/{picture.pk}/", form(picture, file=file))
    state = story_in_review(editor, Picture.objects.get())

    refused(state, second_reviewer, "uploaded or edited")
    assert sign(state, may_edit_pictures)


def test_the_same_bytes_in_another_picture_bar_both_uploaders(
    editor: User, reviewer: User, second_reviewer: User
) -> None:
    content = plant.noise()
    for user in (editor, reviewer):
        Picture.objects.create(
            title="x", file=SimpleUploadedFile("x.png", content, "image/png"), uploaded_by_user=user
        )
    state = story_in_review(editor, Picture.objects.get(uploaded_by_user=editor))

    refused(state, reviewer, "uploaded or edited")
    assert sign(state, second_reviewer)


def test_looking_at_a_picture_makes_nobody_a_contributor(editor: User, may_edit_pictures: User) -> None:
    """Wagtail fills in a missing size when somebody opens the form."""
    picture = plant.picture("one", editor)
    Picture.objects.update(file_size=None)

    response = log_in(may_edit_pictures).get(f"/admin/images/{picture.pk}/")

    assert response.status_code == 200
    picture.refresh_from_db()
    assert picture.file_size
    assert users_of(picture) == {editor.pk}


# --- Nobody known -----------------------------------------------------------------------------------------------


def test_a_picture_nobody_is_known_to_have_uploaded_is_signed_by_nobody(editor: User, reviewer: User) -> None:
    picture = plant.picture("one", None)
    state = story_in_review(editor, picture)

    refused(state, reviewer, "Nobody is known to have uploaded")


def test_an_editor_may_answer_for_a_picture_nobody_uploaded(editor: User, reviewer: User) -> None:
    picture = plant.picture("one", None)
    state = story_in_review(editor, picture)

    log_in(editor).post(f"/admin/images/{picture.pk}/", form(picture))

    assert sign(state, reviewer)


def test_a_file_exchanged_by_code_is_nobodys(editor: User, reviewer: User) -> None:
    picture = plant.picture("one", editor)
    plant.set_file(picture, "other.png")
    picture.save()

    refused(story_in_review(editor, picture), reviewer, "Nobody is known to have uploaded")


# --- Never forgotten ----------------------------------------------------------------------------------------------


def test_a_hand_outlives_the_picture_and_the_user(editor: User, reviewer: User) -> None:
    picture = plant.picture("one", editor)
    with LogContext(user=reviewer):
        picture.save()
    sha256, number, users = picture.sha256, picture.pk, {editor.pk, reviewer.pk}

    Picture.objects.get().delete()
    reviewer.delete()

    hands = PictureContributor.objects.filter(sha256=sha256, picture_id=number)
    assert set(hands.values_list("user_id", flat=True)) == users


def test_a_picture_that_changes_hands_keeps_the_first(editor: User, reviewer: User) -> None:
    picture = plant.picture("one", reviewer)
    Picture.objects.update(uploaded_by_user=editor)
    Picture.objects.update(uploaded_by_user=None)

    assert users_of(picture) == {editor.pk, reviewer.pk}
    refused(story_in_review(editor, picture), reviewer, "uploaded or edited")


def test_a_picture_under_another_number_keeps_its_hands(editor: User, reviewer: User) -> None:
    picture = plant.picture("one", reviewer)
    Picture.objects.update(id=picture.pk + 1000)
    Picture.objects.update(sha256="b" * 64)

    assert users_of(Picture.objects.get()) == {reviewer.pk}


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM privacy_picturecontributor",
        "UPDATE privacy_picturecontributor SET user_id = 0",
        "UPDATE privacy_picturecontributor SET sha256 = 'x', picture_id = 0",
    ],
)
def test_the_table_is_append_only(statement: str, editor: User) -> None:
    picture = plant.picture("one", editor)

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert users_of(picture) == {editor.pk}


def test_the_migration_finds_uploaders_and_editors_of_before(
    editor: User, second_reviewer: User, may_edit_pictures: User
) -> None:
    picture, unknown = plant.picture("one", editor), plant.picture("two", None)
    for shown in (picture, unknown):
        log_in(may_edit_pictures).post(f"/admin/images/{shown.pk}/", form(shown, title="edited"))
    drop("privacy_picturecontributor_no_delete")
    PictureContributor.objects.all().delete()

    importlib.import_module("privacy.migrations.0005_picture_contributors").fill(apps, None)

    assert users_of(picture) == {editor.pk, may_edit_pictures.pk}
    assert users_of(unknown) == {may_edit_pictures.pk}
