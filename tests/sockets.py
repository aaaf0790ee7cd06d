"""Keeps tests on this machine: a connection or a name lookup that would leave it fails, and fails the test.

An audit hook rather than a patched `socket` (as pytest-socket does): it sees every socket of Python, whoever opens it,
and the list of attempts fails the test even when the code under test swallows the exception.
"""

import ipaddress
import sys
from typing import Any

attempts: list[str] = []


class LeftThisMachine(OSError):
    """The code under test tried to reach another host."""


def _address(host: object) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host))
    except ValueError:
        return None


def _leaves(event: str, arguments: tuple[Any, ...]) -> object:
    """The host that `event` would reach outside this machine, or None."""
    if event == "socket.connect" and isinstance(
        arguments[1], tuple
    ):  # anything else is the path of a Unix socket
        host = arguments[1][0]
        address = _address(host)
        return None if host == "localhost" or (address and address.is_loopback) else host
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):  # a number is not looked up anywhere
        host = arguments[0]
        return None if host in (None, "", b"", "localhost", b"localhost") or _address(host) else host
    return None


def _refuse_other_hosts(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith("socket.") and (host := _leaves(event, arguments)) is not None:
        attempts.append(f"{event} {host!r}")
        raise LeftThisMachine(f"A test tried to reach {host!r}. Tests talk to 127.0.0.1 only.")


def stay_on_this_machine() -> None:
    """From now on, for the whole process: an audit hook cannot be removed."""
    sys.addaudithook(_refuse_other_hosts)
