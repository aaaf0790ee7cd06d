"""Runs several programs as one: starts them, waits until they answer, and lets none outlive the others.

The programs write to the same terminal as the supervisor. Each has a process group of its own, so that Ctrl-C reaches
the supervisor alone, and whatever a program itself started can be ended with it.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import Any

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1  # linux/prctl.h
# A proxy named in the environment knows nothing of this machine's own ports.
_directly = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_libc: Any = ctypes.CDLL(None) if sys.platform == "linux" else None


class ProgramFailed(Exception):
    """A program ended by itself, or never answered; the message says which."""


@dataclass(frozen=True)
class Program:
    """One thing to run. `address` is asked over HTTP until anything answers; without it the program counts as ready."""

    name: str
    command: Sequence[str]
    address: str | None = None


def start(command: Sequence[str | os.PathLike[str]], **options: Any) -> subprocess.Popen[bytes]:
    """Starts `command` in a process group of its own. Linux ends it should this process be killed without warning.

    `options` are those of Popen.
    """
    return subprocess.Popen(  # noqa: S603  (our own commands)
        command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_die_with_parent if _libc else None,  # noqa: PLW1509  (one system call, loaded beforehand)
        **options,
    )


def _die_with_parent() -> None:
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def bind_problem(host: str, port: int) -> OSError | None:
    """None when something could listen at `host`:`port` now, else what the system says against it."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        return error
    return None


def answers(address: str) -> bool:
    """Whether an HTTP server answers at `address`, with whatever status."""
    try:
        _directly.open(address, timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


class Supervisor:
    """Use `run` once."""

    def __init__(self, programs: Sequence[Program], *, patience: float = 60, grace: float = 10) -> None:
        """`patience`: seconds for all programs to answer. `grace`: seconds each gets to stop before it is killed."""
        self.programs = programs
        self.patience = patience
        self.grace = grace
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._asked_to_stop = False

    def run(self, when_ready: Callable[[], None]) -> None:
        """Returns after a stop signal, when every program has ended.

        Raises ProgramFailed when one ends by itself or does not answer in time; the others are stopped first.
        """
        before = {name: signal.signal(name, self._stop_requested) for name in STOP_SIGNALS}
        try:
            for program in self.programs:
                self._running[program.name] = start(program.command)
            self._await_answers()
            if not self._asked_to_stop:
                when_ready()
            self._watch()
        finally:
            self._stop()
            for name, handler in before.items():
                signal.signal(name, handler)

    def _stop_requested(self, number: int, frame: FrameType | None) -> None:
        self._asked_to_stop = True

    def _await_answers(self) -> None:
        deadline = time.monotonic() + self.patience
        for program in self.programs:
            while program.address and not self._asked_to_stop and not answers(program.address):
                self._fail_if_one_ended()
                if time.monotonic() > deadline:
                    raise ProgramFailed(
                        f"The {program.name} did not answer at {program.address} within {self.patience:.0f} s."
                    )
                time.sleep(0.1)

    def _watch(self) -> None:
        while not self._asked_to_stop:
            self._fail_if_one_ended()
            time.sleep(0.2)

    def _fail_if_one_ended(self) -> None:
        for name, process in self._running.items():
            if (code := process.poll()) is not None and not self._asked_to_stop:
                raise ProgramFailed(
                    f"The {name} stopped by itself (exit code {code}); its last words are above."
                )

    def _stop(self) -> None:
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            try:
                process.wait(self.grace)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            try:  # what it started itself and left behind
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
