"""Which publishable place stands for a point: a grid of 0.1 degree, made once by scripts/build_territory.py.

Each cell that touches land names the place of the nearest listed town in the same country: its province if
that is listed, else the nearest listed city, else the country. A point that lies in a cell but across a
border line from its centre belongs to the neighbour. Nothing here keeps or logs a point.
"""

from __future__ import annotations

import itertools
import math
import struct
import zlib
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from stories.journey.sheet import BORDER, DISPUTED, FIRST_LONGITUDE, Box, Point, cut, mercator, sheet

DATA_FILE = Path(__file__).parent / "data" / "territory.bin"
CELLS = 10  # per degree
_TOWN = 0.018  # degrees, 2 km: how far a border town reaches
_COLUMNS, _ROWS = 360 * CELLS, 180 * CELLS


@dataclass(frozen=True, slots=True)
class _Grid:
    keys: tuple[str, ...]
    body: bytes
    starts: tuple[int, ...]  # where each row's bytes begin; one more for the end
    towns: dict[tuple[int, int], list[tuple[float, float, str]]]  # border towns, by whole degree


@lru_cache(maxsize=1)
def _grid() -> _Grid:
    """Return the grid, read once per process. Raises ValueError for another file."""
    raw = DATA_FILE.read_bytes()
    magic, names, towns = struct.unpack_from("<4sII", raw)
    if magic != b"6DT1":
        raise ValueError(f"{DATA_FILE} is not a grid of places.")
    body = zlib.decompress(raw[12:])
    keys = tuple(body[:names].decode().split("\n"))
    lengths = [length for (length,) in struct.iter_unpack("<H", body[names : names + 2 * _ROWS])]
    at = names + 2 * _ROWS
    near: dict[tuple[int, int], list[tuple[float, float, str]]] = defaultdict(list)
    for lat, lng, number in struct.iter_unpack("<hhH", body[at : at + 6 * towns]):
        near[lat // 100, lng // 100].append((lat / 100, lng / 100, keys[number - 1]))
    return _Grid(keys, body, tuple(itertools.accumulate(lengths, initial=at + 6 * towns)), dict(near))


def forget() -> None:
    """Read the file anew at the next question; for the build script."""
    _grid.cache_clear()
    _row.cache_clear()


def _border_town(lat: float, lng: float) -> str | None:
    """Return the answer of a border town that the point lies in, None if it lies in none."""
    rows = {math.floor(lat - _TOWN), math.floor(lat + _TOWN)}
    columns = {math.floor(lng - _TOWN), math.floor(lng + _TOWN)}
    for degree in itertools.product(rows, columns):
        for town_lat, town_lng, key in _grid().towns.get(degree, ()):
            if math.hypot(town_lat - lat, (town_lng - lng) * math.cos(math.radians(lat))) < _TOWN:
                return key
    return None


def _numbers(data: bytes) -> list[int]:
    """Return the numbers of a row, seven bits to a byte, the lowest first."""
    numbers, value, shift = [], 0, 0
    for byte in data:
        value |= (byte & 127) << shift
        if byte & 128:
            shift += 7
        else:
            numbers.append(value)
            value = shift = 0
    return numbers


@lru_cache(maxsize=400)
def _row(row: int) -> tuple[list[int], list[int]]:
    """Return a row's runs: the column where each ends, and its key's number (0 for the sea)."""
    grid = _grid()
    numbers = _numbers(grid.body[grid.starts[row] : grid.starts[row + 1]])
    ends, end = [], 0
    for length in numbers[1::2]:
        end += length
        ends.append(end)
    return ends, numbers[0::2]


def _cell(row: int, column: int) -> str | None:
    if not 0 <= row < _ROWS:
        return None
    ends, values = _row(row)
    value = values[bisect_right(ends, column % _COLUMNS)]
    return _grid().keys[value - 1] if value else None


def _address(lat: float, lng: float) -> tuple[int, int]:
    return min(math.floor((90 - lat) * CELLS), _ROWS - 1), math.floor((lng + 180) * CELLS) % _COLUMNS


def cell_country(lat: float, lng: float) -> str | None:
    """Return the country of the cell a point lies in, None at sea; quick, and coarse along borders."""
    key = _cell(*_address(lat, lng))
    return key[:2] if key else None


def _crossings(lat: float, lng: float, other_lat: float, other_lng: float) -> int:
    """Return how many border lines lie between two near points."""
    x1 = FIRST_LONGITUDE + (lng - FIRST_LONGITUDE) % 360
    x2 = x1 + (other_lng - lng + 180) % 360 - 180
    y1, y2 = mercator(lat), mercator(other_lat)
    box = Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)).grown(0.001)
    units = sheet().units
    count = 0
    for _, line, shift in cut(box, 0, (BORDER, DISPUTED)):
        points = [((x + shift) / units, y / units) for x, y in line]
        count += sum(_cross((x1, y1), (x2, y2), *pair) for pair in itertools.pairwise(points))
    return count


def _side(start: Point, end: Point, point: Point) -> bool:
    """Return on which side of a line a point lies."""
    return (end[0] - start[0]) * (point[1] - start[1]) > (end[1] - start[1]) * (point[0] - start[0])


def _cross(one: Point, other: Point, start: Point, end: Point) -> bool:
    """Return whether two stretches cross."""
    parted = _side(one, other, start) != _side(one, other, end)
    return parted and _side(start, end, one) != _side(start, end, other)


@lru_cache(maxsize=1)
def _neighbours() -> tuple[tuple[int, int], ...]:
    steps = [(down, right) for down in range(-2, 3) for right in range(-2, 3)]
    return tuple(sorted(steps, key=lambda step: (math.hypot(*step), step)))


def place_key(lat: float, lng: float) -> str | None:
    """Return the key of the place that stands for a point in degrees, None more than 0.2 degrees off land.

    Where a border runs near, the nearest cell on the point's own side of it answers.
    """
    town = _border_town(lat, lng)
    if town:
        return town
    row, column = _address(lat, lng)
    near = []
    for down, right in _neighbours():
        key = _cell(row + down, column + right)
        if key:
            near.append((key, 90 - (row + down + 0.5) / CELLS, (column + right + 0.5) / CELLS - 180))
    if not near:
        return None
    if len({key[:2] for key, *_ in near}) > 1:
        for key, cell_lat, cell_lng in near:
            if not _crossings(lat, lng, cell_lat, cell_lng):
                return key
    return near[0][0]
