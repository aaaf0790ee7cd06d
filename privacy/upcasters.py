"""Old editions render for ever: pure functions that lift old content to the current schema at read time.

The signature stays over the stored bytes. One golden edition per schema lies in tests/privacy/golden/.
"""

from collections.abc import Callable
from typing import Any

from privacy.exceptions import UnknownSchema

Fields = dict[str, Any]

SCHEMA = 1
# schema n -> a function (page_type, fields) -> fields of schema n + 1
UPCASTERS: dict[int, Callable[[str, Fields], Fields]] = {}


def upcast(page_type: str, schema: int, fields: Fields) -> Fields:
    """Fields of `schema` as fields of the current one.

    Raises:
        UnknownSchema: it is newer than this code.
    """
    if schema > SCHEMA:
        raise UnknownSchema(f"schema {schema}, this code knows {SCHEMA}")
    for step in range(schema, SCHEMA):
        fields = UPCASTERS[step](page_type, fields)
    return fields
