"""The Chromium of the browser tests: one that is here and starts, else one installed by `python -m tests.chromium`."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache

from playwright.sync_api import Error, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Without these a Chromium looks for updates and signs in to things at every start: connections nobody asked for.
ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    *(("--no-sandbox",) if os.geteuid() == 0 else ()),  # Chromium's sandbox refuses to work for root
)


def _candidates() -> Iterator[str]:
    if "CHROMIUM" in os.environ:
        yield os.environ["CHROMIUM"]
    yield from filter(None, map(shutil.which, NAMES))
    with sync_playwright() as playwright:
        playwrights_own = playwright.chromium.executable_path
    yield playwrights_own


def _starts(executable: str) -> bool:
    """Tried for real: on some systems `chromium` is a script that only says where to get one."""
    try:
        with sync_playwright() as playwright:
            playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS)).close()
    except Error:
        return False
    return True


@cache
def find() -> str | None:
    """Path of a Chromium that starts (CHROMIUM names one first), or None."""
    return next((candidate for candidate in _candidates() if _starts(candidate)), None)


def _installers() -> Iterator[list[list[str]]]:
    """Ways to install one, in order of preference, each a list of commands."""
    as_root = os.geteuid() == 0
    if as_root and shutil.which("apt-get"):
        get = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"]
        yield [
            [*get, "update"],
            [*get, "install", "-y", "--no-install-recommends", "chromium", "fonts-liberation"],
        ]
    yield [[sys.executable, "-m", "playwright", "install", *(["--with-deps"] if as_root else []), "chromium"]]


def install() -> str:
    """Path of a Chromium, installed if need be. Exits with what to do when there is no way to one."""
    if found := find():
        return found
    for commands in _installers():
        print(f"Installing Chromium for the browser tests: {' '.join(commands[-1])}", flush=True)  # noqa: T201
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        # `all` stops at the first that fails; the next way is tried then, and find() has the last word.
        all(
            subprocess.run(command, env=environment, stdin=subprocess.DEVNULL).returncode == 0
            for command in commands
        )
        find.cache_clear()
        if found := find():
            return found
    sys.exit(
        "The browser tests need Chromium and it could not be installed. Install it, then run make again."
    )


if __name__ == "__main__":
    print(f"Browser tests use {install()}")  # noqa: T201
