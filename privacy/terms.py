"""Words of a text as the search keeps and asks them: the same on every database, whatever its own locale.

Latin words are compared without case and diacritics ("đường" = "duong"). Thai, Lao, Burmese and Khmer put no space
between words, so there a run of letters is kept as every three letters that follow each other; a part of a sentence is
found by its own three-letter pieces, without a dictionary.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, islice

LONGEST_QUERY = 100  # characters
MOST_WORDS = 8
LONGEST_WORD = 64  # characters; PostgreSQL takes no lexeme above 2,046 bytes
SHORTEST_BEGINNING = 3  # from here on a word also stands for what begins with it: "brick" finds "bricks"
PIECE = 3

# Unicode blocks written without spaces: Thai and Lao; Myanmar with its two extensions; Khmer.
_UNSPACED = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F), (0x1780, 0x17FF))
_DIACRITICS = dict.fromkeys(range(0x0300, 0x0370))
_LETTERS = {ord("đ"): "d", ord("ø"): "o", ord("ł"): "l", ord("ı"): "i"}  # what Unicode does not take apart


@dataclass(frozen=True)
class Term:
    """A word, or a run of letters of a script without spaces. Letters, marks and digits only."""

    text: str
    is_unspaced: bool

    @property
    def pieces(self) -> list[str]:
        """What an index keeps: the word itself, or the piece that begins at each letter (the last ones are shorter)."""
        if not self.is_unspaced:
            return [self.text]
        return [self.text[start : start + PIECE] for start in range(len(self.text))]

    @property
    def asked_pieces(self) -> list[str]:
        """What a query needs to find: whole pieces only, one after the other."""
        if not self.is_unspaced or len(self.text) <= PIECE:
            return [self.text]
        return self.pieces[: 1 - PIECE]

    @property
    def is_beginning(self) -> bool:
        """Whether the query's piece is the beginning of one in the index rather than the whole of it."""
        return len(self.text) < PIECE if self.is_unspaced else len(self.text) >= SHORTEST_BEGINNING


def fold(text: str) -> str:
    """Text without case, diacritics and invisible characters (Khmer breaks lines at some)."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = plain.translate(_DIACRITICS).translate(_LETTERS)
    return "".join(letter for letter in plain if unicodedata.category(letter) != "Cf")


def _kind(letter: str) -> str:
    if unicodedata.category(letter)[0] not in "LMN":
        return ""
    point = ord(letter)
    return "unspaced" if any(first <= point <= last for first, last in _UNSPACED) else "word"


def terms(text: str) -> Iterator[Term]:
    """Everything in a text that can be asked for, in order; punctuation and symbols divide and are dropped."""
    for kind, letters in groupby(fold(text), key=_kind):
        if kind:
            found = "".join(letters)
            yield Term(found if kind == "unspaced" else found[:LONGEST_WORD], kind == "unspaced")


def asked(query: str) -> list[Term]:
    """The terms of a query, at most `MOST_WORDS` of its first `LONGEST_QUERY` characters. It has no syntax at all."""
    return list(islice(dict.fromkeys(terms(query[:LONGEST_QUERY])), MOST_WORDS))
