"""Whom a fund is for, for display only: giving itself knows nothing but an opaque reference."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Beneficiary:
    """What a signed story shows of the person. `lang` is the language `name` and `lead` are written in."""

    name: str
    lead: str
    url: str
    lang: str


Lookup = Callable[[UUID, str], Beneficiary | None]
_lookups: list[Lookup] = []


def register(lookup: Lookup) -> None:
    """Adds a source of beneficiaries: called with a fund's reference and a locale, at start-up of another room."""
    if lookup not in _lookups:
        _lookups.append(lookup)


def beneficiary(reference: UUID, locale: str) -> Beneficiary | None:
    """Whom the fund is for in this locale; None when nothing signed stands."""
    return next((found for lookup in _lookups if (found := lookup(reference, locale))), None)
