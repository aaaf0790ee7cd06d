"""Uploaded pictures: bare pixels in, WebP out. What came with the file never reaches any storage."""

import hashlib
import re
import uuid
from io import BytesIO
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

LONGEST_SIDE = 2560
LARGEST_PIXELS = 60_000_000
UNREADABLE = _("This file cannot be read as a picture. Open it, save it as JPEG or PNG, and upload that.")
# What a page may show, and (for staff only) what Wagtail's admin asks for.
PUBLIC_SPECS = ("width-400", "width-800", "width-1600")
STAFF_SPEC = re.compile(r"(?:max|fill|min)-([1-9]\d{1,3})x([1-9]\d{1,3})|width-([1-9]\d{1,3})|original")


class CleanPicture(ContentFile):
    """A WebP made from bare pixels, under a random name."""

    def __init__(self, content: bytes, size: tuple[int, int]) -> None:
        super().__init__(content, name=f"{uuid.uuid4().hex}.webp")
        self.sha256 = hashlib.sha256(content).hexdigest()
        self.width, self.height = size


def _webp(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "WEBP", quality=88, method=4)
    return out.getvalue()


def _srgb(image: Image.Image) -> Image.Image:
    """Colours converted to sRGB when the file names another profile; an unreadable profile is ignored."""
    profile = image.info.get("icc_profile")
    if not profile:
        return image
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB")) or image
    except (ImageCms.PyCMSError, OSError):
        return image


def picture_clean(file: IO[bytes]) -> CleanPicture:
    """Decodes, turns upright and re-encodes a picture from its pixels alone.

    EXIF, GPS, XMP, IPTC, comments, thumbnails and trailing bytes stay behind, because only pixels are pasted into a
    new image (reference privacy, "Image pipeline"). The longer side ends at 2560 px at most.

    Raises:
        ValidationError: not a picture, broken, or more than 60 megapixels; the message says what to do.
    """
    file.seek(0)
    try:
        with Image.open(file) as opened:
            if opened.width * opened.height > LARGEST_PIXELS:
                raise ValidationError(
                    _("This picture has more than 60 megapixels. Save a smaller copy and upload that.")
                )
            opened.load()
            upright = ImageOps.exif_transpose(opened) or opened
            pixels = _srgb(upright).convert("RGBA" if upright.has_transparency_data else "RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise ValidationError(UNREADABLE) from error
    pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new(pixels.mode, pixels.size)
    bare.paste(pixels)
    return CleanPicture(_webp(bare), bare.size)


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
