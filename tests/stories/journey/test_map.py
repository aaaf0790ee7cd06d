"""The drawn map, over any journey: icons keep their distance and stay inside, the route is there, it is light."""

import hashlib
import itertools
import math
import re

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stories.journey import frame as frames
from stories.journey import gazetteer
from stories.journey.enums import Phase
from stories.journey.map import JourneyMap, Stop, draw, thumbnail
from stories.journey.places import Place
from stories.journey.sheet import DATA_FILE

PLACES = [place for place in gazetteer.regions() if place.kind == "country"] + gazetteer.provinces("KH")
EXTREMES = [
    gazetteer.place(key) for key in ("FJ", "TV", "NZ", "US", "CL", "SJ", "GL", "FK", "KI", "RU", "ID", "EC")
]


def anywhere(lat: int, lng: int) -> Place:
    """A place that the list need not hold: on a pole, in the middle of an ocean."""
    return Place(f"XX:{lat}:{lng}", "Somewhere", "Somewhere", "province", "FJ", float(lat), float(lng))


def antipode(place: Place) -> Place:
    return anywhere(-round(place.lat), round(place.lng) - 180 if place.lng > 0 else round(place.lng) + 180)


phases = st.sampled_from(Phase.values)
points = st.builds(anywhere, st.integers(-90, 90), st.integers(-180, 180))
poles = st.builds(anywhere, st.sampled_from([-90, -84, 84, 90]), st.integers(-180, 180))
date_line = st.builds(anywhere, st.integers(-60, 70), st.sampled_from([-180, -179, -170, 170, 179, 180]))
places = st.sampled_from(PLACES) | st.sampled_from(EXTREMES) | points | poles | date_line
stops = st.builds(Stop, place=places, phase=phases)
journeys = st.one_of(
    st.lists(stops, min_size=1, max_size=40),
    st.tuples(stops, st.integers(1, 40)).map(lambda pair: [pair[0]] * pair[1]),  # all in one place
    st.lists(stops, min_size=2, max_size=3).map(lambda few: few * 8),  # to and fro
    stops.map(lambda one: [one, Stop(antipode(one.place), "hope"), one]),
    st.lists(st.builds(Stop, place=date_line, phase=phases), min_size=2, max_size=12),
    st.lists(st.builds(Stop, place=poles, phase=phases), min_size=1, max_size=12),
)
# The frame on phones 360 and 320 px wide: less the margins of the page and its own hairlines.
AT_360, AT_320 = 326.0, 286.0


def stop(key: str, phase: str = "hope") -> Stop:
    return Stop(gazetteer.place(key), phase)


def height(drawn: JourneyMap) -> int:
    """Return the height of a map 400 wide, from its viewBox."""
    found = re.search(r'viewBox="0 0 400 (\d+)"', drawn.svg)
    assert found
    assert drawn.wide == (found[1] == "280")
    return int(found[1])


def on_screen(drawn: JourneyMap, width: float) -> list[tuple[float, float]]:
    """Return the centres of icons in px, in a frame of that width."""
    return [(icon.x * width / 100, icon.y * height(drawn) * width / 400 / 100) for icon in drawn.icons]


def closest(drawn: JourneyMap, width: float) -> float:
    """Return the least distance of two icons in px, in a frame of that width."""
    pairs = itertools.combinations(on_screen(drawn, width), 2)
    return min((math.dist(one, other) for one, other in pairs), default=math.inf)


