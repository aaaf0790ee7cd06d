"""Stored bytes are looked through once more: a WebP of pixels and nothing else."""

from io import BytesIO

import pytest
from PIL import Image

from privacy.evidence.files import NotWebP, carried
from privacy.evidence.pictures import file_findings
from tests.core.marked import XMP, exif
from tests.privacy.evidence import drawn


def webp(**options: object) -> bytes:
    out = BytesIO()
    drawn.scene().save(out, "WEBP", **options)
    return out.getvalue()


def test_what_an_upload_becomes_carries_nothing() -> None:
    assert carried(drawn.stored(drawn.scene())) == []
    assert file_findings(drawn.stored(drawn.scene())) == []


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (webp(exif=exif()), "EXIF"),
        (webp(xmp=XMP), "XMP"),
        (webp(icc_profile=b"a profile"), "ICCP"),
        (webp() + b"behind the end", "bytes behind the end"),
    ],
    ids=["exif", "xmp", "profile", "trailing"],
)
def test_everything_else_is_named_and_cannot_be_signed(content: bytes, what: str) -> None:
    (finding,) = file_findings(content, "picture.x")

    assert finding.kind == "file_carries"
    assert what in finding.message
    assert finding.is_final


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg/>",
        b"%PDF-1.7",
        drawn.bytes_of(Image.new("RGB", (9, 9)), "JPEG"),
        webp()[:200],
        webp()[:19],
    ],
    ids=["nothing", "svg", "pdf", "jpeg", "cut", "header"],
)
def test_what_is_no_webp_is_a_finding(content: bytes) -> None:
    assert [finding.kind for finding in file_findings(content)] == ["file_format"]
    with pytest.raises(NotWebP):
        carried(content)
