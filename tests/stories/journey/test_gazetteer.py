"""The list of publishable places: what is in it, how it is searched, and what stands for a point."""

import csv
import re
import time

import pytest

from stories.journey import gazetteer, territory
from stories.journey.names import fold
from stories.journey.places import read_places

TEXT = (gazetteer.DATA / "places.tsv").read_text("utf-8")
PLACES = list(read_places(TEXT))
SCRIPTS = {"KH": "\u1780-\u17ff", "TH": "\u0e00-\u0e7f", "LA": "\u0e80-\u0eff", "MM": "\u1000-\u109f"}


def test_every_city_and_province_has_at_least_100_000_people():
    small = [place.key for place in PLACES if place.kind != "country" and place.people < 100_000]

    assert small == []
    assert len(PLACES) > 8_000


def test_every_coordinate_is_rounded_to_a_tenth_of_a_degree():
    for place in PLACES:
        assert (place.lat, place.lng) == (round(place.lat, 1), round(place.lng, 1))
        assert -90 <= place.lat <= 90
        assert -180 <= place.lng <= 180


def test_keys_are_unique_readable_and_name_their_country():
    keys = [place.key for place in PLACES]

    assert len(set(keys)) == len(keys)
    for place in PLACES:
        ending = {"country": "", "province": r":[a-z0-9-]+", "city": r":[a-z0-9-]+:city"}[place.kind]
        assert re.fullmatch(f"{place.country}{ending}", place.key), place.key
        assert re.fullmatch("[A-Z]{2}", place.country)


def test_a_city_names_the_listed_province_it_lies_in():
    keys = {place.key for place in PLACES}
    cities = [place for place in PLACES if place.kind == "city"]

    assert gazetteer.place("TH:hat-yai:city").province == "TH:songkhla"
    assert all(city.province in keys for city in cities if city.province)


def test_every_census_row_is_clearly_above_the_limit_and_listed():
    with (gazetteer.DATA / "census_overrides.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    listed = {(place.country, place.name): place for place in PLACES if place.kind == "province"}
    for row in rows:
        assert int(row["people_at_least"]) >= 100_000
        assert re.search(r"Census \d{4}", row["source"])
        assert listed[row["country"], row["name"]].native == row["native"]


@pytest.mark.parametrize(("country", "provinces"), [("KH", 22), ("LA", 17), ("MM", 15), ("TH", 77)])
def test_provinces_of_the_mekong_countries_are_all_listed_with_their_own_script(country: str, provinces: int):
    found = gazetteer.provinces(country)

    assert len(found) == provinces
    assert all(re.search(f"[{SCRIPTS[country]}]", place.native) for place in found)


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("phnom", "KH:phnom-penh:city"),
        ("PHNOM PENH", "KH:phnom-penh:city"),
        ("phnompenh", "KH:phnom-penh:city"),
        ("ភ្នំពេញ", "KH:phnom-penh:city"),
        ("กรุงเทพ", "TH:bangkok:city"),
        ("Krung Thep", "TH:bangkok:city"),
        ("ວຽງຈັນ", "LA:vientiane:city"),
        ("ရန်ကုန်", "MM:yangon:city"),
        ("Đà Nẵng", "VN:da-nang:city"),
        ("da nang", "VN:da-nang:city"),
        ("saigon", "VN:ho-chi-minh-city:city"),
        ("රතන", None),
        ("រតនគិរី", "KH:ratanakiri"),
        ("北京", "CN:beijing:city"),
        ("서울", "KR:seoul:city"),
        ("dhaka", "BD:dhaka:city"),
        ("কলকাতা", "IN:kolkata:city"),
        ("กัมพูชา", None),
        ("កម្ពុជា", "KH"),
        ("cambodia", "KH"),
    ],
)
def test_search_finds_latin_and_native_names(query: str, key: str | None):
    keys = [place.key for place in gazetteer.search(query, limit=4)]

    assert key in keys if key else keys == []


def test_search_answers_nothing_to_nothing():
    assert gazetteer.search("") == []
    assert gazetteer.search(" \u200b ") == []
    assert gazetteer.search("x" * 5_000) == []


def test_search_keeps_to_a_country_and_to_kinds():
    assert {place.country for place in gazetteer.search("san", country="PH")} == {"PH"}
    assert {place.kind for place in gazetteer.search("phnom", kinds=["province"])} == {"province"}
    assert len(gazetteer.search("a", limit=3)) == 3


def test_search_puts_the_exact_name_first():
    assert gazetteer.search("Johor")[0].key == "MY:johor"


@pytest.mark.parametrize(
    ("name", "lat", "lng", "key"),
    [
        ("Ban Lung", 13.739, 106.987, "KH:ratanakiri"),
        ("Koh Kong", 11.615, 102.984, "KH:koh-kong"),
        ("Phonsavan", 19.45, 103.2, "LA:xiengkhouang"),
        ("Ranong", 9.965, 98.635, "TH:ranong"),
        ("Benjina", -6.45, 134.25, "ID:maluku"),
        ("Bangkok", 13.75, 100.5, "TH:bangkok"),
        ("Singapore", 1.3, 103.8, "SG"),
        ("Pailin, too small itself", 12.85, 102.61, "KH:battambang:city"),
        ("Thimphu, in a country without a listed place", 27.47, 89.64, "BT"),
    ],
)
def test_a_point_becomes_its_province_else_the_nearest_city_else_the_country(
    name: str, lat: float, lng: float, key: str
):
    assert gazetteer.nearest(lat, lng).key == key, name