def numbers(data: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", data)]


@settings(max_examples=100)
@given(journeys)
def test_icons_of_any_journey_keep_their_distance_and_are_never_cut(journey: list[Stop]):
    drawn = draw(journey)

    assert [icon.number for icon in drawn.icons] == list(range(1, len(journey) + 1))
    assert closest(drawn, AT_360) >= 44
    assert closest(drawn, AT_320) >= 24
    # An icon is 44 px wide, 38 px on the narrowest phones, and its number stands out by 4 px above and on the right.
    for width, half in ((AT_360, 22), (AT_320, 19)):
        high = height(drawn) * width / 400
        for x, y in on_screen(drawn, width):
            assert half <= x <= width - half - 4
            assert half + 4 <= y <= high - half


@settings(max_examples=60)
@given(journeys)
def test_the_route_of_any_journey_is_drawn_inside_the_frame(journey: list[Stop]):
    drawn = draw(journey)

    legs = re.findall(r'class="leg" d="([^"]+)"', drawn.svg)
    assert len(legs) == len(journey) - 1
    for leg, (start, end) in zip(legs, itertools.pairwise(drawn.icons), strict=True):
        parts = [numbers(part) for part in leg.split("M")[1:]]
        assert len(parts) <= 2
        assert parts[0][:2] == [start.x * 4, round(start.y * height(drawn) / 100)]
        assert parts[-1][4:] == [end.x * 4, round(end.y * height(drawn) / 100)]
        for x1, y1, _, bend_y, x2, y2 in parts:
            assert all(0 <= y <= height(drawn) for y in (y1, bend_y, y2))
            # Each part begins or ends inside: none is drawn where nobody sees it.
            assert 0 <= x1 <= 400 or 0 <= x2 <= 400


@settings(max_examples=40)
@given(journeys)
def test_no_map_ever_shows_less_than_six_degrees(journey: list[Stop]):
    drawn = draw(journey)
    frame = frames.fit([(one.place.lat, one.place.lng) for one in journey])

    assert frame.width >= 6
    assert 1 <= drawn.zoom <= 2
    assert frame.width / drawn.zoom >= 6


@settings(max_examples=40)
@given(journeys)
def test_the_map_of_any_journey_is_light_and_holds_no_text_style_or_id(journey: list[Stop]):
    svg = str(draw(journey).svg)

    assert len(brotli.compress(svg.encode())) <= 12_000
    assert len(thumbnail(journey).encode()) <= 2_048
    for page in (svg, str(thumbnail(journey))):
        assert not re.search(r"<text|<style|\bstyle=|\bid=|nan|inf", page)
        assert re.sub(r"<[^>]*>", "", page) == ""


@settings(max_examples=40)
@given(journeys)
def test_names_stand_inside_the_frame_clear_of_icons(journey: list[Stop]):
    drawn = draw(journey)

    for label in drawn.labels:
        assert 0 < label.x < 100
        assert 0 < label.y < 100
        for x, y in on_screen(drawn, AT_320):
            name_x, name_y = label.x * AT_320 / 100, label.y * height(drawn) * AT_320 / 400 / 100
            assert abs(name_x - x) >= 22 or abs(name_y - y) >= 22 + 5


def test_a_journey_over_the_date_line_is_framed_the_short_way_round():
    drawn = draw([stop("FJ"), stop("WS"), stop("NZ")])

    assert "South Pacific Ocean" in [label.text for label in drawn.labels]
    fiji, samoa, new_zealand = drawn.icons
    assert fiji.x < samoa.x
    assert new_zealand.y > fiji.y


def test_a_journey_half_round_the_world_gets_a_wide_map_without_much_ice():
    world = draw([stop(key) for key in ("JP", "GB", "US", "BR", "ZA", "AU")])
    tall = draw([stop(key) for key in ("KH:phnom-penh", "TH:bangkok", "SG")])

    assert world.wide
    assert not tall.wide
    assert "Antarctica" not in [label.text for label in world.labels]


def test_a_map_is_cut_where_no_leg_is_torn():
    drawn = draw([stop("JP"), stop("GB"), stop("US")])  # over Asia, then over the Atlantic

    japan, britain, states = drawn.icons
    assert states.x < britain.x < japan.x
    assert all(leg.count("M") == 1 for leg in re.findall(r'class="leg" d="([^"]+)"', drawn.svg))


def test_a_journey_round_the_world_leaves_the_map_on_one_side_and_returns_on_the_other():
    drawn = draw([stop("JP"), stop("US"), stop("GB"), stop("IN"), stop("JP")])

    torn = [leg for leg in re.findall(r'class="leg" d="([^"]+)"', drawn.svg) if leg.count("M") == 2]
    assert len(torn) == 1


def test_a_country_too_small_for_its_name_is_named_beside_its_icon():
    for key in ("SG", "TV"):
        assert gazetteer.place(key).name in [label.text for label in draw([stop(key), stop(key)]).labels]


def test_a_single_place_is_shown_with_the_country_around_it():
    drawn = draw([stop("KH:battambang", "circumstances")])

    assert [(icon.x, icon.y) for icon in drawn.icons] == [(50, 50)]
    assert {"Cambodia", "Thailand"} <= {label.text for label in drawn.labels}
    assert "leader" not in drawn.svg


def test_home_again_stands_beside_home_with_a_line_to_the_place():
    drawn = draw([stop("KH:phnom-penh"), stop("TH:bangkok"), stop("KH:phnom-penh")])

    assert drawn.icons[0] != drawn.icons[2]
    assert drawn.svg.count('class="dot"') == 1
    assert drawn.svg.count('class="leader"') == 1


def test_disputed_borders_have_a_class_of_their_own():
    drawn = draw([stop("IN:jammu-and-kashmir"), stop("PK:punjab")])

    assert 'class="border border--disputed"' in drawn.svg
    assert 'class="border"' in drawn.svg


def test_names_come_in_the_language_of_the_page():
    thai = draw([stop("KH:phnom-penh"), stop("TH:bangkok")], locale="th")

    assert ("ไทย", "th") in [(label.text, label.lang) for label in thai.labels]


def test_the_summary_names_every_place_in_order():
    drawn = draw([stop("KH:phnom-penh"), stop("TH:bangkok"), stop("TH:bangkok"), stop("KH:phnom-penh")])

    assert drawn.summary == (
        "The journey in 4 steps: 1. Phnom Penh, Cambodia; 2–3. Bangkok, Thailand; 4. Phnom Penh, Cambodia."
    )


def test_milestones_without_a_place_keep_their_numbers():
    drawn = draw([Stop(gazetteer.place("KH"), "hope", 2), Stop(gazetteer.place("TH"), "hope", 5)])

    assert [icon.number for icon in drawn.icons] == [2, 5]


def test_the_same_journey_gives_the_same_map():
    journey = [stop("VN:hanoi"), stop("JP:osaka"), stop("VN:hanoi")]

    first = draw(journey)
    draw.__globals__["_draw"].cache_clear()
    draw.__globals__["_drawing"].cache_clear()

    assert draw(journey) == first


def test_a_journey_without_a_place_has_no_map():
    with pytest.raises(ValueError, match="at least one"):
        draw([])
    with pytest.raises(ValueError, match="at least one"):
        thumbnail([])


def test_the_base_map_is_the_one_the_notice_names():
    notice = (DATA_FILE.parent / "NOTICE").read_text("utf-8")

    assert hashlib.sha256(DATA_FILE.read_bytes()).hexdigest() in notice
    assert DATA_FILE.stat().st_size <= 300_000
