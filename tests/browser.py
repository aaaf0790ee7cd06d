"""A real browser that tells on the pages it opens: where they went, what failed, what the content policy refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    sync_playwright,
)

from tests import chromium

# A page that was asked for and refused (404, 403, 422) is what a test came to see; the browser reports it as an error.
ABOUT_A_STATUS = "Failed to load resource: the server responded with a status of"


class Watch:
    """Listens to every page of one browser context. `problems()` is empty when all went well."""

    def __init__(self, context: BrowserContext, *origins: str) -> None:
        """`origins`: where requests may go, as "http://127.0.0.1:8000"."""
        self.origins = origins
        self.requests: list[str] = []
        self.errors: list[str] = []
        context.on("request", self._on_request)
        context.on("response", self._on_response)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.errors.append(f"Uncaught in a page: {error.error}"))

    def _on_request(self, request: Request) -> None:
        self.requests.append(request.url)

    def _on_response(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            self.errors.append(f"{response.status} for {response.request.resource_type} {response.url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        policy = "Content Security Policy" in message.text
        if policy or (message.type == "error" and not message.text.startswith(ABOUT_A_STATUS)):
            self.errors.append(f"Console: {message.text}")

    def strangers(self) -> list[str]:
        """Requests that left the site, in order. What is inside the page (data:, blob:) has not."""
        return [
            url
            for url in self.requests
            if urlsplit(url).scheme not in ("data", "blob", "about") and not self._is_ours(url)
        ]

    def _is_ours(self, url: str) -> bool:
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.netloc}" in self.origins

    def problems(self) -> list[str]:
        return [f"Left the site: {url}" for url in self.strangers()] + self.errors


@contextmanager
def running_browser() -> Iterator[Browser]:
    executable = chromium.find()
    assert executable, "No Chromium. `make browser` installs one."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(chromium.ARGUMENTS))
        yield browser
        browser.close()


def axe_violations(page: Page, **options: Any) -> list[str]:
    """What axe-core finds on the page as it stands: one line per rule and element, empty when nothing.

    `options` go to `axe.run`, for instance `rules={"region": {"enabled": False}}`. The script comes in over the
    debugging protocol, which the page's content policy does not govern, so the page is tested as it is served.
    """
    page.evaluate(AXE_SCRIPT)
    results = page.evaluate(
        "options => axe.run(document, options)", {"resultTypes": ["violations"], **options}
    )
    return [
        f"{violation['id']} ({violation['impact']}): {' '.join(map(str, node['target']))} – {violation['help']}"
        for violation in results["violations"]
        for node in violation["nodes"]
    ]
