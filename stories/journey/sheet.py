"""The committed base map: land, lakes and boundary lines on one Mercator sheet, cut to a frame at run time.

The file is made by scripts/build_basemap.py; its format is described in docs/story-map.md. The sheet's
coordinates are degrees at the equator: x is the longitude from -168.6 to 191.4, y the Mercator ordinate.
Standard library only.
"""

from __future__ import annotations

import math
import struct
import sys
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, compress, pairwise
from pathlib import Path

DATA_FILE = Path(__file__).parent / "data" / "basemap.bin"
DATA_VERSION = "2026-11"

LAND, LAKE, BORDER, DISPUTED = range(4)
FINEST = 0.0075  # degrees; the tolerance of level 0, as in the build script
FIRST_LONGITUDE = -168.6  # where the sheet begins: between Asia and America, so that no land is cut at 180
NORTH_LIMIT, SOUTH_LIMIT = 84.0, -84.0  # degrees; Mercator has no poles

_CHUNK = 64  # points; a chunk outside a frame is skipped as a whole

Point = tuple[float, float]
Bounds = tuple[int, int, int, int]  # west, south, east, north in whole units
Window = tuple[float, float, float, float]  # likewise, not whole


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the sheet, in its degrees; y grows northwards."""

    west: float
    south: float
    east: float
    north: float

    def grown(self, by: float) -> Box:
        """Return the box with a margin of `by` degrees on each side."""
        return Box(self.west - by, self.south - by, self.east + by, self.north + by)


@dataclass(frozen=True, slots=True)
class Feature:
    """One ring (land, lake) or line (border) of the sheet, in whole units."""

    layer: int
    xs: Sequence[int]
    ys: Sequence[int]
    levels: bytes
    bounds: Bounds  # west, south, east, north
    chunks: tuple[Bounds, ...]  # bounds of each chunk; () for a short feature

    @property
    def closed(self) -> bool:
        """Whether this is a ring."""
        return self.layer in (LAND, LAKE)

    @property
    def size(self) -> float:
        """The longer side of a ring's bounds; a line is never too small to be drawn."""
        west, south, east, north = self.bounds
        return max(east - west, north - south) if self.closed else math.inf


@dataclass(frozen=True, slots=True)
class Sheet:
    """All features, the largest first, and the scale of their units."""

    units: int  # per degree
    levels_per_octave: int
    features: tuple[Feature, ...]
    sizes: tuple[float, ...]  # of the features, negative and so in ascending order

    def at_least(self, size: float) -> tuple[Feature, ...]:
        """Return the features of at least a size, in units: most of the sheet are islands too small to see."""
        return self.features[: bisect_right(self.sizes, -size)]


def mercator(lat: float) -> float:
    """Return the sheet's ordinate of a latitude in degrees; the poles are clamped."""
    lat = max(SOUTH_LIMIT, min(NORTH_LIMIT, lat))
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)))


def latitude(y: float) -> float:
    """Return the latitude in degrees of an ordinate of the sheet."""
    return math.degrees(2 * math.atan(math.exp(math.radians(y))) - math.pi / 2)


def _array(kind: str, data: bytes) -> array[int]:
    numbers: array[int] = array(kind)
    numbers.frombytes(data)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _steps(plane: bytes) -> array[int]:
    """Return 16-bit numbers from a plane of low bytes followed by one of high bytes."""
    count = len(plane) // 2
    mixed = bytearray(len(plane))
    mixed[0::2], mixed[1::2] = plane[:count], plane[count:]
    return _array("h", bytes(mixed))


def _bounds(xs: Sequence[int], ys: Sequence[int]) -> Bounds:
    return min(xs), min(ys), max(xs), max(ys)


def _feature(layer: int, xs: Sequence[int], ys: Sequence[int], levels: bytes) -> Feature:
    chunks: tuple[Bounds, ...] = ()
    if len(xs) > 2 * _CHUNK:
        starts = range(0, len(xs), _CHUNK)
        chunks = tuple(_bounds(xs[at : at + _CHUNK], ys[at : at + _CHUNK]) for at in starts)
    return Feature(layer, xs, ys, levels, _bounds(xs, ys), chunks)


@lru_cache(maxsize=1)
def sheet() -> Sheet:
    """Return the base map, read once per process. Raises ValueError if the file is not one."""
    raw = DATA_FILE.read_bytes()
    magic, units, octave, features, points = struct.unpack_from("<4sHHII", raw)
    if magic != b"6DM1":
        raise ValueError(f"{DATA_FILE} is not a base map.")
    body = zlib.decompress(raw[struct.calcsize("<4sHHII") :])
    sizes = (features, 4 * features, 8 * features, 2 * points, 2 * points, points)
    ends = list(accumulate(sizes))
    layers, counts, starts, dx, dy, levels = (
        body[end - size : end] for end, size in zip(ends, sizes, strict=True)
    )
    origin, steps_x, steps_y = _array("i", starts), _steps(dx), _steps(dy)
    found = []
    at = 0
    for index, count in enumerate(_array("I", counts)):
        span = slice(at, at + count)
        first_x, first_y = origin[2 * index], origin[2 * index + 1]
        # The first step of a feature is 0: accumulate starts from its origin.
        xs = array("i", accumulate(steps_x[at + 1 : at + count], initial=first_x))
        ys = array("i", accumulate(steps_y[at + 1 : at + count], initial=first_y))
        found.append(_feature(layers[index], xs, ys, levels[span]))
        at += count
    found.sort(key=lambda feature: -feature.size)
    return Sheet(units, octave, tuple(found), tuple(-feature.size for feature in found))


