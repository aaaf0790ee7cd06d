"""Whatever arrives as a place becomes a listed place, nothing, or an error; a coordinate never stays."""

import json
import re
from typing import Any

import pytest
from django.test import override_settings
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from stories.journey import gazetteer
from stories.places import PlaceBlock, PlaceValue, names
from stories.places.values import Unlisted, is_point, settle

PHNOM_PENH = "SRID=4326;POINT(104.91621 11.55014)"
COORDINATE = re.compile(r"\d\.\d")


def key(raw: Any, **options: Any) -> str | None:
    settled = settle(raw, **options)
    return settled.key if isinstance(settled, PlaceValue) else None


@pytest.mark.parametrize(
    "empty", [None, "", "  ", "null", {}, [], "{}", "[]", {"place": None}, {"place": ""}, False]
)
def test_empty_in_any_form_stays_empty(empty: Any) -> None:
    assert settle(empty) is None


@pytest.mark.parametrize(
    "point",
    [
        PHNOM_PENH,
        "POINT (104.91621 11.55014)",
        "SRID=4326;POINT Z (104.91621 11.55014 12)",
        "11.55014, 104.91621",
        "11.55014 104.91621",
        {"lat": "11.55014", "lng": "104.91621", "srid": "4326"},
        {"lat": 11.55014, "lng": 104.91621},
        '{"lat": "11.55014", "lng": "104.91621", "srid": "4326"}',
        json.dumps(PHNOM_PENH),
        {"type": "Point", "coordinates": [104.91621, 11.55014]},
        {"place": PHNOM_PENH},
    ],
)
def test_a_point_in_any_format_becomes_the_place_that_stands_for_it(point: Any) -> None:
    settled = settle(point)

    assert isinstance(settled, PlaceValue)
    assert settled.place == gazetteer.nearest(11.55014, 104.91621)
    assert settled.stored() == {"place": settled.key, "list": gazetteer.LIST_VERSION}


@pytest.mark.parametrize(
    "broken",
    [
        "SRID=4326;POINT(nan nan)",
        "SRID=4326;POINT(104.9)",
        "POINT(999 999)",
        "1e400, 3.5",
        {"lat": "north", "lng": "5"},
        {"lat": None, "lng": None},
        {"lat": "91", "lng": "0"},
        {"lat": "inf", "lng": "0"},
        {"coordinates": [1]},
        {"coordinates": "11.5,104.9"},
    ],
)
def test_a_broken_point_is_no_place_and_its_text_is_not_kept(broken: Any) -> None:
    settled = settle(broken)

    assert isinstance(settled, Unlisted)
    assert settled.text == ""
    assert settled.message() == "Choose a place from the list."


@pytest.mark.parametrize(
    "garbage", [5, 1.5, True, [1, 2], object(), b"TH", {"a": 1}, '{"place": {}', "[" * 3000, "\x00x"]
)
def test_garbage_is_an_error_and_never_an_exception(garbage: Any) -> None:
    assert isinstance(settle(garbage), Unlisted)


def test_nested_values_end_somewhere() -> None:
    deep: Any = "TH"
    for _ in range(50):
        deep = {"place": deep}

    assert settle(deep) == Unlisted()


@pytest.mark.parametrize(
    "text",
    [
        "TH:bangkok",
        "Bangkok",
        "bangkok ",
        "Bangkok, Thailand",
        "BANGKOK,thailand",
        "Bangkok, TH",
        "กรุงเทพมหานคร",
        "Bangkok, ไทย",
    ],
)
def test_a_place_can_be_written_as_key_or_name_in_latin_or_native_script(text: str) -> None:
    assert key(text) == "TH:bangkok"


def test_where_a_province_and_its_city_share_a_name_the_province_is_meant() -> None:
    assert key("Phnom Penh, Cambodia") == "KH:phnom-penh"
    assert key("Phnom Penh, Cambodia (city)") == "KH:phnom-penh:city"
    assert key("Phnom Penh, Cambodia (province)") == "KH:phnom-penh"


def test_a_name_of_several_places_lists_them() -> None:
    settled = settle("Punjab")

    assert isinstance(settled, Unlisted)
    assert settled.message() == (
        "“Punjab” is the name of several places. Write one of these: "
        "Punjab, India (province); Punjab, Pakistan (province)."
    )


def test_the_country_decides_between_namesakes() -> None:
    assert key("Punjab", country="IN") == "IN:punjab"
    assert key("Punjab", country="Pakistan") == "PK:punjab"


