"""Folding of place names, shared by the list's build script and by the search at run time."""

import re
import unicodedata

# Letters that no Unicode decomposition turns into ASCII.
_LETTERS = str.maketrans(
    {
        "đ": "d",
        "ð": "d",
        "ø": "o",
        "ł": "l",
        "ı": "i",
        "ħ": "h",
        "ŋ": "n",
        "ə": "e",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ʻ": "",
        "ʼ": "",
        "‘": "",
        "’": "",
        "'": "",
        "`": "",
    }
)
# Latin accents only: in Thai, Khmer, Lao, Burmese and Indic scripts the combining signs are vowels.
_ACCENTS = re.compile("[\u0300-\u036f]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_GAPS = re.compile(r"[\s\-–—.,/()_·]+")


def fold(text: str) -> str:
    """Return `text` in lower case, without accents, marks that cannot be seen or apostrophes.

    Runs of spaces, hyphens and full stops become one space. Signs of other scripts stay as they are.
    """
    decomposed = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    return _GAPS.sub(" ", _INVISIBLE.sub("", _ACCENTS.sub("", decomposed))).strip()


def slug(text: str) -> str:
    """Return the readable part of a place's key: lower-case ASCII words joined by hyphens, or "" if none."""
    ascii_only = fold(text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")
