"""Names of listed places in a text, in Latin and in native scripts, with or without spaces between words."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from stories.evidence.ambiguous import ALSO, CUED, GENERIC, NEVER, WORDS
from stories.journey import gazetteer
from stories.journey.gazetteer import Place
from stories.journey.names import fold
from stories.places.names import all_places

LONGEST = 5  # words of a name
LEAST = 3  # letters of a name in Latin script
LONGEST_INITIALS = 4  # letters, all of them large: "ABA" is a bank
LEAST_SMALL = 6  # letters of a name that counts although it is written small

# Thai, Lao, Khmer, Burmese: no spaces between words, so that names are found inside runs.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_RUN = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u200b.]+")
# A word: letters with the signs that belong to them, also in Indic scripts, and apostrophes inside.
_WORD = re.compile(r"[^\W\d_](?:[\w\u0300-\u036f\u0900-\u0dff\u200c\u200d]|['’ʻʼ](?=\w))*")
_GAP = re.compile(r"[ \u00a0\-–.]{1,2}")
_BEGINS = re.compile(r"(?:^|[.!?…:;]['\"’”)]*\s|[\n“\"«(])\s*$")
_POSSESSIVE = re.compile(r"['’]s$")


@dataclass(frozen=True)
class Named:
    """A name in a text: the words as written, their span in characters, and the listed places called so."""

    words: str
    span: tuple[int, int]
    places: tuple[Place, ...]


def named_places(text: str, *, countries: Collection[str] = ()) -> list[Named]:
    """Cities and provinces of the list that a text names; countries are none, and names both have are left out.

    `countries`: codes of the countries a story tells of; their places count even when written small.
    """
    found = [*_spaced(text, frozenset(countries)), *_unspaced(text)]
    return sorted(found, key=lambda named: named.span)


# --- The index: built once per process, about 0.5 s -------------------------------------------------------------


@lru_cache(maxsize=1)
def _index() -> dict[str, tuple[Place, ...]]:
    """Folded names without their spaces ("Ha Noi" is Hanoi) to the places that bear them."""
    bearers: dict[str, dict[str, Place]] = defaultdict(dict)
    not_ours = {_packed(gazetteer.country_name(place.country, "en")) for place in gazetteer.countries()}
    for place in all_places():
        for name in {place.name, place.native, *place.also}:
            if place.kind == "country":
                not_ours.add(_packed(name))
            else:
                for form in _forms(fold(name)):
                    bearers[_packed(form)][place.key] = place
    left_out = not_ours | NEVER
    return {
        name: tuple(places.values())
        for name, places in bearers.items()
        if name not in left_out and len(name) >= LEAST
    }


def _packed(text: str) -> str:
    return fold(text).replace(" ", "")


def _forms(folded: str) -> set[str]:
    """A folded name as it is, and without the word "province" and the like."""
    words = folded.split()
    bare = [word for word in words if word not in GENERIC]
    return {folded, " ".join(bare)} if len(bare) < len(words) and bare else {folded}


@lru_cache(maxsize=1)
def _native() -> dict[str, list[tuple[str, tuple[Place, ...]]]]:
    """Names in scripts without spaces by their first two characters, the longest first."""
    bearers: dict[str, dict[str, Place]] = defaultdict(dict)
    for place in all_places():
        for name in {place.native, *place.also} if place.kind != "country" else ():
            if _UNSPACED.match(name):
                bearers[unicodedata.normalize("NFC", name)][place.key] = place
    for name, key in ALSO.items():
        if place_found := gazetteer.find(key):
            bearers[name][key] = place_found
    starts: dict[str, list[tuple[str, tuple[Place, ...]]]] = defaultdict(list)
    for name in sorted(bearers, key=len, reverse=True):
        starts[name[:2]].append((name, tuple(bearers[name].values())))
    return starts


# --- Words with spaces between them -----------------------------------------------------------------------------


def _spaced(text: str, countries: frozenset[str]) -> Iterator[Named]:
    words = [word for word in _WORD.finditer(text) if not _UNSPACED.match(word[0])]
    folded = [_packed(_POSSESSIVE.sub("", word[0])) for word in words]
    number = 0
    while number < len(words):
        step = 1
        for size in range(min(LONGEST, len(words) - number), 0, -1):
            places = _index().get("".join(folded[number : number + size]))
            if places and _counts(text, words[number : number + size], places, countries):
                start, end = words[number].start(), _end(words[number + size - 1])
                yield Named(text[start:end], (start, end), places)
                step = size
                break
        number += step


def _end(word: re.Match[str]) -> int:
    possessive = _POSSESSIVE.search(word[0])
    return word.start() + (possessive.start() if possessive else len(word[0]))


def _counts(
    text: str, words: list[re.Match[str]], places: tuple[Place, ...], countries: frozenset[str]
) -> bool:
    """Whether these words, which are the name of listed places, are meant as a name here."""
    for one, after in pairwise(words):
        if not _GAP.fullmatch(text[one.end() : after.start()]):
            return False
    start, end = words[0].start(), _end(words[-1])
    written = text[start:end]
    if len(words) == 1 and not written.isascii() and not _spelt(written, places):
        return False
    if written.isupper() and len(written) <= LONGEST_INITIALS:
        return False
    if _is_small(words[0][0]) or _is_small(words[-1][0]):
        return (
            len(fold(written)) >= LEAST_SMALL
            and fold(written) not in WORDS
            and any(place.country in countries for place in places)
        )
    return fold(written) not in WORDS or not _BEGINS.search(text[:start])


def _is_small(word: str) -> bool:
    """Written in small letters, in a script that has capitals."""
    return word[0].islower()


def _spelt(written: str, places: tuple[Place, ...]) -> bool:
    """Whether a word with accents is spelt as the list has it: in Vietnamese another accent is another word."""
    wanted = unicodedata.normalize("NFC", written).casefold()
    names = (name for place in places for name in (place.name, place.native, *place.also))
    return any(unicodedata.normalize("NFC", name).casefold() == wanted for name in names)


# --- Scripts without spaces -------------------------------------------------------------------------------------


def _unspaced(text: str) -> Iterator[Named]:
    for run in _RUN.finditer(text):
        place = run.start()
        while place < run.end():
            found = _native_at(text, place)
            if found:
                yield found
                place = found.span[1]
            else:
                place += 1


def _native_at(text: str, start: int) -> Named | None:
    for name, places in _native().get(text[start : start + 2], ()):
        if text.startswith(name, start):
            end = start + len(name)
            if name not in CUED or _is_cued(text, start, end, CUED[name]):
                return Named(name, (start, end), places)
    return None


def _is_cued(text: str, start: int, end: int, cues: tuple[str, ...]) -> bool:
    before, after = text[:start].rstrip(), text[end:].lstrip()
    return any(before.endswith(cue) or after.startswith(cue) for cue in cues)
