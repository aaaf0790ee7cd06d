"""One page on a slow phone, measured over the debugging protocol: weight, times, shifts, and the keyboard's reach."""

import json
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

from tests.browser import axe_violations

NETWORKS = {"Slow 4G": (1_600_000, 562.5), "Slow 3G": (500_000, 2_000.0)}  # bit/s and ms, the usual presets
SLOWER = 4  # times, the processor
PATIENCE = 90_000  # ms
QUIET = 1_500  # ms without a request: the page has come to rest

OBSERVE = """
window.seen = { lcp: 0, cls: 0, tbt: 0 };
const watch = (type, each) =>
  new PerformanceObserver(list => list.getEntries().forEach(each)).observe({ type, buffered: true });
watch("largest-contentful-paint", entry => { seen.lcp = entry.startTime; });
watch("layout-shift", entry => { if (!entry.hadRecentInput) seen.cls += entry.value; });
watch("longtask", entry => { seen.tbt += Math.max(0, entry.duration - 50); });
"""
# Tries to open the first milestone from its icon until its heading stands before the reader.
OPEN = """
window.opened = 0;
const trying = setInterval(() => {
  const icon = document.querySelectorAll(%(icon)s)[%(first)d];
  if (!icon) return;
  icon.click();
  const seen = [...document.querySelectorAll("h1, h2, h3")].some(one => {
    const box = one.getBoundingClientRect();
    return one.textContent.trim() === %(heading)s && box.width && box.left >= 0 && box.right <= innerWidth + 1
      && getComputedStyle(one).visibility === "visible";
  });
  if (seen) { window.opened = performance.now(); clearInterval(trying); }
}, 50);
"""


@dataclass(frozen=True)
class Target:
    """A page to measure: its icons' selector, which of them is the first milestone's, and that one's heading."""

    name: str
    url: str
    icon: str
    heading: str
    first: int = 0


class Phone:
    """One visit with nothing cached: 360×640, a slow processor, a slow line."""

    def __init__(self, browser: Browser, network: str) -> None:
        self.context: BrowserContext = browser.new_context(
            viewport={"width": 360, "height": 640}, device_scale_factor=2, is_mobile=True, has_touch=True
        )
        self.page: Page = self.context.new_page()
        self.line: CDPSession = self.context.new_cdp_session(self.page)
        self.bytes: list[tuple[str, int]] = []
        kinds: dict[str, str] = {}
        self.line.on("Network.responseReceived", lambda told: kinds.update({told["requestId"]: told["type"]}))
        self.line.on(
            "Network.loadingFinished",
            lambda told: self.bytes.append((kinds.get(told["requestId"], ""), told["encodedDataLength"])),
        )
        self.line.send("Network.enable")
        self.line.send("Network.setCacheDisabled", {"cacheDisabled": True})
        rate, delay = NETWORKS[network]
        conditions = {
            "offline": False,
            "latency": delay,
            "downloadThroughput": rate / 8,
            "uploadThroughput": rate / 8,
        }
        self.line.send("Network.emulateNetworkConditions", conditions)
        self.line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})

    def __enter__(self) -> "Phone":
        return self

    def __exit__(self, *problem: object) -> None:
        self.context.close()


def loaded(browser: Browser, target: Target, network: str) -> dict[str, float]:
    """One visit that only looks: bytes (kB), of which pictures, requests, LCP and TBT (ms), CLS."""
    with Phone(browser, network) as phone:
        phone.page.add_init_script(OBSERVE)
        phone.page.goto(target.url, wait_until="load", timeout=PATIENCE)
        before = -1
        while before != len(phone.bytes):
            before = len(phone.bytes)
            phone.page.wait_for_timeout(QUIET + NETWORKS[network][1])
        seen = phone.page.evaluate("seen")
        pictures = sum(size for kind, size in phone.bytes if kind == "Image")
        return {
            "bytes": sum(size for _, size in phone.bytes) / 1000,
            "bytes without pictures": (sum(size for _, size in phone.bytes) - pictures) / 1000,
            "requests": len(phone.bytes),
            "LCP": seen["lcp"],
            "CLS": seen["cls"],
            "TBT": seen["tbt"],
        }


def opened(browser: Browser, target: Target, network: str) -> float:
    """One visit that wants the first milestone: ms until it stands open."""
    with Phone(browser, network) as phone:
        words = {
            "icon": json.dumps(target.icon),
            "heading": json.dumps(target.heading),
            "first": target.first,
        }
        phone.page.add_init_script(OPEN % words)
        phone.page.goto(target.url, wait_until="commit", timeout=PATIENCE)
        phone.page.wait_for_function("window.opened > 0", timeout=PATIENCE)
        return float(phone.page.evaluate("window.opened"))


def _reached(page: Page, icon: str) -> list[int]:
    """Which icons Tab reaches, by their order in the page."""
    found: list[int] = []
    page.evaluate("document.activeElement.blur()")
    for _ in range(120):
        page.keyboard.press("Tab")
        order = page.evaluate(
            "icon => [...document.querySelectorAll(icon)].indexOf(document.activeElement)", icon
        )
        if order >= 0 and order not in found:
            found.append(order)
    return found


def by_keyboard(browser: Browser, target: Target) -> dict[str, Any]:
    """Violations that axe finds, and how many icons Tab reaches and Enter opens, announced by a move of the focus."""
    context = browser.new_context(viewport={"width": 360, "height": 640})
    page = context.new_page()
    page.goto(target.url, wait_until="networkidle", timeout=PATIENCE)
    violated = {line.split(" ")[0] for line in axe_violations(page)}
    icons = page.locator(target.icon).count()
    reached = _reached(page, target.icon)
    announced = 0
    for order in reached:
        page.goto("about:blank")
        page.goto(target.url, wait_until="networkidle", timeout=PATIENCE)
        page.locator(target.icon).nth(order).focus()
        page.keyboard.press("Enter")
        page.wait_for_timeout(300)
        announced += page.evaluate(
            "icon => !['BODY', ''].includes(document.activeElement.tagName) && !document.activeElement.matches(icon)",
            target.icon,
        )
    context.close()
    return {
        "axe": len(violated),
        "icons": icons,
        "Tab reaches": len(reached),
        "Enter opens, focus follows": announced,
    }
