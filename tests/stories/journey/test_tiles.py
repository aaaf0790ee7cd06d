"""Tiles of the editor's map."""

from xml.etree import ElementTree

import pytest

from stories.journey.tiles import tile


@pytest.mark.parametrize(("z", "x", "y"), [(0, 0, 0), (1, 1, 0), (5, 25, 14), (6, 63, 31), (6, 0, 63)])
def test_a_tile_is_a_small_drawing_of_256_px(z: int, x: int, y: int):
    drawing = tile(z, x, y)

    root = ElementTree.fromstring(drawing)  # noqa: S314 - our own drawing
    assert (root.get("width"), root.get("height")) == ("256", "256")
    assert len(drawing) < 60_000


def test_land_and_borders_are_drawn():
    assert tile(5, 25, 14).count("<path") >= 3


@pytest.mark.parametrize(("z", "x", "y"), [(7, 0, 0), (-1, 0, 0), (2, 4, 0), (2, 0, -1)])
def test_there_is_no_tile_beyond_the_pyramid(z: int, x: int, y: int):
    with pytest.raises(ValueError, match="no tile"):
        tile(z, x, y)
