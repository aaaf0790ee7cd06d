"""What holds for every response: headers, policy, health, languages, nothing remembered about a reader."""

import json
import logging

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from cms.core import inline
from cms.core.codes import code_for
from cms.core.locales import locale_of
from cms.core.logs import JsonFormatter

pytestmark = pytest.mark.django_db


def test_public_answers_set_no_cookie_and_name_no_other_host(stranger: Client) -> None:
    response = stranger.get("/en/search/")

    policy = response.headers["Content-Security-Policy"]
    assert response.status_code == 200
    assert not response.cookies
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"


def test_inline_styles_are_those_the_policy_names(stranger: Client) -> None:
    policy = stranger.get("/en/search/").headers["Content-Security-Policy"]

    for digest in (*inline.style_hashes(), *inline.script_hashes()):
        assert digest in policy


def test_the_admin_is_stored_nowhere(admin: User, client: Client) -> None:
    client.force_login(admin)

    response = client.get("/admin/")

    assert "no-store" in response.headers["Cache-Control"]
    assert "frame-ancestors 'self'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", "/stories/", "/give/", "/search/"])
def test_addresses_without_a_language_lead_to_english(stranger: Client, path: str) -> None:
    response = stranger.get(path, headers={"accept-language": "th"})

    assert response.status_code == 302
    assert response.headers["Location"] == f"/en{path}"


def test_the_language_comes_from_the_address_alone(stranger: Client) -> None:
    response = stranger.get("/th/search/", headers={"accept-language": "vi"})

    assert response.headers["Content-Language"] == "th"
    assert b'lang="th"' in response.content
    assert locale_of("/xx/stories/") == "en"


def test_health_needs_nothing_and_readiness_asks_the_database(stranger: Client) -> None:
    assert stranger.get("/healthz").json() == {"status": "ok"}
    assert stranger.get("/readyz").json() == {"status": "ok"}


def test_an_unknown_address_is_a_page_with_a_way_on(stranger: Client) -> None:
    response = stranger.get("/en/nothing/here/")

    assert response.status_code == 404
    assert b"<h1" in response.content
    assert b'href="/en/' in response.content


def test_a_log_line_is_json_without_the_request() -> None:
    record = logging.makeLogRecord(
        {"msg": "Booked %s", "args": ("it",), "levelname": "INFO", "name": "giving"}
    )
    record.request, record.donation = object(), "0f"

    line = json.loads(JsonFormatter().format(record))

    assert line["message"] == "Booked it"
    assert line["donation"] == "0f"
    assert "request" not in line


def test_a_code_is_eight_letters_and_digits_of_the_key() -> None:
    from uuid import UUID

    assert code_for(UUID("5f0c1d62-8a3e-4c57-9b1f-2e7d6a90c4b1")) == "l4gb2yuk"


def test_the_project_passes_its_checks_on_this_database() -> None:
    """pytest runs no system checks, and some (PostgreSQL's) are only made with a database named."""
    call_command("check", databases=["default"], fail_level="WARNING")
