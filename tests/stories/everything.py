"""Everything the database holds, as text, for searching: each column of each table, decoded as far as it may hide."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_plus

from django.db import connection

from stories.journey import gazetteer
from stories.places.points import _plain

# Moments have seconds with decimals, and are no coordinates.
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:\d\d)?)?")
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def rows() -> Iterator[tuple[str, tuple[Any, ...]]]:
    """(table, row) of every table, Wagtail's and Django's own included."""
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            for row in cursor.fetchall():
                yield table, row


def text_of(value: Any) -> str:
    """A value as text: as it is, and with the escapes of addresses and of JSON undone; digits as ASCII."""
    if value is None or isinstance(value, bool | int):
        return ""
    if isinstance(value, bytes | memoryview):
        value = bytes(value).decode("utf-8", "replace")
    elif isinstance(value, dict | list):
        value = json.dumps(value)
    return _spellings(str(value))


@lru_cache(maxsize=20_000)
def _spellings(value: str) -> str:
    text = MOMENT.sub("", value)
    spelt = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return "\n".join(_plain(one) for one in dict.fromkeys((text, spelt, unquote_plus(spelt))))


def stored_text() -> str:
    return "\n".join(f"{table}: {text_of(value)}" for table, row in rows() for value in row)


def _json(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in "[{":
        try:
            return json.loads(value)
        except ValueError:
            return None
    return value


def _places_in(data: Any) -> Iterator[Any]:
    """Every value under the key "place" that a block holds, in data nested as JSON in JSON."""
    data = _json(data)
    if isinstance(data, dict):
        for key, value in data.items():
            if key == "place" and "phase" in data:
                yield value
            else:
                yield from _places_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from _places_in(value)


def odd_places() -> list[Any]:
    """Every stored place of a milestone that is neither empty nor exactly a key of the list with its version."""
    return [
        place
        for _table, row in rows()
        for value in row
        for place in _places_in(value)
        if place is not None
        and not (
            isinstance(place, dict) and place.keys() == {"place", "list"} and gazetteer.find(place["place"])
        )
    ]
