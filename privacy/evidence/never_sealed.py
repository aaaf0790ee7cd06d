"""Looking for entries of which only keyed hashes are left. Pure.

A hash allows no comparison, so spellings near an entry are hashed with it: what sounds like it, and what has a letter
more, less or another. A text's windows are hashed the same way and looked up.
"""

import base64
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from privacy.evidence.never import Hit, Looked, is_meant, may_vary, merged
from privacy.evidence.never_dates import dates
from privacy.evidence.never_needles import FEWEST_DIGITS, NATIVE, Needle
from privacy.evidence.never_words import Run, Window, digit_runs, skeleton

SHORTEST_SKELETON = 3  # a hash cannot be compared any further
OTHER_LETTER = 7  # letters; in a longer word a letter may be exchanged
LONGEST_NUMBER = 20
DIGEST_BYTES = 12
PADDING = 64  # hashes are kept in steps of so many, so that their number does not tell a length

Feature = tuple[str, int, int]


@dataclass(frozen=True)
class Sealed:
    """An entry of which only hashes are left. `key`: what they were made with."""

    number: int
    kind: str
    digests: frozenset[bytes] = field(repr=False)
    key: bytes = field(repr=False)


def digest(key: bytes, feature: str) -> bytes:
    """HMAC-SHA256, cut to 96 bits."""
    return hmac.digest(key, feature.encode(), "sha256")[:DIGEST_BYTES]


def filler_bytes() -> int:
    """How many random bytes `seal` may need."""
    return PADDING * DIGEST_BYTES


def seal(one: Needle, key: bytes, filler: bytes) -> str:
    """Keyed hashes of what an entry is looked for by, as text. `filler`: `filler_bytes()` random bytes."""
    found = {digest(key, feature) for feature in _of_needle(one)}
    room = -len(found) % PADDING
    found |= {filler[place * DIGEST_BYTES : (place + 1) * DIGEST_BYTES] for place in range(room)}
    return base64.b64encode(b"".join(sorted(found))).decode()


def unpacked(text: str) -> frozenset[bytes]:
    """The hashes of a text that `seal` made."""
    raw = base64.b64decode(text)
    return frozenset(raw[place : place + DIGEST_BYTES] for place in range(0, len(raw), DIGEST_BYTES))


def hits(looked: Looked, sealed: Sequence[Sealed]) -> list[Hit]:
    """Where hashed entries are seen in a text."""
    by_key: dict[bytes, dict[bytes, list[Sealed]]] = {}
    for one in sealed:
        known = by_key.setdefault(one.key, {})
        for part in one.digests:
            known.setdefault(part, []).append(one)
    return merged(
        Hit(one.number, one.kind, start, end)
        for key, known in by_key.items()
        for feature, start, end in _of_text(looked)
        for one in known.get(digest(key, feature), ())
    )


def _of_needle(one: Needle) -> Iterator[str]:
    yield from one.features
    for spelling in one.spellings:
        sound = skeleton(spelling)
        if len(sound) >= SHORTEST_SKELETON:
            # The length stands in for the comparison a hash does not allow.
            yield from (f"sound:{len(spelling) + more}:{sound}" for more in range(-2, 3))
        for shorter in _shortened(spelling):
            yield f"less:{shorter}"
            if len(spelling) >= OTHER_LETTER:
                yield f"other:{shorter}"


def _shortened(word: str) -> set[str]:
    """The word with one letter left out, in each way."""
    return {word[:place] + word[place + 1 :] for place in range(len(word))}


def _of_text(looked: Looked) -> Iterator[Feature]:
    """Everything of a text that may equal a hashed feature of an entry, with its place."""
    for window in looked.windows:
        yield from ((feature, window.start, window.end) for feature in _of_window(window))
    for run in looked.runs:
        yield from _of_run(run)
    for number in digit_runs(looked.text, FEWEST_DIGITS):
        for place in range(len(number.digits)):
            for stop in range(place + FEWEST_DIGITS, min(place + LONGEST_NUMBER, len(number.digits)) + 1):
                span = number.places[place], number.places[stop - 1] + 1
                yield (f"digits:{number.digits[place:stop]}", *span)
    for date in dates(looked.text):
        yield from ((f"date:{key}", date.start, date.end) for key in date.keys)


def _of_window(window: Window) -> Iterator[str]:
    joined = window.joined
    if is_meant(window):
        yield f"is:{joined}"
    if not may_vary(window):
        return
    sound = skeleton(joined)
    if len(sound) >= SHORTEST_SKELETON:
        yield f"sound:{len(joined)}:{sound}"
    yield f"less:{joined}"
    for shorter in _shortened(joined):
        yield f"is:{shorter}"
        if len(joined) >= OTHER_LETTER:
            yield f"other:{shorter}"


def _of_run(run: Run) -> Iterator[Feature]:
    shortest, longest = NATIVE
    for place in range(len(run.letters)):
        for stop in range(place + shortest, min(place + longest, len(run.letters)) + 1):
            yield (f"native:{run.letters[place:stop]}", *run.span(place, stop))
