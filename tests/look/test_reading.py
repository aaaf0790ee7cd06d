"""Reading a story: one milestone at a time by mouse, keyboard and address; all of it on paper and without a script."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe_violations

pytestmark = pytest.mark.e2e

Read = Callable[..., Page]
ALL = ["m1", "m2", "m3", "m4"]


def shown(page: Page) -> list[str]:
    """Ids of the milestones one can see, in order."""
    return [one.get_attribute("id") or "" for one in page.locator(".milestone").all() if one.is_visible()]


def current(page: Page) -> str | None:
    """Where the map says the reader is."""
    here = page.locator(".journey-map [aria-current]")
    return here.get_attribute("href") if here.count() else None


def test_story_opens_on_its_contents(read: Read) -> None:
    page = read()

    assert shown(page) == []
    expect(page.locator(".contents li a")).to_have_count(4)
    assert current(page) is None


def test_icon_opens_its_milestone_alone_and_takes_the_focus_there(read: Read) -> None:
    page = read()

    page.locator('.journey-map a[href="#m2"]').focus()
    page.keyboard.press("Enter")

    expect(page.locator("#m2-title")).to_be_focused()
    assert shown(page) == ["m2"]
    assert current(page) == "#m2"


def test_next_previous_and_back_follow_the_address(read: Read) -> None:
    page = read("#m2")

    page.locator("#m2 [rel=next]").click()
    expect(page.locator("#m3-title")).to_be_focused()
    page.locator("#m3 [rel=prev]").click()
    expect(page.locator("#m2-title")).to_be_focused()
    page.go_back()
    expect(page.locator("#m3-title")).to_be_focused()

    assert shown(page) == ["m3"]
    assert page.url.endswith("#m3")


@pytest.mark.parametrize(
    ("direction", "forward", "backward"),
    [("ltr", "ArrowRight", "ArrowLeft"), ("rtl", "ArrowLeft", "ArrowRight")],
)
def test_arrow_keys_turn_pages_the_way_one_reads(
    read: Read, direction: str, forward: str, backward: str
) -> None:
    page = read()
    page.evaluate("direction => { document.documentElement.dir = direction }", direction)
    page.locator('.journey-map a[href="#m2"]').click()
    expect(page.locator("#m2-title")).to_be_focused()

    page.keyboard.press(forward)
    expect(page.locator("#m3-title")).to_be_focused()
    page.keyboard.press(backward)
    expect(page.locator("#m2-title")).to_be_focused()


def test_arrow_keys_outside_the_journey_do_nothing(read: Read) -> None:
    page = read()
    address = page.url

    page.locator(".brand").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")

    assert page.url == address
    assert shown(page) == []


def test_escape_returns_to_the_contents(read: Read) -> None:
    page = read("#m3")
    page.locator("#m3-title").focus()

    page.keyboard.press("Escape")

    expect(page.locator("#journey-title")).to_be_focused()
    assert shown(page) == []


def test_one_page_shows_everything_and_the_map_follows_the_reading(read: Read) -> None:
    page = read()

    page.get_by_role("link", name="Read on one page").click()
    expect(page.locator("#m1-title")).to_be_focused()
    assert shown(page) == ALL
    page.locator("#m2 [rel=next]").click()
    expect(page.locator('.journey-map a[href="#m3"]')).to_have_attribute("aria-current", "step")
    assert shown(page) == ALL

    page.get_by_role("link", name="Read part by part").click()
    expect(page.locator("#journey-title")).to_be_focused()
    assert shown(page) == []


def test_shared_address_opens_its_milestone_without_anything_moving(read: Read) -> None:
    page = read("#m3")
    expect(page.locator('.journey-map a[href="#m3"]')).to_have_attribute("aria-current", "step")

    shift = page.evaluate(
        """() => new Promise(done => { let sum = 0;
        new PerformanceObserver(list => list.getEntries().forEach(entry => sum += entry.value))
          .observe({ type: "layout-shift", buffered: true });
        setTimeout(() => done(sum), 200) })"""
    )

    assert shown(page) == ["m3"]
    assert shift == 0


@pytest.mark.parametrize("anchor", ["", "#m3", "#all"])
def test_without_javascript_everything_is_there_in_order(read: Read, anchor: str) -> None:
    page = read(anchor, javascript=False)

    assert shown(page) == ALL
    page.locator("#m1 [rel=next]").click()
    assert page.url.endswith("#m2")


def test_paper_gets_the_map_and_every_milestone(read: Read) -> None:
    page = read("#m2")

    page.emulate_media(media="print")

    assert shown(page) == ALL
    expect(page.locator(".journey-map__frame")).to_be_visible()
    expect(page.locator(".milestone-nav").first).to_be_hidden()


def test_map_stays_beside_the_text_on_a_wide_screen(read: Read) -> None:
    page = read("#all")
    page.evaluate("document.getElementById('m3').scrollIntoView()")

    frame = page.locator(".journey-map__frame").bounding_box()

    assert frame is not None
    assert frame["y"] >= 0
    assert frame["y"] + frame["height"] <= 800


@pytest.mark.parametrize("language", ["en", "th", "km", "vi", "my", "lo", "id", "fil"])
def test_page_holds_at_320_pixels(read: Read, language: str) -> None:
    page = read("#all", language=language, width=320)

    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize(
    "options",
    [{"width": 360}, {"width": 1280}, {"color_scheme": "dark"}, {"forced_colors": "active"}],
    ids=str,
)
@pytest.mark.parametrize("anchor", ["", "#m2", "#all"])
def test_axe_finds_nothing(read: Read, anchor: str, options: dict[str, Any]) -> None:
    assert axe_violations(read(anchor, **options)) == []


def test_controls_are_44_pixels_high(read: Read) -> None:
    page = read("#m2", width=360)

    small = page.evaluate(
        """() => [...document.querySelectorAll(".button, nav a, summary, .contents a, .icon")]
          .filter(one => one.checkVisibility() && !one.closest("figcaption, .warning"))
          .filter(one => one.getBoundingClientRect().height < 44).map(one => one.outerHTML)"""
    )

    assert small == []


def test_total_is_refreshed_only_once_one_comes_near_it(read: Read) -> None:
    page = read()
    page.wait_for_load_state("networkidle")

    with page.expect_request("**/funds/abcd2345.json"):
        page.locator("#needs").scroll_into_view_if_needed()


def test_story_takes_four_requests_and_none_to_another_host(read: Read) -> None:
    page = read()
    page.wait_for_load_state("networkidle")

    asked = page.evaluate(
        "performance.getEntriesByType('resource').map(entry => new URL(entry.name).pathname)"
    )

    assert len(asked) + 1 <= 4, asked
