"""Thousands of signed stories without thousands of reviews: one real edition, copied under fresh signatures."""

import json
from uuid import uuid4

from django.db import connection

from privacy import keys
from privacy.frozen import canonical
from privacy.models import Edition

FIRST_PAGE = 1_000_000


def copies(edition: Edition, count: int) -> list[Edition]:
    """`count` editions of other pages with the same text, each validly signed and with its row in the full text."""
    made = []
    for number in range(count):
        fresh = {"id": str(uuid4()), "page_id": FIRST_PAGE + number, "page_key": str(uuid4())}
        fresh["path"] = f"/en/stories/copy{number:06}/"
        copy = Edition.objects.model(**{name: getattr(edition, name) for name in _columns()} | fresh)
        copy.header = canonical(json.loads(edition.header) | fresh)
        copy.signature, copy.signing_key = keys.sign(copy.header)
        made.append(copy)
    Edition.objects.bulk_create(made, batch_size=500)
    _index(edition, made)
    return made


def _columns() -> list[str]:
    return [field.name for field in Edition._meta.concrete_fields]


def _index(edition: Edition, made: list[Edition]) -> None:
    sqlite = connection.vendor == "sqlite"
    source = edition.pk.hex if sqlite else edition.pk
    rows = [
        (str(copy.pk).replace("-", "") if sqlite else copy.pk, copy.page_id, copy.locale) for copy in made
    ]
    with connection.cursor() as cursor:
        if not sqlite:
            cursor.executemany(
                "INSERT INTO privacy_fulltext (edition_id, page_id, locale, folded, words, pieces) "
                "SELECT %s, %s, %s, folded, words, pieces FROM privacy_fulltext WHERE edition_id = %s",
                [(*row, source) for row in rows],
            )
            cursor.execute("ANALYZE privacy_fulltext")
            cursor.execute("ANALYZE privacy_edition")
            return
        cursor.executemany(
            "INSERT INTO privacy_fulltext (edition_id, page_id, locale) VALUES (%s, %s, %s)", rows
        )
        cursor.execute(
            "INSERT INTO privacy_fulltext_words (rowid, title, lead, body) SELECT f.id, w.title, w.lead, w.body "
            "FROM privacy_fulltext f, privacy_fulltext_words w WHERE f.page_id >= %s AND w.rowid = "
            "(SELECT id FROM privacy_fulltext WHERE edition_id = %s)",
            [FIRST_PAGE, source],
        )
        cursor.execute("ANALYZE privacy_edition")  # as `fulltext.tidy` does
