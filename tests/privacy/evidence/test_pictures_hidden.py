"""Signs that a face was hidden."""

import pytest
from PIL import Image, ImageDraw

from privacy.evidence.hidden import Patch, hidden_find
from tests.privacy.evidence import drawn

LEFT, TOP, RIGHT, BOTTOM = drawn.FACE


def pixelated(squares: int) -> Image.Image:
    image = drawn.face()
    part = image.crop(drawn.FACE)
    side = part.height // squares
    small = part.resize((part.width // side, part.height // side), Image.Resampling.BOX)
    image.paste(small.resize(part.size, Image.Resampling.NEAREST), drawn.FACE)
    return image


def covers(patch: Patch) -> bool:
    """Whether the middle of the face lies in it."""
    left, top, wide, high = patch.box
    return left < (LEFT + RIGHT) / 2 < left + wide and top < (TOP + BOTTOM) / 2 < top + high


@pytest.mark.parametrize("squares", [16, 12])
def test_coarse_squares_are_seen(squares: int) -> None:
    found = [patch for patch in hidden_find(pixelated(squares)) if patch.kind == "mosaic"]

    assert found
    assert covers(found[0])


@pytest.mark.parametrize("colour", ["black", "white", "yellow"])
def test_a_box_over_a_face_is_seen(colour: str) -> None:
    image = drawn.ground((640, 480))
    ImageDraw.Draw(image).rectangle((200, 120, 320, 280), fill=colour)

    (found,) = hidden_find(image)

    assert found.kind == "box"
    assert abs(found.box[0] - 200) <= 16
    assert abs(found.box[2] - 120) <= 32


def test_pictures_in_which_nothing_is_hidden_are_let_be() -> None:
    assert hidden_find(drawn.face()) == []
    assert hidden_find(drawn.scene()) == []
    assert hidden_find(drawn.ground((640, 480))) == []


def test_boxes_of_a_screenshot_are_no_sign() -> None:
    image = Image.new("RGB", (640, 480), "white")
    draw = ImageDraw.Draw(image)
    for left in range(40, 600, 120):
        draw.rectangle((left, 100, left + 80, 200), fill="navy")

    assert hidden_find(image) == []


@pytest.mark.parametrize("size", [(1, 1), (40, 2000), (64, 64)])
def test_odd_shapes_are_looked_at_without_harm(size: tuple[int, int]) -> None:
    assert hidden_find(Image.new("RGB", size, "teal")) == []
