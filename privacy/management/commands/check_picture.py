"""`manage.py check_picture PATH...`: what an upload and the reviewer's evidence would say of each picture."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandParser

from cms.core.pictures import picture_clean
from privacy.evidence.findings import Finding, Kind, Level, register_kinds
from privacy.evidence.pictures import file_findings, picture_findings

register_kinds(
    Kind("picture_refused", "%(excerpt)s", overridable=False),
    Kind("checker_failed", "The check could not be made: %(excerpt)s.", overridable=False),
)


class Command(BaseCommand):
    help = "One JSON line for each picture: block, flag or clear, and what was found. Needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "paths", nargs="+", type=Path, metavar="PATH", help="A picture, or a folder of them"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for path in options["paths"]:
            for file in _files(path):
                self.stdout.write(json.dumps(answer(file), ensure_ascii=False))
                self.stdout.flush()


def _files(path: Path) -> Iterator[Path]:
    """The path, or every file below it, sorted."""
    if path.is_dir():
        yield from sorted(file for file in path.rglob("*") if file.is_file())
    else:
        yield path


def answer(path: Path) -> dict[str, Any]:
    """What is printed of a file. One that cannot be read or looked at is a block."""
    try:
        found = _findings(path.read_bytes())
    except OSError as error:
        found = [Finding("picture_refused", Level.BLOCK, excerpt=error.strerror or "It cannot be read.")]
    except Exception as error:  # noqa: BLE001  (a crash is a block, as it is for the reviewer)
        found = [Finding("checker_failed", Level.BLOCK, excerpt=type(error).__name__)]
    levels = {finding.level for finding in found}
    verdict = next((level for level in (Level.BLOCK, Level.FLAG) if level in levels), "clear")
    return {"input": str(path), "verdict": str(verdict), "findings": [_plain(finding) for finding in found]}


def _findings(content: bytes) -> list[Finding]:
    try:
        clean = picture_clean(BytesIO(content)).read()
    except ValidationError as error:
        return [Finding("picture_refused", Level.BLOCK, excerpt=" ".join(error.messages))]
    return [*picture_findings(clean), *file_findings(clean)]


def _plain(finding: Finding) -> dict[str, Any]:
    box = {"box": finding.box} if finding.box else {}
    return {"kind": finding.kind, "message": finding.message, "level": str(finding.level), **box}
