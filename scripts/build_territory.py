"""Build stories/journey/data/territory.bin: which listed place stands for each cell of 0.1 degree on land.

Build time only. Needs what build_gazetteer.py and build_basemap.py need, and scipy. Run it after them.

    python scripts/build_territory.py --geonames DIR --divisions geocode.gz --natural-earth DIR

Within the borders of a country (Natural Earth 10m) a cell belongs to the nearest of its towns (GeoNames, 500
people and more): to that town's province if the province is listed, else to the nearest listed city, else to
the country. The towns themselves stay here; only the answer is committed.
"""

import argparse
import itertools
import json
import math
import struct
import zlib
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from build_basemap import records
from build_gazetteer import CITY_STATES, DATA, Builder
from scipy.spatial import KDTree
from shapely.geometry import box

from stories.journey import territory
from stories.journey.places import Place, read_places

BORDER_TOWN = 5_000  # people
CELLS = territory.CELLS
COLUMNS, ROWS = 360 * CELLS, 180 * CELLS
CRIMEA = box(32.4, 44.2, 36.7, 46.4)
_PARTS = {
    "Somaliland": "SO",
    "Northern Cyprus": "CY",
    "Baikonur": "KZ",
    "Kosovo": "XK",
    "Siachen Glacier": "",
}


def spread(lats: np.ndarray, lngs: np.ndarray) -> np.ndarray:
    """Return points on the unit sphere, so that nearest means nearest on the ground."""
    lat, lng = np.radians(lats), np.radians(lngs)
    return np.column_stack([np.cos(lat) * np.cos(lng), np.cos(lat) * np.sin(lng), np.sin(lat)])


def country_code(record: dict[str, Any]) -> str:
    """Return the ISO code of one of Natural Earth's countries, "" if it has none."""
    for name, code in _PARTS.items():
        if record["ADMIN"].startswith(name):
            return code
    code = record["ISO_A2_EH"]
    return code if len(code) == 2 and code.isalpha() else ""


def areas(path: Path) -> dict[str, Any]:
    """Return the area of each country by ISO code."""
    found: dict[str, list[Any]] = defaultdict(list)
    for record, geometry in records(path / "cultural" / "ne_10m_admin_0_countries"):
        code = country_code(record)
        if code == "RU":  # Natural Earth draws who controls Crimea; GeoNames and the UN count it to Ukraine
            found["UA"].append(shapely.intersection(geometry, CRIMEA))
            found[code].append(shapely.difference(geometry, CRIMEA))
        elif code and code != "AQ":
            found[code].append(geometry)
    return {code: shapely.union_all(parts) for code, parts in found.items()}


