"""The value of a place: a listed place or nothing. Whatever else arrives is turned into one of the two here."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from stories.journey import gazetteer
from stories.journey.gazetteer import LIST_VERSION, Place
from stories.places import names


@dataclass(frozen=True, slots=True)
class PlaceValue:
    """A listed place, as templates get it: `value.label`, `value.place`. Empty is None."""

    place: Place

    @property
    def key(self) -> str:
        return self.place.key

    @property
    def label(self) -> str:
        """The place as readers see it in the active language, such as "Bangkok, Thailand"."""
        return gazetteer.label(self.place, names.active_locale())

    def stored(self) -> dict[str, str]:
        """Return what goes into the database: a key, and the list in which it was last looked up."""
        return {"place": self.place.key, "list": LIST_VERSION}

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, slots=True)
class Unlisted:
    """Something that is no listed place. It lives for one request, to be shown again beside its error.

    It is false, prints as nothing, hides its text from logs (`repr`), and is stored as None.
    """

    text: str = field(default="", repr=False)
    country: str | None = None

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return ""

    def message(self) -> str:
        """Return the sentence that says what to do, with the candidates if there are any."""
        if not self.text:
            return gettext("Choose a place from the list.")
        several = names.matches(self.text, country=self.country)
        offered = several or names.suggestions(self.text, country=self.country, limit=names.MAX_CANDIDATES)
        candidates = "; ".join(names.written(place) for place in offered[: names.MAX_CANDIDATES])
        if several:
            sentence = gettext(
                "“%(text)s” is the name of several places. Write one of these: %(candidates)s."
            )
        elif candidates:
            sentence = gettext(
                "Choose a place from the list. “%(text)s” is not in it. Did you mean one of these: %(candidates)s?"
            )
        else:
            sentence = gettext(
                "Choose a place from the list. “%(text)s” is not in it. "
                "For a village or a small town, choose its province or its country."
            )
        return sentence % {"text": self.text, "candidates": candidates}


Settled = PlaceValue | Unlisted | None

_NUMBER = r"[-+]?\d{1,3}(?:\.\d*)?(?:e[-+]?\d+)?"
# What the map widget writes ("SRID=4326;POINT(lng lat)", also with Z or without SRID), and "lat, lng" by hand.
_WKT = re.compile(
    rf"^(?:SRID\s*=\s*\d+\s*;)?\s*POINT\s*Z?\s*\(\s*({_NUMBER})[\s,]+({_NUMBER})(?:[\s,]+{_NUMBER})?\s*\)$",
    re.I,
)
_LIKE_WKT = re.compile(r"^(?:SRID\s*=|(?:MULTI)?POINT\s*Z?\s*\()", re.I)
_PAIR = re.compile(rf"^\(?\s*({_NUMBER})\s*°?\s*[,;\s]\s*({_NUMBER})\s*°?\s*\)?$", re.I)
_DEEPEST = 4
_LONGEST_JSON = 2000


def settle(raw: Any, *, country: object = None, depth: int = 0) -> Settled:
    """Turn anything into a listed place, None (empty) or Unlisted. Never raises, keeps no coordinate.

    `raw` may be a stored value, a key or a name, a point in any of the map widget's formats (snapped to the
    place that stands for it, and dropped), or garbage. `country` is a code that decides between namesakes.
    """
    if isinstance(raw, PlaceValue):
        raw = raw.place
    if isinstance(raw, Place):
        raw = raw.key
    if isinstance(raw, Unlisted):
        return raw
    if raw is None or raw is False or (isinstance(raw, str | dict | list | tuple) and not raw):
        return None
    if isinstance(raw, str):
        return _settle_text(raw, country, depth)
    if isinstance(raw, dict) and depth < _DEEPEST:
        return _settle_dict(raw, depth)
    return Unlisted()


def _settle_text(raw: str, country: object, depth: int) -> Settled:
    text = raw.replace("\x00", "").strip()
    if not text or text == "null":
        return None
    if place := gazetteer.find(text):
        return PlaceValue(place)
    if text[0] in '{["' and depth < _DEEPEST and len(text) < _LONGEST_JSON:
        try:
            return settle(json.loads(text), depth=depth + 1)
        except (ValueError, RecursionError):
            return Unlisted("" if text[0] in "{[" else text[: names.MAX_TEXT])
    point = _settle_point(text)
    return _settle_name(text, names.country_code(country)) if point is None else point


def _settle_point(text: str) -> Settled:
    """Return what a text with a point stands for, None for any other text."""
    if point := _WKT.match(text):
        return _snap(point[2], point[1])
    if point := _PAIR.match(text):
        return _snap(point[1], point[2])
    return Unlisted() if _LIKE_WKT.match(text) else None


def _settle_name(text: str, country: str | None) -> Settled:
    found = names.matches(text, country=country)
    return PlaceValue(found[0]) if len(found) == 1 else Unlisted(text[: names.MAX_TEXT], country)


def _settle_dict(raw: dict[Any, Any], depth: int) -> Settled:
    if "place" in raw:
        return settle(raw["place"], depth=depth + 1)
    if "lat" in raw and "lng" in raw:
        return _snap(raw["lat"], raw["lng"])
    position = raw.get("coordinates")
    if isinstance(position, list | tuple) and len(position) > 1:
        return _snap(position[1], position[0])
    return Unlisted()


def is_point(text: str) -> bool:
    """Return whether a posted value, as a whole, is a point in one of the formats `settle()` reads."""
    text = text.strip()
    if text.startswith("{"):
        try:
            raw = json.loads(text)
        except (ValueError, RecursionError):
            return False
        return isinstance(raw, dict) and ({"lat", "lng"} <= raw.keys() or "coordinates" in raw)
    return bool(_WKT.match(text)) or ("." in text and bool(_PAIR.match(text)))


def _snap(lat: object, lng: object) -> PlaceValue | Unlisted:
    """Return the place that stands for a point. The point ends here: nothing returned holds it."""
    try:
        point = float(str(lat)), float(str(lng))
        if not all(map(math.isfinite, point)) or abs(point[1]) > 360:
            return Unlisted()
        return PlaceValue(gazetteer.nearest(*point))
    except (ValueError, OverflowError):
        return Unlisted()
