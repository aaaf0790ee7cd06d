"""A running site and a browser for journeys. Every context tells what went wrong; nothing needs to be asked for."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import Watch, axe_violations
from tests.running_site import Site, running_site

Contexts = Callable[..., BrowserContext]
HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is marked, so that no file can forget to be."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The site of this whole run: what one journey leaves behind, the next one finds."""
    with running_site() as running:
        yield running


@pytest.fixture
def new_context(site: Site, browser: Browser) -> Iterator[Contexts]:
    """`new_context(javascript=False, scheme="dark", width=360)`: a visitor with their own cookies.

    `base_url` is the site's, so that `page.goto("/en/")` works. Afterwards the test fails when any page of any of
    its contexts sent a request to another host, broke the content policy, logged an error or missed a file.
    """
    watches: list[Watch] = []
    contexts: list[BrowserContext] = []

    def make(
        *,
        javascript: bool = True,
        scheme: Literal["light", "dark"] = "light",
        width: int = 1280,
        height: int = 900,
        **options: Any,
    ) -> BrowserContext:
        context = browser.new_context(
            base_url=site.base_url,
            java_script_enabled=javascript,
            color_scheme=scheme,
            viewport={"width": width, "height": height},
            locale="en-GB",
            service_workers="block",
            **options,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        watches.append(Watch(context, site.base_url, site.sandbox_url))
        return context

    yield make

    for context in contexts:
        context.close()
    problems = [problem for watch in watches for problem in watch.problems()]
    assert problems == [], "\n".join(problems)


@pytest.fixture
def new_page(new_context: Contexts) -> Callable[..., Page]:
    """`new_page(javascript=False)`: one page of a context of its own; the options are those of `new_context`."""
    return lambda **options: new_context(**options).new_page()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A visitor with JavaScript at a desk, in light colours."""
    return new_page()


@pytest.fixture
def axe() -> Callable[..., list[str]]:
    """`assert axe(page) == []`."""
    return axe_violations
