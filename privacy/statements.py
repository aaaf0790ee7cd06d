"""Which tables a statement of SQL names, and what it does to them. What cannot be read is refused, never guessed.

Two nets, one behind the other. The grammar: whatever stands where a table can stand (after FROM, JOIN, INTO, UPDATE, or
a comma between them) must be allowed. The names: no word of the statement may be a table of the project that is not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

from django.apps import apps

from privacy.rights import Rights

TRANSACTION = re.compile(
    r'(SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT) "\w+"|BEGIN( IMMEDIATE| DEFERRED)?|COMMIT|ROLLBACK'
)
TOKEN = re.compile(
    r"""(?P<space>\s+)
    | (?P<quoted>"(?:[^"]|"")*")
    | (?P<text>'(?:[^']|'')*')
    | (?P<param>%s|%%|%\(\w+\)s)
    | (?P<word>[^\W\d]\w*)
    | (?P<number>\d+(?:\.\d+)?)
    | (?P<mark>[(),.])
    | (?P<sign>[-+*/<>=!~@\#&|^:?\[\]]+)""",
    re.VERBOSE,
)
STARTS = {"SELECT", "INSERT", "UPDATE"}
# They take a table where the grammar below does not look, or none of our statements has any business with them.
REFUSED = {"DELETE", "TABLE", "TRUNCATE", "MERGE", "DBLINK", "QUERY_TO_XML", "TABLE_TO_XML", "TS_STAT"}
# After these words the list of tables at this level is over.
CLAUSES = set(
    "WHERE GROUP ORDER LIMIT OFFSET HAVING UNION INTERSECT EXCEPT WINDOW FOR FETCH SET VALUES RETURNING".split()
)
# Functions with a FROM of their own: EXTRACT(YEAR FROM x).
EXPRESSIONS = {"EXTRACT", "TRIM", "SUBSTRING", "OVERLAY"}
# Functions that may stand where a table stands, and read none.
ROW_FUNCTIONS = {"UNNEST", "PLAINTO_TSQUERY", "WEBSEARCH_TO_TSQUERY", "TO_TSQUERY", "PHRASETO_TSQUERY"}


class Unreadable(ValueError):
    """The statement is not one this module understands; what it would do is unknown."""


class Token(NamedTuple):
    kind: str
    text: str
    start: int

    @property
    def key(self) -> str:
        return self.text.upper() if self.kind == "word" else self.text


@dataclass(frozen=True)
class Statement:
    """`uses`: (operation, table); `names`: every identifier of the text, as the database folds it."""

    uses: frozenset[tuple[str, str]]
    names: frozenset[str]


@dataclass
class _Level:
    """One pair of parentheses."""

    opener: str = ""
    in_tables: bool = False
    has_select: bool = False


def _tokens(sql: str) -> Iterator[Token]:
    place, before = 0, Token("space", "", 0)
    while place < len(sql):
        match = TOKEN.match(sql, place)
        if match is None:
            raise Unreadable(f"character {sql[place]!r}")
        token = Token(str(match.lastgroup), match[0], place)
        if token.kind == "sign" and ("--" in token.text or "/*" in token.text):
            raise Unreadable("a comment")
        # E'…' and U&"…" have escapes of their own, which would hide where they end and what they name.
        if token.kind in ("text", "quoted") and (before.kind == "word" or before.text.endswith("&")):
            raise Unreadable("a literal with a prefix")
        place, before = match.end(), token
        if token.kind != "space":
            yield token


def _name(token: Token) -> str:
    """An identifier as the database folds it."""
    return token.text[1:-1].replace('""', '"') if token.kind == "quoted" else token.text.lower()


@dataclass
class _Reader:
    """Walks through a statement once; `expects` is the operation of the table that must come next."""

    tokens: list[Token]
    levels: list[_Level] = field(default_factory=lambda: [_Level()])
    uses: set[tuple[str, str]] = field(default_factory=set)
    expects: str = ""
    target: str = ""

    def read(self) -> None:
        for place, token in enumerate(self.tokens):
            if self.expects and not self._opens_query(place):
                self._table(place, token)
            elif token.kind == "word":
                self._word(place, token.key)
            elif token.kind == "mark":
                self._mark(place, token.text)
        if self.expects or len(self.levels) != 1:
            raise Unreadable("an unfinished statement")

    def _key(self, place: int) -> str:
        return self.tokens[place].key if 0 <= place < len(self.tokens) else ""

    def _opens_query(self, place: int) -> bool:
        """Whether a subquery begins here: SELECT right after the parenthesis that stands in place of a table."""
        return self._key(place) in ("SELECT", "VALUES") and self._key(place - 1) == "("

    def _table(self, place: int, token: Token) -> None:
        if token.key == "LATERAL":
            return
        if token.key == "(" and self.expects == "SELECT":
            self.levels.append(_Level(in_tables=True))
            return
        if token.kind not in ("word", "quoted") or self._key(place + 1) == ".":
            raise Unreadable("something else where a table belongs")
        operation, self.expects = self.expects, ""
        if operation == "SELECT":
            self.levels[-1].in_tables = True
            if self._key(place + 1) == "(":
                if token.key not in ROW_FUNCTIONS:
                    raise Unreadable(f"a function where a table belongs: {token.text}")
                return
        else:
            self.target = _name(token)
        self.uses.add((operation, _name(token)))

    def _word(self, place: int, key: str) -> None:
        level, before = self.levels[-1], self._key(place - 1)
        if key in REFUSED:
            raise Unreadable(f"a statement with {key}")
        if key == "SELECT":
            self.expects, level.in_tables, level.has_select = "", False, True
        elif key == "VALUES" and self.expects:
            self.expects, level.in_tables = "", False
        elif key == "JOIN" or (key == "FROM" and not self._is_inside_expression(place)):
            self.expects = "SELECT"
        elif key == "INTO":
            self.expects = "INSERT"
        elif key == "UPDATE" and before == "DO":
            self.uses.add(("UPDATE", self.target))
        elif key == "UPDATE" and before not in ("FOR", "KEY"):
            self.expects = "UPDATE"
        elif key in CLAUSES:
            level.in_tables = False

    def _is_inside_expression(self, place: int) -> bool:
        level = self.levels[-1]
        if level.opener in EXPRESSIONS and not level.has_select:
            return True
        return self._key(place - 1) == "DISTINCT" and self._key(place - 2) in ("IS", "NOT")

    def _mark(self, place: int, mark: str) -> None:
        if mark == "(":
            self.levels.append(_Level(opener=self._key(place - 1)))
        elif mark == ")":
            self.levels.pop()
            if not self.levels:
                raise Unreadable("a parenthesis too many")
        elif mark == "," and self.levels[-1].in_tables:
            self.expects = "SELECT"


def statement_read(sql: str) -> Statement:
    """What `sql` uses.

    Raises:
        Unreadable: it is no SELECT, INSERT, UPDATE or statement about transactions, or not understood.
    """
    if TRANSACTION.fullmatch(sql):
        return Statement(frozenset(), frozenset())
    tokens = list(_tokens(sql))
    first = next((token.key for token in tokens if token.text != "("), "")
    if first not in STARTS:
        raise Unreadable(f"a statement that begins with {first or 'nothing'}")
    reader = _Reader(tokens)
    reader.read()
    names = frozenset(_name(token) for token in tokens if token.kind in ("word", "quoted"))
    return Statement(frozenset(reader.uses), names)


@cache
def _own_tables() -> frozenset[str]:
    """Every table a model of the project or of a package has."""
    return frozenset(model._meta.db_table for model in apps.get_models(include_auto_created=True))


@lru_cache(maxsize=1024)
def _problem(sql: str, rights: Rights) -> str:
    try:
        statement = statement_read(sql)
    except Unreadable as error:
        return str(error)
    for operation, table in sorted(statement.uses):
        if operation not in rights.of(table):
            return f"{operation} {table}"
    return next((name for name in sorted(statement.names & _own_tables()) if not rights.of(name)), "")


def problem(sql: object, rights: Rights) -> str:
    """What `sql` may not do under `rights`, in a few words without any value; "" when it may.

    Statements repeat, so verdicts are kept. A list of parameters of any length counts as one statement.
    """
    if not isinstance(sql, str):
        return "a statement that is not text"
    return _problem(sql.replace("%s, ", ""), rights)
