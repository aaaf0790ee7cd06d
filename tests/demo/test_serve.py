"""`manage.py serve`: what it starts, what it prints, and the one sentence for an address it cannot have."""

import io
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cms.demo.management.commands import serve
from cms.demo.people import PASSWORD, PEOPLE


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken.getsockname()[1]


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_taken_port_of_the_site_gets_one_sentence(settings: Any, taken_port: int) -> None:
    settings.DEBUG, settings.PORT = True, taken_port

    with pytest.raises(CommandError) as refusal:
        call_command("serve")

    assert str(refusal.value) == f"Port {taken_port} is taken. Use another: make run PORT={taken_port + 10}"


def test_taken_port_of_the_sandbox_names_its_own_variable(
    settings: Any, taken_port: int, free_port: int
) -> None:
    settings.DEBUG, settings.PORT, settings.SANDBOX_PORT = True, free_port, taken_port

    with pytest.raises(CommandError) as refusal:
        call_command("serve")

    assert (
        str(refusal.value)
        == f"Port {taken_port} is taken. Use another: make run SANDBOX_PORT={taken_port + 10}"
    )


def test_address_of_another_machine_gets_one_sentence(settings: Any, free_port: int) -> None:
    settings.DEBUG, settings.HOST, settings.PORT = True, "203.0.113.1", free_port

    with pytest.raises(CommandError, match=r"203\.0\.113\.1 is no address of this machine"):
        call_command("serve")


def test_nothing_is_served_without_debug(settings: Any) -> None:
    settings.DEBUG = False

    with pytest.raises(CommandError, match="newcomer's machine"):
        call_command("serve")


def test_sandbox_is_told_where_events_go_and_how_they_are_signed(settings: Any) -> None:
    command = serve.sandbox().command

    options = dict(zip(command[3::2], command[4::2], strict=True))
    assert options == {
        "--port": str(settings.SANDBOX_PORT),
        "--state": str(settings.VAR_DIR / "sandbox.sqlite3"),
        "--webhook-url": f"{settings.SITE_URL}/webhooks/stripe/default/",
        "--secret": "whsec_sandbox",
    }


def test_welcome_names_every_address_and_login(settings: Any) -> None:
    printed = io.StringIO()

    serve.Command(stdout=printed).welcome()

    text = printed.getvalue()
    for expected in (
        settings.SITE_URL,
        settings.SANDBOX_URL,
        PASSWORD,
        *(person.username for person in PEOPLE),
    ):
        assert expected in text
