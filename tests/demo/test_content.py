"""The fictional stories and pages of the demonstration keep the rules that a real editor would keep.

The files are described in cms/demo/content/README.md. They are read here as plain TOML, so that a slip in the
words fails before anything is loaded into a database.
"""

from __future__ import annotations

import re
import tomllib
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

CONTENT = Path(__file__).parents[2] / "cms" / "demo" / "content"

type Table = dict[str, Any]

STATES = {"draft", "in_review", "sent_back", "live", "withdrawn"}
AGE_BANDS = {"under_18", "18_24", "25_34", "35_plus"}
EXPLOITATION_TYPES = {
    *("forced_labour", "sexual_exploitation", "forced_marriage", "forced_military_service"),
    *("slavery_practices", "organ_removal", "other"),
}
SECTORS = {
    *("domestic_work", "construction", "agriculture", "aquafarming", "begging", "manufacturing", "mining"),
    *("hospitality", "peddling", "transportation", "illicit_activities", "other"),
}
GENDERS = {"woman", "man", "other", "not_told"}
PHASES = ["circumstances", "exploitation", "freedom", "hope"]
ICONS = {
    *("home", "road", "boat", "factory", "house", "lock", "field", "fish", "phone", "papers", "door", "help"),
    *("plane", "school", "sewing", "shop", "sun", "family"),
}
CATEGORIES = {
    *("safe_shelter", "medical", "psychosocial", "legal", "journey_home", "education", "skills_training"),
    *("small_business", "contingency"),
}
LIMITS = {"pseudonym": 60, "summary": 280, "content_warning": 200}
MILESTONE_LIMITS = {"heading": 80, "time": 60}

STORY_FIELDS = {
    *("key", "state", "pseudonym", "summary", "age_band", "exploitation_type", "sector", "origin"),
    *("destination", "gender", "period", "waiting_since", "content_warning", "currency", "journey"),
    "budget_lines",
}
STATE_FIELDS = {
    "draft": set(),
    "in_review": set(),
    "sent_back": {"reason"},
    "live": {"funding"},
    "withdrawn": {"funding", "withdrawal"},
}
MILESTONE_FIELDS = {"phase", "icon", "heading", "place", "time", "narrative"}

# Names that may stand in a story: countries and the languages spoken on the way. Nobody and nothing else.
NAMES_ALLOWED = {
    *("Cambodia", "Thailand", "Malaysia", "Singapore", "Myanmar", "Indonesia", "Indonesian", "India"),
    *("South", "Korea", "Korean", "Khmer", "Thai", "English", "Chinese", "Hanoi", "I"),
}
CONTACT = re.compile(r"@|https?:|www\.|\+\d|\d[\d\s().-]{5,}\d")
AGE = re.compile(r"\b(years? old|aged|at the age of)\b", re.IGNORECASE)
MONTH = re.compile(
    r"\b(January|February|March|April|May|June|July|August|September|October|November|December)\b"
)


def read(path: Path) -> Table:
    """Return one content file as a table."""
    return tomllib.loads(path.read_text("utf-8"))


STORY_FILES = sorted((CONTENT / "stories").glob("*.toml"))
PAGE_FILES = sorted((CONTENT / "pages").glob("*.toml"))
ALL_FILES = [*STORY_FILES, *PAGE_FILES, CONTENT / "home.toml", CONTENT / "stories.toml"]
STORIES = {path.stem.partition("-")[2]: read(path) for path in STORY_FILES}
PAGES = {path.stem: read(path) for path in PAGE_FILES}

each_story = pytest.mark.parametrize("name", STORIES)


