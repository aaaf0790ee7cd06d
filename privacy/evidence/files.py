"""Whether the bytes of a stored picture are pixels and nothing else: the second look at what `picture_clean` wrote."""

from collections.abc import Iterator

PIXELS = frozenset({b"VP8 ", b"VP8L", b"ALPH", b"VP8X"})


class NotWebP(ValueError):
    """These bytes are no WebP file, or a broken one."""


def chunks(content: bytes) -> Iterator[bytes]:
    """The name of every chunk of a WebP file; b"" for bytes behind its end.

    Source: RFC 9649, section 2: a header of twelve bytes, then chunks of a name, a length and an even number of bytes.

    Raises:
        NotWebP: another format, or a chunk that is longer than the file.
    """
    if len(content) < 20 or content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        raise NotWebP
    end = 8 + int.from_bytes(content[4:8], "little")
    at = 12
    while at < end:
        size = int.from_bytes(content[at + 4 : at + 8], "little")
        if at + 8 + size > len(content):
            raise NotWebP
        yield content[at : at + 4]
        at += 8 + size + size % 2
    if len(content) > end:
        yield b""


def carried(content: bytes) -> list[str]:
    """What the file holds besides the pixels of one picture, by the names of its chunks; "" is anything appended.

    Raises:
        NotWebP: as `chunks`.
    """
    names = list(chunks(content))
    if not {b"VP8 ", b"VP8L"} & set(names):
        raise NotWebP
    return sorted({name.decode("latin-1").strip() for name in names if name not in PIXELS})
