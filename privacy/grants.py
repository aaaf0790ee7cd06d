"""The PostgreSQL role of a public process: exactly the rights of `privacy.rights`, made, and read back from the server.

What is read back counts: a right that came by a group, by PUBLIC, by ownership or by an attribute is found there, too.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.db import connections, transaction

from privacy.rights import COLUMNS, FULL_TEXT, GIVING

NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
TABLE_RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
ATTRIBUTES = {
    "rolsuper": "NOSUPERUSER",
    "rolcreatedb": "NOCREATEDB",
    "rolcreaterole": "NOCREATEROLE",
    "rolreplication": "NOREPLICATION",
    "rolbypassrls": "NOBYPASSRLS",
}
OURS = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
NOT_OF_EXTENSIONS = (
    "NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid "
    "AND d.deptype = 'e')"
)


class NotPossible(Exception):
    """The role cannot be made as asked; the message says why and what to do."""


def _rows(using: str, sql: str, params: Any = ()) -> list[tuple[Any, ...]]:
    with connections[using].cursor() as cursor:
        cursor.execute(sql, params)
        return [tuple(row) for row in cursor.fetchall()]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def rights(using: str = "default") -> dict[str, frozenset[str]]:
    """Operations by table for the tables this database has, the full text's among them.

    Raises:
        NotPossible: a table is missing.
    """
    tables = {
        row[0] for row in _rows(using, "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    }
    named = {table for table in GIVING.tables if not table.startswith("pg_")} - {"sqlite_master"}
    if absent := sorted(named - tables):
        raise NotPossible(f"Tables are missing: {', '.join(absent)}. Run `manage.py migrate` first.")
    full_text = {table for table in tables if table == FULL_TEXT or table.startswith(f"{FULL_TEXT}_")}
    return {table: GIVING.of(table) for table in sorted(named | full_text)}


# --- Making it ------------------------------------------------------------------------------------------------


def statements(name: str, *, login: bool | None = None, using: str = "default") -> list[str]:
    """SQL that brings role `name` from what it is now to exactly what it may. Repeating it is harmless.

    `login`: True or False sets it, None leaves an existing role as it is (a new one cannot log in).

    Raises:
        NotPossible: no such name, no PostgreSQL, a table is missing, or the role owns something.
    """
    if connections[using].vendor != "postgresql":
        raise NotPossible("Roles exist on PostgreSQL only. DATABASE_URL names another database.")
    if not NAME.fullmatch(name) or name.startswith("pg_"):
        raise NotPossible(f"{name!r} is no name for a role: small letters, digits and _, at most 63.")
    allowed = rights(using)
    return [*_role(using, name, login), *_revoke(using, name), *_grant(using, name, allowed)]


def _role(using: str, name: str, login: bool | None) -> Iterator[str]:
    role = _quoted(name)
    columns = ", ".join(ATTRIBUTES)
    found = _rows(using, f"SELECT rolcanlogin, {columns} FROM pg_roles WHERE rolname = %s", [name])  # noqa: S608
    if not found:
        yield f"CREATE ROLE {role} {'LOGIN' if login else 'NOLOGIN'}"
        return
    if owned := _owned(using, name):
        raise NotPossible(f"{name} owns {owned}: owners have every right. Give it to another role first.")
    can_login, *held = found[0]
    # Only what is set: to name an attribute at all takes more rights than to create a role.
    too_much = [word for word, is_set in zip(ATTRIBUTES.values(), held, strict=True) if is_set]
    if too_much:
        yield f"ALTER ROLE {role} {' '.join(too_much)}"
    if login is not None and login != can_login:
        yield f"ALTER ROLE {role} {'LOGIN' if login else 'NOLOGIN'}"
    for group in _groups(using, name):
        yield f"REVOKE {_quoted(group)} FROM {role}"


def _owned(using: str, name: str) -> str:
    """Something the role owns in this database, or ""."""
    sql = (
        "SELECT relname::text FROM pg_class WHERE relowner = %(r)s::regrole "
        "UNION ALL SELECT nspname::text FROM pg_namespace WHERE nspowner = %(r)s::regrole "
        "UNION ALL SELECT proname::text FROM pg_proc WHERE proowner = %(r)s::regrole "
        "UNION ALL SELECT datname::text FROM pg_database WHERE datdba = %(r)s::regrole LIMIT 1"
    )
    found = _rows(using, sql, {"r": _quoted(name)})
    return str(found[0][0]) if found else ""


def _groups(using: str, name: str) -> list[str]:
    sql = "SELECT DISTINCT roleid::regrole::text FROM pg_auth_members WHERE member = %s::regrole"
    return [str(row[0]).strip('"') for row in _rows(using, sql, [_quoted(name)])]


def _revoke(using: str, name: str) -> Iterator[str]:
    """Everything, here and in what is created later; also what everybody has and a public process has no use for."""
    role = _quoted(name)
    schema, database = (
        _quoted(str(part)) for part in _rows(using, "SELECT current_schema(), current_database()")[0]
    )
    yield f"REVOKE ALL ON DATABASE {database} FROM {role}"
    yield f"REVOKE ALL ON SCHEMA {schema} FROM {role}"
    for kind in ("TABLES", "SEQUENCES", "ROUTINES"):
        yield f"REVOKE ALL ON ALL {kind} IN SCHEMA {schema} FROM {role}"
        yield f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} REVOKE ALL ON {kind} FROM {role}"
    for relation in _given_to_everybody(using):
        yield f"REVOKE ALL ON TABLE {relation} FROM PUBLIC"
    # Trigger functions run for whoever writes the row, without this right.
    yield "ALTER DEFAULT PRIVILEGES REVOKE ALL ON ROUTINES FROM PUBLIC"
    for routine in _callable_by_everybody(using):
        yield f"REVOKE ALL ON ROUTINE {routine} FROM PUBLIC"
    if _rows(
        using, "SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()"
    )[0][0]:
        yield f"REVOKE CREATE, TEMPORARY ON DATABASE {database} FROM PUBLIC"


def _given_to_everybody(using: str) -> list[str]:
    sql = (
        "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "  # noqa: S608
        f"WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND {OURS} AND pg_has_role(c.relowner, 'USAGE') "
        "AND EXISTS (SELECT 1 FROM aclexplode(c.relacl) a WHERE a.grantee = 0) ORDER BY 1"
    )
    return [str(row[0]) for row in _rows(using, sql)]


def _callable_by_everybody(using: str) -> list[str]:
    sql = (
        "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "  # noqa: S608
        f"WHERE {OURS} AND {NOT_OF_EXTENSIONS} AND pg_has_role(p.proowner, 'USAGE') AND EXISTS "
        "(SELECT 1 FROM aclexplode(COALESCE(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee = 0) ORDER BY 1"
    )
    return [str(row[0]) for row in _rows(using, sql)]


def _grant(using: str, name: str, allowed: dict[str, frozenset[str]]) -> Iterator[str]:
    """Numbers of new rows come from identity columns, which need no right on a sequence."""
    role = _quoted(name)
    schema, database = (
        _quoted(str(part)) for part in _rows(using, "SELECT current_schema(), current_database()")[0]
    )
    yield f"GRANT CONNECT ON DATABASE {database} TO {role}"
    yield f"GRANT USAGE ON SCHEMA {schema} TO {role}"
    for table, operations in allowed.items():
        words = [
            f"UPDATE ({', '.join(COLUMNS[table])})" if word == "UPDATE" and table in COLUMNS else word
            for word in TABLE_RIGHTS
            if word in operations
        ]
        yield f"GRANT {', '.join(words)} ON TABLE {schema}.{_quoted(table)} TO {role}"


def role_make(name: str, *, login: bool | None = None, using: str = "default") -> list[str]:
    """Runs `statements` in one transaction and returns them. Raises `NotPossible` and database errors."""
    done = statements(name, login=login, using=using)
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        for statement in done:
            cursor.execute(statement)
    return done


# --- Reading it back --------------------------------------------------------------------------------------------


def held(name: str, using: str = "default") -> dict[str, frozenset[str]]:
    """What the role can really do with tables, views and sequences outside the system's schemas, whoever gave it.

    A right on some columns counts as the right.
    """
    sql = (
        "SELECT CASE WHEN n.nspname = current_schema() THEN c.relname ELSE n.nspname || '.' || c.relname END, w.word "  # noqa: S608
        "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace CROSS JOIN unnest(%s::text[]) w(word) "
        f"WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND {OURS} AND (has_table_privilege(%s, c.oid, w.word) OR "
        "(w.word IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') AND has_any_column_privilege(%s, c.oid, w.word))) "
        "UNION ALL SELECT c.relname, w.word FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "CROSS JOIN unnest(ARRAY['USAGE', 'SELECT', 'UPDATE']) w(word) "
        f"WHERE c.relkind = 'S' AND {OURS} AND has_sequence_privilege(%s, c.oid, w.word)"
    )
    found: dict[str, set[str]] = {}
    for relation, word in _rows(using, sql, [list(TABLE_RIGHTS), name, name, name]):
        found.setdefault(relation, set()).add(word)
    return {relation: frozenset(words) for relation, words in found.items()}


def _columns_held(name: str, table: str, using: str) -> set[str]:
    sql = (
        "SELECT attname::text FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped "
        "AND has_column_privilege(%s, attrelid, attnum, 'UPDATE')"
    )
    return {str(row[0]) for row in _rows(using, sql, [_quoted(table), name])}


def deviations(name: str, using: str = "default") -> list[str]:
    """Sentences on what the role can do beyond or short of the list; empty when it is exactly right."""
    if not _rows(using, "SELECT 1 FROM pg_roles WHERE rolname = %s", [name]):
        return [f"There is no role {name}."]
    allowed, has = rights(using), held(name, using)
    found = []
    for table in sorted(allowed.keys() | has.keys()):
        wanted, real = allowed.get(table, frozenset()), has.get(table, frozenset())
        found += [f"{name} can {word} {table}." for word in sorted(real - wanted)]
        found += [f"{name} cannot {word} {table}." for word in sorted(wanted - real)]
    for table, columns in COLUMNS.items():
        extra = _columns_held(name, table, using) - set(columns)
        found += [f"{name} can UPDATE {table}.{column}." for column in sorted(extra)]
    return found + list(_beyond_tables(name, using))


def _beyond_tables(name: str, using: str) -> Iterator[str]:
    attributes = ", ".join(ATTRIBUTES)
    values = _rows(using, f"SELECT {attributes} FROM pg_roles WHERE rolname = %s", [name])[0]  # noqa: S608
    for attribute, is_set in zip(ATTRIBUTES, values, strict=True):
        if is_set:
            yield f"{name} has the attribute {attribute.removeprefix('rol').upper()}."
    if owned := _owned(using, name):
        yield f"{name} owns {owned}."
    for group in _groups(using, name):
        yield f"{name} is a member of {group}."
    routines = (
        "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "  # noqa: S608
        f"WHERE {OURS} AND {NOT_OF_EXTENSIONS} AND has_function_privilege(%s, p.oid, 'EXECUTE') ORDER BY 1"
    )
    for (routine,) in _rows(using, routines, [name]):
        yield f"{name} can call {routine}."
    schemas = f"SELECT n.nspname::text FROM pg_namespace n WHERE {OURS} AND has_schema_privilege(%s, n.oid, 'CREATE')"  # noqa: S608
    for (schema,) in _rows(using, schemas, [name]):
        yield f"{name} can create tables in {schema}."
    for word in ("CREATE", "TEMPORARY"):
        if _rows(using, "SELECT has_database_privilege(%s, current_database(), %s)", [name, word])[0][0]:
            yield f"{name} has {word} on the database."
