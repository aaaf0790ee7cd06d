"""Uploaded pictures: bare pixels in, WebP out. What came with the file never reaches any storage."""

import hashlib
import re
import uuid
from io import BytesIO
from typing import IO, TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageCms,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)
from pillow_heif import register_heif_opener

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

register_heif_opener(thumbnails=False)
_DECODERS = (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)  # they register

LONGEST_SIDE = 2560
LARGEST_PIXELS = 60_000_000
# Nothing else is decoded, whatever a file calls itself.
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF", "TIFF", "BMP", "GIF")

# One sentence for each cause, and each says what to do.
UNREADABLE = _("This file cannot be read as a picture. Open it, save it as JPEG or PNG, and upload that.")
CUT_OFF = _(
    "This file ends in the middle of the picture. Copy it again from the camera or telephone, and upload that copy."
)
SEVERAL = _(
    "This file holds several pictures, or one that moves. Save the one you want as JPEG or PNG, and upload that."
)
TOO_MANY_PIXELS = _("This picture has more than 60 megapixels. Save a smaller copy and upload that.")
TOO_LARGE = _("This file is larger than 20 MB. Save a smaller copy and upload that.")
VECTOR = _(
    "This is an SVG drawing, which can carry hidden text and pictures. Export it as PNG, and upload that."
)
DOCUMENT = _(
    "This is a document, not a picture, and documents are not taken. Save what should be seen as PNG, and upload that."
)
_SVG = re.compile(rb"<(?:\w+:)?svg[\s/>]|<!DOCTYPE\s+svg", re.IGNORECASE)
_DOCUMENTS = (
    b"%PDF",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"{\\rtf",
    b"%!PS",
    b"\xc5\xd0\xd3\xc6",
    b"AT&TFORM",
)
_TURNED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What a page may show, and (for staff only) what Wagtail's admin asks for.
PUBLIC_SPECS = ("width-400", "width-800", "width-1600")
STAFF_SPEC = re.compile(r"(?:max|fill|min)-([1-9]\d{1,3})x([1-9]\d{1,3})|width-([1-9]\d{1,3})|original")


class CleanPicture(ContentFile):
    """A WebP made from bare pixels, under a random name."""

    def __init__(self, content: bytes, size: tuple[int, int]) -> None:
        super().__init__(content, name=f"{uuid.uuid4().hex}.webp")
        self.sha256 = hashlib.sha256(content).hexdigest()
        self.width, self.height = size


def _webp(image: Image.Image, *, effort: int = 4) -> bytes:
    out = BytesIO()
    image.save(out, "WEBP", quality=88, method=effort)
    return out.getvalue()


def picture_clean(file: IO[bytes]) -> CleanPicture:
    """Decodes, turns upright and re-encodes a picture from its pixels alone.

    EXIF, GPS, XMP, IPTC, C2PA, comments, thumbnails, second pictures and trailing bytes stay behind, because only
    pixels are pasted into a new image (reference privacy, "Image pipeline"). What is transparent becomes white: pixels
    nobody sees could show anything. The longer side ends at 2560 px at most.

    Raises:
        ValidationError: not a picture, broken, cut off, several pictures, or too many pixels; one sentence for each
            cause, saying what to do.
    """
    file.seek(0)
    if sentence := _not_a_picture(file.read(4096)):
        raise ValidationError(sentence, code="picture")
    file.seek(0)
    try:
        pixels = _pixels(file)
    except ValidationError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(TOO_MANY_PIXELS, code="picture") from error
    except Exception as error:  # a decoder raises whatever a broken file makes it raise
        raise ValidationError(_cause(error), code="picture") from error
    bare = Image.new("RGB", pixels.size)
    bare.paste(pixels)
    # The least effort: nobody is served this file, only sizes derived from it, and an editor is waiting.
    return CleanPicture(_webp(bare, effort=0), bare.size)


def _not_a_picture(start: bytes) -> "StrOrPromise | None":
    """What to say of a file that opens like something else; its name is not asked."""
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_DOCUMENTS):
        return DOCUMENT
    if start.startswith(b"\x1f\x8b") or _SVG.search(start.replace(b"\x00", b"")):
        return VECTOR
    return None


def _cause(error: Exception) -> "StrOrPromise":
    cut = isinstance(error, EOFError) or "truncated" in str(error).lower()
    return CUT_OFF if cut and not isinstance(error, UnidentifiedImageError) else UNREADABLE


def _pixels(file: IO[bytes]) -> Image.Image:
    """The picture upright, in sRGB, without transparency, at most 2560 px long."""
    with Image.open(file, formats=FORMATS) as opened:
        if opened.width * opened.height > LARGEST_PIXELS:
            raise ValidationError(TOO_MANY_PIXELS, code="picture")
        # MPO: a telephone's JPEG that keeps a second picture (depth, brightness) behind the first.
        if opened.format != "MPO" and getattr(opened, "n_frames", 1) > 1:
            raise ValidationError(SEVERAL, code="picture")
        opened.draft(opened.mode, (LONGEST_SIDE, LONGEST_SIDE))
        opened.load()
        orientation, profile = _orientation(opened), opened.info.get("icc_profile")
        pixels = _eight_bits(opened)
    pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    if orientation in _TURNED:
        pixels = pixels.transpose(_TURNED[orientation])
    pixels = _srgb(pixels, profile)
    if pixels.has_transparency_data:
        pixels = pixels.convert("RGBA")
        white = Image.new("RGBA", pixels.size, "white")
        pixels = Image.alpha_composite(white, pixels)
    return pixels.convert("RGB")


def _orientation(image: Image.Image) -> int:
    """1 to 8 as in EXIF; a block of EXIF that cannot be read turns nothing."""
    try:
        return int(image.getexif().get(0x0112, 1))
    except Exception:  # noqa: BLE001  (the same: whatever broken bytes raise)
        return 1


def _eight_bits(image: Image.Image) -> Image.Image:
    """A mode that can be made smaller smoothly: no palette, no more than eight bits a channel."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("1", "F"):
        return image.convert("L")
    if image.mode in ("P", "PA"):
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    return image.copy()


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours converted to sRGB when the file names another profile; one that cannot be used is ignored."""
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK"):
        return image
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        mode = "RGB" if image.mode == "CMYK" else image.mode
        target = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, source, target, outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def picture_derive(content: bytes, spec: str) -> bytes:
    """A WebP of the size `spec` names ("width-800", "max-165x165", "fill-100x100"); never larger than the source.

    A pure function of its arguments, so that a derived picture needs no row.

    Raises:
        ValueError: a spec that is neither public nor one the admin uses.
    """
    match = STAFF_SPEC.fullmatch(spec)
    if not match:
        raise ValueError(spec)
    with Image.open(BytesIO(content)) as image:
        image.load()
        if spec.startswith("fill"):
            size = (min(int(match[1]), image.width), min(int(match[2]), image.height))
            return _webp(ImageOps.fit(image, size))
        if spec != "original":
            width, height = (match[1], match[2]) if match[1] else (match[3], 10_000)
            image.thumbnail((int(width), int(height)))
        return _webp(image)
