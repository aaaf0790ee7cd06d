"""What a visitor of the journeys does on the public pages."""

import json
import time
import urllib.parse
import urllib.request
from typing import Any

from playwright.sync_api import Page, expect

from tests.running_site import Site

DONOR = "donor@example.org"


def no_trace(page: Page, words: list[str], addresses: list[str]) -> None:
    """None of the words stands on any public page, and none of the addresses answers with a page."""
    for address in ("/en/", "/en/stories/", "/sitemap.xml", f"/en/search/?q={words[0]}", "/en/give/"):
        body = (
            page.request.get(address).text().replace(f'value="{words[0]}"', "").replace(f"“{words[0]}”", "")
        )
        for word in words:
            assert word not in body, f"{word} stands on {address}"
    for address in addresses:
        assert page.request.get(address).status == 404, f"{address} answers"


def given(page: Page, story: str) -> str:
    """The sum on a story's bar, from a fresh page."""
    page.goto(story)
    return page.locator("#needs [data-allocated]").first.inner_text()


def fill_gift(page: Page, *, amount: str) -> None:
    """The give form, from its first field to the payment page."""
    page.get_by_role("radio", name=f"USD {amount}", exact=True).check()
    page.get_by_label("Your e-mail address").fill(DONOR)
    page.get_by_role("button", name="Continue to give").click()
    expect(page).to_have_title("SANDBOX – no money moves")


def sandbox(site: Site, action: str, **fields: str) -> dict[str, Any]:
    """A control of the sandbox; POST unless it only reads."""

    data = (
        urllib.parse.urlencode(fields).encode()
        if action not in ("events", "deliveries", "sessions")
        else None
    )
    address = f"{site.sandbox_url}/_sandbox/{action}"
    with urllib.request.urlopen(address, data, timeout=20) as answer:  # noqa: S310  (our own, on the loopback)
        found: dict[str, Any] = json.loads(answer.read())
    return found


def delivered(site: Site) -> None:
    """Until the sandbox has nothing left to tell."""
    deadline = time.monotonic() + 20
    while any(one["state"] == "pending" for one in sandbox(site, "deliveries")["deliveries"]):
        assert time.monotonic() < deadline, "deliveries are still pending"
        time.sleep(0.1)
