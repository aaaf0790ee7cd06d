"""Reading statements of SQL: which tables they name, and what is refused."""

from typing import Any

import pytest

from privacy.rights import GIVING, HEALTH, READING, Rights
from privacy.statements import Unreadable, problem, statement_read


@pytest.mark.parametrize(
    ("sql", "uses"),
    [
        ("SELECT 1", set()),
        ('SELECT "a"."x" FROM "a"', {"SELECT a"}),
        ('SELECT U0."x" FROM "a" U0 WHERE U0."y" IN (SELECT V0."z" FROM "b" V0)', {"SELECT a", "SELECT b"}),
        ("select x from a, b as c, d where (1, 2) = (3, 4)", {"SELECT a", "SELECT b", "SELECT d"}),
        ('SELECT 1 FROM "a" INNER JOIN "b" ON ("a"."x" = "b"."y") LEFT OUTER JOIN c USING (z), d', set("abcd")),
        ("SELECT m.x FROM (SELECT x FROM a ORDER BY y, z LIMIT 5) m WHERE EXISTS(SELECT 1 FROM b)", set("ab")),
        ("SELECT 1 FROM (a JOIN (b CROSS JOIN c) ON true) WHERE x", set("abc")),
        ("SELECT 1 FROM a, LATERAL (SELECT 1 FROM b) q, unnest(%s) w", set("ab")),
        ("(SELECT 1 FROM a) UNION ALL (SELECT 2 FROM b)", set("ab")),
        ("SELECT EXTRACT(YEAR FROM a.t AT TIME ZONE 'UTC'), TRIM(' FROM b ') FROM a", {"SELECT a"}),
        ("SELECT EXTRACT(YEAR FROM (SELECT t FROM b)) FROM a", set("ab")),
        ("SELECT x IS DISTINCT FROM y, z IS NOT DISTINCT FROM w FROM a", {"SELECT a"}),
        ("SELECT DISTINCT FROM a", {"SELECT a"}),
        ("SELECT 'it''s FROM b' FROM a WHERE x @@ %s::tsquery AND y = %(z)s", {"SELECT a"}),
        ('SELECT 1 FROM "a" FOR UPDATE OF "a"', {"SELECT a"}),
        ('INSERT INTO "a" ("x", "y") VALUES (%s, %s) RETURNING "a"."id"', {"INSERT a"}),
        ('INSERT INTO "a" ("x") SELECT y FROM b ON CONFLICT DO UPDATE SET x = 1', {"INSERT a", "SELECT b", "UPDATE a"}),
        ('UPDATE "a" SET "x" = ("a"."x" + %s) FROM b WHERE 1', {"UPDATE a", "SELECT b"}),
        ('SAVEPOINT "s1_x2"', set()),
        ("BEGIN IMMEDIATE", set()),
    ],
)  # fmt: skip
def test_tables_of_a_statement_are_found(sql: str, uses: set[str]) -> None:
    found = {f"{operation} {table}" for operation, table in statement_read(sql).uses}

    assert found == {use if " " in use else f"SELECT {use}" for use in uses}


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "SELECT 1; SELECT 2",
        "SELECT 1 FROM a -- and more",
        "SELECT 1 FROM a /* and more */",
        "SELECT 1 FROM public.a",
        'SELECT 1 FROM "main"."a"',
        "SELECT 1 FROM 'a'",
        "SELECT 1 FROM [a]",
        "SELECT 1 FROM `a`",
        "SELECT 1 FROM a,",
        "SELECT (1 FROM a",
        "SELECT 1) FROM a",
        "SELECT $$x$$",
        r"SELECT E'\' FROM a, b --'",
        'SELECT 1 FROM U&"\\0061"',
        "SELECT 1 FROM pragma_table_info('a')",
        "SELECT query_to_xml('SELECT * FROM a', true, true, '')",
        "TABLE a",
        "SELECT 1 UNION TABLE a",
        "WITH x AS (DELETE FROM a RETURNING *) SELECT * FROM x",
        "DELETE FROM a",
        "TRUNCATE a",
        "DROP TABLE a",
        "COPY a TO STDOUT",
        "PRAGMA writable_schema = 1",
        "SET ROLE postgres",
        "ROLLBACK TO SAVEPOINT x; DROP TABLE a",
    ],
)
def test_what_cannot_be_read_is_refused(sql: str) -> None:
    with pytest.raises(Unreadable):
        statement_read(sql)
    assert problem(sql, READING)


@pytest.mark.parametrize(
    ("sql", "rights"),
    [
        ('SELECT 1 FROM "wagtailcore_page"', GIVING),
        ('SELECT 1 FROM "privacy_edition" JOIN "auth_user" ON true', GIVING),
        # A keyword as an alias ends the list for the grammar; the name alone is enough.
        ("SELECT 1 FROM privacy_edition set, wagtailcore_revision", GIVING),
        ("SELECT 1 FROM table_of_nobody", GIVING),
        ('UPDATE "privacy_edition" SET "withdrawn_at" = NULL', GIVING),
        ('INSERT INTO "privacy_edition" ("id") VALUES (%s)', GIVING),
        ('UPDATE "giving_fund" SET "gifts" = 0', READING),
        ('SELECT 1 FROM "giving_donation"', READING),
        ('SELECT 1 FROM "giving_donorcontact"', READING),
        ('UPDATE "giving_transfer" SET "amount_minor" = 1', GIVING),
        ('INSERT INTO "privacy_fulltext" ("id") VALUES (%s)', GIVING),
        ('SELECT 1 FROM "pg_trigger"', READING),
        (b"SELECT 1", GIVING),
    ],
)
def test_what_is_not_listed_is_refused(sql: Any, rights: Rights) -> None:
    assert problem(sql, rights)


@pytest.mark.parametrize(
    ("sql", "rights"),
    [
        ('SELECT 1 FROM "privacy_edition" V0, "privacy_editionfile"', READING),
        ("SELECT 1 FROM privacy_fulltext_words JOIN privacy_fulltext f ON true", READING),
        ('UPDATE "giving_fund" SET "gifts" = ("giving_fund"."gifts" + %s)', GIVING),
        ('INSERT INTO "giving_transfer" ("id") VALUES (%s)', GIVING),
        ("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'", HEALTH),
    ],
)
def test_what_is_listed_passes(sql: str, rights: Rights) -> None:
    assert problem(sql, rights) == ""
