"""The editor sees what the rules find while writing: under the field, by keyboard, and gone when it is gone."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e import people
from tests.running_site import Site

Axe = Callable[..., list[str]]
PRINT_INDEX = "from stories.models import StoryIndexPage\nprint(StoryIndexPage.objects.get().pk)\n"


def test_the_words_found_stand_under_their_field_while_it_is_written(
    site: Site, page: Page, axe: Axe
) -> None:
    index = site.manage("shell", "--no-imports", text=PRINT_INDEX).strip()
    people.sign_in(page, "editor")
    page.goto(f"/admin/pages/{index}/")
    page.get_by_role("link", name="Add child page").first.click()
    chips = page.locator(".evidence__chip")

    page.get_by_label("Pseudonym").fill("Bopharath")
    summary = page.get_by_label("Summary")
    summary.fill("Bopharath left home. Ring 081 234 5678.")
    expect(chips).to_have_count(1)
    expect(chips).to_contain_text("081 234 5678")
    expect(page.locator(".evidence-status")).to_contain_text(re.compile("Summary: 1"))
    described = summary.get_attribute("aria-describedby") or ""
    assert page.locator(f"#{described.split()[-1]}").is_visible()

    chips.press("Enter")
    expect(summary).to_be_focused()
    assert page.evaluate("getSelection().toString()") == "081 234 5678"

    summary.fill("Bopharath left home.")
    expect(page.locator(".evidence:visible")).to_have_count(0)

    people.add_milestone(
        page,
        0,
        phase="hope",
        icon="house",
        heading="Room 214",
        place="battambang",
        text="She met Chanthou Kim.",
    )
    people.add_budget_line(page, 0, category="journey_home", amount="400", sentence="On 3 March 1998.")
    expect(chips.filter(visible=True)).to_have_count(3)
    narrative = page.locator('[name="journey-0-value-narrative"]').locator(
        "xpath=ancestor::*[@data-field][1]"
    )
    expect(narrative.locator(".evidence__chip")).to_contain_text("Chanthou Kim")
    narrative.locator(".evidence__chip").click()
    expect(narrative.locator("[contenteditable=true]")).to_be_focused()
    assert [problem for problem in axe(page) if "evidence" in problem] == []
