"""The public's own full text: words of signed editions, and of nothing else.

Wagtail's index holds the text of every draft, so the public may not read it. This one is filled when an edition is
signed and emptied when it is withdrawn, in the same transaction. It only picks: what is shown comes from the verified
cards of editions standing at that moment, so a row too many, or a forged one, shows nothing.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from itertools import count
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils import timezone, translation
from django.utils.module_loading import autodiscover_modules

from cms.core.reading import reading
from privacy.editions import Card, read
from privacy.frozen import Frozen
from privacy.models import Edition
from privacy.signals import edition_signed, edition_withdrawn
from privacy.terms import Term, asked, terms

logger = logging.getLogger("privacy.fulltext")

# As much of one page as is indexed, in characters: PostgreSQL takes no tsvector above a megabyte.
LONGEST_TEXT = 100_000
# How many of the best matches are asked whether they stand. The rest of the index is never joined with editions.
CANDIDATES = 1000

Words = Callable[[Any], Iterable[str]]
_words_of: dict[str, Words] = {}


def register(page_type: str, words: Words) -> None:
    """Says what of a page type ("stories.storypage") a reader can see beside its card's title and lead.

    `words` gets the page rebuilt from its signed copy, with its language active, and yields plain text. A type that
    registers nothing is found by its card alone. Called from a room's own `fulltext` module.
    """
    _words_of[page_type] = words


def registered() -> set[str]:
    return set(_words_of)


# --- Filling and emptying -------------------------------------------------------------------------------------


def _texts(frozen: Frozen) -> tuple[str, str, str]:
    """(title, lead, the rest) of a copy as a reader sees them, in the page's language. No query."""
    words = _words_of.get(frozen.page_type)
    token = reading.set(frozen)
    try:
        with translation.override(frozen.locale):
            rest = " \n ".join(words(frozen.page())) if words else ""
    finally:
        reading.reset(token)
    return frozen.card["title"], frozen.card.get("lead", ""), rest[:LONGEST_TEXT]


