"""`manage.py sandbox`, as `make run` starts it: a process of its own that refuses where real gifts are taken."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

ROOT = Path(__file__).resolve().parents[3]


def options(tmp_path: Path, port: int) -> list[str]:
    return [
        "sandbox", "--port", str(port), "--state", str(tmp_path / "state" / "sandbox.sqlite3"),
        "--webhook-url", "http://127.0.0.1:9/", "--secret", "whsec_x",
    ]  # fmt: skip


def test_it_serves_until_it_is_ended(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "cms.settings.dev", "VAR_DIR": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "manage.py", *options(tmp_path, port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
    )
    try:
        assert process.stdout
        assert b"no money moves" in process.stdout.readline()
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                    assert answer.status == 200
                break
            except OSError:
                time.sleep(0.1)
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        process.communicate()


def test_it_refuses_without_debug(tmp_path: Path, settings: LazySettings) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="only runs with DEBUG"):
        call_command(*options(tmp_path, 1))
    assert not (tmp_path / "state").exists()


def test_it_refuses_beside_a_live_key(tmp_path: Path, settings: LazySettings) -> None:
    settings.DEBUG = True
    settings.STRIPE_ACCOUNTS = {"default": {"secret_key": "sk_live_123"}}
    with pytest.raises(CommandError, match="live key"):
        call_command(*options(tmp_path, 1))
    assert not (tmp_path / "state").exists()


def test_a_taken_port_is_said_in_one_sentence(tmp_path: Path, settings: LazySettings) -> None:
    settings.DEBUG = True
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CommandError, match="is taken: choose another"):
            call_command(*options(tmp_path, taken.getsockname()[1]))