def covered(area: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return (row, column) of the cells whose centre lies in the area, and of those its edge only touches."""
    west, south, east, north = area.bounds
    first, last = math.floor((90 - north) * CELLS), math.ceil((90 - south) * CELLS)
    left, right = math.floor((west + 180) * CELLS), math.ceil((east + 180) * CELLS)
    rows, columns = np.meshgrid(np.arange(first, last), np.arange(left, right), indexing="ij")
    rows, columns = rows.ravel(), columns.ravel()
    shapely.prepare(area)
    inside = shapely.contains_xy(area, (columns + 0.5) / CELLS - 180, 90 - (rows + 0.5) / CELLS)
    edge = shapely.get_coordinates(shapely.segmentize(area.boundary, 0.03))
    touched = np.column_stack([np.floor((90 - edge[:, 1]) * CELLS), np.floor((edge[:, 0] + 180) * CELLS)])
    return np.column_stack([rows[inside], columns[inside]]), np.unique(touched.astype(int), axis=0)


class Answers:
    """Gives the key of the place that stands for a point of a country."""

    def __init__(self, builder: Builder, listed: list[Place]) -> None:
        self.builder = builder
        self.cities: dict[str, list[Place]] = defaultdict(list)
        self.provinces: dict[tuple[str, str], str] = {}
        by_name = {(place.country, place.name): place.key for place in listed if place.kind == "province"}
        for place in listed:
            if place.kind == "city":
                self.cities[place.country].append(place)
        self.known = {place.key for place in listed}
        for code, towns in builder.towns.items():
            members = defaultdict(list)
            for town in towns:
                members[town["admin1code"]].append(town)
            for admin1, group in members.items():
                province = builder.province(code, admin1, group)
                if province:
                    self.provinces[code, admin1] = by_name[code, province.name]

    def keys(self, code: str, lats: np.ndarray, lngs: np.ndarray) -> list[str]:
        """Return one key for each point; all points lie in one country."""
        towns, cities = self.builder.towns.get(code, []), self.cities[code]
        points = spread(lats, lngs)
        if not towns or code in CITY_STATES:
            return [code] * len(points)
        tree = KDTree(spread(*np.array([(t["latitude"], t["longitude"]) for t in towns]).T))
        nearest = [towns[index]["admin1code"] for index in tree.query(points)[1]]
        fallback = [code] * len(points)
        if cities:
            city_tree = KDTree(spread(*np.array([(city.lat, city.lng) for city in cities]).T))
            fallback = [cities[index].key for index in city_tree.query(points)[1]]
        return [
            self.provinces.get((code, admin1), other) for admin1, other in zip(nearest, fallback, strict=True)
        ]


def varint(number: int) -> bytes:
    """Return a number seven bits to a byte, the lowest first."""
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def packed(grid: np.ndarray) -> tuple[bytes, bytes]:
    """Return the rows' lengths and their runs: number of the key, length of the run."""
    lengths, runs = bytearray(), bytearray()
    for row in grid:
        ends = np.flatnonzero(np.diff(row)) + 1
        edges = [0, *(int(end) for end in ends), len(row)]
        data = b"".join(
            varint(int(row[start])) + varint(end - start) for start, end in itertools.pairwise(edges)
        )
        lengths += struct.pack("<H", len(data))
        runs += data
    return bytes(lengths), bytes(runs)


def main() -> None:
    """Fill the grid country by country and write it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--geonames", type=Path, required=True)
    parser.add_argument("--divisions", type=Path, required=True)
    parser.add_argument("--natural-earth", type=Path, required=True)
    options = parser.parse_args()
    towns = list(json.loads((options.geonames / "cities500.json").read_text("utf-8")).values())
    countries = json.loads((options.geonames / "countries.json").read_text("utf-8"))
    builder = Builder(towns, countries, options.divisions)
    listed = list(read_places((DATA / "places.tsv").read_text("utf-8")))
    answers = Answers(builder, listed)

    numbers: dict[str, int] = {}
    grid = np.zeros((ROWS, COLUMNS), dtype=np.uint16)
    edges = []
    for code, area in sorted(areas(options.natural_earth).items()):
        if code not in answers.known:
            continue
        for cells, only_free in zip(covered(area), (False, True), strict=True):
            rows, columns = np.clip(cells[:, 0], 0, ROWS - 1), cells[:, 1] % COLUMNS
            lats, lngs = 90 - (rows + 0.5) / CELLS, (columns + 0.5) / CELLS - 180
            keys = answers.keys(code, lats, lngs)
            values = [numbers.setdefault(key, len(numbers) + 1) for key in keys]
            if only_free:
                edges.append((rows, columns, values))
            else:
                grid[rows, columns] = values
    for rows, columns, values in edges:
        free = grid[rows, columns] == 0
        grid[rows[free], columns[free]] = np.array(values, dtype=np.uint16)[free]

    write(numbers, grid, [])
    slips = border_towns(builder, answers, numbers)
    size = write(numbers, grid, slips)
    print(f"territory.bin: {len(numbers)} places, {len(slips)} border towns, {size} bytes")


def write(numbers: dict[str, int], grid: np.ndarray, slips: list[tuple[int, int, int]]) -> int:
    """Write the file and return its size in bytes; its format is in docs/gazetteer.md."""
    lengths, runs = packed(grid)
    names = "\n".join(numbers).encode()
    towns = b"".join(struct.pack("<hhH", *slip) for slip in slips)
    data = struct.pack("<4sII", b"6DT1", len(names), len(slips)) + zlib.compress(
        names + lengths + towns + runs, 9
    )
    territory.DATA_FILE.write_bytes(data)
    return len(data)


def border_towns(builder: Builder, answers: Answers, numbers: dict[str, int]) -> list[tuple[int, int, int]]:
    """Return towns (hundredths of a degree, number of the key) that the borders put into another country.

    Natural Earth's lines are up to a few kilometres off; at a bridge between two towns that decides.
    """
    territory.forget()
    found = []
    for code, towns in sorted(builder.towns.items()):
        wrong = [
            town
            for town in towns
            if town["population"] >= BORDER_TOWN
            and (territory.place_key(town["latitude"], town["longitude"]) or code)[:2] != code
        ]
        if not wrong or code not in answers.known:
            continue
        lats = np.array([town["latitude"] for town in wrong])
        lngs = np.array([town["longitude"] for town in wrong])
        for lat, lng, key in zip(lats, lngs, answers.keys(code, lats, lngs), strict=True):
            found.append((round(lat * 100), round(lng * 100), numbers.setdefault(key, len(numbers) + 1)))
    return sorted(found)


if __name__ == "__main__":
    main()
