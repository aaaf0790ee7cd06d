"""Pictures uploaded over HTTP, through every door of the admin: every stored and every served byte is searched."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.models import UploadedFile

from cms.core.models import Picture
from cms.core.pictures import DOCUMENT, TOO_LARGE, VECTOR
from tests.core.marked import FORMATS, MARK, marked

SignedIn = Callable[[User], Client]

pytestmark = pytest.mark.django_db


def upload(kind: str = "jpeg", content: bytes | None = None) -> SimpleUploadedFile:
    """A file whose name is marked too."""
    name = f"{MARK.decode()} Ban Nong Khai.{kind}"
    return SimpleUploadedFile(name, marked(kind) if content is None else content, f"image/{kind}")


def stored() -> bytes:
    """Every file below MEDIA_ROOT with its name, and every value of every row of every table."""
    files = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    rows = (repr(row) for model in apps.get_models(include_auto_created=True) for row in _rows(model))
    return b"".join(path.read_bytes() + str(path).encode() for path in files) + "".join(rows).encode()


def _rows(model: type) -> list[tuple[object, ...]]:
    if not model._meta.managed or model._meta.proxy:  # type: ignore[attr-defined]
        return []
    return list(model._base_manager.values_list())  # type: ignore[attr-defined]


def served(client: Client, picture: Picture) -> bytes:
    pages = (
        f"/i/{picture.sha256}/original.webp",
        f"/i/{picture.sha256}/width-400.webp",
        f"/i/{picture.sha256}/max-165x165.webp",
        "/admin/images/",
        f"/admin/images/{picture.pk}/",
        "/admin/images/chooser/",
        "/admin/reports/site-history/",
    )
    answers = [client.get(page) for page in pages]
    assert [answer.status_code for answer in answers[:6]] == [200] * 6
    return b"".join(answer.content for answer in answers)


@pytest.mark.parametrize("kind", FORMATS)
def test_the_form_leaves_nothing_behind(kind: str, editor: User, signed_in: SignedIn) -> None:
    client = signed_in(editor)
    data = {"title": "A drawing", "file": upload(kind), "collection": "1", "description": ""}

    answer = client.post("/admin/images/add/", data)

    assert answer.status_code == 302
    picture = Picture.objects.get()
    assert picture.file.name.endswith(".webp")
    assert MARK not in stored()
    assert MARK not in served(client, picture)


@pytest.mark.parametrize("kind", FORMATS)
def test_many_at_once_leave_nothing_behind(kind: str, editor: User, signed_in: SignedIn) -> None:
    client = signed_in(editor)

    answer = client.post("/admin/images/multiple/add/", {"files[]": upload(kind), "collection": "1"})

    assert answer.json()["success"] is True
    picture = Picture.objects.get()
    assert picture.title == "Picture without a title"
    assert MARK not in answer.content
    assert MARK not in stored()
    assert MARK not in served(client, picture)


@pytest.mark.parametrize("kind", FORMATS)
def test_the_chooser_leaves_nothing_behind(kind: str, editor: User, signed_in: SignedIn) -> None:
    client = signed_in(editor)
    data = {
        "image-chooser-upload-title": f"{MARK.decode()} Ban Nong Khai",  # as Wagtail's script fills it in
        "image-chooser-upload-file": upload(kind),
        "image-chooser-upload-collection": "1",
    }

    answer = client.post("/admin/images/chooser/create/", data)

    assert answer.json()["step"] in ("chosen", "image_uploaded", "select_format")
    assert MARK not in answer.content
    assert MARK not in stored()
    assert MARK not in served(client, Picture.objects.get())


def test_an_upload_that_waits_for_its_other_fields_is_pixels_too(editor: User, signed_in: SignedIn) -> None:
    """Wagtail keeps the file of a form with another mistake in it."""
    data = {"files[]": upload(), "collection": "1", "title": "too long" * 100}

    signed_in(editor).post("/admin/images/multiple/add/", data)

    assert UploadedFile.objects.count() == 1
    assert not Picture.objects.exists()
    assert MARK not in stored()


def test_a_picture_saved_past_the_form_is_cleaned_too(editor: User) -> None:
    Picture(title="By code", uploaded_by_user=editor, file=upload()).save()

    assert Picture.objects.get().sha256
    assert MARK not in stored()


def test_strangers_get_no_picture(editor: User, stranger: Client) -> None:
    picture = Picture.objects.create(title="By code", uploaded_by_user=editor, file=upload())

    assert stranger.get(f"/i/{picture.sha256}/width-400.webp").status_code == 404
    assert stranger.get(picture.file.url).status_code == 404


def test_staff_see_it_uncached(editor: User, signed_in: SignedIn) -> None:
    picture = Picture.objects.create(title="By code", uploaded_by_user=editor, file=upload())

    shown = signed_in(editor).get(f"/i/{picture.sha256}/width-400.webp")

    assert shown.status_code == 200
    assert "private, no-store" in shown.headers["Cache-Control"]


# --- Refusals -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", VECTOR),
        (b"%PDF-1.4 a letter", DOCUMENT),
        (b"x" * (20 * 1024 * 1024 + 1), TOO_LARGE),
    ],
    ids=["svg", "pdf", "too large"],
)
def test_what_is_refused_is_told_beside_the_field(
    content: bytes, sentence: str, editor: User, signed_in: SignedIn
) -> None:
    client = signed_in(editor)

    answer = client.post(
        "/admin/images/add/", {"title": "Kept title", "file": upload("jpg", content), "collection": "1"}
    )
    many = client.post(
        "/admin/images/multiple/add/", {"files[]": upload("jpg", content), "collection": "1"}
    ).json()

    assert answer.status_code == 200
    assert b"Kept title" in answer.content
    assert str(sentence) in answer.content.decode()
    assert many["error_message"] == str(sentence)
    assert not Picture.objects.exists()
    assert not UploadedFile.objects.exists()


def test_files_of_one_request_share_what_may_be_kept_in_memory(editor: User, signed_in: SignedIn) -> None:
    half = b"x" * (11 * 1024 * 1024)

    answer = signed_in(editor).post(
        "/admin/images/add/",
        {"title": "x", "other": upload("jpg", half), "file": upload("jpg", half), "collection": "1"},
    )

    assert str(TOO_LARGE) in answer.content.decode()
