"""The project's own files, as the architecture tests read them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NOT_OURS = {"var", "node_modules", "__pycache__"}
# Shipped as their makers wrote it, kept under their own name.
VENDORED = "vendor"


@cache
def files(suffix: str, under: str = "") -> tuple[Path, ...]:
    """Every file of ours ending in `suffix`, such as ".py", below the folder `under`; sorted."""

    def walk(folder: Path) -> Iterator[Path]:
        for entry in sorted(folder.iterdir()):
            if entry.name.startswith(".") or entry.name in NOT_OURS or entry.name == VENDORED:
                continue
            if entry.is_dir():
                yield from walk(entry)
            elif entry.suffix == suffix:
                yield entry

    start = ROOT / under
    return tuple(walk(start)) if start.is_dir() else ()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def modules(*, tests: bool = True, migrations: bool = False) -> Iterator[Path]:
    """Every Python module; migrations only on request, for Django writes most of them."""
    for path in files(".py"):
        parts = path.relative_to(ROOT).parts
        if (tests or parts[0] != "tests") and (migrations or "migrations" not in parts):
            yield path
