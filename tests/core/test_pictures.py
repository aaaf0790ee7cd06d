"""Uploaded pictures: nothing that came with the file reaches a storage or a reader."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, PngImagePlugin

from cms.core.models import Picture
from cms.core.pictures import picture_clean, picture_derive

MARKER = b"marker-of-a-village"
SignedIn = Callable[[User], Client]


def jpeg(size: tuple[int, int] = (120, 80), *, orientation: int = 1) -> bytes:
    """A JPEG whose camera, artist, GPS and comment carry the marker, with bytes after its end."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x013B] = MARKER.decode()
    exif[0x8769] = {0x9286: MARKER}
    exif[0x8825] = {1: "N", 2: (11.0, 33.0, 12.5), 3: "E", 4: (104.0, 55.0, 30.0)}
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, "JPEG", exif=exif.tobytes(), comment=MARKER)
    return out.getvalue() + MARKER


def png() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", MARKER.decode())
    info.add_itxt("XML:com.adobe.xmp", f"<x>{MARKER.decode()}</x>")
    out = BytesIO()
    Image.new("RGBA", (40, 40), (1, 2, 3, 100)).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def stored() -> bytes:
    return b"".join(path.read_bytes() for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


@pytest.mark.parametrize("original", [jpeg(), png()], ids=["jpeg", "png"])
def test_only_pixels_are_kept(original: bytes) -> None:
    assert MARKER in original

    clean = picture_clean(BytesIO(original))

    content = clean.read()
    assert MARKER not in content
    assert b"Exif" not in content
    assert Image.open(BytesIO(content)).format == "WEBP"
    assert clean.name
    assert clean.name.endswith(".webp")
    assert len(clean.name) == 37


def test_a_turned_picture_is_stored_upright() -> None:
    assert picture_clean(BytesIO(jpeg((120, 80), orientation=6))).width == 80


def test_a_large_picture_is_made_smaller() -> None:
    clean = picture_clean(BytesIO(jpeg((4000, 2000))))

    assert (clean.width, clean.height) == (2560, 1280)


@pytest.mark.parametrize(
    "content", [b"", b"not a picture", jpeg()[:200], b"<svg xmlns='http://www.w3.org/2000/svg'/>"]
)
def test_what_is_no_picture_gets_a_sentence(content: bytes) -> None:
    with pytest.raises(ValidationError, match="cannot be read as a picture"):
        picture_clean(BytesIO(content))


def test_too_many_pixels_get_a_sentence() -> None:
    huge = BytesIO()
    Image.new("1", (10_000, 7_000)).save(huge, "PNG")

    with pytest.raises(ValidationError, match="60 megapixels"):
        picture_clean(huge)


def test_a_derived_picture_keeps_its_shape_and_is_never_enlarged() -> None:
    clean = picture_clean(BytesIO(jpeg((1000, 500)))).read()

    assert Image.open(BytesIO(picture_derive(clean, "width-400"))).size == (400, 200)
    assert Image.open(BytesIO(picture_derive(clean, "width-1600"))).size == (1000, 500)
    with pytest.raises(ValueError, match="rotate"):
        picture_derive(clean, "rotate-90")


@pytest.mark.django_db
def test_a_picture_saved_past_the_form_is_cleaned_too(editor: User) -> None:
    picture = Picture(
        title="By code", uploaded_by_user=editor, file=SimpleUploadedFile("Ban Nong Khai.jpg", jpeg())
    )
    picture.save()

    assert picture.sha256
    assert "Nong" not in str(picture.file.name)
    assert MARKER not in stored()


@pytest.mark.django_db
def test_an_upload_in_the_admin_leaves_nothing_behind(
    editor: User, signed_in: SignedIn, stranger: Client
) -> None:
    client = signed_in(editor)
    upload = SimpleUploadedFile("Ban Nong Khai.jpg", jpeg(), content_type="image/jpeg")

    response = client.post(
        "/admin/images/add/", {"title": "A drawing", "file": upload, "collection": "1", "description": ""}
    )

    assert response.status_code == 302
    picture = Picture.objects.get()
    assert MARKER not in stored()
    address = f"/i/{picture.sha256}/width-400.webp"
    assert stranger.get(address).status_code == 404
    shown = client.get(address)
    assert shown.status_code == 200
    assert MARKER not in shown.content
    assert "private, no-store" in shown.headers["Cache-Control"]
    assert stranger.get(picture.file.url).status_code == 404


@pytest.mark.django_db
def test_a_broken_upload_is_refused_beside_the_field(editor: User, signed_in: SignedIn) -> None:
    upload = SimpleUploadedFile("drawing.jpg", jpeg()[:300], content_type="image/jpeg")

    response = signed_in(editor).post(
        "/admin/images/add/", {"title": "Kept title", "file": upload, "collection": "1"}
    )

    assert response.status_code == 200
    assert b"Kept title" in response.content
    assert not Picture.objects.exists()
