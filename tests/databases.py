"""Puts the test database back as the migrations left it after a test that really commits.

Django would empty every table instead. That loses what migrations created (groups, workflow, root page, locales), and
append-only tables refuse it by trigger, as they should. A copy taken once is put back: some 10 ms on SQLite, 100 on
PostgreSQL, triggers, sequences and all.
"""

import sqlite3
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import TransactionTestCase

_pristine: sqlite3.Connection | None = None


def use_file() -> None:
    """Makes the SQLite test database a file: one in memory ignores the busy timeout between threads."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(Path(settings.VAR_DIR) / "test.sqlite3")


def keep_pristine() -> None:
    """Takes the copy. Call once, right after the migrations."""
    global _pristine  # noqa: PLW0603  (one test database a process, hence one copy)
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        _pristine = sqlite3.connect(":memory:", check_same_thread=False)
        connection.connection.backup(_pristine)
    else:
        _copy_database(_name(), _name_of_copy())
    TransactionTestCase._fixture_teardown = _put_back  # type: ignore[attr-defined]


def forget_pristine() -> None:
    if connection.vendor == "sqlite":
        if _pristine:
            _pristine.close()
    else:
        _administer(f'DROP DATABASE IF EXISTS "{_name_of_copy()}" WITH (FORCE)')


def _put_back(case: TransactionTestCase) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        assert _pristine is not None
        _pristine.backup(connection.connection)
    else:
        connection.close()
        _copy_database(_name_of_copy(), _name())
    ContentType.objects.clear_cache()


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _name_of_copy() -> str:
    return f"{_name()}_pristine"


def _copy_database(source: str, target: str) -> None:
    connection.close()
    _administer(
        f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)',
        f'CREATE DATABASE "{target}" TEMPLATE "{source}" STRATEGY FILE_COPY',
    )


def _administer(*statements: str) -> None:
    # What Django itself uses to create and drop test databases: a connection to the maintenance database.
    creator: Any = connection.creation
    with creator._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
