"""From what an editor writes to a listed place and back: the text of the place field has one meaning only."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings
from django.utils.translation import get_language, gettext, override

from stories.journey import gazetteer
from stories.journey.gazetteer import Kind, Place
from stories.journey.names import fold

MAX_TEXT = 200
MAX_CANDIDATES = 6

_COMMAS = re.compile("[,،、，]")
_IN_BRACKETS = re.compile(r"^(?P<head>.+?)\s*\((?P<inside>[^()]+)\)$")


def active_locale() -> str:
    """Return the language names are shown in."""
    return get_language() or settings.LANGUAGE_CODE


def all_places() -> Iterable[Place]:
    """Yield every listed place: countries, their provinces, their cities."""
    for country in gazetteer.countries():
        yield from gazetteer.regions(country.country)
        yield from gazetteer.cities(country.country)


@lru_cache(maxsize=1)
def _by_name() -> dict[str, tuple[Place, ...]]:
    """Map each folded name to the places that bear it. Built once: about 0.2 s and 2 MB for the whole list."""
    found: dict[str, dict[str, Place]] = {}
    for place in all_places():
        names = {place.name, place.native, *place.also}
        if place.kind == "country":
            names |= _country_names(place.country)
        for name in names:
            if folded := fold(name):
                found.setdefault(folded, {})[place.key] = place
    return {name: tuple(places.values()) for name, places in found.items()}


def _country_names(code: str) -> set[str]:
    """Return a country's names in every language of the site."""
    return {gazetteer.country_name(code, locale) for locale, _name in settings.LANGUAGES}


@lru_cache(maxsize=1)
def _country_codes() -> dict[str, str]:
    """Map each folded name or code of a country to its code."""
    codes: dict[str, str] = {}
    for place in gazetteer.countries():
        for name in {place.country, place.name, place.native, *place.also, *_country_names(place.country)}:
            if folded := fold(name):
                codes.setdefault(folded, place.country)
    return codes


def country_code(text: object) -> str | None:
    """Return the ISO code of a listed country from its code or its name in any language of the site."""
    return _country_codes().get(fold(text[:MAX_TEXT])) if isinstance(text, str) else None


def _kind_words() -> dict[str, Kind]:
    """Map the words in brackets after a name to the kind they mean, in the active language and in English."""
    here = {fold(_kind_name(kind)): kind for kind in gazetteer.KINDS}
    with override("en"):
        return {fold(_kind_name(kind)): kind for kind in gazetteer.KINDS} | here


def _kind_name(kind: Kind) -> str:
    return {"country": gettext("country"), "province": gettext("province"), "city": gettext("city")}[kind]


def _widest(places: tuple[Place, ...]) -> tuple[Place, ...]:
    """Return the one place that contains all the others if there is one: the coarser reading is the safer one."""
    for place in places:
        if all(other == place or _contains(place, other) for other in places):
            return (place,)
    return places


def _contains(outer: Place, inner: Place) -> bool:
    if outer.kind == "country":
        return inner.country == outer.country
    return outer.kind == "province" and inner.province == outer.key


def matches(text: str, *, country: str | None = None) -> tuple[Place, ...]:
    """Return the places that `text` names exactly: () none, one, or several between which it does not decide.

    Understood are a key, a name in Latin or native script, either with its country ("Bangkok, Thailand"), and
    the text of `written()`. Case and accents do not matter. `country` decides between places of the same name.
    """
    text = text[:MAX_TEXT].split("·", maxsplit=1)[0].strip()
    if exact := gazetteer.find(text):
        return (exact,)
    kind = None
    if bracketed := _IN_BRACKETS.match(text):
        inside = bracketed["inside"].strip()
        if exact := gazetteer.find(inside):
            return (exact,)
        kind = _kind_words().get(fold(inside))
        text = bracketed["head"] if kind else text
    found = _named(text)
    if kind:
        return tuple(place for place in found if place.kind == kind)
    if country and len(found) > 1:
        found = tuple(place for place in found if place.country == country) or found
    return _widest(found) if found else ()


def _named(text: str) -> tuple[Place, ...]:
    """Return the places with this name, or with this name before a comma and their country behind it."""
    found = _by_name().get(fold(text), ())
    for comma in _COMMAS.finditer(text):
        code = country_code(text[comma.end() :])
        if code:
            bearers = _by_name().get(fold(text[: comma.start()]), ())
            found += tuple(place for place in bearers if place.country == code and place not in found)
    return found


def written(place: Place, locale: str | None = None) -> str:
    """Return the text that stands for a place in the editor's field; `matches()` reads exactly it back.

    It is the label, with the kind behind it for a province and wherever the label alone would mean another
    place, and with the key behind it for the few that even then share their name.
    """
    locale = locale or active_locale()
    label = gazetteer.label(place, locale)
    with override(locale):
        with_kind = f"{label} ({_kind_name(place.kind)})"
        if place.kind != "province" and matches(label) == (place,):
            return label
        return with_kind if matches(with_kind) == (place,) else f"{label} ({place.key})"


def suggestions(text: str, *, country: str | None = None, limit: int = 12) -> list[Place]:
    """Return the places to offer for what was typed so far, best first; a country alone offers all its regions."""
    text = text[:MAX_TEXT].split("·", maxsplit=1)[0].strip()
    if not text:
        return gazetteer.regions(country) if country else []
    exact = matches(text, country=country)
    if bracketed := _IN_BRACKETS.match(text):
        text = bracketed["head"]
    found = gazetteer.search(text, country=country, limit=limit)
    for comma in _COMMAS.finditer(text) if not found else ():
        code = country_code(text[comma.end() :]) or country
        found = found or gazetteer.search(text[: comma.start()], country=code, limit=limit)
    return list(dict.fromkeys((*exact, *found)))[:limit]
