"""The watch over every browser context, tried on pages that misbehave."""

import functools
import http.server
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import Watch, axe_violations

PAGES = {
    "/good/": "<!doctype html><html lang=en><title>Good</title><main><h1>Good</h1></main>",
    "/elsewhere/": "<!doctype html><title>-</title><img alt='' src='http://203.0.113.1/pixel.gif'>",
    "/styled/": "<!doctype html><title>-</title><p style='color: red'>Red",
    "/missing-file/": "<!doctype html><title>-</title><script src='/absent.js'></script>",
    "/throws/": "<!doctype html><title>-</title><script src='/throw.js'></script>",
    "/throw.js": "throw new Error('on purpose')",
    "/poor/": "<!doctype html><html lang=en><title>Poor</title><main><h1>Poor</h1><img src='/good/'></main>",
}
POLICY = "default-src 'self' http://203.0.113.1"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path in PAGES else 404)
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Content-Type", "text/javascript" if self.path.endswith(".js") else "text/html")
        self.end_headers()
        self.wfile.write(PAGES.get(self.path, "Not here.").encode())

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=functools.partial(server.serve_forever, 0.05), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def problems_of(browser: Browser, origin: str, path: str, *, javascript: bool = True) -> list[str]:
    context = browser.new_context(base_url=origin, java_script_enabled=javascript)
    watch = Watch(context, origin)
    page = context.new_page()
    page.route("http://203.0.113.1/**", lambda route: route.abort())
    page.goto(path)
    context.close()
    return watch.problems()


@pytest.mark.parametrize("javascript", [True, False])
def test_page_that_keeps_to_itself_has_no_problems(browser: Browser, origin: str, javascript: bool) -> None:
    assert problems_of(browser, origin, "/good/", javascript=javascript) == []


def test_page_that_was_refused_is_no_problem(browser: Browser, origin: str) -> None:
    assert problems_of(browser, origin, "/absent/") == []


def test_request_to_another_host_is_told(browser: Browser, origin: str) -> None:
    assert "Left the site: http://203.0.113.1/pixel.gif" in problems_of(browser, origin, "/elsewhere/")


@pytest.mark.parametrize("javascript", [True, False])
def test_what_the_content_policy_refused_is_told(browser: Browser, origin: str, javascript: bool) -> None:
    (problem,) = problems_of(browser, origin, "/styled/", javascript=javascript)

    assert "Content Security Policy" in problem


def test_missing_file_is_told(browser: Browser, origin: str) -> None:
    assert f"404 for script {origin}/absent.js" in problems_of(browser, origin, "/missing-file/")


def test_uncaught_error_is_told(browser: Browser, origin: str) -> None:
    assert any("on purpose" in problem for problem in problems_of(browser, origin, "/throws/"))


def test_axe_runs_under_the_content_policy_and_names_the_element(browser: Browser, origin: str) -> None:
    page = browser.new_page(base_url=origin)

    page.goto("/good/")
    assert axe_violations(page) == []
    page.goto("/poor/")
    assert [line.split(":")[0] for line in axe_violations(page)] == ["image-alt (critical)"]

    page.close()
