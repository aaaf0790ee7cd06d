"""The drawn map, over any journey: icons keep their distance and stay inside, the route is there, it is light."""

import hashlib
import itertools
import math
import re
import time

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stories.journey import gazetteer
from stories.journey.enums import Phase
from stories.journey.map import JourneyMap, Stop, draw, thumbnail
from stories.journey.sheet import DATA_FILE

PLACES = [place for place in gazetteer.regions() if place.kind == "country"] + gazetteer.provinces("KH")
EXTREMES = [
    gazetteer.place(key) for key in ("FJ", "TV", "NZ", "US", "CL", "SJ", "GL", "FK", "KI", "RU", "ID", "EC")
]

stops = st.builds(
    Stop, place=st.sampled_from(PLACES) | st.sampled_from(EXTREMES), phase=st.sampled_from(Phase.values)
)
journeys = st.one_of(
    st.lists(stops, min_size=1, max_size=40),
    st.tuples(stops, st.integers(1, 40)).map(lambda pair: [pair[0]] * pair[1]),  # all in one place
    st.lists(stops, min_size=2, max_size=3).map(lambda few: few * 8),  # to and fro
)


def stop(key: str, phase: str = "hope") -> Stop:
    return Stop(gazetteer.place(key), phase)


def closest(drawn: JourneyMap, width: float) -> float:
    """Return the least distance of two icons in px, in a frame of that width."""
    pairs = itertools.combinations(drawn.icons, 2)
    return min(
        (math.hypot((a.x - b.x) * width / 100, (a.y - b.y) * width * 1.25 / 100) for a, b in pairs),
        default=math.inf,
    )


def numbers(data: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", data)]


@settings(max_examples=60)
@given(journeys)
def test_icons_of_any_journey_keep_their_distance_and_are_never_cut(journey: list[Stop]):
    drawn = draw(journey)

    assert [icon.number for icon in drawn.icons] == list(range(1, len(journey) + 1))
    assert closest(drawn, 328) >= 44
    assert closest(drawn, 288) >= 24
    for icon in drawn.icons:
        assert 22 <= icon.x * 3.28 <= 328 - 22
        assert 22 <= icon.y * 4.10 <= 410 - 22


@settings(max_examples=40)
@given(journeys)
def test_the_route_of_any_journey_is_drawn_inside_the_frame(journey: list[Stop]):
    drawn = draw(journey)

    legs = re.findall(r'class="leg" d="([^"]+)"', drawn.svg)
    assert len(legs) == len(journey) - 1
    for leg, (start, end) in zip(legs, itertools.pairwise(drawn.icons), strict=True):
        x1, y1, bend_x, bend_y, x2, y2 = numbers(leg)
        assert (x1, y1) == (start.x * 4, start.y * 5)
        assert (x2, y2) == (end.x * 4, end.y * 5)
        assert 0 <= bend_x <= 400
        assert 0 <= bend_y <= 500


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
        for icon in drawn.icons:
            apart = abs(label.x - icon.x) * 3.28, abs(label.y - icon.y) * 4.10
            assert apart[0] >= 22 or apart[1] >= 22 + 5


def test_a_journey_over_the_date_line_is_framed_the_short_way_round():
    drawn = draw([stop("FJ"), stop("WS"), stop("NZ")])

    assert "South Pacific Ocean" in [label.text for label in drawn.labels]
    fiji, samoa, new_zealand = drawn.icons
    assert fiji.x < samoa.x
    assert new_zealand.y > fiji.y


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


def test_a_new_journey_is_drawn_quickly():
    draw([stop("LA")])  # reads the sheet
    keys = ["BD:dhaka:city", "AE:dubai:city", "OM", "BD:dhaka:city", "LK:western-province", "MY:johor"]

    start = time.perf_counter()
    for last in range(2, len(keys) + 1):
        draw([stop(key) for key in keys[:last]])

    assert (time.perf_counter() - start) / (len(keys) - 1) < 0.25  # 0.03 s on a quiet core


def test_the_base_map_is_the_one_the_notice_names():
    notice = (DATA_FILE.parent / "NOTICE").read_text("utf-8")

    assert hashlib.sha256(DATA_FILE.read_bytes()).hexdigest() in notice
    assert DATA_FILE.stat().st_size <= 300_000
