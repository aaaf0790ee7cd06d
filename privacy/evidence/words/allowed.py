"""Words that name nobody: our own list, and what rooms register (the publishable places, for one)."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

from babel import Locale

DATA = Path(__file__).parent / "data"
LANGUAGES = ("en", "th", "km", "vi", "my", "lo", "id", "fil")
Provider = Callable[[], Iterable[str]]
WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")

_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """`provider()` gives names in any language that may stand in a public text. It is asked once, when first needed."""
    _providers.append(provider)
    for cached in (phrases, native_phrases):
        cached.cache_clear()


def fold(word: str) -> str:
    """Without case and accents, for comparing; đ is d."""
    if word.isascii():
        return word.lower().replace("’", "'")
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFD", word.lower())
        if unicodedata.category(letter) != "Mn"
    )
    return bare.replace("đ", "d").replace("’", "'")


def folded(text: str) -> tuple[str, ...]:
    """Its words, folded."""
    return tuple(fold(word) for word in WORD.findall(text))


def lines(name: str) -> list[str]:
    """A data file: one entry a line, several apart by "|"; "#" begins a remark."""
    source = (DATA / name).read_text("utf-8")
    entries = (entry.strip() for line in source.splitlines() for entry in line.partition("#")[0].split("|"))
    return [entry for entry in entries if entry]


def _babel() -> Iterable[str]:
    for code in LANGUAGES:
        locale = Locale.parse(code)
        yield from locale.territories.values()
        yield from locale.languages.values()
        yield from locale.currencies.values()
        yield from locale.days["format"]["wide"].values()
        yield from locale.months["format"]["wide"].values()


@lru_cache(maxsize=1)
def phrases() -> frozenset[tuple[str, ...]]:
    """Every allowed name as its folded words."""
    names = [*lines("allowed.txt"), *_babel(), *(name for provider in _providers for name in provider())]
    return frozenset(words for words in map(folded, names) if words)


@lru_cache(maxsize=1)
def native_phrases() -> frozenset[str]:
    """Every allowed name that is not in Latin letters, without spaces."""
    names = [*lines("allowed.txt"), *_babel(), *(name for provider in _providers for name in provider())]
    return frozenset(name.replace(" ", "") for name in names if name and ord(name[0]) > 0x0DFF)


LONGEST = 6


def covered(words: list[str]) -> list[int]:
    """For each of these folded words how many words the allowed name has that it belongs to; 0: it belongs to none."""
    known = phrases()
    result = [0] * len(words)
    start = 0
    while start < len(words):
        length = next(
            (
                n
                for n in range(min(LONGEST, len(words) - start), 0, -1)
                if tuple(words[start : start + n]) in known
            ),
            0,
        )
        for place in range(start, start + length):
            result[place] = length
        start += max(length, 1)
    return result
