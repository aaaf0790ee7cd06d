"""Words as the never-publish list compares them: whatever the script, case, accents or spaces they are written with."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from anyascii import anyascii

# What differs in how a name is romanised, not in the name: Phally and Pally, Rotha and Lota, Van and Wan, Dit and Tith.
SOUNDS = str.maketrans({**dict(zip("rwbdgzx", "lvptkss", strict=True)), "q": "k", **dict.fromkeys("aeiouyh")})
# Scripts that put no spaces between words: there a name is looked for inside a run of letters.
UNSPACED = ("THAI", "LAO", "KHMER", "MYANMAR", "CJK", "HIRAGANA", "KATAKANA", "TAI")
LONGEST_WINDOW = 4
BETWEEN_DIGITS = 2
WIDEST_GAP = 5  # signs between two words of a window


@dataclass(frozen=True)
class Token:
    """One word of a text in small Latin letters and digits; `start` and `end` are its place in the text.

    `is_small`: it was written in small letters, in a text that has large ones.
    """

    word: str
    start: int
    end: int
    is_small: bool = False


@dataclass(frozen=True)
class Run:
    """Letters of a script without spaces, and their `places` in the text. Spaces and joiners are left out."""

    letters: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self.places[start], self.places[end - 1] + 1


def latin(text: str) -> str:
    """Small Latin letters and digits, nothing else."""
    folded = anyascii(unicodedata.normalize("NFKC", text)).lower()
    return "".join(letter for letter in folded if letter.isascii() and letter.isalnum())


def skeleton(word: str) -> str:
    """The consonants as they sound: without h and vowels, r as l, w as v, doubled ones once."""
    once = (letter for place, letter in enumerate(word) if not place or word[place - 1] != letter)
    return "".join(once).translate(SOUNDS)


def is_word(letter: str) -> bool:
    """Letters, digits and the marks written on them; joiners and soft hyphens part no word."""
    return unicodedata.category(letter)[0] in "LMN" or unicodedata.category(letter) == "Cf"


@lru_cache(maxsize=4096)
def is_unspaced(letter: str) -> bool:
    if letter.isascii() or unicodedata.category(letter)[0] not in "LM":
        return False
    return unicodedata.name(letter, "").startswith(UNSPACED)


def tokens(text: str) -> list[Token]:
    """The words of a text, in order. Letters spelled out one by one (S o k) become one more word."""
    has_large = any(letter.isupper() for letter in text)
    found = []
    for start, end in _words(text):
        if word := latin(text[start:end]):
            found.append(Token(word, start, end, has_large and text[start:end].islower()))
    return found + list(_spelled(found))


def _words(text: str) -> Iterator[tuple[int, int]]:
    start = None
    for place, letter in enumerate(text):
        if is_word(letter):
            start = place if start is None else start
        elif start is not None:
            yield start, place
            start = None
    if start is not None:
        yield start, len(text)


def _spelled(found: list[Token]) -> Iterator[Token]:
    begin = 0
    for place in range(len(found) + 1):
        if place < len(found) and len(found[place].word) == 1:
            continue
        if place - begin > LONGEST_WINDOW:
            letters = found[begin:place]
            yield Token("".join(one.word for one in letters), letters[0].start, letters[-1].end)
        begin = place + 1


@dataclass(frozen=True)
class Window:
    """One to four words that stand side by side, joined.

    `is_plain`: common English words, written as such. A name hides in them only if it is written letter by letter.
    """

    joined: str
    size: int
    start: int
    end: int
    is_small: bool
    is_plain: bool


def windows(words: list[Token]) -> list[Window]:
    """Every window of a text. Words far apart, as the cells of a table are, make none."""
    return [
        _window(part)
        for size in range(1, LONGEST_WINDOW + 1)
        for part in (words[place : place + size] for place in range(len(words) - size + 1))
        if all(0 <= after.start - before.end <= WIDEST_GAP for before, after in pairwise(part))
    ]


def _window(part: list[Token]) -> Window:
    known = ordinary()
    return Window(
        "".join(token.word for token in part),
        len(part),
        part[0].start,
        part[-1].end,
        all(token.is_small for token in part),
        any(token.is_small for token in part) and all(token.word in known for token in part),
    )


def runs(text: str) -> list[Run]:
    """What a text has in scripts without spaces. Spaces and joiners between their letters are left out."""
    found: list[Run] = []
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        if is_unspaced(letter):
            for folded in unicodedata.normalize("NFKC", letter):
                letters.append(folded)
                places.append(place)
        elif letters and not (letter.isspace() or unicodedata.category(letter) == "Cf"):
            found.append(Run("".join(letters), tuple(places)))
            letters, places = [], []
    if letters:
        found.append(Run("".join(letters), tuple(places)))
    return found


def squeezed(text: str) -> str:
    """An entry in a script without spaces as `runs` would have it; "" if it has no such letters."""
    return "".join(run.letters for run in runs(text))


@dataclass(frozen=True)
class Digits:
    """Digits of any script with at most two signs between them, as in a telephone number."""

    digits: str
    places: tuple[int, ...]


def digit_runs(text: str, at_least: int) -> list[Digits]:
    """Runs of at least so many digits, mapped to 0-9."""
    found: list[Digits] = []
    digits: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        if letter.isdecimal():
            if places and (place - places[-1] > BETWEEN_DIGITS + 1 or _parts(text[places[-1] + 1 : place])):
                found.append(Digits("".join(digits), tuple(places)))
                digits, places = [], []
            digits.append(str(unicodedata.decimal(letter)))
            places.append(place)
    found.append(Digits("".join(digits), tuple(places)))
    return [run for run in found if len(run.digits) >= at_least]


def _parts(between: str) -> bool:
    """Whether what stands between two digits ends the number."""
    return any(letter not in " -.()/+\u00a0\u2009\u2010\u2011\u2012\u2013" for letter in between)


@lru_cache(maxsize=1)
def ordinary() -> frozenset[str]:
    """Common English words, from the list that pyspellchecker brings."""
    from spellchecker import SpellChecker

    return frozenset(SpellChecker(language="en").word_frequency.dictionary)
