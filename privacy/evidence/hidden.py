"""Signs that somebody hid a face: coarse squares, and a box of one colour in a picture that has none elsewhere.

Both are rough rules over a grid of cells, made to be shown to a reviewer and never to decide. What they find, and how
often they are wrong, is in docs/evidence-pictures.md. A blurred patch is not among them: measured, a rule for it found
polished furniture and no blurred face.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from PIL import Image, ImageChops, ImageFilter

LONG_SIDE = 800  # pixels everything here is measured at
CELL = 8  # pixels
TONES = 6
Cell = tuple[int, int]


@dataclass(frozen=True)
class Patch:
    """`kind`: "mosaic" or "box". `box`: left, top, width, height in pixels of the picture given."""

    kind: str
    box: tuple[int, int, int, int]


@dataclass(frozen=True)
class Grid:
    """A value for every cell, row by row."""

    columns: int
    rows: int
    values: list[float]

    def at(self, cell: Cell) -> float:
        return self.values[cell[1] * self.columns + cell[0]]

    def cells(self, test: Callable[[float], bool]) -> set[Cell]:
        found = (number for number, value in enumerate(self.values) if test(value))
        return {(number % self.columns, number // self.columns) for number in found}

    def has(self, cell: Cell) -> bool:
        return 0 <= cell[0] < self.columns and 0 <= cell[1] < self.rows


def hidden_find(image: Image.Image) -> list[Patch]:
    """Every place that looks as if something was hidden. `image`: RGB. A pure function, about 0.2 s."""
    factor = min(1.0, LONG_SIDE / max(image.size))
    size = (round(image.width * factor), round(image.height * factor))
    if min(size) < CELL * 8:
        return []
    small = image.resize(size, Image.Resampling.BILINEAR) if factor < 1 else image
    grey = small.convert("L")
    found = [*_boxes(grey), *_mosaics(grey)]
    return [Patch(kind, _enlarged(box, factor, image.size)) for kind, box in found]


def _enlarged(box: "Span", factor: float, size: tuple[int, int]) -> tuple[int, int, int, int]:
    left, top, right, bottom = (round(edge / factor) for edge in box)
    right, bottom = min(right, size[0]), min(bottom, size[1])
    return left, top, max(1, right - left), max(1, bottom - top)


Span = tuple[int, int, int, int]  # left, top, right, bottom in pixels of the small picture


def _grid(image: Image.Image) -> Grid:
    """The mean of each cell; what is left over at the right and below is no cell."""
    columns, rows = image.width // CELL, image.height // CELL
    cut = image.crop((0, 0, columns * CELL, rows * CELL))
    return Grid(columns, rows, list(map(float, cut.resize((columns, rows), Image.Resampling.BOX).tobytes())))


def _roughness(grey: Image.Image, size: int = 3) -> Image.Image:
    """The difference between the lightest and the darkest of neighbouring pixels."""
    return ImageChops.difference(
        grey.filter(ImageFilter.MaxFilter(size)), grey.filter(ImageFilter.MinFilter(size))
    )


def _islands(
    cells: set[Cell], alike: Callable[[Cell, Cell], bool] = lambda one, other: True
) -> Iterator[set[Cell]]:
    """Cells that hang together by their sides, where neighbours are `alike`."""
    left = set(cells)
    while left:
        island, edge = set(), [left.pop()]
        while edge:
            x, y = edge.pop()
            island.add((x, y))
            near = {(x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)} & left
            near = {cell for cell in near if alike((x, y), cell)}
            left -= near
            edge.extend(near)
        yield island


def _extent(cells: Iterable[Cell]) -> Span:
    """The cells around all of these, the right and lower ones not included."""
    across, down = zip(*cells, strict=True)
    return min(across), min(down), max(across) + 1, max(down) + 1


def _ring(grid: Grid, extent: Span, width: int = 1) -> list[Cell]:
    """The cells around a rectangle; fewer where it lies at the edge of the picture."""
    left, top, right, bottom = extent
    outer = {(x, y) for x in range(left - width, right + width) for y in range(top - width, bottom + width)}
    inner = {(x, y) for x in range(left, right) for y in range(top, bottom)}
    return [cell for cell in outer - inner if grid.has(cell)]


def _is_inside(grid: Grid, extent: Span) -> bool:
    return extent[0] > 0 and extent[1] > 0 and extent[2] < grid.columns and extent[3] < grid.rows


def _pixels(extent: Span) -> Span:
    left, top, right, bottom = (edge * CELL for edge in extent)
    return left, top, right, bottom


# --- A box of one colour ----------------------------------------------------------------------------------------


def _boxes(grey: Image.Image) -> Iterator[tuple[str, Span]]:
    """A rectangle of one colour in a picture that is otherwise textured: in drawings and screenshots all is flat."""
    rough, tone = _grid(_roughness(grey)), _grid(grey)
    flat = rough.cells(lambda value: value < 2)
    for island in _islands(flat, lambda one, other: abs(tone.at(one) - tone.at(other)) < 1.5):
        extent = left, top, right, bottom = _extent(island)
        wide, high = right - left, bottom - top
        if min(wide, high) < 3 or len(island) < 0.93 * wide * high or not 0.3 < wide / high < 6:
            continue
        if not _is_inside(rough, extent) or len(flat) - len(island) > 0.3 * (len(rough.values) - len(island)):
            continue
        tones = [tone.at(cell) for cell in island]
        around = _ring(rough, (left - 1, top - 1, right + 1, bottom + 1))
        textured = sum(rough.at(cell) > 3 for cell in around) / len(around)
        apart = sum(abs(tone.at(cell) - tones[0]) > 15 for cell in around) / len(around)
        if max(tones) - min(tones) <= 4 and textured > 0.5 and apart > 0.7:
            yield "box", _pixels(extent)


# --- Coarse squares ---------------------------------------------------------------------------------------------


def _mosaics(grey: Image.Image) -> Iterator[tuple[str, Span]]:
    """Windows in which brightness changes at equal steps only, across and down, and nowhere between."""
    across = ImageChops.difference(grey, ImageChops.offset(grey, 1, 0))
    down = ImageChops.difference(grey, ImageChops.offset(grey, 0, 1))
    # Where nearly all neighbours are alike and yet brightness changes a lot: cells to look at more closely.
    alike = _grid(ImageChops.darker(across, down).point(_ALIKE))
    change = _grid(ImageChops.lighter(across, down).point(_TIMES_4))
    for window in (288, 160, 96, 56):
        found = []
        for left in range(0, grey.width - window + 1, window // 4):
            for top in range(0, grey.height - window + 1, window // 4):
                span = (left, top, left + window, top + window)
                if _mean(alike, span) > 150 and _mean(change, span) > 3:
                    step = _mosaic_step(across.crop(span), down.crop(span))
                    if step and _tones(grey.crop(span), step) >= TONES:
                        found.append(span)
        if len(found) >= 2:
            lefts, tops, rights, bottoms = zip(*found, strict=True)
            yield "mosaic", (min(lefts), min(tops), max(rights), max(bottoms))
            return


_ALIKE = [255 if value < 3 else 0 for value in range(256)]
# Steps of a few levels are the squares that WebP itself leaves.
_TIMES_4 = [min(255, value * 4) if value > 4 else 0 for value in range(256)]


def _mean(grid: Grid, span: Span) -> float:
    left, top, right, bottom = (edge // CELL for edge in span)
    right, bottom = min(right, grid.columns), min(bottom, grid.rows)
    values = [
        value
        for row in range(top, bottom)
        for value in grid.values[row * grid.columns + left : row * grid.columns + right]
    ]
    return sum(values) / max(1, len(values))


def _mosaic_step(across: Image.Image, down: Image.Image) -> float:
    """The side of the squares, in pixels; 0.0 where there are none."""
    window = across.width
    step = _step(_profile(across, (window, 1)))
    if not step:
        return 0.0
    other = _step(_profile(down, (1, window)))
    return step if abs(step - other) <= 0.1 * step + 0.5 else 0.0


def _tones(window: Image.Image, step: float) -> int:
    """How many clearly different tones the squares have: those of a mosaic many, those of letters and boards two."""
    count = max(1, round(window.width / step))
    return len({tone // 12 for tone in window.resize((count, count), Image.Resampling.BOX).tobytes()})


def _profile(change: Image.Image, size: tuple[int, int]) -> list[float]:
    """The mean change in each column (or row): for a mosaic, a comb."""
    return list(map(float, change.point(_TIMES_4).resize(size, Image.Resampling.BOX).tobytes()))


def _step(profile: list[float]) -> float:
    """The distance of the teeth of a comb, in pixels; 0.0 where a profile is none."""
    mean = sum(profile) / len(profile)
    inner = range(1, len(profile) - 1)
    teeth = [
        at for at in inner if profile[at] > 1.8 * mean and profile[at - 1] <= profile[at] >= profile[at + 1]
    ]
    teeth = [at for at, before in zip(teeth, [-9, *teeth], strict=False) if at - before > 2]
    if mean < 1 or len(teeth) < 4:
        return 0.0
    gaps = sorted(later - at for at, later in pairwise(teeth))
    rough = gaps[len(gaps) // 2]
    count = sum(round(gap / rough) for gap in gaps)
    step = (teeth[-1] - teeth[0]) / count if count else 0.0
    if step < 4 or any(
        abs((at - teeth[0]) / step - round((at - teeth[0]) / step)) * step > 1.5 for at in teeth
    ):
        return 0.0
    covered = {near for at in teeth for near in (at - 1, at, at + 1)}
    return step if sum(profile[at] for at in covered) > 0.75 * sum(profile) else 0.0