@pytest.mark.parametrize(
    ("lat", "lng", "country"),
    [
        (13.6575, 102.5635, "KH"),  # Poipet
        (13.6927, 102.5017, "TH"),  # Aranyaprathet, 8 km away
        (16.689, 98.508, "MM"),  # Myawaddy
        (16.716, 98.574, "TH"),  # Mae Sot
        (17.963, 102.607, "LA"),  # Vientiane
        (17.878, 102.742, "TH"),  # Nong Khai
        (1.46, 103.76, "MY"),  # Johor Bahru
        (1.3, 103.8, "SG"),
        (20.43, 99.88, "TH"),  # Mae Sai
        (20.45, 99.89, "MM"),  # Tachileik
    ],
)
def test_a_point_near_a_border_stays_in_its_country(lat: float, lng: float, country: str):
    assert gazetteer.nearest(lat, lng).country == country


def test_any_point_of_the_globe_has_an_answer_that_is_listed():
    keys = {place.key for place in PLACES}

    for lat, lng in [(90, 0), (-90, 180), (0, -180), (10, 112), (-0.5, 540), (89.99, -179.99)]:
        assert gazetteer.nearest(lat, lng).key in keys


@pytest.mark.parametrize(
    ("lat", "lng"), [(91, 0), (float("nan"), 0), (0, float("inf")), (-90.1, 0), (0, float("nan"))]
)
def test_what_is_no_point_is_refused(lat: float, lng: float):
    with pytest.raises(ValueError, match="latitude"):
        gazetteer.nearest(lat, lng)


def test_every_answer_of_the_grid_is_on_the_list():
    keys = {place.key for place in PLACES}

    assert set(territory._grid().keys) <= keys


def test_labels_come_in_the_language_of_the_page():
    bangkok, ratanakiri = gazetteer.place("TH:bangkok:city"), gazetteer.place("KH:ratanakiri")

    assert gazetteer.label(bangkok, "en") == "Bangkok, Thailand"
    assert gazetteer.label(bangkok, "th") == "กรุงเทพมหานคร, ไทย"
    assert gazetteer.label(ratanakiri, "km") == "រតនគិរី, កម្ពុជា"
    assert gazetteer.label(gazetteer.place("SG"), "en") == "Singapore"
    assert gazetteer.label(gazetteer.place("SG:singapore:city"), "en") == "Singapore"
    assert gazetteer.label(bangkok, "not a language") == "Bangkok, Thailand"
    assert gazetteer.choice_label(ratanakiri, "en") == "Ratanakiri, Cambodia (province) · រតនគិរី"


def test_unknown_keys_are_told_apart_from_known_ones():
    assert gazetteer.find("KH:nowhere") is None
    assert gazetteer.find(None) is None
    with pytest.raises(KeyError):
        gazetteer.place("KH:nowhere")


def test_regions_are_countries_each_followed_by_its_provinces():
    regions = gazetteer.regions("KH")

    assert regions[0].key == "KH"
    assert {place.kind for place in regions[1:]} == {"province"}
    assert len(gazetteer.countries()) > 230


def test_folding_keeps_the_vowels_of_other_scripts():
    assert fold("  São-Paulo ") == "sao paulo"
    assert fold("Cox's Bazar") == "coxs bazar"
    assert fold("ភ្នំ\u200bពេញ") == fold("ភ្នំពេញ")
    assert fold("กุ") != fold("กู")


def test_the_list_loads_and_answers_quickly():
    start = time.perf_counter()
    list(read_places(TEXT))
    loaded = time.perf_counter()
    gazetteer.search("battambang")
    gazetteer.search("mandalay")

    assert loaded - start < 0.5
    assert time.perf_counter() - loaded < 0.5


def test_towns_with_the_figures_of_their_district_are_neither_listed_nor_the_dot_of_a_province():
    with (gazetteer.DATA / "not_cities.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    listed = {(place.country, place.name): place for place in PLACES if place.kind == "city"}
    left = [row["name"] for row in rows if (row["country"], row["name"]) in listed]
    assert left == ["Gorakhpur"]  # the city in Uttar Pradesh; its namesake in Haryana is a village
    assert listed["IN", "Gorakhpur"].province == "IN:uttar-pradesh"
    assert gazetteer.place("IN:gorakhpur-uttar-pradesh:city").people >= 600_000
    odisha, seat = gazetteer.place("IN:odisha"), gazetteer.place("IN:bhubaneswar:city")
    assert (odisha.lat, odisha.lng) == (seat.lat, seat.lng)
    assert gazetteer.place("MV:male:city").name == "Malé"