def test_an_unknown_name_is_shown_back_with_what_to_do_and_stored_nowhere() -> None:
    settled = settle("Xyz")

    assert isinstance(settled, Unlisted)
    assert settled.message().startswith("Choose a place from the list. “Xyz” is not in it.")
    assert "province" in settled.message()
    assert PlaceBlock().get_prep_value(settled) is None


def test_a_half_typed_name_is_not_guessed_but_candidates_are_offered() -> None:
    settled = settle("phnom")

    assert isinstance(settled, Unlisted)
    assert "Phnom Penh, Cambodia (province)" in settled.message()


def test_typed_text_does_not_leave_through_logs_or_templates() -> None:
    village = settle("Ban Nong Phai")

    assert isinstance(village, Unlisted)
    assert "Nong" not in repr(village)
    assert str(village) == ""
    assert not village


def test_the_text_shown_for_a_place_means_exactly_that_place() -> None:
    for place in names.all_places():
        assert names.matches(names.written(place, "en")) == (place,)


@pytest.mark.parametrize("locale", ["th", "km", "vi", "my", "lo", "id", "fil"])
def test_the_text_shown_in_another_language_is_read_back_in_it(locale: str) -> None:
    with override(locale):
        for found in (
            "KH:phnom-penh",
            "KH:phnom-penh:city",
            "TH:bangkok",
            "VN",
            "SG",
            "PK:punjab",
            "MM:yangon",
        ):
            place = gazetteer.find(found)
            assert place is not None
            assert names.matches(names.written(place)) == (place,)


def test_suggestions_are_for_names_in_both_scripts_and_for_a_country_alone() -> None:
    assert [place.key for place in names.suggestions("phnom")] == ["KH:phnom-penh", "KH:phnom-penh:city"]
    assert "KH:phnom-penh:city" in [place.key for place in names.suggestions("ភ្នំ")]
    assert {place.country for place in names.suggestions("", country="KH")} == {"KH"}
    assert names.suggestions("phnom penh, cambo") == names.suggestions("phnom penh")
    assert names.suggestions("") == []
    assert names.suggestions("zzzzzz") == []


def test_a_label_follows_the_language_of_the_page() -> None:
    value = settle("TH:bangkok")
    assert isinstance(value, PlaceValue)

    assert value.label == "Bangkok, Thailand"
    with override("th"):
        assert value.label == gazetteer.label(value.place, "th")
    with override(None), override_settings(LANGUAGE_CODE="en"):
        assert str(value) == "Bangkok, Thailand"


def test_a_key_that_left_the_list_is_no_place_but_is_shown_to_the_editor() -> None:
    settled = settle({"place": "KH:gone", "list": "2019-01"})

    assert isinstance(settled, Unlisted)
    assert settled.text == "KH:gone"


def test_prose_is_not_taken_for_a_point() -> None:
    assert not is_point("From that point (the border) on, 2 of 3 left.")
    assert not is_point("1, 2")
    assert not is_point('{"blocks": [{"text": "lat"}]}')
    assert not is_point("{broken")
    assert is_point(PHNOM_PENH)
    assert is_point("11.55014, 104.91621")
    assert is_point('{"lat": 1, "lng": 2}')


json_like = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["KH", "TH:bangkok", PHNOM_PENH]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["place", "lat", "lng", "list", "srid", "coordinates", "x"]), inner, max_size=4
        )
    ),
    max_leaves=8,
)
degrees = st.floats(-400, 400)
points = st.builds("SRID=4326;POINT({} {})".format, degrees, degrees) | st.builds(
    "{}, {}".format, degrees, degrees
)


@given(json_like | points | json_like.map(json.dumps))
def test_nothing_but_a_key_of_the_list_is_ever_stored(posted: Any) -> None:
    block = PlaceBlock()
    for value in (
        settle(posted),
        block.to_python(posted),
        block.normalize(posted),
        *block.bulk_to_python([posted]),
    ):
        stored = block.get_prep_value(value)
        assert stored is None or (
            set(stored) == {"place", "list"}
            and gazetteer.find(stored["place"]) is not None
            and stored["list"] == gazetteer.LIST_VERSION
        )
        assert not COORDINATE.search(json.dumps(stored))
        assert block.to_python(stored) == block.to_python(json.loads(json.dumps(stored)))
    assert block.get_prep_value(posted) == block.get_prep_value(settle(posted))


@given(lat=st.floats(-90, 90), lng=st.floats(-180, 180))
def test_every_point_on_earth_has_a_place(lat: float, lng: float) -> None:
    settled = settle({"lat": lat, "lng": lng})

    assert isinstance(settled, PlaceValue)
    assert gazetteer.find(settled.key) == settled.place
