"""Programs that run as one: none is left behind, whoever ends first and however."""

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cms.core.supervisor import Program, ProgramFailed, Supervisor, answers, bind_problem

# Writes its own process id and that of a child it starts, then waits for ever, deaf to SIGTERM if asked.
PATIENT = """
import os, pathlib, signal, subprocess, sys, time
if "deaf" in sys.argv: signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
target = pathlib.Path(sys.argv[1]); part = target.with_suffix(".part")
part.write_text(f"{os.getpid()} {child.pid}"); part.rename(target)
time.sleep(300)
"""
SERVER = """
import http.server, sys
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), http.server.BaseHTTPRequestHandler).serve_forever()
"""
# Ends as soon as the named file is there.
QUITTER = """
import pathlib, sys, time
while not pathlib.Path(sys.argv[1]).exists(): time.sleep(0.05)
sys.exit(3)
"""
# A supervisor of its own, to be sent signals from outside.
SUPERVISING = """
import sys
from cms.core.supervisor import Program, Supervisor
Supervisor([Program("patient", [sys.executable, *sys.argv[1:]])]).run(lambda: print("ready", flush=True))
print("ended", flush=True)
"""


def python(code: str, *arguments: object) -> list[str]:
    return [sys.executable, "-c", code, *map(str, arguments)]


def patient(notes: Path, *arguments: str) -> Program:
    return Program("patient", python(PATIENT, notes, *arguments))


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "It did not happen within 20 s."
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")


def pids(notes: Path) -> list[int]:
    wait_until(notes.exists)
    return [int(pid) for pid in notes.read_text().split()]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_ready_is_told_once_every_program_answers() -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    seen: list[bool] = []

    def when_ready() -> None:
        seen.append(answers(address))
        os.kill(os.getpid(), signal.SIGTERM)

    Supervisor([Program("server", python(SERVER, port), address)]).run(when_ready)

    assert seen == [True]
    assert not answers(address)


def test_program_that_ends_by_itself_takes_the_others_with_it(tmp_path: Path) -> None:
    quitter = Program("quitter", python(QUITTER, tmp_path / "notes"))

    with pytest.raises(ProgramFailed, match=r"The quitter stopped by itself \(exit code 3\)"):
        Supervisor([patient(tmp_path / "notes"), quitter]).run(lambda: None)

    wait_until(lambda: not any(is_alive(pid) for pid in pids(tmp_path / "notes")))


def test_program_that_never_answers_is_stopped_and_named(tmp_path: Path) -> None:
    silent = Program("silent", python("import time; time.sleep(300)"), f"http://127.0.0.1:{free_port()}/")
    told: list[str] = []

    with pytest.raises(
        ProgramFailed, match=r"The silent did not answer at http://127\.0\.0\.1:\d+/ within 1 s"
    ):
        Supervisor([silent], patience=1).run(lambda: told.append("ready"))

    assert told == []


def test_program_deaf_to_the_signal_is_killed_with_all_it_started(tmp_path: Path) -> None:
    def stop_when_started() -> None:
        pids(tmp_path / "notes")
        os.kill(os.getpid(), signal.SIGINT)

    Supervisor([patient(tmp_path / "notes", "deaf")], grace=0.5).run(stop_when_started)

    wait_until(lambda: not any(is_alive(pid) for pid in pids(tmp_path / "notes")))


def test_signals_mean_again_what_they_meant_before(tmp_path: Path) -> None:
    before = [signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)]

    Supervisor([patient(tmp_path / "notes")]).run(lambda: os.kill(os.getpid(), signal.SIGTERM))

    assert [signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)] == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stop_signal_ends_everything_in_good_order(tmp_path: Path, number: signal.Signals) -> None:
    command = python(SUPERVISING, "-c", PATIENT, tmp_path / "notes")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as supervising:
        started = pids(tmp_path / "notes")
        supervising.send_signal(number)
        output, _ = supervising.communicate(timeout=20)

    assert output.split() == ["ready", "ended"]
    assert supervising.returncode == 0
    wait_until(lambda: not any(is_alive(pid) for pid in started))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can end a child with its parent")
def test_killed_supervisor_leaves_no_program_behind(tmp_path: Path) -> None:
    command = python(SUPERVISING, "-c", PATIENT, tmp_path / "notes")
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as supervising:
        program, grandchild = pids(tmp_path / "notes")
        supervising.kill()

    wait_until(lambda: not is_alive(program))
    os.kill(grandchild, signal.SIGKILL)  # a program such as granian ends its own workers; this one does not


def test_taken_port_is_a_problem_and_a_free_one_is_not() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        problem = bind_problem("127.0.0.1", port)

    assert problem is not None
    assert problem.errno == errno.EADDRINUSE
    assert bind_problem("127.0.0.1", free_port()) is None


def test_address_of_another_machine_is_a_problem() -> None:
    assert bind_problem("203.0.113.1", free_port()) is not None
