"""Uploaded pictures: nothing but pixels is kept, and what cannot be taken is refused in a sentence that helps."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageCms

from cms.core import pictures
from cms.core.pictures import picture_clean, picture_derive
from tests.core.marked import FORMATS, MARK, marked


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def frames(kind: str) -> bytes:
    first, second = (Image.new("RGB", (40, 30), colour) for colour in ("teal", "red"))
    return saved(first, kind, save_all=True, append_images=[second])


@pytest.mark.parametrize("kind", FORMATS)
def test_only_pixels_are_kept(kind: str) -> None:
    clean = picture_clean(BytesIO(marked(kind)))

    content = clean.read()
    assert MARK not in content
    with Image.open(BytesIO(content)) as image:
        assert image.format == "WEBP"
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(image.info)
        assert (image.width, image.height) == (clean.width, clean.height) == (160, 120)
    assert clean.name
    assert clean.name.endswith(".webp")
    assert len(clean.name) == 37


def test_two_uploads_of_one_file_get_two_names() -> None:
    assert picture_clean(BytesIO(marked("jpeg"))).name != picture_clean(BytesIO(marked("jpeg"))).name


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "tiff", "heic", "avif"])
def test_a_turned_picture_is_stored_upright(kind: str) -> None:
    clean = picture_clean(BytesIO(marked(kind, orientation=6)))

    assert (clean.width, clean.height) == (120, 160)


def test_a_large_picture_is_made_smaller() -> None:
    clean = picture_clean(BytesIO(saved(Image.new("RGB", (4000, 2000), "teal"), "JPEG")))

    assert (clean.width, clean.height) == (2560, 1280)


def test_what_was_transparent_shows_nothing() -> None:
    """Pixels that nobody sees could show a face all the same."""
    image = Image.new("RGBA", (40, 40), (200, 0, 0, 0))

    clean = Image.open(BytesIO(picture_clean(BytesIO(saved(image, "PNG"))).read()))

    assert clean.mode == "RGB"
    assert clean.getextrema() == ((255, 255), (255, 255), (255, 255))


def test_colours_of_another_profile_become_those_of_the_screen() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    odd = saved(Image.new("RGB", (40, 30), (10, 200, 30)), "PNG", icc_profile=profile)
    broken = saved(Image.new("RGB", (40, 30), (10, 200, 30)), "PNG", icc_profile=b"no profile")

    for content in (odd, broken):
        assert picture_clean(BytesIO(content)).width == 40


def test_sixteen_bits_are_shown_and_not_burnt_out() -> None:
    deep = Image.new("I;16", (40, 30), 0x8000)

    clean = Image.open(BytesIO(picture_clean(BytesIO(saved(deep, "PNG"))).read()))

    assert 120 <= clean.getpixel((5, 5))[0] <= 136  # type: ignore[index]


# --- Refusals -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", pictures.UNREADABLE),
        (b"not a picture", pictures.UNREADABLE),
        (marked("jpeg")[:-400], pictures.CUT_OFF),
        (saved(Image.effect_noise((90, 90), 60), "PNG")[:2000], pictures.CUT_OFF),
        (saved(Image.new("RGB", (90, 90)), "PNG")[:60], pictures.CUT_OFF),
        (frames("WEBP"), pictures.SEVERAL),
        (frames("PNG"), pictures.SEVERAL),
        (frames("GIF"), pictures.SEVERAL),
        (frames("TIFF"), pictures.SEVERAL),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", pictures.VECTOR),
        (b"<?xml version='1.0'?><!-- drawn -->\n<svg:svg/>", pictures.VECTOR),
        (b"%PDF-1.7 ...", pictures.DOCUMENT),
        (b"PK\x03\x04 a letter.docx", pictures.DOCUMENT),
        (b"\xd0\xcf\x11\xe0 an old letter.doc", pictures.DOCUMENT),
    ],
    ids=(
        "nothing, text, cut JPEG, cut PNG, cut header, moving WebP, moving PNG, moving GIF, pages, SVG, SVG behind, "
        "PDF, Word, old Word"
    ).split(", "),
)
def test_each_cause_has_a_sentence_of_its_own(content: bytes, sentence: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        picture_clean(BytesIO(content))

    assert refusal.value.messages == [str(sentence)]


@pytest.mark.parametrize("side", [8_000, 10_000, 20_000])
def test_too_many_pixels_are_refused_before_they_are_decoded(side: int) -> None:
    """64, 100 and 400 megapixels in a few kilobytes: Pillow warns of the second and refuses the third."""
    header = saved(Image.new("1", (8, 8)), "PNG")
    bomb = header[:16] + side.to_bytes(4, "big") * 2 + header[24:29] + b"\0\0\0\0" + header[33:]

    with pytest.raises(ValidationError, match="60 megapixels"):
        picture_clean(BytesIO(_with_checksum(bomb)))


def _with_checksum(png: bytes) -> bytes:
    from zlib import crc32

    return png[:29] + crc32(png[12:29]).to_bytes(4, "big") + png[33:]


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_broken_exif_turns_nothing_and_refuses_nothing() -> None:
    content = saved(Image.new("RGB", (40, 30)), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff")

    assert picture_clean(BytesIO(content)).width == 40


# --- Sizes derived from it --------------------------------------------------------------------------------------


def test_a_derived_picture_keeps_its_shape_and_is_never_enlarged() -> None:
    clean = picture_clean(BytesIO(saved(Image.new("RGB", (1000, 500), "teal"), "JPEG"))).read()

    assert Image.open(BytesIO(picture_derive(clean, "width-400"))).size == (400, 200)
    assert Image.open(BytesIO(picture_derive(clean, "width-1600"))).size == (1000, 500)
    with pytest.raises(ValueError, match="rotate"):
        picture_derive(clean, "rotate-90")
