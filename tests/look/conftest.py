"""A story as readers get it, made of real blocks and templates without a database, and a browser to read it in."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.utils.csp import LazyNonce, build_policy
from playwright.sync_api import Browser, BrowserContext, Page, Route

from giving.selectors import FundTotal
from stories import reading
from stories.blocks import JourneyBlock
from stories.journey import map as journey_map
from tests.browser import Watch

ORIGIN = "http://story.test"
STORY = f"{ORIGIN}/en/stories/abcd2345/"
STOPS = [
    ("circumstances", "home", "A farm for six", "KH:battambang", "before she left"),
    ("exploitation", "lock", "Eleven people, one room", "TH:bangkok:city", "six months later"),
    ("freedom", "phone", "The number on the bus", "SG", "a year later"),
    ("hope", "sewing", "A machine of her own", "KH:battambang", "now"),
]
WORDS = "She did the sums herself, on the back of a seed bag, and told her parents what they came to. " * 5


def story_html(language: str = "en") -> str:
    """The story's page in a language (its own words stay English)."""
    blocks = [
        {
            "type": "milestone",
            "value": {
                "phase": phase,
                "icon": icon,
                "heading": heading,
                "place": {"place": place},
                "time": time,
                "narrative": f"<p>{WORDS}</p>",
            },
        }
        for phase, icon, heading, place, time in STOPS
    ]
    journey = JourneyBlock().to_python(blocks)
    fund = FundTotal(UUID(int=7), "abcd2345", "USD", 150_000, 64_000, 21, is_open=True)
    page = SimpleNamespace(
        pseudonym="Sreyneang",
        summary="She left a farm that could not feed six people.",
        content_warning="Part 2 tells of being locked in.",
        url=f"/{language}/stories/abcd2345/",
    )
    line = SimpleNamespace(
        category="journey_home", sentence="A flight.", amount_minor=150_000, identity=UUID(int=8)
    )
    request = RequestFactory().get(page.url)
    with translation.override(language):
        context = {
            "page": page,
            "site_notice": settings.SITE_NOTICE,
            "journey_line": reading.journey_line("KH", "SG"),
            "facts": [("Exploited in", "Domestic work", ""), ("Age", "18 to 24", "")],
            "milestones": reading.milestones(journey),
            "journey_map": journey_map.draw(reading.stops(journey), locale=language),
            "fund": fund,
            "needs": reading.needs([line], fund, "USD"),
            "give_url": f"/{language}/give/abcd2345/",
            "translations": [("en", "/en/stories/abcd2345/"), ("km", "/km/stories/abcd2345/")],
            "plain_pages": [
                ("/en/pages/abcd2345/", "How a story is told")
            ],  # else the footer would ask the database
        }
        return render_to_string("stories/story_page.html", context, request=request)


def _answer(route: Route) -> None:
    path = route.request.url.removeprefix(ORIGIN)
    headers = {"Content-Security-Policy": build_policy(dict[str, Any](settings.SECURE_CSP), LazyNonce())}
    if path.startswith("/static/"):
        file = settings.BASE_DIR / path.lstrip("/")
        route.fulfill(path=file) if file.is_file() else route.fulfill(status=404)
    elif path.startswith("/funds/"):
        route.fulfill(
            json={"currency": "USD", "target_minor": 150_000, "allocated_minor": 64_000, "gifts": 21}
        )
    else:
        route.fulfill(
            body=story_html(path.split("/")[1]), content_type="text/html; charset=utf-8", headers=headers
        )


@pytest.fixture
def read(browser: Browser) -> Iterator[Callable[..., Page]]:
    """`read("#m2", width=360, javascript=False)`: the story opened; afterwards nothing may have gone wrong."""
    contexts: list[BrowserContext] = []
    watches: list[Watch] = []

    def opened(anchor: str = "", *, language: str = "en", width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(
            java_script_enabled=options.pop("javascript", True),
            viewport={"width": width, "height": 800},
            reduced_motion="reduce",
            **options,
        )
        context.route("**/*", _answer)
        contexts.append(context)
        watches.append(Watch(context, ORIGIN))
        page = context.new_page()
        page.goto(f"{ORIGIN}/{language}/stories/abcd2345/{anchor}")
        return page

    yield opened

    for context in contexts:
        context.close()
    assert [problem for watch in watches for problem in watch.problems()] == []
