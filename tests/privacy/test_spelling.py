"""An edition's id and times have one spelling: SQLite keeps them as text, where another spelling is another value."""

import logging
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from privacy import editions
from privacy.models import Edition
from privacy.takedown import page_withdraw
from tests.privacy.pages import sign, story_draft, story_signed, submit
from tests.privacy.test_editions import drop

pytestmark = pytest.mark.django_db
on_sqlite = connection.vendor == "sqlite"
ON_INSERT = ("privacy_edition_spelt_new", "privacy_edition_born_standing")


def row_of(edition: Edition) -> dict[str, Any]:
    with connection.cursor() as cursor:
        key = edition.pk.hex if on_sqlite else edition.pk
        cursor.execute("SELECT * FROM privacy_edition WHERE id = %s", [key])
        return dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))


def insert(row: dict[str, Any]) -> None:
    columns, marks = ", ".join(row), ", ".join(["%s"] * len(row))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO privacy_edition ({columns}) VALUES ({marks})", list(row.values()))  # noqa: S608


def update(assignment: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE privacy_edition SET {assignment}")  # noqa: S608


def expired(editor: User, reviewer: User) -> Edition:
    over = timezone.now().replace(microsecond=123456) - timedelta(minutes=5)
    return sign(submit(story_draft(editor), editor), reviewer, expires_at=over)


SQLITE_MISSPELT: dict[str, list[Any]] = {
    "id": ["{}", "g" * 32, b"a" * 32, "A" * 32, "a" * 33],
    "page_key": ["A" * 32],
    "starts_at": [
        "2026-01-01T00:00:00",
        "2026-01-01 00:00:00+00:00",
        "2026-01-01 00:00:00.5",
        "2026-01-01 00:00:00.000000",
        "2026-01-01 00:00:00.1234567",
        "2026-01-01",
        "2026-02-31 00:00:00",
        "2026-01-01 24:00:00",
        "2026-01-01 00:00:60",
        "20260101T000000.000000",
        "now",
        0,
        b"2026-01-01 00:00:00",
    ],
    "expires_at": ["", "x", "9999"],
    "path": [b"/en/stories/aaaaaaaa/"],
    "header": [b"{}"],
    "page_id": ["twelve", 1.5],
}
ENDLESS = ["infinity", "-infinity", "9999-12-31 12:00:00+00", "0200-01-01 00:00:00+00"]
MISSPELT = (
    [(column, value) for column, values in SQLITE_MISSPELT.items() for value in values]
    if on_sqlite
    else [(column, value) for column in ("starts_at", "signed_at", "expires_at") for value in ENDLESS]
)


@pytest.mark.parametrize(("column", "value"), MISSPELT)
def test_a_misspelt_edition_is_not_taken(column: str, value: object, editor: User, reviewer: User) -> None:
    _page, edition = story_signed(editor, reviewer)
    with pytest.raises(DatabaseError, match="hexadecimal digits"):
        insert(row_of(edition) | {"id": "c" * 32} | {column: value})

    assert Edition.objects.count() == 1


def test_an_edition_is_not_withdrawn_at_a_time_that_is_none(editor: User, reviewer: User) -> None:
    _page, edition = story_signed(editor, reviewer)

    with pytest.raises(DatabaseError, match="written YYYY-MM-DD"):
        update("withdrawn_at = 'yesterday'" if on_sqlite else "withdrawn_at = 'infinity'")

    assert Edition.objects.standing().get() == edition


def test_the_statement_for_an_emergency_works(editor: User, reviewer: User, stranger: Client) -> None:
    _page, edition = story_signed(editor, reviewer)

    update("withdrawn_at = CURRENT_TIMESTAMP")

    assert stranger.get(edition.path).status_code == 410


@pytest.mark.parametrize("microsecond", [0, 1, 999_999])
def test_every_time_django_writes_is_taken(microsecond: int, editor: User, reviewer: User) -> None:
    end = datetime(2027, 12, 31, 23, 59, 59, microsecond, tzinfo=UTC)

    edition = sign(submit(story_draft(editor), editor), reviewer, expires_at=end)

    assert Edition.objects.standing().get() == edition
    assert Edition.objects.get().expires_at == end


# --- When even the triggers are gone ------------------------------------------------------------------------------


def found_off() -> str:
    out = StringIO()
    with pytest.raises(CommandError, match="off"):
        call_command("verify_editions", stdout=out)
    return out.getvalue()


@pytest.mark.skipif(not on_sqlite, reason="PostgreSQL has types for both")
def test_another_spelling_of_an_id_is_shown_to_nobody_and_reported(
    editor: User, reviewer: User, stranger: Client, caplog: pytest.LogCaptureFixture
) -> None:
    page, edition = story_signed(editor, reviewer)
    row = row_of(edition)
    page_withdraw(page=page)
    drop(*ON_INSERT)
    insert(row | {"id": row["id"].upper(), "withdrawn_at": None})

    with caplog.at_level(logging.CRITICAL, logger="privacy.editions"):
        response = stranger.get(edition.path)

    assert response.status_code == 404
    assert [record.__dict__["what"] for record in caplog.records if record.name == "privacy.editions"] == [
        "spelling of the id"
    ]
    assert edition.path not in [card.path for card in editions.all_cards()]
    assert f"edition {edition.pk} does not verify: spelling of the id" in found_off()


@pytest.mark.skipif(not on_sqlite, reason="PostgreSQL has types for both")
def test_an_end_spelt_to_sort_later_is_shown_to_nobody_and_reported(
    editor: User, reviewer: User, stranger: Client, caplog: pytest.LogCaptureFixture
) -> None:
    edition = expired(editor, reviewer)
    drop("privacy_edition_sealed", "privacy_edition_spelt_changed")
    end = edition.expires_at
    assert end
    with connection.cursor() as cursor:
        cursor.execute("UPDATE privacy_edition SET expires_at = %s", [end.strftime("%Y%m%dT%H%M%S.%f")])
    assert Edition.objects.standing().get() == edition  # the database is taken in

    with caplog.at_level(logging.CRITICAL, logger="privacy.editions"):
        response = stranger.get(edition.path)

    assert response.status_code == 404
    assert [record.__dict__["what"] for record in caplog.records if record.name == "privacy.editions"] == [
        "not its time"
    ]
    assert f"edition {edition.pk} stands and should not: not its time" in found_off()
