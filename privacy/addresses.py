"""Which public addresses showed a page: what a cache in front of the site has to forget after a take-down."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.apps import apps
from django.conf import settings

from cms.core.pictures import PUBLIC_SPECS
from privacy.models import Edition, EditionFile, ReviewedPage

# Lists for machines that carry every standing page.
MACHINES = ("/sitemap.xml", "/feed.xml")

Lookup = Callable[[UUID, Iterable[str]], Iterable[str]]
_lookups: list[Lookup] = []


def register(lookup: Lookup) -> None:
    """A room above adds addresses of its own: `lookup(page_key, locales)` gives paths."""
    if lookup not in _lookups:
        _lookups.append(lookup)


@dataclass(frozen=True)
class Addresses:
    """Absolute addresses, sorted: of the page itself, of pages and lists that showed or linked it, of its pictures."""

    pages: list[str]
    lists: list[str]
    pictures: list[str]

    @property
    def all(self) -> list[str]:
        return [*self.pages, *self.lists, *self.pictures]


def addresses_of(page_ids: Iterable[int]) -> Addresses:
    """Every address that may hold a copy of these pages, from all their editions. Works after erasure too."""
    editions = Edition.objects.filter(page_id__in=list(page_ids)).defer("card", "content", "header")
    keys = {edition.page_key for edition in editions}
    locales = sorted({edition.locale for edition in editions})
    pages = {edition.path for edition in editions}
    names = EditionFile.objects.filter(edition__in=editions).values_list("sha256", flat=True)
    pictures = {f"/i/{name}/{spec}.webp" for name in names for spec in PUBLIC_SPECS}
    return Addresses(
        pages=_absolute(pages),
        lists=_absolute(_lists(keys, locales) - pages),
        pictures=_absolute(pictures),
    )


def _lists(keys: Iterable[UUID], locales: list[str]) -> set[str]:
    """Lists in the languages of the page, pages that link to it, and what other rooms name. Two queries and theirs."""
    standing = Edition.objects.standing().filter(locale__in=locales)
    paths = {path for page_type, path in standing.values_list("page_type", "path") if _is_list(page_type)}
    for key in keys:
        paths |= set(standing.filter(content__contains=str(key)).values_list("path", flat=True))
        for lookup in _lookups:
            paths |= set(lookup(key, locales))
    return paths | set(MACHINES)


def _is_list(page_type: str) -> bool:
    """Home pages and lists: there is one of them in a language, at a fixed address."""
    try:
        model = apps.get_model(page_type)
    except LookupError:  # a page type that existed once
        return False
    return issubclass(model, ReviewedPage) and model.fixed_address is not None


def _absolute(paths: Iterable[str]) -> list[str]:
    return [f"{settings.SITE_URL}{path}" for path in sorted(paths)]
