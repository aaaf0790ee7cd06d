"""`manage.py take_down`: pages off every public surface at once, by address, code or page id."""

from argparse import ArgumentParser
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from wagtail.models import Page

from cms.core.codes import code_for
from privacy import takedown
from privacy.addresses import addresses_of
from privacy.models import Edition


class Command(BaseCommand):
    help = "Takes pages down at once, without review. Anything that matches nothing makes it fail; the rest is done."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "pages", nargs="+", help="address (/en/stories/k3f9x2ab/), code (k3f9x2ab) or page id"
        )
        parser.add_argument(
            "--reason",
            choices=[reason.value for reason in takedown.Reason if reason.value],
            default=takedown.Reason.UNSAID.value,
            help="kept in the page's history; a closed list, so that no content gets into a log",
        )
        parser.add_argument(
            "--all-translations",
            action="store_true",
            help="an address or id means the page in every language",
        )
        parser.add_argument(
            "--addresses", action="store_true", help="print what a cache in front has to forget"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        ids: dict[int, None] = {}
        unmatched = []
        for word in options["pages"]:
            found = _page_ids(word)
            if found and options["all_translations"]:
                found = _all_languages(found)
            ids |= dict.fromkeys(found)
            if not found:
                unmatched.append(word)
        done = self._take_down(list(ids), options["reason"])
        if options["addresses"] and ids:
            self.stdout.write("\n".join(["", *addresses_of(ids).all]))
        if unmatched:
            raise CommandError(f"Nothing matches: {', '.join(unmatched)}. {done} pages were taken down.")

    def _take_down(self, ids: list[int], reason: str) -> int:
        pages = [page.specific for page in Page.objects.filter(pk__in=ids).order_by("pk")]
        done = takedown.pages_withdraw(pages=pages, reason=reason)
        rows = [(one.page_id, one.locale, one.path, one.editions, one.reviews) for one in done]
        for page_id in set(ids) - {page.pk for page in pages}:
            edition = Edition.objects.filter(page_id=page_id).order_by("-signed_at").first()
            count = takedown.edition_only_withdraw(page_id=page_id)
            rows.append(
                (page_id, edition.locale if edition else "", edition.path if edition else "", count, 0)
            )
        if rows:
            self.stdout.write(
                f"{'page':>8}  {'language':<9}{'address':<32}{'editions':>9}{'reviews':>9}  result"
            )
        for page_id, locale, path, editions, reviews in rows:
            result = "taken down" if editions else "review cancelled" if reviews else "was dark already"
            self.stdout.write(f"{page_id:>8}  {locale:<9}{path:<32}{editions:>9}{reviews:>9}  {result}")
        return sum(bool(row[3] or row[4]) for row in rows)


def _page_ids(word: str) -> list[int]:
    """Ids of the pages a word means, whether their rows still exist or only editions do.

    A code means the page in every language: it is the same in all of them.
    """
    if word.isdecimal():
        known = Q(pk=int(word))
        ids = set(Page.objects.filter(known, depth__gt=1).values_list("pk", flat=True))
        return sorted(ids | set(Edition.objects.filter(page_id=int(word)).values_list("page_id", flat=True)))
    if "/" in word:
        path = f"/{urlsplit(word).path.strip('/')}/"
        signed = set(Edition.objects.filter(path=path).values_list("page_id", flat=True))
        return sorted(signed)
    return _by_code(word.lower())


def _by_code(code: str) -> list[int]:
    """By the code in public addresses, which comes from the translation key."""
    signed = Edition.objects.filter(path__endswith=f"/{code}/").values_list("page_key", flat=True)
    keys = {key for key in signed if code_for(key) == code}
    if not keys:
        found = Page.objects.filter(depth__gt=1).values_list("translation_key", flat=True)
        keys = {key for key in found if code_for(key) == code}
    return sorted(
        set(Page.objects.filter(translation_key__in=keys).values_list("pk", flat=True))
        | set(Edition.objects.filter(page_key__in=keys).values_list("page_id", flat=True))
    )


def _all_languages(ids: list[int]) -> list[int]:
    found = dict.fromkeys(ids)
    for page in Page.objects.filter(pk__in=ids).specific():
        found |= dict.fromkeys(one.pk for one in takedown.family(page))
    keys = Edition.objects.filter(page_id__in=ids).values("page_key")
    found |= dict.fromkeys(Edition.objects.filter(page_key__in=keys).values_list("page_id", flat=True))
    return list(found)
