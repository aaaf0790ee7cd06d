"""The checkers of words: one a question, which share one look at each text.

What looks is imported when it first looks: no process pays for the word list at its start.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext_lazy as _

from privacy.evidence.checkers import Checker, register
from privacy.evidence.findings import Finding, Level
from privacy.evidence.texts import Text, texts_of
from privacy.evidence.words.kinds import BY_QUESTION, LEVELS, LOOKED_AT
from privacy.frozen import Frozen

VERSION = 1
LABELS = {
    "contacts": _("Contacts in the words"),
    "dates": _("Dates, ages and amounts in the words"),
    "others": _("Names in the words"),
    "places": _("Small places in the words"),
}


@dataclass(frozen=True)
class Material:
    """The texts of a copy, and the name under which its person is public."""

    texts: tuple[Text, ...]
    pseudonyms: frozenset[str]


def gather(frozen: Frozen) -> Material:
    public_name = frozen.page().public_title.strip()
    return Material(tuple(texts_of(frozen)), frozenset({public_name} if public_name else ()))


def look(question: str, material: Material) -> Iterator[Finding]:
    """What the rules of one question find in the texts; a note says how many were looked at."""
    from privacy.evidence.words.analysis import analyse

    wanted = {kind.name for kind, _level in BY_QUESTION[question]}
    for text in material.texts:
        for found in analyse(text.text, text.lang, material.pseudonyms):
            if found.kind in wanted:
                yield finding(text.text, found.kind, found.start, found.end, where=text.where)
    yield Finding(LOOKED_AT.name, Level.NOTE, excerpt=question, details={"count": len(material.texts)})


def finding(text: str, kind: str, start: int, end: int, *, where: str = "") -> Finding:
    """The finding of `kind` at `start` to `end` of a text."""
    return Finding(kind, LEVELS[kind], where=where, excerpt=text[start:end], span=(start, end))


def findings(text: str, lang: str | None = None, allowed: Iterable[str] = ()) -> list[Finding]:
    """Everything found in one text, in its order; nothing is remembered of it."""
    from privacy.evidence.words.analysis import analyse_once

    return [
        finding(text, found.kind, found.start, found.end)
        for found in analyse_once(text, lang, frozenset(allowed))
    ]


CHECKERS = tuple(
    Checker(
        name=f"words_{question}",
        label=LABELS[question],
        questions=(question,),
        version=VERSION,
        gather=gather,
        look=partial(look, question),
    )
    for question in BY_QUESTION
)
register(*CHECKERS)
