"""The pictures of README and the handbooks, taken from the running demonstration: `python -m tests.docs.pictures`.

Each picture is one screen of one person on one way through the site. They lie in docs/images, with few colours, so
that the repository stays small. Another folder can be named as the argument.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import running_browser
from tests.running_site import ROOT, Site, running_site
from tests.screenshots import demo_password

LARGEST = 150_000  # bytes
COLOURS = (256, 128, 64, 32)


class Camera:
    """Takes one person's pictures; `page` is theirs."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page, self.folder = page, folder

    def take(self, name: str, part: Locator | None = None) -> None:
        """What the screen shows, or one element of it, as <name>.png."""
        self.page.wait_for_timeout(900)  # animations and the maps of the admin come to rest
        data = (part or self.page).screenshot(animations="disabled")
        picture = Image.open(BytesIO(data)).convert("RGB")
        packed = next(
            (one for one in (_packed(picture, number) for number in COLOURS) if len(one) <= LARGEST), b""
        )
        if not packed:
            raise ValueError(f"{name} is larger than {LARGEST} bytes")
        (self.folder / f"{name}.png").write_bytes(packed)
        print(f"{name:<24}{len(packed) / 1000:>8.0f} kB", flush=True)  # noqa: T201

    def show(self, selector: str, *, at: str = "start") -> None:
        """Scrolls an element to the start, center or end of the screen."""
        element = self.page.locator(selector).first
        element.wait_for()
        element.evaluate("(element, block) => element.scrollIntoView({block})", at)


def _packed(picture: Image.Image, colours: int) -> bytes:
    out = BytesIO()
    picture.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


@contextmanager
def camera(
    site: Site, browser: Browser, folder: Path, *, username: str = "", width: int = 1280, height: int = 800
) -> Iterator[Camera]:
    """A visitor's screen, or that of a person of the demonstration who has logged in."""
    context = browser.new_context(
        base_url=site.base_url,
        viewport={"width": width, "height": height},
        locale="en-GB",
        service_workers="block",
    )
    page = context.new_page()
    if username:
        page.goto("/admin/login/")
        page.fill("[name=username]", username)
        page.fill("[name=password]", demo_password())
        page.click("[type=submit]")
        expect(page).to_have_url(re.compile(r"/admin/$"))
    yield Camera(page, folder)
    context.close()


def edit(page: Page, pseudonym: str) -> str:
    """Opens a story of the demonstration in the editor, found in the list by its pseudonym; returns its address."""
    page.goto("/admin/stories/")
    page.get_by_role("row").filter(has_text=pseudonym).get_by_role("link", name=re.compile("^Story ")).click()
    expect(page).to_have_url(re.compile(r"/edit/$"))
    return page.url


def visitor(site: Site, browser: Browser, folder: Path) -> None:
    """A reader and donor: one story, a gift."""
    with camera(site, browser, folder) as see:
        see.page.goto("/en/stories/")
        see.page.get_by_role("link", name="Sreyneang").first.click()
        see.take("story-desktop")
        story = see.page.url
        see.page.goto(story.replace("/stories/", "/give/"))
        see.take("give-form")
        see.page.get_by_label("Your e-mail address").fill("donor@example.org")
        see.page.get_by_role("button", name="Continue to give").click()
        expect(see.page).to_have_title("SANDBOX – no money moves")
        see.take("give-sandbox")
        see.page.get_by_role("button", name=re.compile("^Pay USD")).click()
        see.take("give-thanks")
    with camera(site, browser, folder, width=360, height=740) as see:
        see.page.goto(story)
        see.show(".map, .journey-map, figure")
        see.take("story-phone")


def editor(site: Site, browser: Browser, folder: Path) -> None:
    """An editor: from the dashboard to a submitted draft, a story sent back, one taken down."""
    with camera(site, browser, folder, username="editor") as see:
        page = see.page
        see.take("editor-dashboard")
        draft = edit(page, "Jyoti")
        see.take("editor-form")
        see.show("#journey-1-value-place", at="center")
        see.take("editor-place")
        page.locator("#journey-1-value-place").fill("Manil")  # whose letters every machine can show
        expect(page.locator("[role=listbox] [role=option]:visible").first).to_be_visible()
        see.take(
            "editor-place-search",
            page.locator("#journey-1-value-place").locator("xpath=ancestor::*[@data-field][1]"),
        )
        page.goto(draft)
        see.show("#id_budget_lines-0-sentence", at="center")
        see.take("editor-budget")
        page.goto(draft)
        page.get_by_role("button", name="Toggle preview").click()
        page.wait_for_timeout(3000)
        see.take("editor-preview")
        page.get_by_role("button", name="Toggle preview").click()  # it would stay open from page to page
        page.goto(draft)
        page.locator(".footer .w-dropdown__toggle, .footer [data-w-dropdown-target='toggle']").first.click()
        see.take("editor-submit")
        page.get_by_role("button", name="Submit to Privacy review").click()
        page.wait_for_load_state()
        page.goto(draft)
        see.take("editor-locked")
        page.goto(edit(page, "Noy").replace("/edit/", "/history/"))
        see.take("editor-sent-back")
        page.goto("/admin/stories/")
        see.take("editor-list")
        page.goto(edit(page, "Ploy").replace("/edit/", "/unpublish/"))
        see.take("editor-unpublish")


def reviewer(site: Site, browser: Browser, folder: Path) -> None:
    """A reviewer: what waits, one story read, questions left open, sent back, another one signed."""
    with camera(site, browser, folder, username="reviewer") as see:
        page = see.page
        see.take("reviewer-dashboard")
        page.get_by_role("link", name="Privacy reviews").first.click()
        see.take("reviewer-list")
        page.get_by_role("link", name="Linh").click()
        see.take("reviewer-screen")
        for box in page.locator(".review__question input").all()[:-2]:
            box.check()
        page.get_by_role("button", name="Sign and publish").click()
        see.show(".review__question .error-message", at="center")
        see.take("reviewer-unanswered")
        for box in page.locator(".review__question input").all():
            box.check()
        see.show("button[name=sign]", at="center")
        see.take("reviewer-sign")
        page.get_by_role("button", name="Sign and publish").click()
        see.take("reviewer-signed")
        page.get_by_role("link", name="Jyoti").click()
        page.locator("#id_comment").fill(
            "Milestone 3: please make the time less exact. It dates the journey to a few days."
        )
        see.show("button[name=send_back]", at="end")
        see.take("reviewer-send-back")
        page.get_by_role("button", name="Send back with this reason").click()
        expect(page).to_have_url(re.compile(r"/reviews/$"))


def finance(site: Site, browser: Browser, folder: Path) -> None:
    """A finance officer: the four lists, and one gift."""
    with camera(site, browser, folder, username="finance") as see:
        for name in ("funds", "donations", "ledger", "inbox"):
            see.page.goto(f"/admin/finance/{name}/")
            see.take(f"finance-{name}")
        see.page.goto("/admin/finance/donations/")
        see.page.locator("td a").first.click()
        see.take("finance-donation")


def main(folder: Path) -> None:
    """Fills `folder`."""
    demo_password()  # Django starts before the browser's loop does
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    with running_site() as site, running_browser() as browser:
        for person in (visitor, editor, reviewer, finance):
            person(site, browser, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images")