@lru_cache(maxsize=128)
def _mask(level: int) -> bytes:
    """Return the table that turns levels into 1 (kept at this level) or 0."""
    return bytes(1 if value >= level else 0 for value in range(256))


def _apart(bounds: Bounds, window: Window) -> bool:
    return bool(
        bounds[2] < window[0] or bounds[0] > window[2] or bounds[3] < window[1] or bounds[1] > window[3]
    )


def _reduced(feature: Feature, window: Window, level: int) -> list[tuple[int, int]]:
    """Return the feature's points that matter inside a window, at a level of detail.

    A chunk that lies outside on one side is replaced by its two ends, which is exact for clipping.
    """
    keep = feature.levels.translate(_mask(level))
    if not feature.chunks or _inside(feature.bounds, window):
        return list(zip(compress(feature.xs, keep), compress(feature.ys, keep), strict=True))
    points: list[tuple[int, int]] = []
    for index, bounds in enumerate(feature.chunks):
        start = index * _CHUNK
        end = min(start + _CHUNK, len(feature.xs))
        if _apart(bounds, window):
            points.append((feature.xs[start], feature.ys[start]))
            points.append((feature.xs[end - 1], feature.ys[end - 1]))
        else:
            part = keep[start:end]
            points.extend(
                zip(compress(feature.xs[start:end], part), compress(feature.ys[start:end], part), strict=True)
            )
    return points


def _clip_side(points: list[Point], axis: int, limit: float, sign: int) -> list[Point]:
    """Clip a ring against one side of a window (Sutherland and Hodgman)."""
    out: list[Point] = []
    last = points[-1]
    last_in = sign * last[axis] >= sign * limit
    for point in points:
        inside = sign * point[axis] >= sign * limit
        if inside != last_in:
            share = (limit - last[axis]) / (point[axis] - last[axis])
            cross = last[1 - axis] + share * (point[1 - axis] - last[1 - axis])
            out.append((limit, cross) if axis == 0 else (cross, limit))
        if inside:
            out.append(point)
        last, last_in = point, inside
    return out


def clip_ring(points: Sequence[Point], window: Window) -> list[Point]:
    """Return the part of a ring inside a window (west, south, east, north), [] if there is none."""
    ring: list[Point] = list(points)
    for axis, limit, sign in ((0, window[0], 1), (0, window[2], -1), (1, window[1], 1), (1, window[3], -1)):
        if not ring:
            return []
        ring = _clip_side(ring, axis, limit, sign)
    return ring


def clip_line(points: Sequence[Point], window: Window) -> list[list[Point]]:
    """Return the stretches of a line whose segments touch a window; ends may stick out of it."""
    west, south, east, north = window
    runs: list[list[Point]] = []
    run: list[Point] = []
    for (x, y), (next_x, next_y) in pairwise(points):
        outside = (
            (x < west and next_x < west)
            or (x > east and next_x > east)
            or (y < south and next_y < south)
            or (y > north and next_y > north)
        )
        if outside:
            run = []
            continue
        if not run:
            run = [(x, y)]
            runs.append(run)
        run.append((next_x, next_y))
    return runs


def _inside(bounds: Bounds, window: Window) -> bool:
    return (
        bounds[0] >= window[0]
        and bounds[2] <= window[2]
        and bounds[1] >= window[1]
        and bounds[3] <= window[3]
    )


def cut(box: Box, tolerance: float, layers: Sequence[int]) -> Iterator[tuple[int, Sequence[Point], int]]:
    """Yield (layer, points, shift) of all features in a box of the sheet.

    Points are in the sheet's whole units; `shift`, in units, is to be added to each x: the box may reach
    beyond the sheet in the east or west, where the world repeats. `tolerance` in degrees is how far a
    simplified line may be from the true one. Rings are clipped, lines end shortly outside.
    """
    data = sheet()
    level = math.floor(data.levels_per_octave * math.log2(max(tolerance, FINEST) / FINEST))
    features = [one for one in data.at_least(2.5 * tolerance * data.units) if one.layer in layers]
    for turn in (-360, 0, 360):
        shift = turn * data.units
        window = (
            box.west * data.units - shift,
            box.south * data.units,
            box.east * data.units - shift,
            box.north * data.units,
        )
        for feature in features:
            bounds = feature.bounds
            if _apart(bounds, window):
                continue
            points = _reduced(feature, window, level)
            if _inside(bounds, window):
                yield feature.layer, points, shift
                continue
            for part in [clip_ring(points, window)] if feature.closed else clip_line(points, window):
                if part:
                    yield feature.layer, part, shift
