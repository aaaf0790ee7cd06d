"""The tables of the public's full text, each database in its own way, filled from what is signed already."""

import json
from typing import Any

from django.db import migrations

from privacy.exceptions import UnknownSchema

# The words of an edition lie in a table of their own: FTS5 finds a row by its words or its number, by nothing else.
SQLITE = (
    "CREATE TABLE privacy_fulltext (id integer PRIMARY KEY AUTOINCREMENT, edition_id char(32) NOT NULL UNIQUE, "
    "page_id bigint NOT NULL, locale varchar(10) NOT NULL)",
    "CREATE INDEX privacy_fulltext_page ON privacy_fulltext (page_id)",
    # Terms arrive folded (privacy/terms.py); marks belong to words, or Thai and Khmer vowels would divide them.
    "CREATE VIRTUAL TABLE privacy_fulltext_words USING fts5 "
    "(title, lead, body, tokenize = \"unicode61 remove_diacritics 0 categories 'L* M* N* Co'\")",
)
POSTGRESQL = (
    "CREATE TABLE privacy_fulltext (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "
    "edition_id uuid NOT NULL UNIQUE, page_id bigint NOT NULL, locale varchar(10) NOT NULL, "
    "folded text NOT NULL, words tsvector NOT NULL, pieces tsvector NOT NULL)",
    "CREATE INDEX privacy_fulltext_page ON privacy_fulltext (page_id)",
    "CREATE INDEX privacy_fulltext_words ON privacy_fulltext USING gin (words)",
    "CREATE INDEX privacy_fulltext_pieces ON privacy_fulltext USING gin (pieces)",
)
DROP_SQLITE = ("DROP TABLE privacy_fulltext_words", "DROP TABLE privacy_fulltext")
DROP_POSTGRESQL = ("DROP TABLE privacy_fulltext",)

COLUMNS = ("id", "page_type", "page_id", "page_key", "locale", "path", "card", "content")


def create(apps: Any, schema_editor: Any) -> None:
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop(apps: Any, schema_editor: Any) -> None:
    for statement in DROP_POSTGRESQL if schema_editor.connection.vendor == "postgresql" else DROP_SQLITE:
        schema_editor.execute(statement)


def fill(apps: Any, schema_editor: Any) -> None:
    """A row for every edition that is not withdrawn. One that cannot be read gets none: it cannot be shown either."""
    from privacy.frozen import Frozen
    from privacy.fulltext import edition_index

    using = schema_editor.connection.alias
    editions = apps.get_model("privacy.Edition").objects.using(using).filter(withdrawn_at=None)
    for row in list(editions.order_by("signed_at").values(*COLUMNS)):
        edition_id, card, content = row.pop("id"), row.pop("card"), row.pop("content")
        try:
            frozen = Frozen(card=json.loads(card), content=json.loads(content), **row)
            frozen.page()
        except (ValueError, KeyError, LookupError, UnknownSchema):
            continue
        edition_index(edition_id, frozen, using=using)


class Migration(migrations.Migration):
    dependencies = [("privacy", "0002_create_groups_and_workflow")]
    operations = [
        migrations.RunPython(create, drop),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
