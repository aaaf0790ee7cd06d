"""Pictures that carry more than pixels: camera, artist, position, comment, thumbnail, XMP and bytes behind the end."""

import struct
from io import BytesIO

from PIL import Image, PngImagePlugin
from pillow_heif import register_heif_opener

register_heif_opener()

MARK = b"zqmark"
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf>' + MARK + b"-xmp</rdf></x:xmpmeta>"
FORMATS = ("jpeg", "png", "webp", "avif", "heic", "tiff")


def _mark(what: str) -> bytes:
    return MARK + b"-" + what.encode()


def _thumbnail() -> bytes:
    out = BytesIO()
    Image.new("RGB", (16, 12), "red").save(out, "JPEG", comment=_mark("thumbnail"))
    return out.getvalue()


def exif(orientation: int = 1) -> bytes:
    """A block of EXIF as cameras write it, thumbnail included. Source: CIPA DC-008, TIFF 6.0.

    Built by hand because Pillow writes no thumbnail.
    """
    thumbnail = _thumbnail()
    texts = {0x010F: _mark("maker"), 0x0110: _mark("camera"), 0x013B: _mark("artist"), 0x8298: _mark("owner")}
    numbers = {0x0112: (3, orientation)}
    place = {1: (2, b"N\0"), 0x1B: (7, _mark("gps-method")), 0x1C: (7, _mark("gps-area"))}
    ifd0 = 8
    size0 = 2 + 12 * (len(texts) + len(numbers) + 1) + 4
    gps = ifd0 + size0
    ifd1 = gps + 2 + 12 * len(place) + 4
    data_at = ifd1 + 2 + 12 * 2 + 4
    data = b""

    def entry(tag: int, kind: int, value: bytes | int) -> bytes:
        nonlocal data
        if isinstance(value, int):
            return struct.pack("<HHI", tag, kind, 1) + (struct.pack("<I", value))
        if len(value) <= 4:
            return struct.pack("<HHI", tag, kind, len(value)) + value.ljust(4, b"\0")
        packed = struct.pack("<HHII", tag, kind, len(value), data_at + len(data))
        data += value + b"\0" * (len(value) % 2)
        return packed

    first = {tag: (2, text + b"\0") for tag, text in texts.items()} | numbers | {0x8825: (4, gps)}
    rows0 = b"".join(entry(tag, *first[tag]) for tag in sorted(first))
    rows_gps = b"".join(entry(tag, *place[tag]) for tag in sorted(place))
    at = data_at + len(data)
    rows1 = entry(0x0201, 4, at) + entry(0x0202, 4, len(thumbnail))
    return b"Exif\0\0" + b"".join(
        (
            b"II*\0" + struct.pack("<I", ifd0),
            struct.pack("<H", len(first)) + rows0 + struct.pack("<I", ifd1),
            struct.pack("<H", len(place)) + rows_gps + struct.pack("<I", 0),
            struct.pack("<H", 2) + rows1 + struct.pack("<I", 0),
            data + thumbnail,
        )
    )


def marked(kind: str, size: tuple[int, int] = (160, 120), orientation: int = 1) -> bytes:
    """An upload of a format, with the mark wherever that format can carry one, and behind its end."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    out = BytesIO()
    block = exif(orientation)
    if kind == "jpeg":
        image.save(out, "JPEG", exif=block, comment=_mark("comment"), xmp=XMP)
    elif kind == "png":
        info = PngImagePlugin.PngInfo()
        info.add_text("Comment", _mark("comment").decode())
        info.add_itxt("XML:com.adobe.xmp", XMP.decode())
        image.save(out, "PNG", pnginfo=info, exif=block)
    elif kind == "tiff":
        tags = {315: _mark("artist").decode(), 271: _mark("maker").decode(), 270: _mark("comment").decode()}
        image.save(out, "TIFF", tiffinfo={**tags, 274: orientation, 700: XMP, 37724: _mark("maker note")})
    else:
        image.save(out, {"webp": "WEBP", "avif": "AVIF", "heic": "HEIF"}[kind], exif=block, xmp=XMP)
    content = out.getvalue() + _mark("behind the end")
    assert content.count(MARK) >= 4, kind
    return content
