"""Reading a journey on its map: every way in and on, in both directions of writing, light and dark, on every width."""

import itertools
import math
import re
import urllib.request
from collections.abc import Callable
from typing import Any

import brotli
import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

Contexts = Callable[..., BrowserContext]
Axe = Callable[..., list[str]]

WARNED = "Joel"  # the demonstration's story that warns of hard parts, and where one returns home
CENTRES = """() => [...document.querySelectorAll(".icon")].map(icon => {
    const box = icon.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2, box.width];
})"""
FRAME = """() => {
    const box = document.querySelector(".journey-map__frame").getBoundingClientRect();
    return [box.left, box.top, box.right, box.bottom];
}"""
SETTLED = "() => document.getAnimations().every(one => one.playState === 'finished')"


@pytest.fixture(scope="session")
def story(site: Any, browser: Any) -> str:
    """The address of the story that the tests read."""
    page = browser.new_page(base_url=site.base_url)
    page.goto("/en/stories/")
    address = page.get_by_role("link", name=WARNED, exact=True).first.get_attribute("href")
    page.close()
    assert address
    return str(address)


@pytest.fixture
def read(new_context: Contexts, story: str) -> Callable[..., Page]:
    """`read("#m2", width=360, rtl=True)`: the story, opened there; the options are those of `new_context`."""

    def opened(anchor: str = "", *, rtl: bool = False, **options: Any) -> Page:
        context = new_context(**({"reduced_motion": "reduce", "height": 640} | options))
        if rtl:
            context.route("**/stories/*/", _turned)
        page = context.new_page()
        page.goto(story + anchor)
        return page

    return opened


def _turned(route: Route) -> None:
    """The page as a language written from right to left would have it: there is none among the site's yet."""
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace('dir="ltr"', 'dir="rtl"', 1))


def is_open(page: Page, number: int) -> None:
    """One milestone alone is open: address, focus, words, map and title say the same."""
    expect(page).to_have_url(re.compile(rf"#m{number}$"))
    expect(page.locator("article.milestone:visible")).to_have_count(1)
    expect(page.locator(f"#m{number}-title")).to_be_focused()
    expect(page.locator(f"#m{number}-where")).to_contain_text(f"{number} of 7")
    expect(page.locator('.icon[aria-current="step"]')).to_have_attribute("href", f"#m{number}")
    expect(page).to_have_title(re.compile(r".+ – Joel"))


def icon(page: Page, number: int) -> Any:
    return page.locator(f'.icon[href="#m{number}"]')


