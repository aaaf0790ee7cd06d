"""What is being read: while a signed copy renders, references are answered from the copy and never from the tables."""

from contextvars import ContextVar
from typing import Any, Protocol
from uuid import UUID


class Copy(Protocol):
    """The part of a frozen copy that choosers and links need.

    `objects` maps "app.model" -> id (as text) -> what that model's `frozen()` returned; `links` maps a page id
    (as text) to its translation key; `paths` maps that key to the signed address standing in the reader's language.
    """

    @property
    def objects(self) -> dict[str, dict[str, dict[str, Any]]]: ...

    @property
    def links(self) -> dict[str, str]: ...

    @property
    def paths(self) -> dict[UUID, str]: ...


reading: ContextVar[Copy | None] = ContextVar("reading", default=None)
