"""What the stand-in remembers, in one SQLite file of its own: objects, events, deliveries, idempotency keys, faults."""

import json
import secrets
import sqlite3
import string
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from giving.sandbox.errors import not_found

Object = dict[str, Any]
API_VERSION = "2026-10-28.endive"
_ALPHABET = string.ascii_letters + string.digits
_TABLES = """
CREATE TABLE IF NOT EXISTS object (seq INTEGER PRIMARY KEY, id TEXT UNIQUE, kind TEXT, body TEXT);
CREATE INDEX IF NOT EXISTS object_kind ON object (kind, seq);
CREATE TABLE IF NOT EXISTS delivery (seq INTEGER PRIMARY KEY, event_id TEXT, due INTEGER, attempts INTEGER DEFAULT 0,
    state TEXT DEFAULT 'pending', answer INTEGER, rank INTEGER DEFAULT 0);
CREATE TABLE IF NOT EXISTS idempotency (key TEXT PRIMARY KEY, request TEXT, status INTEGER, body TEXT,
    made INTEGER DEFAULT 0);
CREATE TABLE IF NOT EXISTS switch (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS fault (seq INTEGER PRIMARY KEY, pattern TEXT, kind TEXT, status INTEGER, millis INTEGER,
    times INTEGER);
"""
# Columns that files of an earlier sandbox lack.
_ADDED = (("delivery", "rank", "INTEGER DEFAULT 0"), ("idempotency", "made", "INTEGER DEFAULT 0"))


def new_id(prefix: str) -> str:
    return f"{prefix}_{''.join(secrets.choice(_ALPHABET) for _ in range(24))}"


def public(found: Any) -> Any:
    """Without what the stand-in keeps for itself: names that begin with an underscore."""
    if isinstance(found, dict):
        return {name: public(value) for name, value in found.items() if not name.startswith("_")}
    return [public(value) for value in found] if isinstance(found, list) else found


class Store:
    """One connection behind one lock: a change, its events and their deliveries commit together or not at all."""

    def __init__(self, path: Path | str) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._moment = 0
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=20)
        self._db.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; {_TABLES}")
        for table, column, kind in _ADDED:
            if column not in {row[1] for row in self.rows(f"PRAGMA table_info({table})")}:
                self.rows(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")

    def close(self) -> None:
        with self._lock:
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self._lock:
            if self._depth == 0:
                self._db.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0:
                    self._db.execute("ROLLBACK")
                raise
            self._depth -= 1
            if self._depth == 0:
                self._db.execute("COMMIT")

    def rows(self, query: str, *values: Any) -> list[Any]:
        with self._lock:
            return self._db.execute(query, values).fetchall()

    def now(self) -> int:
        """Seconds since 1970, moved on by the `clock` switch; a moment already past inside `as_of`."""
        return self._moment or int(time.time()) + int(self.switch("clock", "0"))

    @contextmanager
    def as_of(self, moment: int) -> Iterator[None]:
        """What should have happened at `moment` happens then, though the clock jumped past it."""
        with self._lock:
            before, self._moment = self._moment, moment
            try:
                yield
            finally:
                self._moment = before

    def put(self, found: Object) -> Object:
        """Inserts or replaces an object under its id."""
        self.rows(
            "INSERT INTO object (id, kind, body) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            found["id"],
            found["object"],
            json.dumps(found),
        )
        return found

    def get(self, kind: str, identifier: str) -> Object:
        """The object.

        Raises:
            ApiError: 404, in the processor's shape.
        """
        rows = self.rows("SELECT body FROM object WHERE kind = ? AND id = ?", kind, identifier)
        if not rows:
            raise not_found(kind, identifier)
        return dict(json.loads(rows[0][0]))

    def find(self, identifier: str) -> Object | None:
        """An object of any kind, for expanding references."""
        rows = self.rows("SELECT body FROM object WHERE id = ?", identifier)
        return json.loads(rows[0][0]) if rows else None

    def all(self, kind: str) -> list[Object]:
        """Every object of a kind, newest first."""
        rows = self.rows("SELECT body FROM object WHERE kind = ? ORDER BY seq DESC", kind)
        return [json.loads(row[0]) for row in rows]

    def emit(self, kind: str, about: Object) -> Object:
        """Records an event about an object as it is now, and schedules its delivery."""
        event = self.put(
            {
                "id": new_id("evt"),
                "object": "event",
                "api_version": API_VERSION,
                "created": self.now(),
                "data": {"object": public(about)},
                "livemode": False,
                "pending_webhooks": 1,
                "request": {"id": None, "idempotency_key": None},
                "type": kind,
            }
        )
        self.deliver(event["id"])
        return event

    def deliver(self, event_id: str) -> None:
        due = int(time.time()) + int(self.switch("delay", "0"))
        self.rows("INSERT INTO delivery (event_id, due) VALUES (?, ?)", event_id, due)

    def switch(self, name: str, default: str = "") -> str:
        rows = self.rows("SELECT value FROM switch WHERE name = ?", name)
        return str(rows[0][0]) if rows else default

    def turn(self, name: str, value: str) -> None:
        self.rows(
            "INSERT INTO switch VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            name,
            value,
        )
