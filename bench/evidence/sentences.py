"""How many identifying sentences are found, and how many clean ones are flagged, on our own sentences.

`dev` and `held_out` were written together, in one style, before there was a rule; rules were made with `dev` in view.
`third` was written last and in other styles (news, case notes, chats, appeals). The first figures of `held_out` and
`third`, from before anything was mended because of them, stand in docs/evidence-words.md; from here on both are
regression tests as `dev` is.
"""

import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent / "sentences"
LANGUAGES = ("en", "th", "km", "vi", "my", "lo", "id", "fil")
PARTS = ("dev", "held_out", "third", "fourth")


@dataclass(frozen=True)
class Row:
    """What one part of one language gave; `missed` and `flagged` are the sentences gone wrong."""

    lang: str
    part: str
    identifying: int
    clean: int
    missed: tuple[str, ...]
    flagged: tuple[str, ...]
    cpu_ms: float  # a sentence, on average


def sentences(lang: str) -> dict[str, dict[str, list[str]]]:
    """{part: {"identifying": [...], "clean": [...]}} of one language."""
    return tomllib.loads((DATA / f"{lang}.toml").read_text("utf-8"))


def measure() -> Iterator[Row]:
    """Rows by language and part; each sentence is looked at alone, as `manage.py check_text --lang` would."""
    from privacy.evidence.words.checkers import findings

    for lang in LANGUAGES:
        for part, kinds in sentences(lang).items():
            began = time.process_time()
            missed = tuple(text for text in kinds["identifying"] if not findings(text, lang))
            flagged = tuple(text for text in kinds["clean"] if findings(text, lang))
            spent = time.process_time() - began
            count = len(kinds["identifying"]) + len(kinds["clean"])
            yield Row(
                lang,
                part,
                len(kinds["identifying"]),
                len(kinds["clean"]),
                missed,
                flagged,
                spent / count * 1000,
            )


def report() -> list[str]:
    """Lines of a table, and below it every sentence that went wrong."""
    rows = list(measure())
    lines = ["sentences  part       identifying found    clean flagged   CPU ms each"]
    lines += [_line(row.lang, row.part, [row]) for row in rows]
    for part in PARTS:
        lines.append(_line("all", part, [row for row in rows if row.part == part]))
    for row in rows:
        lines += [f"  {row.lang} {row.part} missed: {text}" for text in row.missed]
        lines += [f"  {row.lang} {row.part} flagged: {text}" for text in row.flagged]
    return lines


def _line(lang: str, part: str, rows: list[Row]) -> str:
    identifying, clean = sum(row.identifying for row in rows), sum(row.clean for row in rows)
    found = identifying - sum(len(row.missed) for row in rows)
    flagged = sum(len(row.flagged) for row in rows)
    cpu_ms = sum(row.cpu_ms * (row.identifying + row.clean) for row in rows) / (identifying + clean)
    return (
        f"{lang:9}  {part:9}  {found:4} of {identifying:4} {found / identifying:6.1%}  "
        f"{flagged:4} of {clean:4} {flagged / clean:6.1%}  {cpu_ms:6.1f}"
    )


def main() -> None:
    """Print the report."""
    print("\n".join(report()))
