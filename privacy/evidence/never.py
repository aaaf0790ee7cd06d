"""The never-publish list against a text. Pure: it is given what to look for, and says where it was seen.

While an entry is kept as a text, it is compared with a tolerance. Later only keyed hashes of it are kept
(`never_sealed`). Method and thresholds were measured; docs/never-list.md has the figures.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from privacy.evidence.never_dates import dates
from privacy.evidence.never_needles import NATIVE, SHORT, Needle, sounds
from privacy.evidence.never_words import (
    Run,
    Window,
    digit_runs,
    latin,
    ordinary,
    runs,
    skeleton,
    tokens,
    windows,
)

ALIKE = 84  # percent, rapidfuzz's ratio
ALIKE_IN_SOUND = 72
NATIVE_ALIKE = 88
INSIDE = 7  # letters; so much is also found inside a longer word: an address, a handle
SHORTEST_HEARD = 3  # consonants in a script without spaces

Span = tuple[int, int]
Seen = tuple[int, int, float]  # a span, and how alike


@dataclass(frozen=True)
class Hit:
    """Entry `number` was seen at text[start:end]. `likeness`: in percent; 100 is the entry itself, or a part of it."""

    number: int
    kind: str
    start: int
    end: int
    likeness: float = 100


class Looked:
    """A text taken apart, once for all entries."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = tokens(text)
        self.windows = windows(self.words)
        self.runs = runs(text)
        self.joined = [window.joined for window in self.windows]
        self.by_joined: dict[str, list[Window]] = {}
        self.by_sound: dict[str, list[Window]] = {}
        for window in self.windows:
            self.by_joined.setdefault(window.joined, []).append(window)
            if may_vary(window):
                self.by_sound.setdefault(skeleton(window.joined), []).append(window)

    def spans(self, feature: str) -> Iterator[Span]:
        """Where the text has exactly this feature."""
        way, _, what = feature.partition(":")
        ways = {"is": self._words, "digits": self._digits, "native": self._native, "date": self._dates}
        return ways[way](what)

    def _words(self, what: str) -> Iterator[Span]:
        yield from ((one.start, one.end) for one in self.by_joined.get(what, ()) if is_meant(one))
        if len(what) >= INSIDE:
            yield from ((one.start, one.end) for one in self.words if what in one.word)

    def _digits(self, what: str) -> Iterator[Span]:
        for number in digit_runs(self.text, len(what)):
            place = number.digits.find(what)
            if place >= 0:
                yield number.places[place], number.places[place + len(what) - 1] + 1

    def _native(self, what: str) -> Iterator[Span]:
        for run in self.runs:
            place = run.letters.find(what)
            if place >= 0:
                yield run.span(place, place + len(what))

    def _dates(self, what: str) -> Iterator[Span]:
        yield from ((one.start, one.end) for one in dates(self.text) if what in one.keys)


def hits(looked: Looked, needles: Sequence[Needle]) -> list[Hit]:
    """Where entries are seen in a text."""
    return merged(Hit(one.number, one.kind, *seen) for one in needles for seen in _seen(looked, one))


def is_meant(window: Window) -> bool:
    """A short name in small letters is an ordinary word far more often than a name: "an", "long", "so"."""
    if not window.is_small or len(window.joined) > SHORT:
        return True
    return len(window.joined) == SHORT and window.joined not in ordinary()


def may_vary(window: Window) -> bool:
    """Whether it may be another spelling of an entry: common words are not, nor what is too short."""
    if window.is_plain or len(window.joined) < SHORT:
        return False
    return len(window.joined) > SHORT or window.joined not in ordinary()


def _seen(looked: Looked, one: Needle) -> Iterator[Seen]:
    for feature in one.features:
        yield from ((start, end, 100) for start, end in looked.spans(feature))
    for spelling in one.spellings:
        yield from _spelled(looked, spelling)
    if len(one.native) > 2 * NATIVE[0]:
        yield from _native_spelled(looked, one.native)


def _spelled(looked: Looked, spelling: str) -> Iterator[Seen]:
    """Windows that are nearly the spelling, or sound like it."""
    alike = process.extract_iter(spelling, looked.joined, scorer=fuzz.ratio, score_cutoff=ALIKE)
    near = [(looked.windows[place], likeness) for _joined, likeness, place in alike]
    sound = sounds(spelling)
    heard = looked.by_sound.get(sound, ()) if sound else ()
    near += [(window, fuzz.ratio(window.joined, spelling)) for window in heard]
    for window, likeness in near:
        if likeness >= ALIKE_IN_SOUND and may_vary(window):
            yield window.start, window.end, likeness
    if len(sound) >= SHORTEST_HEARD:
        for run in looked.runs:
            yield from _heard(run, spelling, sound)


def _native_spelled(looked: Looked, native: str) -> Iterator[Seen]:
    for run in looked.runs:
        if len(run.letters) >= len(native) - 1:
            found = fuzz.partial_ratio_alignment(native, run.letters, score_cutoff=NATIVE_ALIKE)
            if found:
                yield (*run.span(found.dest_start, found.dest_end), found.score)


def _heard(run: Run, spelling: str, sound: str) -> Iterator[Seen]:
    """A romanised entry in a script without spaces: the same consonants in a row, and letters enough alike."""
    romanised = [latin(letter) for letter in run.letters]
    owners = [place for place, letters in enumerate(romanised) for _letter in letters]
    text = "".join(romanised)
    consonants = [
        (skeleton(letter), owners[place])
        for place, letter in enumerate(text)
        if skeleton(letter) and (not place or text[place - 1] != letter)
    ]
    heard = "".join(letter for letter, _owner in consonants)
    place = heard.find(sound)
    while place >= 0:
        start, last = consonants[place][1], consonants[place + len(sound) - 1][1]
        # Vowels after the last consonant belong to it, as far as there are any.
        rest = consonants[place + len(sound)][1] if place + len(sound) < len(consonants) else len(romanised)
        for end in range(last + 1, min(rest, last + 4) + 1):
            likeness = fuzz.ratio("".join(romanised[start:end]), spelling)
            if likeness >= ALIKE_IN_SOUND:
                yield (*run.span(start, end), likeness)
        place = heard.find(sound, place + 1)


def merged(found: Iterable[Hit]) -> list[Hit]:
    """In the order of the text. Of hits of one entry that overlap, the one stays that covers most of it best."""
    kept: list[Hit] = []
    for hit in sorted(found, key=lambda one: (one.number, -_weight(one), one.start)):
        if not any(one.number == hit.number and hit.start < one.end and one.start < hit.end for one in kept):
            kept.append(hit)
    return sorted(kept, key=lambda one: (one.start, one.number))


def _weight(hit: Hit) -> float:
    return (hit.likeness - ALIKE_IN_SOUND + 1) * (hit.end - hit.start)
