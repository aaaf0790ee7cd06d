"""The one look at a text that every checker shares."""

from functools import lru_cache

from privacy.evidence.words import (
    addresses,
    amounts,
    bodies,
    contacts,
    dates,
    documents,
    names,
    places,
    singular,
)
from privacy.evidence.words.allowed import fold, folded
from privacy.evidence.words.found import Detector, Found, Passage, normal
from privacy.evidence.words.lexicon import latin_language

# What is sure comes first: of two that overlap, the earlier one is shown.
DETECTORS: tuple[Detector, ...] = (
    contacts.mails,
    addresses.coordinates,
    contacts.links,
    contacts.handles,
    dates.dates,
    documents.documents,
    amounts.amounts,
    contacts.phones,
    addresses.addresses,
    dates.ages,
    bodies.bodies,
    bodies.native_bodies,
    places.narrow_places,
    singular.singular,
    names.name_like,
    names.unspaced_names,
)
MOST = 200  # findings in one text: nobody answers more


def language(text: str, given: str | None = None) -> str:
    """The given language, or that of the script most letters are in; Latin letters by their frequent words, else en."""
    if given:
        return given.split("-", maxsplit=1)[0].lower()
    counts = {lang: sum(text.count(chr(code)) for code in span) for lang, span in _SCRIPT_RANGES.items()}
    best = max(counts, key=lambda lang: counts[lang])
    latin = sum(letter.isascii() and letter.isalpha() for letter in text)
    return best if counts[best] and counts[best] * 2 >= latin else latin_language(text[:2000], "")


_SCRIPT_RANGES = {
    "th": range(0x0E01, 0x0E4F),
    "lo": range(0x0E81, 0x0ECE),
    "my": range(0x1000, 0x1040),
    "km": range(0x1780, 0x17D4),
}


def analyse(text: str, lang: str | None = None, allowed: frozenset[str] = frozenset()) -> tuple[Found, ...]:
    """What was found in a text, in its order, without overlaps. Pure, and remembered: it is asked again and again.

    `allowed`: the pseudonyms of the story. Spans are characters of `text` as written.
    """
    return _analyse(text, language(text, lang), allowed)


def analyse_once(
    text: str, lang: str | None = None, allowed: frozenset[str] = frozenset()
) -> tuple[Found, ...]:
    """The same for a text that is still being written: it is not kept in memory."""
    return _analyse.__wrapped__(text, language(text, lang), allowed)


@lru_cache(maxsize=2048)
def _analyse(text: str, lang: str, allowed: frozenset[str]) -> tuple[Found, ...]:
    plain = normal(text)
    pseudonyms = frozenset(word for name in allowed for word in (*folded(name), fold(name.replace(" ", ""))))
    passage = Passage(plain.text, lang, pseudonyms)
    kept: list[Found] = []
    taken = bytearray(len(plain.text) + 1)
    for detector in DETECTORS:
        for found in sorted(set(detector(passage)), key=lambda one: (one.start, -one.end, one.kind)):
            start, end = _trimmed(plain.text, found.start, found.end)
            if start < end and not any(taken[start:end]):
                taken[start:end] = b"\x01" * (end - start)
                kept.append(plain.as_written(Found(start, end, found.kind)))
    return tuple(sorted(kept)[:MOST])


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;:([.!?…။។"):
        end -= 1
    return start, end
