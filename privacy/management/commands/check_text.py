"""`manage.py check_text [--lang xx] PATH...|-`: what the reviewer's evidence would say of each text."""

import codecs
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from privacy.evidence.findings import Finding, Level
from privacy.evidence.words import checkers
from privacy.evidence.words.kinds import FAILED, UNREADABLE

STANDARD_INPUT = "-"


class Command(BaseCommand):
    help = "One JSON line for each text: block, flag or clear, and what was found. Needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "paths", nargs="+", metavar="PATH", help="A text, a folder of them, or - to read one"
        )
        parser.add_argument("--lang", help="Its language (en th km vi my lo id fil); guessed if not given")

    def handle(self, *args: Any, **options: Any) -> None:
        for path in options["paths"]:
            for name in _inputs(path):
                self.stdout.write(json.dumps(answer(name, options["lang"]), ensure_ascii=False))
                self.stdout.flush()


def _inputs(path: str) -> Iterator[str]:
    """The path, or every file below it, sorted."""
    if path != STANDARD_INPUT and Path(path).is_dir():
        yield from map(str, sorted(file for file in Path(path).rglob("*") if file.is_file()))
    else:
        yield path


def answer(name: str, lang: str | None) -> dict[str, Any]:
    """What is printed of one input. One that cannot be read or looked at is a block."""
    try:
        found = checkers.findings(_text(_content(name)), lang)
    except UnicodeError:
        found = [Finding(UNREADABLE.name, Level.BLOCK, excerpt="it is not UTF-8")]
    except OSError as error:
        found = [Finding(UNREADABLE.name, Level.BLOCK, excerpt=error.strerror or "it cannot be opened")]
    except Exception as error:  # noqa: BLE001  (a crash is a block, as it is for the reviewer)
        found = [Finding(FAILED.name, Level.BLOCK, excerpt=type(error).__name__)]
    levels = {finding.level for finding in found}
    verdict = next((level for level in (Level.BLOCK, Level.FLAG) if level in levels), "clear")
    return {"input": name, "verdict": str(verdict), "findings": [_plain(finding) for finding in found]}


def _content(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == STANDARD_INPUT else Path(name).read_bytes()


def _text(content: bytes) -> str:
    """UTF-8, or what the mark at its beginning says; anything else raises UnicodeError."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    return content.decode("utf-8-sig")


def _plain(finding: Finding) -> dict[str, Any]:
    start, end = finding.span or (0, 0)
    return {
        "kind": finding.kind,
        "message": finding.message,
        "level": str(finding.level),
        "excerpt": finding.excerpt,
        "start": start,
        "end": end,
    }