def edition_index(edition_id: UUID, frozen: Frozen, *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Writes the row of one edition. One statement on PostgreSQL, two on SQLite."""
    parts = [list(terms(text)) for text in _texts(frozen)]
    key = (
        edition_id.hex if connections[using].vendor == "sqlite" else edition_id,
        frozen.page_id,
        frozen.locale,
    )
    with connections[using].cursor() as cursor:
        if connections[using].vendor == "sqlite":
            cursor.execute(
                "INSERT INTO privacy_fulltext (edition_id, page_id, locale) VALUES (%s, %s, %s)", key
            )
            cursor.execute(
                "INSERT INTO privacy_fulltext_words (rowid, title, lead, body) "
                "VALUES (last_insert_rowid(), %s, %s, %s)",
                [" ".join(piece for term in part for piece in term.pieces) for part in parts],
            )
        else:
            cursor.execute(
                "INSERT INTO privacy_fulltext (edition_id, page_id, locale, folded, words, pieces) "
                "VALUES (%s, %s, %s, %s, %s::tsvector, %s::tsvector)",
                (*key, " ".join(t.text for part in parts for t in part), _vector(parts), _pieces(parts)),
            )


def _vector(parts: Sequence[Sequence[Term]]) -> str:
    """Words with place and weight (title A, lead B), as PostgreSQL reads a tsvector.

    Made here rather than by `to_tsvector`: its parser divides words by the cluster's locale, and wrongly at the vowels
    of several of our scripts. A term has neither quote nor backslash.
    """
    place = count(1)
    weighted = zip(parts, ("A", "B", ""), strict=True)
    words = [(term.text, weight) for part, weight in weighted for term in part if not term.is_unspaced]
    return " ".join(f"'{word}':{min(next(place), 16_383)}{weight}" for word, weight in words)


def _pieces(parts: Iterable[Iterable[Term]]) -> str:
    unspaced = (term for part in parts for term in part if term.is_unspaced)
    return " ".join(f"'{piece}'" for piece in sorted({piece for term in unspaced for piece in term.pieces}))


def _delete(editions: str, params: Sequence[Any], *, using: str = DEFAULT_DB_ALIAS) -> int:
    """Deletes the rows a condition on privacy_fulltext picks; returns how many."""
    with connections[using].cursor() as cursor:
        if connections[using].vendor == "sqlite":
            cursor.execute(
                "DELETE FROM privacy_fulltext_words "  # noqa: S608  (a constant condition of this module)
                f"WHERE rowid IN (SELECT id FROM privacy_fulltext WHERE {editions})",
                params,
            )
        cursor.execute(f"DELETE FROM privacy_fulltext WHERE {editions}", params)  # noqa: S608
        return int(cursor.rowcount)


_WITHDRAWN = (
    "page_id = %s AND edition_id NOT IN "
    "(SELECT e.id FROM privacy_edition e WHERE e.page_id = %s AND e.withdrawn_at IS NULL)"
)


def page_forget(page_id: int) -> int:
    """Deletes the rows of a page's withdrawn editions; signing for now withdraws the older ones without a signal."""
    return _delete(_WITHDRAWN, [page_id, page_id])


def _on_signed(sender: Any, edition: Edition, page: Any, **kwargs: Any) -> None:
    page_forget(edition.page_id)
    edition_index(edition.pk, page.frozen)


def _on_withdrawn(sender: Any, edition: Edition, **kwargs: Any) -> None:
    """Nothing may stand in the way of going dark: a broken index is reported, and what it picks is not shown anyway."""
    try:
        with transaction.atomic():
            page_forget(edition.page_id)
    except DatabaseError:
        logger.critical(
            "The words of a withdrawn edition stay in the index", extra={"edition": str(edition.pk)}
        )


@transaction.atomic
def tidy() -> int:
    """Deletes rows of editions that will never stand again: withdrawn, expired, unknown. Returns how many.

    FTS5 leaves deleted words in older parts of the index until they are merged: `optimize` merges. And SQLite has to be
    told how many editions stand, or it looks for fifty of them among all that are not withdrawn.
    """
    alive = Q(withdrawn_at=None) & (Q(expires_at=None) | Q(expires_at__gt=timezone.now()))
    sql, params = Edition.objects.filter(alive).order_by().values("pk").query.sql_with_params()
    deleted = _delete(f"edition_id NOT IN ({sql})", params)
    if connections[DEFAULT_DB_ALIAS].vendor == "sqlite":
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute("INSERT INTO privacy_fulltext_words (privacy_fulltext_words) VALUES ('optimize')")
            cursor.execute("ANALYZE privacy_edition")
    return deleted


@transaction.atomic
def rebuild() -> int:
    """Fills the index anew from every edition that stands or may yet stand; returns how many have a row.

    For when the words of a page type are picked differently. Editions that do not verify get none.
    """
    _delete("1 = 1", [])
    rows = 0
    for edition in Edition.objects.filter(withdrawn_at=None).exclude(expires_at__lte=timezone.now()):
        frozen = read(edition)
        if frozen is not None:
            edition_index(edition.pk, frozen)
            rows += 1
    return rows


# --- Asking ---------------------------------------------------------------------------------------------------


def _sqlite_query(query: list[Term], locale: str) -> tuple[str, list[Any]]:
    """Best first by bm25; a hit in the title counts ten, in the lead four. Pieces of a run must follow each other."""
    phrases = (f'"{" ".join(t.asked_pieces)}"{" *" if t.is_beginning else ""}' for t in query)
    sql = (
        "SELECT f.id, f.edition_id, -bm25(privacy_fulltext_words, 10.0, 4.0, 1.0) AS score "
        "FROM privacy_fulltext_words JOIN privacy_fulltext f ON f.id = privacy_fulltext_words.rowid "
        "WHERE privacy_fulltext_words MATCH %s AND f.locale = %s "
        "ORDER BY score DESC, f.id DESC LIMIT %s"
    )
    return sql, [" AND ".join(phrases), locale, CANDIDATES]


def _tsquery(query: Iterable[Term]) -> str:
    return " & ".join(f"'{piece}'{':*' if t.is_beginning else ''}" for t in query for piece in t.asked_pieces)


def _postgresql_query(query: list[Term], locale: str) -> tuple[str, list[Any]]:
    """Words by rank; a part of an unspaced run by how early it stands, after its pieces have picked candidates.

    Pieces say that a run may be there, not that they follow each other (a tsvector keeps too few places for that), so
    the text of the candidates is looked at: at most `CANDIDATES` rows, however many hold the pieces.
    """
    words = _tsquery(t for t in query if not t.is_unspaced)
    runs = [t for t in query if t.is_unspaced]
    score, where = "0", ["f.locale = %s"]
    rank: list[Any] = []
    params: list[Any] = [locale]
    if words:
        score, rank = "ts_rank(f.words, %s::tsquery)", [words]
        where.append("f.words @@ %s::tsquery")
        params.append(words)
    if runs:
        where.append("f.pieces @@ %s::tsquery")
        params.append(_tsquery(runs))
    picked = (
        f"SELECT f.id, f.edition_id, f.folded, {score} AS score FROM privacy_fulltext f "  # noqa: S608  (constants)
        f"WHERE {' AND '.join(where)} ORDER BY score DESC, f.id DESC LIMIT %s"
    )
    if not runs:
        return picked, [*rank, *params, CANDIDATES]
    found = " AND ".join("strpos(c.folded, %s) > 0" for _ in runs)
    sql = (
        "SELECT c.id, c.edition_id, c.score - strpos(c.folded, %s) / 1e6 AS score "  # noqa: S608
        f"FROM ({picked}) c WHERE {found}"
    )
    return sql, [runs[0].text, *rank, *params, CANDIDATES, *(run.text for run in runs)]


def edition_ids(query: str, *, locale: str, limit: int) -> list[UUID]:
    """Ids of editions of a language that stand now and hold every word of `query`, best first. One query.

    A word of three letters or more also finds what begins with it. Nothing in a query is syntax; without a word in it
    nothing is found.
    """
    wanted = asked(query)
    if not wanted:
        return []
    connection = connections[DEFAULT_DB_ALIAS]
    pick = _sqlite_query if connection.vendor == "sqlite" else _postgresql_query
    picked, params = pick(wanted, locale)
    # Standing has one definition, EditionQuerySet.standing: here it is asked of each picked row.
    this_row = Edition.objects.standing().filter(pk=RawSQL("m.edition_id", ()), locale=locale)
    standing, standing_params = this_row.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT m.edition_id FROM ({picked}) m WHERE EXISTS ({standing}) "  # noqa: S608  (built above)
            "ORDER BY m.score DESC, m.id DESC LIMIT %s",
            [*params, *standing_params, limit],
        )
        return [UUID(str(row[0])) for row in cursor.fetchall()]


def found(query: str, *, locale: str, limit: int) -> list[Card]:
    """Verified cards of what `edition_ids` picks, in that order. Two queries, none for an empty query."""
    ids = edition_ids(query, locale=locale, limit=limit)
    if not ids:
        return []
    standing = Edition.objects.standing().filter(pk__in=ids, locale=locale)
    editions = {edition.pk: edition for edition in standing.verified()}
    return [_card(editions[key]) for key in ids if key in editions]


def _card(edition: Edition) -> Card:
    return Card(
        page_key=edition.page_key,
        page_type=edition.page_type,
        locale=edition.locale,
        path=edition.path,
        signed_at=edition.signed_at,
        data=edition.verify_card(),
    )


def connect() -> None:
    """Called once, when the app is ready: every room's `fulltext` module says what of its pages can be read."""
    autodiscover_modules("fulltext")
    edition_signed.connect(_on_signed, dispatch_uid="privacy.fulltext_signed")
    edition_withdrawn.connect(_on_withdrawn, dispatch_uid="privacy.fulltext_withdrawn")
