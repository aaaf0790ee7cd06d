"""What a detector works on and what it yields: a text made plain, and places in it."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

# Invisible: they stand between letters or digits to defeat a search, or mark where Khmer, Thai and Burmese may break.
INVISIBLE = frozenset(
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"
)
LETTER = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"
UPPER = "A-ZÀ-ÖØ-ÞĂĐĨŨƠƯẠ-Ỹ"
SCRIPTS = {"th": "\u0e00-\u0e7f", "lo": "\u0e80-\u0eff", "my": "\u1000-\u109f", "km": "\u1780-\u17ff"}


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """One thing at `start` to `end` (characters) of a text."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Normal:
    """A text as detectors read it, and for each of its characters (and its end) the place in the text as written."""

    text: str
    places: tuple[int, ...]

    def as_written(self, found: Found) -> Found:
        # The end is that of the last character, not the start of the next: marks in between belong to neither.
        return Found(self.places[found.start], self.places[found.end - 1] + 1, found.kind)


def normal(text: str) -> Normal:
    """Digits of every script as 0-9, wide letters as plain ones, accents composed, nothing invisible."""
    if text.isascii():
        return Normal(text, tuple(range(len(text) + 1)))
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        if letter in INVISIBLE:
            continue
        if letters and unicodedata.category(letter) == "Mn":
            composed = unicodedata.normalize("NFC", letters[-1] + letter)
            if len(composed) == 1:
                letters[-1] = composed
                continue
        letters.append(_plain(letter))
        places.append(place)
    return Normal("".join(letters), (*places, len(text)))


def _plain(letter: str) -> str:
    if letter.isascii():
        return letter
    digit = unicodedata.digit(letter, -1)
    if digit >= 0 and unicodedata.category(letter) == "Nd":
        return str(digit)
    folded = unicodedata.normalize("NFKC", letter)
    return folded if len(folded) == 1 else letter


@dataclass(frozen=True)
class Passage:
    """A text made plain, with what its story may say. `pseudonyms`: folded words that are nobody's name.

    `is_story`: whether the pseudonym is known. If it is not, one name alone as the teller's subject is taken for it.
    """

    text: str
    lang: str
    pseudonyms: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_story(self) -> bool:
        return bool(self.pseudonyms)

    @cached_property
    def scripts(self) -> frozenset[str]:
        """Which of the scripts of our languages are in it; "latin" for letters of English and its neighbours."""
        found = {name for name, span in SCRIPTS.items() if re.search(f"[{span}]", self.text)}
        return frozenset(found | ({"latin"} if re.search(f"[{LETTER}]", self.text) else set()))


Detector = Callable[[Passage], Iterator[Found]]


def pattern(source: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    """A pattern that may be written over several lines. Repetitions in it are bounded: texts come from anybody."""
    return re.compile(re.sub(r"\n\s*", "", source), flags)


def matches(kind: str, compiled: re.Pattern[str], text: str) -> Iterator[Found]:
    """Its matches, or what its group `x` or `y` matched."""
    for match in compiled.finditer(text):
        start, end = match.span(group_of(match))
        if end > start:
            yield Found(start, end, kind)


def group_of(match: re.Match[str]) -> str | int:
    """Which group of a match is meant: `x` or `y`, whichever took part, else all of it."""
    return next((name for name in ("x", "y") if name in match.re.groupindex and match.group(name)), 0)
