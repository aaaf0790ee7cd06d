"""Pictures of every kind of page of the demonstration, in var/screenshots: `make screenshots`.

Pages are found by following the site's own links from its front page, a few of each kind. Each is taken on a phone and
on a desk, in light and in dark colours; pages of the admin once each. Another folder can be named as the argument.
"""

import os
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin, urlsplit

import django
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import Watch, running_browser
from tests.running_site import ROOT, Site, running_site

WIDTHS = {"phone": 360, "desk": 1280}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
OF_EACH_KIND = 3
# A code or number in an address: what differs between two pages of one kind.
CODE = re.compile(r"(?<=/)(?:[a-z2-7]{8}|\d+)(?=/|$)")
IN_THE_ADMIN = {
    "editor": ("/admin/", "/admin/pages/"),
    "reviewer": ("/admin/",),
}


def addresses(page: Page, site: Site) -> list[str]:
    """Paths of public pages reachable from the front page, in the order found, at most a few of each kind."""
    found: list[str] = []
    kinds: Counter[str] = Counter()
    waiting = ["/en/"]
    while waiting:
        path = waiting.pop(0)
        kind = CODE.sub("…", path)
        if path in found or kinds[kind] >= OF_EACH_KIND:
            continue
        response = page.goto(path)
        if response is None or not response.headers.get("content-type", "").startswith("text/html"):
            continue
        kinds[kind] += 1
        found.append(path)
        for href in page.eval_on_selector_all("a[href]", "links => links.map(a => a.href)"):
            parts = urlsplit(urljoin(site.base_url, href))
            if f"{parts.scheme}://{parts.netloc}" == site.base_url and parts.path.startswith("/en/"):
                waiting.append(parts.path)
    return found


def take(context: BrowserContext, path: str, target: Path) -> None:
    page = context.new_page()
    page.goto(path)
    page.screenshot(path=target, full_page=True)
    page.close()
    print(f"{path:<40} {target.name}", flush=True)  # noqa: T201


def file_name(path: str, *words: str) -> str:
    return "-".join([path.strip("/").replace("/", "_"), *words]) + ".png"


def take_public(site: Site, browser: Browser, folder: Path) -> list[str]:
    """Takes every public page and one that is not there; returns what went wrong in the browser."""
    scout = browser.new_page(base_url=site.base_url)
    paths = [*addresses(scout, site), "/en/stories/aaaaaaaa/"]
    scout.close()
    problems: list[str] = []
    for scheme in SCHEMES:
        for device, width in WIDTHS.items():
            context = browser.new_context(
                base_url=site.base_url, color_scheme=scheme, viewport={"width": width, "height": 800}
            )
            watch = Watch(context, site.base_url, site.sandbox_url)
            for path in paths:
                take(context, path, folder / file_name(path, device, scheme))
            problems += watch.problems()
            context.close()
    return problems


def take_admin(site: Site, browser: Browser, folder: Path, password: str) -> list[str]:
    problems: list[str] = []
    for username, paths in IN_THE_ADMIN.items():
        context = browser.new_context(base_url=site.base_url, viewport={"width": 1280, "height": 900})
        watch = Watch(context, site.base_url, site.sandbox_url)
        page = context.new_page()
        page.goto("/admin/login/")
        page.fill("[name=username]", username)
        page.fill("[name=password]", password)
        page.click("[type=submit]")
        page.close()
        for path in paths:
            take(context, path, folder / file_name(path, username))
        problems += watch.problems()
        context.close()
    return problems


def demo_password() -> str:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
    django.setup()
    from cms.demo.people import PASSWORD

    return PASSWORD


def main(folder: Path) -> int:
    """Fills `folder`; returns 1, and says why, when a page had a problem in the browser."""
    password = demo_password()
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    with running_site() as site, running_browser() as browser:
        problems = take_public(site, browser, folder) + take_admin(site, browser, folder, password)
    for problem in dict.fromkeys(problems):
        print(problem, file=sys.stderr)  # noqa: T201
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "var" / "screenshots"))
