"""The real thing, as a newcomer starts it: migrated, with the demo content, served, all in a folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cms.core.supervisor import answers, start

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 120  # seconds; a busy machine with two cores is slow to start


class SiteFailed(AssertionError):
    """The site did not start, or a command on it failed; the message carries what it printed."""


@dataclass
class Site:
    """A running site. `base_url` and `sandbox_url` are origins without a final slash; `folder` holds all it keeps."""

    base_url: str
    sandbox_url: str
    folder: Path
    environment: dict[str, str] = field(repr=False)

    @property
    def log(self) -> str:
        """What the site and the sandbox have printed so far."""
        return (self.folder / "serve.log").read_text(errors="replace")

    def manage(self, *arguments: str, text: str | None = None) -> str:
        """Runs `manage.py` on the site's data, with `text` as its input, and returns what it printed.

        Raises SiteFailed when it exits with anything but 0.
        """
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.environment, input=text or "", capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            raise SiteFailed(f"manage.py {' '.join(arguments)} failed:\n{done.stdout}\n{done.stderr}")
        return done.stdout


def free_ports(number: int) -> list[int]:
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(number)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


@contextmanager
def running_site() -> Iterator[Site]:
    """Starts a site and stops it. Raises SiteFailed with the log when it does not come up."""
    port, sandbox_port = free_ports(2)
    with tempfile.TemporaryDirectory(prefix="6degree-site-") as folder:
        inherited = {
            k: v for k, v in os.environ.items() if not k.endswith("DATABASE_URL") and k != "SITE_ROLE"
        }
        site = Site(
            base_url=f"http://127.0.0.1:{port}",
            sandbox_url=f"http://127.0.0.1:{sandbox_port}",
            folder=Path(folder),
            environment=inherited
            | {
                "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
                "HOST": "127.0.0.1",
                "PORT": str(port),
                "PYTHONUNBUFFERED": "1",
                "SANDBOX_PORT": str(sandbox_port),
                "VAR_DIR": folder,
            },
        )
        site.manage("migrate", "--verbosity", "0")
        site.manage("load_demo")
        with served(site):
            yield site


@contextmanager
def served(site: Site) -> Iterator[None]:
    with (site.folder / "serve.log").open("wb") as log:
        command = [sys.executable, "manage.py", "serve"]
        server = start(command, cwd=ROOT, env=site.environment, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + PATIENCE
        while not (answers(f"{site.base_url}/healthz") and answers(site.sandbox_url)):
            if server.poll() is not None or time.monotonic() > deadline:
                raise SiteFailed(f"The site did not start:\n{site.log}")
            time.sleep(0.2)
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(40)