class _Text(HTMLParser):
    """Collects the text of a narrative and refuses what the rich text of its field does not know."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"p", "b", "i"}, f"<{tag}> is not allowed"
        assert not attrs, f"<{tag}> has attributes"
        assert (tag == "p") is (not self.open), "text outside of a paragraph, or a paragraph in another"
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag == "p":
            self.text.append("\n")

    def handle_data(self, data: str) -> None:
        assert self.open or not data.strip(), f"{data!r} stands outside of a paragraph"
        self.text.append(data if self.open else "")


def plain(html: str) -> str:
    """Return the text of a piece of rich text, a line for each paragraph. Fails on other elements than p, b, i."""
    parser = _Text()
    parser.feed(html)
    parser.close()
    assert not parser.open
    return "".join(parser.text).strip()


def told(story: Table) -> list[str]:
    """Return every text of a story that a reader can see."""
    texts = [story[field] for field in LIMITS]
    for milestone in story["journey"]:
        texts += [milestone["heading"], milestone["time"], plain(milestone["narrative"])]
    return texts + [line["sentence"] for line in story["budget_lines"]]


def target(story: Table) -> int:
    """Return what a story needs in all, in minor units."""
    return sum(line["amount_minor"] for line in story["budget_lines"])


def words(text: str) -> int:
    """Return the number of words of a text."""
    return len(text.split())


def page_words(page: Table) -> int:
    """Return the number of words of a content page, without its title."""
    sections = (words(section["heading"]) + words(plain(section["html"])) for section in page["sections"])
    return words(page["intro"]) + sum(sections)


@pytest.mark.parametrize("path", ALL_FILES, ids=lambda path: path.stem)
def test_every_file_says_that_it_is_fictional(path: Path) -> None:
    assert path.read_text("utf-8").startswith("# Fictional demonstration")


@each_story
def test_a_story_has_exactly_the_fields_of_its_state(name: str) -> None:
    story = STORIES[name]

    assert story["state"] in STATES
    assert set(story) == STORY_FIELDS | STATE_FIELDS[story["state"]]
    for milestone in story["journey"]:
        assert set(milestone) == MILESTONE_FIELDS
    for line in story["budget_lines"]:
        assert set(line) == {"category", "amount_minor", "sentence"}


@each_story
def test_a_story_uses_only_known_values(name: str) -> None:
    story = STORIES[name]

    assert story["age_band"] in AGE_BANDS
    assert story["exploitation_type"] in EXPLOITATION_TYPES
    assert story["sector"] in (SECTORS if story["exploitation_type"] == "forced_labour" else {""})
    assert story["gender"] in GENDERS
    assert story["currency"] == "USD"
    assert re.fullmatch(r"(20\d\d-H[12])?", story["waiting_since"])
    first, last = map(int, story["period"].split("-"))
    assert last - first == 3
    assert all(milestone["icon"] in ICONS for milestone in story["journey"])


@each_story
def test_a_story_fits_its_fields(name: str) -> None:
    story = STORIES[name]

    for field, limit in LIMITS.items():
        assert len(story[field]) <= limit, field
    assert story["pseudonym"]
    assert story["summary"]
    for milestone in story["journey"]:
        for field, limit in MILESTONE_LIMITS.items():
            assert 0 < len(milestone[field]) <= limit, milestone[field]


@each_story
def test_a_journey_goes_through_all_four_phases_in_order(name: str) -> None:
    phases = [PHASES.index(milestone["phase"]) for milestone in STORIES[name]["journey"]]

    assert 5 <= len(phases) <= 9
    assert phases == sorted(phases)
    assert set(phases) == {0, 1, 2, 3}


@each_story
def test_a_milestone_is_short(name: str) -> None:
    for milestone in STORIES[name]["journey"]:
        assert 60 <= words(plain(milestone["narrative"])) <= 140, milestone["heading"]


@each_story
def test_a_story_holds_no_number_date_age_or_contact(name: str) -> None:
    for text in told(STORIES[name]):
        assert not re.search(r"\d", text), text
        assert not CONTACT.search(text), text
        assert not AGE.search(text), text
        assert not MONTH.search(text), text


@each_story
def test_a_story_names_nobody_but_its_pseudonym(name: str) -> None:
    """Looks at capitals inside sentences; a name that opens one is left to the reader of the text."""
    allowed = NAMES_ALLOWED | {STORIES[name]["pseudonym"]}
    if name == "sreyneang":
        allowed |= {"Takeo"}

    for text in told(STORIES[name]):
        for sentence in re.split(r"[.?!:]\W*\s|\n", text):
            inside = re.findall(r"(?<=\s)[^\w\s]*([^\W\d_]+)", sentence.strip())
            named = {word for word in inside if word[0].isupper()} - allowed
            assert not named, sentence


@each_story
def test_a_budget_has_a_few_round_lines_that_say_what_they_buy(name: str) -> None:
    lines = STORIES[name]["budget_lines"]

    assert 3 <= len(lines) <= 5
    categories = [line["category"] for line in lines]
    assert set(categories) <= CATEGORIES
    assert len(set(categories)) == len(categories)
    for line in lines:
        assert line["amount_minor"] > 0
        assert line["amount_minor"] % 5000 == 0, "amounts are bands, so that none singles a case out"
        assert 0 < len(line["sentence"]) <= 160


@each_story
def test_gifts_add_up_to_the_level_that_a_story_shows(name: str) -> None:
    story = STORIES[name]
    if "funding" not in story:
        return
    funding = story["funding"]
    given = sum(funding["gifts"])

    assert set(funding) == {"level", "gifts"}
    assert all(isinstance(gift, int) and gift >= 100 for gift in funding["gifts"])
    levels = {"unfunded": given == 0, "part": 0 < given < target(story), "full": given == target(story)}
    assert levels[funding["level"]]


def test_the_stories_show_every_state_and_level() -> None:
    live = [story for story in STORIES.values() if story["state"] == "live"]
    part = [story for story in live if story["funding"]["level"] == "part"]
    shares = sorted(sum(story["funding"]["gifts"]) / target(story) for story in part)

    assert len(STORIES) >= 9
    assert {story["state"] for story in STORIES.values()} == STATES
    assert {story["funding"]["level"] for story in live} == {"unfunded", "part", "full"}
    assert len(shares) == 3
    assert shares[0] < 0.25 < shares[1] < 0.75 < shares[2]


def test_the_first_story_is_the_one_in_the_pictures() -> None:
    story = STORIES["sreyneang"]

    assert len(story["journey"]) == 8
    assert [line["amount_minor"] for line in story["budget_lines"]] == [40000, 55000, 40000, 15000]
    assert sum(story["funding"]["gifts"]) == 64000
    assert len(story["funding"]["gifts"]) == 21


def test_no_key_and_no_pseudonym_is_used_twice() -> None:
    keys = {UUID(story["key"]) for story in STORIES.values()}
    pseudonyms = {story["pseudonym"] for story in STORIES.values()}

    assert len(keys) == len(pseudonyms) == len(STORIES)
    for name, story in STORIES.items():
        others = pseudonyms - {story["pseudonym"]}
        found = {other for other in others for text in told(story) if re.search(rf"\b{other}\b", text)}
        assert not found, f"{name} mentions {found}"


def test_the_stories_are_of_many_countries_sectors_and_people() -> None:
    stories = STORIES.values()

    assert len({story["origin"].partition(":")[0] for story in stories}) >= 9
    assert len({story["sector"] for story in stories if story["sector"]}) >= 6
    assert {"woman", "man", "not_told"} <= {story["gender"] for story in stories}


@each_story
def test_every_place_is_on_the_list_of_publishable_places(name: str) -> None:
    gazetteer = pytest.importorskip("stories.journey.gazetteer", reason="the gazetteer is not there yet")
    story = STORIES[name]

    for milestone in story["journey"]:
        assert gazetteer.find(milestone["place"]), milestone["place"]
    for field in ("origin", "destination"):
        region = gazetteer.find(story[field])
        assert region, story[field]
        assert region.kind in {"province", "country"}


def test_a_sent_back_story_says_why_and_a_withdrawn_one_was_funded() -> None:
    for story in STORIES.values():
        if story["state"] == "sent_back":
            assert words(story["reason"]) >= 20
        if story["state"] == "withdrawn":
            assert story["withdrawal"]["reason"]
            assert story["funding"]["gifts"]


@pytest.mark.parametrize("name", PAGES)
def test_a_content_page_has_a_title_an_introduction_and_sections(name: str) -> None:
    page = PAGES[name]

    assert set(page) == {"title", "slug", "intro", "show_in_menus", "sections"}
    assert page["slug"] == name
    assert page["title"]
    assert page["intro"]
    for section in page["sections"]:
        assert set(section) == {"heading", "html"}
        text = f"{section['heading']} {plain(section['html'])}"
        assert not CONTACT.search(text), text


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("how-a-story-is-told", 280, 420),
        ("questions-about-giving", 250, 380),
        ("privacy-and-this-site", 150, 260),
    ],
)
def test_a_content_page_is_about_as_long_as_planned(name: str, least: int, most: int) -> None:
    assert least <= page_words(PAGES[name]) <= most


def test_the_home_page_says_what_this_is_in_a_sentence_and_three_lines() -> None:
    home = read(CONTENT / "home.toml")

    assert home["lead"].count(".") == 1
    assert words(home["lead"]) <= 25
    assert len(home["how"]) == 3
    assert all(set(step) == {"heading", "text"} and words(step["text"]) <= 40 for step in home["how"])
    assert STORIES[home["featured_story"]]["state"] == "live"


def test_the_list_of_stories_has_a_line_of_introduction() -> None:
    index = read(CONTENT / "stories.toml")

    assert set(index) == {"title", "intro", "empty"}
    assert all(index.values())
