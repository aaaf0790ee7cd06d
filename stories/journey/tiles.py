"""Map tiles for the editor's slippy map, drawn as SVG from the same sheet as the readers' map."""

from __future__ import annotations

from functools import lru_cache

from stories.journey.map import layers
from stories.journey.sheet import BORDER, DISPUTED, FIRST_LONGITUDE, LAKE, LAND, Box

SIZE = 256  # px
DEEPEST = 6  # zoom: about 0.02 degrees a pixel, as coarse as the places themselves
_GRID = 512

# A tile is an image of its own: the page's style sheet does not reach it.
_SHAPES = {
    LAND: '<path fill="#f3eee2" stroke="#b8ae98" stroke-width="1.6" fill-rule="evenodd" d="{}"/>',
    LAKE: '<path fill="#dbe7ec" stroke="#b8ae98" stroke-width="1" d="{}"/>',
    BORDER: '<path fill="none" stroke="#9d937d" stroke-width="2" stroke-dasharray="8 5" d="{}"/>',
    DISPUTED: '<path fill="none" stroke="#9d937d" stroke-width="2" stroke-dasharray="2 6" d="{}"/>',
}


@lru_cache(maxsize=512)
def tile(z: int, x: int, y: int) -> str:
    """Return one tile of the usual web map pyramid as an SVG document of 256 by 256 px.

    Raises ValueError for a zoom beyond 0 to 6 or a tile outside the world.
    """
    if not (0 <= z <= DEEPEST and 0 <= x < 2**z and 0 <= y < 2**z):
        raise ValueError(f"There is no tile {z}/{x}/{y}.")
    side = 360 / 2**z
    west = FIRST_LONGITUDE + (-180 + x * side - FIRST_LONGITUDE) % 360
    north = 180 - y * side
    box = Box(west, north - side, west + side, north)
    drawn = layers(box, grid=_GRID, tolerance=side / _GRID * 1.5)
    shapes = "".join(_SHAPES[layer].format(data) for layer, data in drawn.items() if data)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIZE}" height="{SIZE}" viewBox="0 0 {_GRID} {_GRID}">'
        f'<path fill="#dbe7ec" d="M0 0h{_GRID}v{_GRID}H0z"/>{shapes}</svg>'
    )
