"""The guard that keeps tests on this machine."""

import socket
from collections.abc import Iterator

import pytest

from tests import sockets


@pytest.fixture(autouse=True)
def forgiven(no_other_host: None) -> Iterator[None]:
    """What these tests attempt on purpose does not fail them."""
    yield
    sockets.attempts.clear()


@pytest.mark.parametrize("host", ["203.0.113.1", "2001:db8::1"])
def test_connection_to_another_host_fails_and_is_remembered(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET

    with socket.socket(family) as connection, pytest.raises(sockets.LeftThisMachine):
        connection.connect((host, 80))

    assert sockets.attempts == [f"socket.connect {host!r}"]


def test_looking_up_a_name_fails_and_is_remembered() -> None:
    with pytest.raises(sockets.LeftThisMachine):
        socket.create_connection(("api.stripe.com", 443))

    assert sockets.attempts == ["socket.getaddrinfo 'api.stripe.com'"]


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1])).close()

    assert sockets.attempts == []
