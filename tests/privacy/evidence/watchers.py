"""Checkers made for a test: what they say is the test's, how they are run is not."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from privacy.evidence import checkers
from privacy.evidence.checkers import Checker
from privacy.evidence.findings import Finding, Kind, Level, register_kinds

register_kinds(
    Kind("test_flag", "Seen: %(excerpt)s."),
    Kind("test_block", "Seen: %(excerpt)s."),
    Kind("test_final", "Seen: %(excerpt)s.", overridable=False),
    Kind("test_choice", "What is it?", choices=(("drawing", "A drawing"), ("thing", "A thing"))),
)


def flag(excerpt: str = "Sok", kind: str = "test_flag") -> Finding:
    return Finding(kind, Level.FLAG, where="summary", excerpt=excerpt)


def block(excerpt: str = "Sok", kind: str = "test_block") -> Finding:
    return Finding(kind, Level.BLOCK, where="summary", excerpt=excerpt)


@contextmanager
def watching(
    look: Callable[[Any], Iterable[Finding]],
    *,
    name: str = "test",
    question: str = "others",
    seconds: float = 5,
    version: int = 1,
) -> Iterator[None]:
    """One more checker, registered as the rooms do, for as long as the block lasts."""
    checkers.register(Checker(name, name, (question,), version, lambda frozen: frozen, look, seconds))
    try:
        yield
    finally:
        del checkers._checkers[name]
