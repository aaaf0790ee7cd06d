"""The site and its ticker as real processes on the database of the running test."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from cms.core import store
from cms.core.store.epochs import Store
from cms.core.supervisor import answers, start
from tests.running_site import PATIENCE, ROOT, SiteFailed, free_ports

TICKER = (sys.executable, "manage.py", "ticker", "--interval", "0.2")


def database_url() -> str:
    """The address of the database this test runs on."""
    config = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{config['NAME']}"
    password = f":{quote(config['PASSWORD'], safe='')}" if config["PASSWORD"] else ""
    host = quote(config["HOST"], safe="") + (f":{config['PORT']}" if config["PORT"] else "")
    return f"postgresql://{config['USER']}{password}@{host}/{config['NAME']}"


def wait_until(condition: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"It did not happen within {seconds} s."
        time.sleep(0.02)


@dataclass
class Site:
    """One running site. Its store is the one this process reads: same folder, same database."""

    port: int
    environment: dict[str, str]
    ticker: subprocess.Popen[bytes]
    pages: Store

    def get(self, path: str, *, port: int | None = None, **headers: str) -> tuple[int, bytes]:
        """Status and body of an anonymous GET, on a connection of its own."""
        client = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=30)
        try:
            client.request(
                "GET", path, headers={name.replace("_", "-"): text for name, text in headers.items()}
            )
            answer = client.getresponse()
            return answer.status, answer.read()
        finally:
            client.close()

    def keep(self, path: str) -> None:
        """Asks until the page lies in the current epoch."""
        page = self.pages.folder / "current" / path.strip("/") / "index.html"
        wait_until(lambda: self.get(path)[0] == 200 and page.exists())

    def start_ticker(self) -> None:
        self.ticker = start(TICKER, cwd=ROOT, env=self.environment)
        wait_until(self.pages.current)


@contextmanager
def served_store() -> Iterator[Site]:
    """Starts granian and the ticker, and stops both. Raises SiteFailed."""
    port = free_ports(1)[0]
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "VAR_DIR": str(settings.VAR_DIR),
    }
    address = ("--host", "127.0.0.1", "--port", str(port), "--workers", "2", "--blocking-threads", "8")
    command = (sys.executable, "-m", "granian", "--interface", "wsgi", *address, "--log-level", "warning")
    with (Path(settings.VAR_DIR) / "granian.log").open("wb") as log:
        server = start((*command, "cms.wsgi:application"), cwd=ROOT, env=environment, stdout=log, stderr=log)
    ticker = start(TICKER, cwd=ROOT, env=environment)
    site = Site(port, environment, ticker, store.pages())
    try:
        wait_until(lambda: answers(f"http://127.0.0.1:{port}/healthz") or server.poll() is not None, PATIENCE)
        if server.poll() is not None:
            raise SiteFailed((Path(settings.VAR_DIR) / "granian.log").read_text())
        wait_until(site.pages.current)
        yield site
    finally:
        for process in (site.ticker, server):
            process.send_signal(signal.SIGCONT)
            process.terminate()
            process.wait(30)
        site.pages.close()
