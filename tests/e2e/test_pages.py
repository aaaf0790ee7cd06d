"""Every public page as a visitor meets it: accessible, narrow, light and dark, remembering nothing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import people
from tests.running_site import Site

NewPage = Callable[..., Page]
Axe = Callable[..., list[str]]


def public_addresses(page: Page) -> list[str]:
    """Every page of the sitemap, and those that are in none."""
    page.goto("/en/")
    locations = page.request.get("/sitemap.xml").text().split("<loc>")[1:]
    paths = ["/" + location.split("<")[0].split("/", 3)[3] for location in locations]
    gives = [
        path.replace("/stories/", "/give/") for path in paths if path.count("/") == 4 and "stories" in path
    ]
    return [*paths, *gives, "/en/give/", "/en/give/common/", "/en/search/?q=home", "/en/search/?q=nothing"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(new_page: NewPage, axe: Axe, scheme: str) -> None:
    page = new_page(scheme=scheme, width=320, height=640)
    addresses = public_addresses(page)
    assert len(addresses) > 15

    found = {}
    for address in [*addresses, "/en/stories/aaaaaaaa/", "/en/nothing/"]:
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        problems = axe(page) + (["scrolls sideways at 320 px"] if wide else [])
        if problems:
            found[address] = problems

    assert found == {}


def test_a_withdrawn_story_says_so_and_names_nobody(site: Site, new_page: NewPage, axe: Axe) -> None:
    page = new_page(width=320)
    withdrawn = site.manage("shell", "--no-imports", text=PRINT_WITHDRAWN).strip()

    response = page.goto(withdrawn)

    assert response
    assert response.status == 410
    assert "Arif" not in page.content()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert axe(page) == []


PRINT_WITHDRAWN = """
from privacy.models import Edition
print(Edition.objects.exclude(withdrawn_at=None).get().path)
"""


def test_reading_leaves_nothing_in_the_browser(new_page: NewPage) -> None:
    page = new_page()
    for address in public_addresses(page):
        page.goto(address)

    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_a_story_that_is_not_complete_stays_with_its_editor(site: Site, new_page: NewPage) -> None:
    page = people.sign_in(new_page(), "editor")
    index = site.manage(
        "shell", "--no-imports", text="from stories.models import *\nprint(StoryIndexPage.objects.get().pk)"
    )
    page.goto(f"/admin/pages/add/stories/storypage/{index.strip()}/")
    page.get_by_label("Pseudonym").fill("Unfinished")
    people.press_in_menu(page, "Submit to Privacy review")

    expect(page.get_by_text("A journey needs at least one milestone. Add one.")).to_be_visible()
    expect(page.get_by_label("Pseudonym")).to_have_value("Unfinished")


def test_a_place_that_is_not_listed_is_named_and_not_stored(site: Site, new_page: NewPage) -> None:
    page = people.sign_in(new_page(), "editor")
    draft = site.manage("shell", "--no-imports", text=PRINT_DRAFT).strip()
    page.goto(f"/admin/pages/{draft}/edit/")
    box = page.locator("#journey-0-value-place")
    box.fill("Ban Phonsavanh Tai")
    box.press("Tab")
    people.press_in_menu(page, "Submit to Privacy review")

    expect(page.get_by_text("“Ban Phonsavanh Tai” is not in it").first).to_be_visible()
    expect(page.locator("#journey-0-value-place")).to_have_value("Ban Phonsavanh Tai")
    assert "Phonsavanh" not in site.manage("shell", "--no-imports", text=PRINT_REVISIONS)


PRINT_DRAFT = """
from stories.models import StoryPage
print(StoryPage.objects.get(pseudonym="Jyoti").pk)
"""
PRINT_REVISIONS = """
from wagtail.admin.models import FormState
from wagtail.models import PageLogEntry, Revision
print([r.content for r in Revision.objects.all()], [f.data for f in FormState.objects.all()])
print([e.data for e in PageLogEntry.objects.all()])
"""
