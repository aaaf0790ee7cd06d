"""Points on the map inside any text: found, refused by the form, and taken out of what Wagtail keeps besides.

A coordinate is never stored (docs/places.md), whatever field it is typed into. Found are pairs of decimals, numbers
with four decimals and more (11 m and finer), degrees with minutes, and the notations of maps and geographic formats,
in the digits of any script.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

POINT_IN_TEXT = _(
    "“%(point)s” looks like a point on the map. Take it out: no coordinate is ever kept, not even in a draft. "
    "Choose the place from the list instead."
)

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SIGN = r"[-+\u2212\u2013]?"
_FINE = rf"{_SIGN}\d{{1,3}}[.,]\d{{4,}}"
_HUNDREDTHS = rf"{_SIGN}\d{{1,3}}\.\d{{2,}}"
_MARKS = r"[°º˚'′’\"″”\s]*[NSEWnsew]?"
_BETWEEN = r"\s*[,;/|\s]\s*[NSEWnsew]?\s*"
_POINT = re.compile(
    "|".join(
        (
            rf"{_HUNDREDTHS}{_MARKS}{_BETWEEN}{_HUNDREDTHS}{_MARKS}",
            rf"(?<![\d.,]){_FINE}(?:e[-+]?\d+)?",
            r"(?<!\d)\d{1,3}\s*[°º˚]\s*\d{1,2}(?:[.,]\d+)?\s*['′’](?:\s*\d{1,2}(?:[.,]\d+)?\s*[\"″”'’]{1,2})?\s*[NSEWnsew]?",
            rf"{_SIGN}\d{{1,3}}[.,]\d+\s*[°º˚]\s*[NSEW]\b",
            rf"{_SIGN}\d{{1,3}}[.,]\d{{3,}}\s*[°º˚]",
            rf"POINT\s*Z?M?\s*\(\s*{_SIGN}\d+(?:\.\d+)?[\s,]+{_SIGN}\d+(?:\.\d+)?[^)]*\)?",
            rf"\b(?:lat|latitude|lng|lon|long|longitude)\b[\"'\s]*[:=][\"'\s]*{_SIGN}\d+(?:\.\d+)?",
            rf"\bcoordinates?\b[\"'\s]*[:=][\"'\s]*[\[(]\s*{_SIGN}\d[^\])]*[\])]?",
            rf"\bgeo:{_SIGN}\d+(?:\.\d+)?,{_SIGN}\d+(?:\.\d+)?",
        )
    ),
    re.IGNORECASE,
)
_DECIMAL = re.compile(rf"\s*{_SIGN}\d{{1,3}}\.\d+(?:e[-+]?\d+)?\s*", re.IGNORECASE)


def _plain(text: str) -> str:
    """The text with the digits and points of every script as ASCII, and without signs that cannot be seen."""
    visible = _INVISIBLE.sub("", text)
    if visible.isascii():
        return visible
    return "".join(_ascii(sign) for sign in visible)


def _ascii(sign: str) -> str:
    number = unicodedata.decimal(sign, None)
    if number is not None:
        return str(number)
    return {"．": ".", "٫": ".", "，": ",", "،": ",", "；": ";", "\u00a0": " "}.get(sign, sign)


def point_in(text: str) -> str:
    """The first point in a text, in ASCII digits; "" if there is none."""
    found = _POINT.search(_plain(text))
    return found[0].strip() if found else ""


def without_points(text: str) -> str:
    """The text with every point taken out. One that has none comes back as it is, whatever signs it uses."""
    plain = _plain(text)
    return _POINT.sub("", plain) if _POINT.search(plain) else text


def is_decimal(text: str) -> bool:
    """Whether a text is one number with decimals and nothing else: half of a point."""
    return bool(_DECIMAL.fullmatch(_plain(text)))


def refuse_points(value: Any) -> None:
    """Validator of every text field of a story; drafts are held to it too. Rich text is looked at as a reader sees it.

    Raises:
        ValidationError: with the point and what to do.
    """
    text = str(getattr(value, "source", value) or "")
    point = point_in(text) or point_in(strip_tags(text))
    if point:
        raise ValidationError(POINT_IN_TEXT, code="point", params={"point": point})


def scrubbed(value: Any) -> Any:
    """JSON-like data with the points taken out of every text in it, keys included."""
    if isinstance(value, str):
        return without_points(value)
    if isinstance(value, dict):
        return {scrubbed(key): scrubbed(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [scrubbed(inner) for inner in value]
    if isinstance(value, float):
        return None
    return value
