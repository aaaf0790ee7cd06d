"""What a checker found: one thing, at one place, beside one item of the checklist."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Level(TextChoices):
    """How much a finding weighs.

    A block needs a written reason, if it can be overridden at all; a flag is answered by the reviewer; a note says what
    was looked at, and needs no answer.
    """

    BLOCK = "block", _("Blocks signing")
    FLAG = "flag", _("To be answered")
    NOTE = "note", _("Looked at")


@dataclass(frozen=True)
class Kind:
    """A kind of finding. `name` is stored and keeps its meaning; `sentence` may name `%(excerpt)s` and details.

    `overridable`: whether a privacy reviewer may sign in spite of it, with a written reason. `reasoned`: a flag of this
    kind wants a written reason too. `choices`: (value, label) of the answers it wants instead of a tick.
    """

    name: str
    sentence: "StrOrPromise"
    overridable: bool = True
    reasoned: bool = False
    choices: tuple[tuple[str, "StrOrPromise"], ...] = ()


@dataclass(frozen=True)
class Finding:
    """`where`: the place in the copy ("summary", "journey.<block id>.narrative", "picture.<sha256>"; "": all of it).

    `excerpt`: the words it is about. `span`: (start, end) of the excerpt in the text of that place, in characters.
    `box`: (left, top, width, height) in pixels of the stored picture. `details` are plain values for the sentence.
    """

    kind: str
    level: Level
    where: str = ""
    excerpt: str = ""
    span: tuple[int, int] | None = None
    box: tuple[int, int, int, int] | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The same for the same thing found again in the same place: answers are kept under it."""
        parts = "\n".join((self.kind, self.where, self.excerpt, str(self.box or "")))
        return hashlib.sha256(parts.encode()).hexdigest()[:32]

    @property
    def message(self) -> str:
        """The sentence shown, in the language that is active."""
        return str(kind_named(self.kind).sentence) % {"excerpt": self.excerpt, **self.details}

    @property
    def needs_reason(self) -> bool:
        return self.level == Level.BLOCK or kind_named(self.kind).reasoned

    @property
    def is_final(self) -> bool:
        """Nobody signs in spite of it: the page has to change."""
        return self.level == Level.BLOCK and not kind_named(self.kind).overridable


_kinds: dict[str, Kind] = {}


def register_kinds(*kinds: Kind) -> None:
    """Called by the module of a checker when it is imported. One name, one meaning."""
    for kind in kinds:
        if _kinds.setdefault(kind.name, kind) != kind:
            raise ValueError(f"Two kinds of finding are called {kind.name}.")


def kind_named(name: str) -> Kind:
    """A kind that is no longer known (an old row) is shown by its name and can be answered."""
    return _kinds.get(name) or Kind(name, name.replace("%", "%%"))
