"""Looks for a word in all that is stored: every column of every table, and every file of the media folder."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgresql": "SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) FROM information_schema.tables "
    "WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')",
}


def _as_bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def in_tables(word: str) -> list[str]:
    """ "table.column" of every hit, whatever the case; full-text tables keep words folded, SQLite's in blobs."""
    wanted = word.lower().encode()
    hits = set()
    with connection.cursor() as cursor:
        cursor.execute(TABLES[connection.vendor])
        names = [row[0] for row in cursor.fetchall()]
        for name in names:
            table = name if connection.vendor == "postgresql" else f'"{name}"'
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608  (names from the catalogue)
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    if value is not None and wanted in _as_bytes(value).lower():
                        hits.add(f"{name.removeprefix('public.')}.{column}")
    return sorted(hits)


def media() -> Iterator[Path]:
    root = Path(settings.MEDIA_ROOT)
    yield from (path for path in root.rglob("*") if path.is_file())


def in_media(word: str) -> list[str]:
    """Files whose name or bytes have the word."""
    wanted = word.lower().encode()
    return sorted(
        path.name
        for path in media()
        if wanted in path.name.lower().encode() or wanted in path.read_bytes().lower()
    )
