"""One story, the whole way, as four people: drafted, agreed to, signed, read on its map, funded."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e import people, visitors
from tests.running_site import Site

NewPage = Callable[..., Page]

PSEUDONYM = "Bopharath"
HEADINGS = ("A wall without a roof", "The site behind the road", "Bricks of her own")
WORDS = [PSEUDONYM, *HEADINGS]


def draft_story(site: Site, page: Page) -> str:
    """The editor drafts a story with three milestones and two budget lines; returns the address of its editor."""
    index = site.manage("shell", "--no-imports", text=PRINT_INDEX).strip()
    page.goto(f"/admin/pages/{index}/")
    page.get_by_role("link", name="Add child page").first.click()
    page.get_by_label("Pseudonym").fill(PSEUDONYM)
    page.get_by_label("Summary").fill(
        "She left to finish a house. She is going home to build walls for others."
    )
    people.choose(
        page,
        age_band="25_34",
        gender="woman",
        exploitation_type="forced_labour",
        sector="construction",
        origin="KH",
        destination="TH",
        period="2021-2024",
        waiting_since="2025-H1",
    )
    stops = (
        ("circumstances", "home", HEADINGS[0], "battambang", "She had a plan and a loan."),
        ("exploitation", "lock", HEADINGS[1], "bangkok", "The gate was closed at night."),
        ("hope", "house", HEADINGS[2], "phnom", "She wants to build with her own crew."),
    )
    for number, (phase, icon, heading, place, text) in enumerate(stops):
        people.add_milestone(page, number, phase=phase, icon=icon, heading=heading, place=place, text=text)
    people.choose_picture(page, 0, "A wall, drawn", alt="A wall without a roof, drawn")
    people.add_budget_line(page, 0, category="journey_home", amount="400", sentence="A seat on the bus.")
    people.add_budget_line(
        page, 1, category="small_business", amount="600", sentence="Tools and first bricks."
    )
    people.save_draft(page)
    return re.sub(r"\?.*", "", page.url)


def test_one_story_the_whole_way(site: Site, new_page: NewPage) -> None:
    editor = people.sign_in(new_page(), "editor")
    picture = people.upload_drawing(editor, "A wall, drawn")
    edit = draft_story(site, editor)

    # The admin means well: touches the draft, and joins the reviewers to speed things up.
    admin = people.sign_in(new_page(), "admin")
    admin.goto(edit)
    admin.get_by_label("Content warning").fill("A closed gate.")
    people.save_draft(admin)
    site.manage("shell", text=JOIN_REVIEWERS)

    title = site.manage("shell", "--no-imports", text=PRINT_TITLE).strip()  # what staff call it
    people.record_consent(people.sign_in(new_page(), "officer"), title)
    editor.goto(edit)
    people.press_in_menu(editor, "Submit to Privacy review")
    expect(editor.locator(".messages")).to_contain_text("submitted")

    reviewer = people.sign_in(new_page(), "reviewer")
    reviewer.goto("/admin/reviews/")
    reviewer.get_by_role("link", name=PSEUDONYM).click()
    screen = reviewer.url
    story = re.search(r"/en/stories/\w{8}/", reviewer.locator(".review__page p").inner_text())
    assert story
    address = story.group()

    visitor = new_page()
    visitors.no_trace(
        visitor, WORDS, [address, f"/i/{picture}/width-800.webp", address.replace("stories", "give")]
    )

    editor.goto(screen)
    expect(editor.get_by_role("button", name="Sign and publish")).to_have_count(0)
    admin.goto(screen)
    expect(admin.get_by_text("You saved or own part of this page")).to_be_visible()
    expect(admin.get_by_role("button", name="Sign and publish")).to_have_count(0)
    visitors.no_trace(visitor, WORDS, [address])

    people.review_and_sign(reviewer, questions=14)
    expect(reviewer.locator(".messages")).to_contain_text(address)

    assert visitor.request.get(f"/i/{picture}/width-800.webp").status == 200
    read_with_the_keyboard(visitor, address)
    give_declined_once(visitor, site, address)


PRINT_INDEX = """
from stories.models import StoryIndexPage
print(StoryIndexPage.objects.get().pk)
"""
PRINT_TITLE = f"""
from stories.models import StoryPage
print(StoryPage.objects.get(pseudonym="{PSEUDONYM}").title)
"""
JOIN_REVIEWERS = """
from django.contrib.auth.models import Group, User
User.objects.get(username="admin").groups.add(Group.objects.get(name="Privacy reviewers"))
"""


def read_with_the_keyboard(page: Page, address: str) -> None:
    """From the list to the last milestone without a mouse; focus is on each heading in turn."""
    page.goto("/en/stories/")
    page.get_by_role("link", name=PSEUDONYM).first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(address)))
    page.get_by_role("link", name="Start reading").focus()
    page.keyboard.press("Enter")
    for number, heading in enumerate(HEADINGS, start=1):
        expect(page).to_have_url(re.compile(rf"#m{number}$"))
        expect(page.get_by_role("heading", name=heading)).to_be_focused()
        expect(page.locator("article.milestone:visible")).to_have_count(1)
        if number < len(HEADINGS):
            page.keyboard.press("ArrowRight")
    page.go_back()
    expect(page.get_by_role("heading", name=HEADINGS[1])).to_be_visible()


def give_declined_once(page: Page, site: Site, address: str) -> None:
    """Gives 25: declined, then paid; the bar shows it once, though the processor tells us twice."""
    assert visitors.given(page, address) == "USD 0"
    page.get_by_role("button", name=re.compile("^Continue to give")).click()
    expect(page).to_have_url(re.compile(r"/en/give/\w{8}/\?amount=25"))
    visitors.fill_gift(page, amount="25")
    page.get_by_role("button", name=re.compile("Decline", re.IGNORECASE)).click()
    expect(page.get_by_role("alert")).to_contain_text("declined")
    assert visitors.given(page, address) == "USD 0"

    page.goto(f"{address.replace('stories', 'give')}?amount=25")
    visitors.fill_gift(page, amount="25")
    page.get_by_role("button", name=re.compile("^Pay USD")).click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert address.split("/")[3] not in page.url

    assert visitors.given(page, address) == "USD 25"
    for event in visitors.sandbox(site, "events")["events"][:4]:
        visitors.sandbox(site, f"events/{event['id']}/redeliver")
    visitors.delivered(site)
    assert visitors.given(page, address) == "USD 25"
    assert " 0" in site.manage("verify_ledger")


def test_the_same_way_without_javascript(site: Site, new_page: NewPage) -> None:
    page = new_page(javascript=False, width=360)
    page.goto("/en/stories/")
    page.get_by_role("link", name="Sarita").first.click()
    address = re.sub(r"https?://[^/]+", "", page.url)
    expect(page.locator("article.milestone")).to_have_count(page.locator(".journey-map__icons a").count())
    for article in page.locator("article.milestone").all():
        expect(article).to_be_visible()
    page.locator(".journey-map__icons a").nth(2).click()
    expect(page).to_have_url(re.compile("#m3$"))
    before = visitors.given(page, address)

    page.get_by_role("button", name="Continue to give").click()
    page.get_by_label("Your e-mail address").fill("not an address")
    page.get_by_label(re.compile("own amount")).fill("10.999")
    page.get_by_role("button", name="Continue to give").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label(re.compile("own amount"))).to_have_value("10.999")
    page.get_by_label(re.compile("own amount")).fill("40")
    page.get_by_label("Your e-mail address").fill(visitors.DONOR)
    page.get_by_role("button", name="Continue to give").click()
    expect(page).to_have_title("SANDBOX – no money moves")
    page.get_by_role("button", name=re.compile("^Pay USD")).click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()

    assert before == "USD 0"
    assert visitors.given(page, address) == "USD 40"
