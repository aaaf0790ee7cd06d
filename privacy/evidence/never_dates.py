"""Dates in a text, however they are spelled: 3.12.1998, 3 December 1998, 1998-12-03, ๓ ธันวาคม ๒๕๔๑."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from babel.dates import get_month_names

LANGUAGES = ("en", "th", "km", "vi", "my", "lo", "id", "fil")
BUDDHIST = 543  # years ahead of the common era
YEARS_TO_COME = 2400  # later ones are counted from the Buddha
MONTHS, DAYS = 12, 31
CENTURY = 100
SHORTEST_MONTH = 3
# Between the parts of a date: "of", "ngày", commas. Longer than that, and they belong to something else.
GAP = r"\D{0,8}?"
NUMERIC = re.compile(r"(?<!\d)(\d{1,4})\s?[-./–]\s?(\d{1,2})\s?[-./–]\s?(\d{1,4})(?!\d)")


@dataclass(frozen=True)
class Spelled:
    """A date at a place of a text. `year` is None where it was left out, and has two digits where it was shortened."""

    day: int
    month: int
    year: int | None
    start: int
    end: int

    @property
    def keys(self) -> set[str]:
        """What it says, in every reading; the same day without its year counts as well."""
        if self.year is None:
            return {f"{self.month}-{self.day}"}
        return {f"{year % CENTURY}-{self.month}-{self.day}" for year in (self.year, self.year - BUDDHIST)}


def dates(text: str) -> list[Spelled]:
    """Every date of a text; one like 3/12/1998 comes in both readings."""
    text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c.lower() for c in text)
    found = [one for match in NUMERIC.finditer(text) for one in _numeric(match)]
    names = _names()
    for pattern, parts in _patterns():
        for match in pattern.finditer(text):
            day, month, year = (match.group(part) for part in parts)
            found.append(
                Spelled(int(day), names[month], int(year) if year else None, match.start(), match.end())
            )
    return [one for one in found if 1 <= one.day <= DAYS and 1 <= one.month <= MONTHS]


def entry_keys(text: str) -> set[str]:
    """What a date of birth is looked for by; empty where `text` is no full date."""
    keys: set[str] = set()
    for one in dates(text):
        if one.year is not None:
            year = one.year - BUDDHIST if one.year > YEARS_TO_COME else one.year
            keys |= {f"{year % CENTURY}-{one.month}-{one.day}", f"{one.month}-{one.day}"}
    return keys


def _numeric(match: re.Match[str]) -> Iterator[Spelled]:
    first, second, third = (int(part) for part in match.groups())
    is_year_first = len(match[1]) > len("31")
    orders = [(third, second, first)] if is_year_first else [(first, second, third), (second, first, third)]
    for day, month, year in orders:
        yield Spelled(day, month, year, match.start(), match.end())


@lru_cache(maxsize=1)
def _names() -> dict[str, int]:
    found: dict[str, int] = {}
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for month, name in get_month_names(width, locale=language).items():
                for spelling in {name.lower(), name.lower().rstrip(".")}:
                    if len(spelling) >= SHORTEST_MONTH:
                        found.setdefault(spelling, int(month))
    return found


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], tuple[str, str, str]]]:
    """Day first, month first, year first, with the month by name."""
    # "tháng 1" must not be found in "tháng 12", nor "mar" in "market".
    names = "|".join(
        (r"(?<![a-z])" if name[0].isascii() else "")
        + re.escape(name)
        + (r"(?!\d)" if name[-1].isdigit() else r"(?![a-z])" if name[-1].isascii() else "")
        for name in sorted(_names(), key=len, reverse=True)
    )
    day, year = r"(?<!\d)(?P<day>\d{1,2})(?!\d)", r"(?P<year>\d{4}|\d{2})(?!\d)"
    month = rf"(?P<month>{names})"
    parts = ("day", "month", "year")
    return [
        (re.compile(rf"{day}{GAP}{month}(?:{GAP}{year})?"), parts),
        (re.compile(rf"{month}\W{{0,3}}{day}(?:st|nd|rd|th)?(?:\W{{1,3}}{year})?"), parts),
        (re.compile(rf"(?<!\d)(?P<year>\d{{4}}){GAP}{month}{GAP}{day}"), parts),
    ]
