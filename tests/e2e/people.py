"""What the people of the journeys do in the admin, each step as they would do it."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from cms.demo.people import PASSWORD


def sign_in(page: Page, username: str) -> Page:
    page.goto("/admin/login/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(r"/admin/$"))
    return page


def drawing() -> bytes:
    """A small picture that is nobody's."""
    out = BytesIO()
    Image.new("RGB", (640, 400), "#1f5f8b").save(out, "PNG")
    return out.getvalue()


def upload_drawing(page: Page, title: str) -> str:
    """Uploads a drawing to the library and returns the SHA-256 its address carries."""
    page.goto("/admin/images/add/")
    page.get_by_label("Title").fill(title)
    page.get_by_label("File").set_input_files(
        {"name": "drawing.png", "mimeType": "image/png", "buffer": drawing()}
    )
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Upload").click()
    address = page.locator(f'img[alt="{title}"], img[src^="/i/"]').first.get_attribute("src") or ""
    return address.split("/")[2]


def add_milestone(
    page: Page, number: int, *, phase: str, icon: str, heading: str, place: str, text: str
) -> None:
    """Adds the milestone `number` (from 0) at the end of the journey, its place chosen with the keyboard alone."""
    prefix = f"journey-{number}-value"
    page.locator("#panel-child-content-journey-section").get_by_role(
        "button", name="Insert a block"
    ).last.click()
    page.locator(f"#{prefix}-phase").select_option(phase)
    page.locator(f"#{prefix}-icon").select_option(icon)
    page.locator(f"#{prefix}-heading").fill(heading)
    choose_place(page, f"#{prefix}-place", place)
    page.locator(f"#{prefix}-time").fill("some time later")
    editor = (
        page.locator(f'[name="{prefix}-narrative"]').locator("xpath=..").locator('[contenteditable="true"]')
    )
    editor.click()
    page.keyboard.type(text)


def choose_place(page: Page, selector: str, typed: str) -> None:
    box = page.locator(selector)
    box.click()
    box.press_sequentially(typed, delay=20)
    expect(page.locator("[role=listbox] [role=option]:visible").first).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")


def add_budget_line(page: Page, number: int, *, category: str, amount: str, sentence: str) -> None:
    page.get_by_role("button", name="Add budget line").click()
    page.locator(f"#id_budget_lines-{number}-category").select_option(category)
    page.locator(f"#id_budget_lines-{number}-amount_minor").fill(amount)
    page.locator(f"#id_budget_lines-{number}-sentence").fill(sentence)


def choose(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"#id_{name}").select_option(value)


def press_in_menu(page: Page, name: str) -> None:
    """Chooses an action from the menu beside Save draft."""
    page.wait_for_timeout(1200)  # as in save_draft
    page.wait_for_load_state("networkidle")
    page.locator(".footer .w-dropdown__toggle, .footer [data-w-dropdown-target='toggle']").first.click()
    page.get_by_role("button", name=name).click()


def choose_picture(page: Page, number: int, title: str, *, alt: str) -> None:
    """Puts a picture of the library into a milestone."""
    prefix = f"journey-{number}-value-illustration"
    block = page.locator(f'[name="{prefix}-image"]').locator(
        "xpath=ancestor::*[contains(@class,'w-field__wrapper')][1]"
    )
    block.get_by_role("button", name="Choose an image").click()
    page.get_by_role("dialog").get_by_role("link", name=title).first.click()
    page.locator(f"#{prefix}-alt_text").fill(alt)


def review_and_sign(page: Page, *, questions: int) -> None:
    """Answers everything that was found, ticks every question and signs."""
    expect(page.get_by_text("looked at it on")).to_be_visible(timeout=30_000)
    for finding in page.locator(".finding").all():
        answer_finding(finding)
    boxes = page.locator(".review__question > input")
    expect(boxes).to_have_count(questions)
    for box in boxes.all():
        box.check()
    page.get_by_role("button", name="Sign and publish").click()


def answer_finding(finding: Locator) -> None:
    """Gives the answer a finding wants: a choice, a reason or a tick."""
    if finding.get_by_role("radio").count():
        finding.get_by_role("radio").first.check()
    elif finding.get_by_role("textbox").count():
        finding.get_by_role("textbox").fill("It is made up, for a test.")
    else:
        finding.get_by_role("checkbox").check()


def record_consent(page: Page, title: str) -> None:
    """A consent officer records that the person of a story agreed to it."""
    today = datetime.now(UTC).date()
    page.goto("/admin/consents/")
    page.get_by_role("link", name=title).click()
    page.get_by_label("Reference in the case system").fill("KH-2026-0117")
    page.get_by_label("Given on").fill(str(today - timedelta(days=3)))
    page.get_by_label("How it was given").select_option("in_person")
    for label in (
        "given in a language",
        "out of the programme",
        "no open proceedings",
        "knows how to withdraw",
    ):
        page.get_by_label(re.compile(label, re.IGNORECASE)).check()
    for box in page.locator("[name=languages], [name=surfaces]").all():
        box.check()
    page.get_by_label("Number of altered facts").fill("4")
    page.locator("[name=age]").select_option("adult")
    page.get_by_label("Risk statement of").fill(str(today - timedelta(days=3)))
    page.get_by_label("Ends on").fill(str(today + timedelta(days=600)))
    page.keyboard.press("Tab")  # the calendar of the last field closes
    page.get_by_role("button", name="Record it").press("Enter")
    expect(page.locator(".messages")).to_contain_text("Recorded")


def save_draft(page: Page) -> None:
    """Saves once autosave has gone quiet: two saves at once end in Wagtail's 400 for the slower one."""
    page.wait_for_timeout(1500)  # autosave begins half a second after the last change
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messages")).to_contain_text("updated")
