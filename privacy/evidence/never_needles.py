"""What an entry of the never-publish list is looked for by: the spellings, orders and parts it may be written with."""

from dataclasses import dataclass, field
from itertools import pairwise

from privacy.evidence.never_dates import entry_keys
from privacy.evidence.never_words import LONGEST_WINDOW, digit_runs, latin, skeleton, squeezed, tokens

SHORT = 4  # letters; what is no longer must be the same
SHORTEST_PART = 4
SHORTEST_SKELETON = 2
PAIR = 8  # letters of some words that stand for a longer name
SEVERAL = 3  # words
PHONE_DIGITS = 8
FEWEST_DIGITS = 5
FEWEST_PHONE_DIGITS = 6
NATIVE = (3, 16)  # letters of a script without spaces that are compared

PEOPLE = frozenset(("name", "relative", "broker"))
NUMBERS = frozenset(("phone", "document"))
BIRTH, PHONE = "birth", "phone"
# What a place or business is, not what it is called. Romanised words of the region's languages among them.
GENERIC = frozenset(
    "a al an and at bar ban baan bank barangay boat by camp city co company corp da dan de del desa district dorm "
    "dusun factory farm for garment garments guesthouse high home hospital hotel house in inc jalan kampong kampung "
    "karaoke km la limited ltd market moo mr mrs ms muban mv no of on or ou phum plantation primary province pt "
    "restaurant road school secondary shelter ship shop site soi srok street tel temple thanon the thon to town "
    "village wat xa yang muang mueang ampoe tambon khum sangkat krong sitio purok kota sekolah rumah kapal truong "
    "duong".split()
)


@dataclass(frozen=True)
class Needle:
    """What is looked for of one entry. Its text is in no repr, so that no traceback or log line can show it.

    `features` are "<way>:<what>", found exactly: is (a window of words), digits, native (letters of a script without
    spaces), date. `spellings` are compared with a tolerance.
    """

    number: int
    kind: str
    features: frozenset[str] = field(repr=False)
    spellings: tuple[str, ...] = field(repr=False, default=())
    native: str = field(repr=False, default="")


def needle(number: int, kind: str, entry: str) -> Needle:
    """What entry `number` of a list is looked for by."""
    if kind == BIRTH and (keys := entry_keys(entry)):
        return Needle(number, kind, frozenset(f"date:{key}" for key in keys))
    digits = "".join(run.digits for run in digit_runs(entry, 1))
    if kind == PHONE and digits:
        return Needle(number, kind, frozenset({f"digits:{digits[-PHONE_DIGITS:]}"}))
    spellings = _spellings(kind, entry)
    found = {f"is:{spelling}" for spelling in spellings}
    if kind in NUMBERS:
        found |= {f"digits:{digits}"} if len(digits) >= FEWEST_DIGITS else set()
        return Needle(number, kind, frozenset(found))
    native = squeezed(entry)
    if len(native) >= NATIVE[0]:
        found.add(f"native:{native[: NATIVE[1]]}")
    varied = tuple(sorted(spelling for spelling in spellings if len(spelling) > SHORT))
    return Needle(number, kind, frozenset(found), varied, native)


def is_comparable(kind: str, entry: str) -> bool:
    """Whether an entry could ever be found: two letters, six digits of a telephone number, a full date of birth."""
    if kind == BIRTH:
        return bool(entry_keys(entry))
    if kind == PHONE:
        return sum(letter.isdecimal() for letter in entry) >= FEWEST_PHONE_DIGITS
    return len(latin(entry)) > 1 or len(squeezed(entry)) >= NATIVE[0]


def _spellings(kind: str, entry: str) -> set[str]:
    """The entry in the orders and parts it may be written with, each joined, in small Latin letters."""
    words = [token.word for token in tokens(entry)]
    if not words:
        return set()
    core = [word for word in words if word not in GENERIC] or words
    found = {"".join(words), "".join(core), "".join(core[:LONGEST_WINDOW])}
    if kind in PEOPLE:
        found |= {"".join(reversed(core)), "".join([*core[1:], core[0]]), "".join([core[-1], *core[:-1]])}
        found |= {core[0] + core[-1], core[-1] + core[0]} if len(core) > 1 else set()
        found |= {word for word in core if len(word) >= SHORTEST_PART}
    elif kind not in NUMBERS:
        pairs = [first + second for first, second in pairwise(core)] if len(core) >= SEVERAL else []
        found |= {part for part in ["".join(words[:SEVERAL]), *pairs] if len(part) >= PAIR}
    return {spelling for spelling in found if len(spelling) > 1}


def sounds(spelling: str) -> str:
    """The skeleton a spelling may be recognised by; "" if it has too few consonants."""
    found = skeleton(spelling)
    return found if len(found) >= SHORTEST_SKELETON else ""