def swipe(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """One finger from here to there, without a halt."""
    touch = page.context.new_cdp_session(page)
    for step in range(4):
        point = {axis: start[i] + (end[i] - start[i]) * step / 3 for i, axis in enumerate("xy")}
        kind = "touchMove" if step else "touchStart"
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


# --- Ways in and on ------------------------------------------------------------------------------------------


def test_click_enter_arrow_keys_and_links_open_milestones(read: Callable[..., Page]) -> None:
    page = read()

    icon(page, 2).click()
    is_open(page, 2)
    icon(page, 5).focus()
    page.keyboard.press("Enter")
    is_open(page, 5)
    page.keyboard.press("ArrowRight")
    is_open(page, 6)
    page.keyboard.press("ArrowLeft")
    is_open(page, 5)
    page.locator("#m5 [rel=prev]").click()
    is_open(page, 4)
    page.locator("#m4 [rel=next]").click()
    is_open(page, 5)
    page.go_back()
    is_open(page, 4)
    page.get_by_role("link", name="Overview").click()
    expect(page.locator("#journey-title")).to_be_focused()
    page.locator(".contents li a").nth(2).click()
    is_open(page, 3)
    page.keyboard.press("Escape")
    expect(page.locator("article.milestone:visible")).to_have_count(0)


def test_tab_reaches_every_icon_in_the_order_of_the_journey(read: Callable[..., Page]) -> None:
    page = read()
    icon(page, 1).focus()

    reached = []
    for _ in range(7):
        reached.append(page.evaluate("document.activeElement.hash"))
        page.keyboard.press("Tab")

    assert reached == [f"#m{number}" for number in range(1, 8)]


@pytest.mark.parametrize("rtl", [False, True])
def test_tap_and_swipe_turn_pages_the_way_one_reads(read: Callable[..., Page], rtl: bool) -> None:
    page = read(rtl=rtl, width=360, has_touch=True, is_mobile=True)
    here, there = (300.0, 500.0), (60.0, 510.0)
    on, back = ((there, here), (here, there)) if rtl else ((here, there), (there, here))

    icon(page, 2).tap()
    expect(page).to_have_url(re.compile("#m2$"))
    expect(page.locator("#m2-title")).to_be_focused()
    swipe(page, *on)
    expect(page.locator("#m3-title")).to_be_focused()
    swipe(page, *back)
    expect(page.locator("#m2-title")).to_be_focused()


def test_scrolling_stays_the_readers(read: Callable[..., Page]) -> None:
    page = read("#m4", width=360, has_touch=True, is_mobile=True)
    top = page.evaluate("scrollY")

    swipe(page, (180, 150), (200, 40))  # over the map, upwards: the page moves, the milestone stays
    page.wait_for_function("top => scrollY > top", arg=top)
    swipe(page, (180, 500), (100, 300))  # across, but more upwards than across
    swipe(page, (5, 400), (200, 400))  # from the edge: the browser's own Back

    expect(page).to_have_url(re.compile("#m4$"))
    styles = page.evaluate("getComputedStyle(document.querySelector('.journey-map__frame')).touchAction")
    assert styles == "auto"


def test_wheel_over_the_map_scrolls_the_page_and_the_map_moves_nothing_else(
    read: Callable[..., Page],
) -> None:
    page = read(width=1280)
    icon(page, 2).hover()

    page.mouse.wheel(0, 200)

    page.wait_for_function("scrollY > 0")
    before = page.evaluate("scrollY")
    page.locator("#m1-title").evaluate("() => location.hash = 'm3'")
    expect(page.locator("#m3-title")).to_be_focused()
    page.wait_for_function(SETTLED)
    assert abs(page.evaluate("document.getElementById('m3').getBoundingClientRect().top")) < 60
    assert before != page.evaluate("scrollY")


@pytest.mark.parametrize("rtl", [False, True])
def test_arrow_keys_follow_the_writing_and_stop_at_both_ends(read: Callable[..., Page], rtl: bool) -> None:
    forward, backward = ("ArrowLeft", "ArrowRight") if rtl else ("ArrowRight", "ArrowLeft")
    page = read("#m6", rtl=rtl)
    page.locator("#m6-title").focus()

    page.keyboard.press(forward)
    is_open(page, 7)
    page.keyboard.press(forward)
    is_open(page, 7)
    page.keyboard.press(backward)
    is_open(page, 6)


def test_read_on_one_page_and_back(read: Callable[..., Page]) -> None:
    page = read(width=1280)

    page.get_by_role("link", name="Read on one page").click()
    expect(page.locator("article.milestone:visible")).to_have_count(7)
    page.locator("#m6").scroll_into_view_if_needed()
    page.locator("#m5 [rel=next]").click()
    expect(page.locator('.icon[aria-current="step"]')).to_have_attribute("href", "#m6")
    page.get_by_role("link", name="Read part by part").click()
    expect(page.locator("article.milestone:visible")).to_have_count(0)


# --- The map -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [360, 1280])
def test_map_eases_to_the_milestone_by_transforms_alone(read: Callable[..., Page], width: int) -> None:
    page = read(width=width, reduced_motion="no-preference")
    whole = page.evaluate(CENTRES)
    assert page.evaluate("document.getAnimations().length") == 0, "the first view moves"

    moved = icon(page, 4).evaluate(
        """icon => { icon.click(); return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() =>
        done(document.getAnimations().map(one => [one.transitionProperty, one.effect.getTiming().duration]))))) }"""
    )

    assert {name for name, _ in moved} == {"transform"}
    assert max(duration for _, duration in moved) <= 700
    page.wait_for_function(SETTLED)
    left, top, right, bottom = page.evaluate(FRAME)
    x, y, size = page.evaluate(CENTRES)[3]
    assert left < x < right
    assert top < y < bottom
    assert round(size) == round(whole[3][2]), "icons keep their size"
    ground = page.evaluate("document.querySelector('.sheet').getBoundingClientRect().toJSON()")
    assert ground["width"] > right - left + 20, "the map came closer"
    assert ground["left"] <= left + 1
    assert ground["right"] >= right - 1
    assert ground["top"] <= top + 1
    assert ground["bottom"] >= bottom - 1


def test_map_jumps_at_once_under_reduced_motion(read: Callable[..., Page]) -> None:
    page = read(width=360)

    animations = icon(page, 4).evaluate(
        """icon => { icon.click(); return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() =>
        done(document.getAnimations().length)))) }"""
    )

    assert animations == 0
    is_open(page, 4)


def test_map_and_text_are_both_in_sight_on_a_phone(read: Callable[..., Page]) -> None:
    page = read(width=360)
    icon(page, 4).click()
    is_open(page, 4)

    _, top, _, bottom = page.evaluate(FRAME)
    heading = page.locator("#m4-title").bounding_box()

    assert 0 <= top < bottom < 640
    assert heading is not None
    assert heading["y"] + heading["height"] < 640


def test_icon_that_takes_the_focus_comes_into_sight(read: Callable[..., Page]) -> None:
    page = read("#m4", width=360)

    for number in range(1, 8):
        icon(page, number).focus()
        left, top, right, bottom = page.evaluate(FRAME)
        x, y, _ = page.evaluate(CENTRES)[number - 1]
        assert left < x < right
        assert top < y < bottom


def test_read_open_and_coming_milestones_differ_on_the_map(read: Callable[..., Page]) -> None:
    page = read()
    icon(page, 2).click()
    page.keyboard.press("ArrowRight")
    is_open(page, 3)

    looks = page.evaluate(
        """() => [2, 3, 4].map(number => {
          const icon = document.querySelector(`.icon[href="#m${number}"]`);
          return [getComputedStyle(icon.querySelector(".icon__shape")).fill,
                  getComputedStyle(icon.querySelector(".icon__number")).backgroundColor,
                  getComputedStyle(icon, "::before").content].join(); })"""
    )
    assert len(set(looks)) == 3
    expect(icon(page, 2)).to_have_accessible_description("Read already")
    expect(icon(page, 4)).to_have_accessible_description("")
    assert page.locator(".leg--done").count() == 2
    assert page.locator(".leg").count() == 6


@pytest.mark.parametrize(("width", "apart", "size"), [(320, 24, 38), (360, 44, 44), (1280, 44, 44)])
@pytest.mark.parametrize("rtl", [False, True])
def test_icons_keep_their_distance_and_stay_inside(
    read: Callable[..., Page], rtl: bool, width: int, apart: int, size: int
) -> None:
    page = read(rtl=rtl, width=width, javascript=False)

    left, top, right, bottom = page.evaluate(FRAME)
    centres = page.evaluate(CENTRES)

    assert min(math.dist(one[:2], other[:2]) for one, other in itertools.combinations(centres, 2)) >= apart
    for x, y, wide in centres:
        assert round(wide) == size
        assert left + size / 2 <= x <= right - size / 2
        assert top + size / 2 <= y <= bottom - size / 2
    first, second = page.locator(".icon").first, page.locator(".icon").nth(3)
    assert first.bounding_box()["x"] > second.bounding_box()["x"], "a map is never mirrored"  # type: ignore[index]


def test_route_is_told_to_those_who_do_not_see_it(read: Callable[..., Page]) -> None:
    page = read()

    told = re.compile(
        r"^The journey in 7 steps: 1\. Iloilo, Philippines; 2\. Manila, Philippines; .*; 7\. Iloilo"
    )
    expect(page.get_by_role("group", name="Map of the journey")).to_have_accessible_description(told)
    page.get_by_text("The route in words").click()
    expect(page.locator("#route-in-words")).to_be_visible()


# --- Weight --------------------------------------------------------------------------------------------------


def as_sent(site: Any, path: str) -> bytes:
    """What a browser that takes brotli is sent; a file that stays as it is here is compressed in production."""
    request = urllib.request.Request(site.base_url + path, headers={"Accept-Encoding": "br"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310  (our own, on the loopback)
        body: bytes = answer.read()
        return body if answer.headers["Content-Encoding"] == "br" else brotli.compress(body)


def test_every_story_is_light(site: Any) -> None:
    sitemap = as_sent(site, "/sitemap.xml")
    stories = re.findall(r"/en/stories/\w{8}/", brotli.decompress(sitemap).decode())
    assert len(stories) > 4

    for address in stories:
        sent = as_sent(site, address)
        page = brotli.decompress(sent).decode()
        drawing = re.search(r'<svg class="sheet".*?</svg>', page, re.DOTALL)
        scripts = re.findall(r"/static/js/[\w.-]+\.js", page)
        code = sum(len(as_sent(site, script)) for script in scripts)
        assert drawing
        assert len(brotli.compress(drawing[0].encode())) <= 12_000
        assert len(scripts) == 3
        assert code <= 4_000
        assert len(sent) + code <= 25_000


def test_story_opens_with_at_most_four_requests(read: Callable[..., Page]) -> None:
    page = read(width=360)
    page.wait_for_load_state("networkidle")

    asked = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    pictures = page.locator("main img").count()

    assert 1 + len(asked) - pictures + 1 <= 4, (
        asked
    )  # the page, what it asked for, and the site's mark in the tab


# --- What is hard, and what is asked for ---------------------------------------------------------------------


def test_hard_part_is_announced_once_and_can_be_skipped(read: Callable[..., Page]) -> None:
    page = read("#m3")
    expect(page.locator("#m3 .warning")).to_have_count(0)

    page.locator("#m3 [rel=next]").click()
    expect(page.locator("#m4 .warning")).to_contain_text("Before you read:")
    warning, text = page.locator("#m4 .warning").bounding_box(), page.locator("#m4 .prose").bounding_box()
    assert warning is not None
    assert text is not None
    assert warning["y"] + warning["height"] <= text["y"]
    page.locator("#m4 .warning a").click()

    is_open(page, 5)
    expect(page.locator("#m5 .milestone__where")).to_contain_text("Regaining freedom")


@pytest.mark.parametrize("javascript", [True, False])
def test_after_the_last_part_comes_what_is_still_needed(read: Callable[..., Page], javascript: bool) -> None:
    page = read("#m7", javascript=javascript)

    needed = page.locator(".facts [data-needed]").inner_text()
    assert re.fullmatch(r"USD [\d,]+", needed)
    expect(page.locator("#m7 .invitation")).to_contain_text(needed)
    page.locator("#m7 .invitation a").click()
    expect(page).to_have_url(re.compile("#needs$"))
    expect(page.get_by_role("button", name=re.compile("^Continue to give"))).to_be_in_viewport()


# --- Everybody else ------------------------------------------------------------------------------------------

COMBINATIONS = [
    {"width": 320, "scheme": "light"},
    {"width": 320, "scheme": "dark", "rtl": True},
    {"width": 360, "scheme": "light", "rtl": True},
    {"width": 360, "scheme": "dark"},
    {"width": 1280, "scheme": "light", "rtl": True},
    {"width": 1280, "scheme": "dark"},
    {"width": 360, "forced_colors": "active"},
]


STATES = ("", "m4", "all", "m7")


@pytest.mark.parametrize("options", COMBINATIONS, ids=str)
def test_every_state_is_accessible_and_holds_its_width(
    read: Callable[..., Page], axe: Axe, options: dict[str, Any]
) -> None:
    page = read(**options)
    found = []

    for anchor in STATES:
        page.evaluate("anchor => { location.hash = anchor }", anchor)
        page.wait_for_function("anchor => location.hash.slice(1) === anchor", arg=anchor)
        found += [f"#{anchor}: {problem}" for problem in axe(page)]
        if page.evaluate("document.documentElement.scrollWidth") > options["width"]:
            found.append(f"#{anchor} scrolls sideways")

    assert found == []


@pytest.mark.parametrize("options", COMBINATIONS[:6], ids=str)
def test_without_javascript_text_map_and_links_are_all_there(
    read: Callable[..., Page], options: dict[str, Any]
) -> None:
    page = read(javascript=False, **options)

    expect(page.locator("article.milestone:visible")).to_have_count(7)
    expect(page.locator(".journey-map__frame .icon:visible")).to_have_count(7)
    assert page.locator(".leg").count() == 6
    expect(page.locator("#m4 .warning")).to_be_visible()
    icon(page, 6).click()
    expect(page).to_have_url(re.compile("#m6$"))
    expect(page.locator("#m6-title")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == options["width"]


def test_a_desk_at_400_per_cent_keeps_text_and_controls_in_reach(read: Callable[..., Page]) -> None:
    page = read("#m4", width=320, height=256)

    heading = page.locator("#m4-title").bounding_box()
    assert heading is not None
    assert 0 <= heading["y"] < 200, "the text is what one sees, not the map"
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.locator("#m4 [rel=next]").click()
    is_open(page, 5)


# Sentences of a journey; a reader of none of these languages may break them only between words.
SENTENCES = {
    "th": "เธอออกจากบ้านไปทำงานในเมืองใหญ่และส่งเงินกลับบ้านทุกเดือนจนกระทั่งนายจ้างหยุดจ่ายค่าจ้าง",
    "km": "នាងបានចាកចេញពីផ្ទះទៅធ្វើការនៅទីក្រុងធំហើយផ្ញើប្រាក់មកផ្ទះរៀងរាល់ខែរហូតដល់ថៅកែឈប់បើកប្រាក់ខែ",
    "lo": "ນາງອອກຈາກບ້ານໄປເຮັດວຽກໃນເມືອງໃຫຍ່ແລະສົ່ງເງິນກັບບ້ານທຸກເດືອນຈົນກວ່ານາຍຈ້າງຢຸດຈ່າຍຄ່າແຮງ",
    "my": "သူမသည်အိမ်မှထွက်ပြီးမြို့ကြီးတွင်အလုပ်လုပ်ကာလစဉ်အိမ်သို့ငွေပြန်ပို့ခဲ့သည်",
}
BROKEN_WORDS = """([lang, text]) => {
    document.documentElement.lang = lang;
    const paragraph = document.querySelector("#m1 .prose p");
    paragraph.textContent = text.repeat(3);
    const node = paragraph.firstChild, words = new Set();
    for (const part of new Intl.Segmenter(lang, { granularity: "word" }).segment(node.data)) words.add(part.index);
    const range = document.createRange(), broken = [];
    let lines = 1, last = null;
    for (let at = 0; at < node.data.length; at++) {
      range.setStart(node, at); range.setEnd(node, at + 1);
      const box = range.getClientRects()[0];
      if (!box || !box.width) continue;
      const fresh = last !== null && box.top > last + 8;
      if (fresh && !words.has(at)) broken.push(node.data.slice(at - 3, at + 3));
      if (fresh) lines++;
      if (fresh || last === null) last = box.top;
    }
    const style = getComputedStyle(paragraph);
    return { lines, broken, wide: document.documentElement.scrollWidth,
             leading: parseFloat(style.lineHeight) / parseFloat(style.fontSize), spacing: style.letterSpacing };
}"""


@pytest.mark.parametrize("language", SENTENCES)
def test_scripts_without_spaces_break_between_words(read: Callable[..., Page], language: str) -> None:
    page = read("#m1", width=320)

    found = page.evaluate(BROKEN_WORDS, [language, SENTENCES[language]])

    assert found["lines"] > 3
    assert found["broken"] == []
    assert found["wide"] == 320
    assert found["leading"] >= 1.7
    assert found["spacing"] in ("normal", "0px")
