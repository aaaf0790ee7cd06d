"""Database triggers that hold what no Python hook can: declared by the rooms, installed after every migrate, watched.

SQLite remakes a table to alter a column and silently drops its triggers, so they are put back after each migrate and
`/readyz` compares the list with the database's own.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connections


@dataclass(frozen=True)
class Trigger:
    """One rule. `sqlite` and `postgresql` are the statements that create it, in order.

    The last statement of each creates the trigger called `name`; what comes before (a PostgreSQL function) may be
    repeated, hence `CREATE OR REPLACE`.
    """

    name: str
    table: str
    sqlite: tuple[str, ...]
    postgresql: tuple[str, ...]


_registry: dict[str, Trigger] = {}


def register(*triggers: Trigger) -> None:
    _registry.update({trigger.name: trigger for trigger in triggers})


def refusal(name: str, table: str, event: str, message: str, *, when: str = "TRUE") -> Trigger:
    """A trigger that refuses `event` ("INSERT", "UPDATE", "DELETE") on `table` with `message`.

    `when` is a condition over OLD and NEW in SQL both databases read, subqueries included (hence in the body: a
    PostgreSQL WHEN clause allows none); without it every such event is refused.
    """
    quoted = message.replace("'", "''")
    row = "OLD" if event == "DELETE" else "NEW"
    return Trigger(
        name,
        table,
        sqlite=(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW "
            f"BEGIN SELECT RAISE(ABORT, '{quoted}') WHERE {when}; END",
        ),
        postgresql=(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {when} THEN "
            f"RAISE EXCEPTION '{quoted}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            f"RETURN {row}; END $$",
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ),
    )


def truncation_refusal(name: str, table: str) -> Trigger:
    """Refuses TRUNCATE, which fires no row trigger. SQLite has no such statement, hence nothing to install there."""
    return Trigger(
        name,
        table,
        sqlite=(),
        postgresql=(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION "
            f"'{table} is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
            f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
        ),
    )


def append_only(table: str) -> tuple[Trigger, ...]:
    """No UPDATE, DELETE or TRUNCATE on `table`, by anyone who does not own it."""
    return (
        refusal(f"{table}_no_update", table, "UPDATE", f"{table} is append-only"),
        refusal(f"{table}_no_delete", table, "DELETE", f"{table} is append-only"),
        truncation_refusal(f"{table}_no_truncate", table),
    )


def _statements(trigger: Trigger, vendor: str) -> tuple[str, ...]:
    return trigger.postgresql if vendor == "postgresql" else trigger.sqlite


def _expected(vendor: str) -> list[Trigger]:
    return [trigger for trigger in _registry.values() if _statements(trigger, vendor)]


def install(using: str = "default", **kwargs: Any) -> None:
    """Creates every trigger whose table exists (a post_migrate receiver: early in a first migrate some do not)."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for trigger in _expected(connection.vendor):
            if trigger.table not in tables:
                continue
            on_table = f" ON {trigger.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}{on_table}")
            for statement in _statements(trigger, connection.vendor):
                cursor.execute(statement)


def missing(using: str = "default") -> list[str]:
    """Names of registered triggers the database does not have, or has switched off. One query."""
    connection = connections[using]
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0] for row in cursor.fetchall()}
    return sorted(trigger.name for trigger in _expected(connection.vendor) if trigger.name not in present)
