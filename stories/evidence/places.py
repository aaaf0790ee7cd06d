"""The places of a copy: every key is listed, and no text names a place narrower than, or beside, the markers.

Only names of the list can be known here. Villages and quarters are in no list; cue words find them in the text checks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from privacy.evidence.checkers import Checker, register
from privacy.evidence.findings import Finding, Kind, Level, register_kinds
from privacy.evidence.texts import Text, texts_of
from privacy.frozen import Frozen
from stories.crowd_index import STORY
from stories.evidence.place_names import Named, named_places
from stories.journey import gazetteer
from stories.journey.gazetteer import LIST_VERSION, Place

register_kinds(
    Kind(
        "place_unlisted",
        gettext_lazy("“%(excerpt)s” is in no list of places that may be published. Choose another place."),
        overridable=False,
    ),
    Kind("place_seen", gettext_lazy("On the map: %(excerpt)s, %(about)s")),
    Kind(
        "place_list_old",
        gettext_lazy("%(excerpt)s was chosen from the list %(list)s; today's list %(now)s has it, too."),
    ),
    Kind(
        "place_narrower",
        gettext_lazy(
            "“%(excerpt)s” (%(place)s) says more than the map, which shows %(marker)s. Take it out, or choose it "
            "as the place."
        ),
    ),
    Kind(
        "place_elsewhere",
        gettext_lazy("“%(excerpt)s” (%(place)s) is a place that is not on this story's map. Is it needed?"),
    ),
)


@dataclass(frozen=True)
class Dot:
    """A place a copy names by its key. `place` is None where the list has none; `version` is the list it came from."""

    where: str
    key: str
    version: str
    place: Place | None


@dataclass(frozen=True)
class PlaceRow:
    """One line of the reviewer's table: where in the story, label, kind, country, how many live there."""

    where: str
    label: str
    kind: str
    country: str
    about: str
    is_listed: bool


def dots(frozen: Frozen) -> list[Dot]:
    """Every place of a copy as it is stored, in order: origin, destination, the milestones."""
    fields = frozen.content["fields"]
    found = [
        _dot(name, fields.get(name), LIST_VERSION) for name in ("origin", "destination") if fields.get(name)
    ]
    for block in fields.get("journey") or ():
        stored = (block.get("value") or {}).get("place")
        if not stored:
            continue
        where = f"journey.{block.get('id')}.place"
        if isinstance(stored, dict) and "place" in stored:
            found.append(_dot(where, stored["place"], str(stored.get("list", ""))))
        else:
            found.append(_dot(where, stored, ""))
    return found


def _dot(where: str, key: Any, version: str) -> Dot:
    return Dot(where, str(key), version, gazetteer.find(key) if isinstance(key, str) else None)


def places_summary(frozen: Frozen) -> list[PlaceRow]:
    """The table of dots for the review screen, each place once, in the active language. No query."""
    if frozen.page_type != STORY:
        return []
    once: dict[str, Dot] = {}
    for dot in dots(frozen):
        once.setdefault(dot.key, dot)
    return [_row(dot) for dot in once.values()]


def _row(dot: Dot) -> PlaceRow:
    if dot.place is None:
        return PlaceRow(dot.where, dot.key, "", "", _("in no list"), is_listed=False)
    kinds = {"country": _("country"), "province": _("province"), "city": _("city")}
    locale = get_language() or "en"
    return PlaceRow(
        where=dot.where,
        label=gazetteer.label(dot.place, locale),
        kind=kinds[dot.place.kind],
        country=gazetteer.country_name(dot.place.country, locale),
        about=_about(dot.place),
        is_listed=True,
    )


def _about(place: Place) -> str:
    if place.kind == "country":
        return _("a country")
    kinds = {"province": _("a province"), "city": _("a city")}
    return _("%(kind)s of at least %(people)s people") % {
        "kind": kinds[place.kind],
        "people": f"{place.people:,}",
    }


def _gather_dots(frozen: Frozen) -> list[Dot]:
    return dots(frozen) if frozen.page_type == STORY else []


def _look_listed(found: list[Dot]) -> Iterator[Finding]:
    seen: set[str] = set()
    for dot in found:
        if dot.place is None:
            yield Finding("place_unlisted", Level.BLOCK, where=dot.where, excerpt=_shown_key(dot.key))
            continue
        if dot.key in seen:
            continue
        seen.add(dot.key)
        row = _row(dot)
        yield Finding(
            "place_seen", Level.NOTE, where=dot.where, excerpt=row.label, details={"about": row.about}
        )
        if dot.version != LIST_VERSION:
            details = {"list": dot.version or "?", "now": LIST_VERSION}
            yield Finding("place_list_old", Level.NOTE, where=dot.where, excerpt=row.label, details=details)


def _shown_key(key: str) -> str:
    """A key may be shown; what is none may be a point, and is not repeated."""
    return key if re.fullmatch(r"[A-Z]{2}(:[a-z0-9-]+){0,2}", key) else "…"


# --- Places in the text -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """All texts of a copy, the place of each milestone by its block's id, and every place the copy shows."""

    texts: list[Text]
    markers: dict[str, Place]
    shown: list[Place]
    pseudonym: str


def _gather_texts(frozen: Frozen) -> Told | None:
    if frozen.page_type != STORY:
        return None
    found = dots(frozen)
    markers = {
        dot.where.split(".")[1]: dot.place for dot in found if dot.place and dot.where.startswith("journey.")
    }
    shown = [dot.place for dot in found if dot.place]
    pseudonym = str(frozen.content["fields"].get("pseudonym") or "")
    return Told(texts_of(frozen), markers, shown, pseudonym)


def _look_text(told: Told | None) -> Iterator[Finding]:
    if told is None:
        return
    public = {key for place in told.shown for key in (place.key, place.province, place.country)}
    countries = frozenset(place.country for place in told.shown)
    skip = frozenset(told.pseudonym.casefold().split())
    for text in told.texts:
        if text.where in ("title", "pseudonym"):
            continue
        parts = text.where.split(".")
        marker = told.markers.get(parts[1]) if parts[0] == "journey" and len(parts) > 1 else None
        for named in named_places(text.text, countries=countries):
            if named.words.casefold() in skip or any(place.key in public for place in named.places):
                continue
            yield _finding(text, named, marker, told.shown)


def _finding(text: Text, named: Named, marker: Place | None, shown: list[Place]) -> Finding:
    """Narrower than the milestone's own marker, than another place of the story, or somewhere else."""
    locale = text.lang
    for wide in [*([marker] if marker else []), *shown]:
        inside = [place for place in named.places if _lies_in(place, wide)]
        if inside:
            details = {"place": gazetteer.label(inside[0], locale), "marker": gazetteer.label(wide, locale)}
            return Finding("place_narrower", Level.FLAG, text.where, named.words, named.span, details=details)
    place = max(named.places, key=lambda place: place.people)
    details = {"place": gazetteer.label(place, locale)}
    return Finding("place_elsewhere", Level.FLAG, text.where, named.words, named.span, details=details)


def _lies_in(place: Place, wide: Place) -> bool:
    if wide.kind == "country":
        return place.country == wide.country and place.kind != "country"
    return wide.kind == "province" and place.province == wide.key


register(
    Checker(
        name="places_listed",
        label=gettext_lazy("Places on the map"),
        questions=("places",),
        version=1,
        gather=_gather_dots,
        look=_look_listed,
    ),
    Checker(
        name="place_in_text",
        label=gettext_lazy("Places named in the text"),
        questions=("places",),
        version=1,
        gather=_gather_texts,
        look=_look_text,
    ),
)
