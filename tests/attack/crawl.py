"""An anonymous reader who asks every address there is, and looks for planted words and pictures in what comes back.

ATTACK=short, which `make test` sets, asks the addresses at which something signed is shown, and of each kind one:
pages, lists, search, feed, sitemap, money, pictures, Wagtail's own. `make attack` asks all and follows every link.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.test import Client
from wagtail.images.utils import generate_signature
from wagtail.models import Page, Revision, Site

from cms.core.codes import code_for
from cms.core.models import Picture
from privacy.models import ReviewTaskState

SHORT = os.environ.get("ATTACK") == "short"
FIXED = """
    / /en/ /th/ /stories/ /en/stories/ /th/stories/ /en/give/ /en/give/common/ /th/give/ /sitemap.xml
    /feed.xml /en/feed.xml /robots.txt /healthz /readyz /metrics /en/money/ /admin/ /admin/login/
    /admin/reviews/ /admin/images/ /admin/pages/ /admin/reports/site-history/ /admin/reports/workflow/
    /admin/api/main/pages/ /admin/choose-page/ /admin/images/chooser/ /admin/tag-autocomplete/?term=z
    /admin/documents/ /admin/block-preview/ /api/v2/pages/?fields=* /api/v2/images/?fields=*
    /api/v2/documents/?fields=* /api/v3/pages/ /api/v3/images/
""".split()
FIXED_SHORT = """
    /en/ /en/stories/ /en/give/ /sitemap.xml /en/feed.xml /admin/reviews/ /admin/choose-page/ /api/v2/pages/?fields=*
    /api/v2/images/?fields=*
""".split()
SPECS = "width-400 width-800 width-1600 width-320 original max-165x165 fill-100x100 min-10x10".split()
HREF = re.compile(rb"""(?:href|src|srcset|content|action)=["']([^"'\s]+)""")
SPECS_SHORT = ("width-800", "original")
# Links followed beyond the addresses that are asked anyway.
HOPS, HOPS_SHORT = 1600, 20


@dataclass
class Prey:
    """What the reader hunts: words as bytes, and the pictures (rows) that no answer may show."""

    words: list[bytes]
    pictures: list[Picture] = field(default_factory=list)
    files: list[bytes] = field(default_factory=list)


def crawl(prey: Prey, word: str, client: Client | None = None) -> tuple[list[str], list[str]]:
    """(finds, error pages), each as "address: what". Follows links and redirects it meets."""
    client = client or Client(raise_request_exception=False)
    queue = list(dict.fromkeys(addresses(word)))
    shown = {address for picture in prey.pictures for address in _of_picture(picture)}
    queue += sorted(shown - set(queue))
    finds, broken, seen = [], [], set(queue)
    enough = len(queue) + (HOPS_SHORT if SHORT else HOPS)
    while queue:
        address = queue.pop()
        response = client.get(address)
        body = response.getvalue()
        head = "\n".join(f"{name}: {value}" for name, value in response.items()).encode()
        finds += [
            f"{address}: {word.decode()}"
            for word in prey.words
            if word in body or word in _foreign(head, address)
        ]
        if response.status_code == 200 and (address in shown or any(file in body for file in prey.files)):
            finds.append(f"{address}: a picture")
        if response.status_code >= 500:
            broken.append(f"{address}: {response.status_code}")
        for link in _links(response, body):
            if link not in seen and len(seen) < enough:
                seen.add(link)
                queue.append(link)
    return finds, broken


def _foreign(head: bytes, address: str) -> bytes:
    """Headers without the address that was asked itself: a redirect to the login page repeats it."""
    return head.replace(address.encode(), b"")


def _links(response: Any, body: bytes) -> Iterator[str]:
    found = [response.headers.get("Location", "")]
    if response.status_code == 200 and "html" in response.headers.get("Content-Type", ""):
        found += [link.decode("utf-8", "replace").replace("&amp;", "&") for link in HREF.findall(body)]
    for link in (re.sub(r"^https?://[^/]+", "", one).partition("#")[0] for one in found):
        if link.startswith("/") and not link.startswith(("/static/", "//", "/admin/")):
            yield link


def addresses(word: str) -> Iterator[str]:
    """Fixed addresses, searches for a part of `word`, and every address any row could lie at."""
    if SHORT:
        yield from _short(word)
        return
    yield from FIXED
    # Pages repeat what was asked for, so only a part of the word is asked.
    for query in (word[:8], word[:6]):
        yield from (
            f"/en/search/?q={query}",
            f"/th/search/?q={query}",
            f"/search/?q={query}",
            f"/api/v2/pages/?search={query}",
        )
    for page in Page.objects.filter(depth__gt=1).specific():
        yield from _of_page(page)
    for picture in Picture.objects.all():
        yield from (
            f"/api/v2/images/{picture.pk}/",
            f"/admin/images/{picture.pk}/",
            f"/admin/images/{picture.pk}/preview/original/",
        )
    for document in apps.get_model("wagtaildocs.Document").objects.all():
        yield from (
            f"/documents/{document.pk}/{document.filename}",
            f"/media/{document.file.name}",
            f"/{document.file.name}",
        )
    for state in ReviewTaskState.objects.all():
        yield from (f"/admin/reviews/{state.pk}/", f"/admin/reviews/{state.pk}/page/")


def _short(word: str) -> Iterator[str]:
    """One address of each kind, for every page that is no untouched home page of the migrations."""
    yield from FIXED_SHORT
    yield f"/en/search/?q={word[:8]}"
    for page in Page.objects.filter(depth__gt=2).specific():
        locale, code = page.locale.language_code, code_for(page.translation_key)
        prefix = getattr(page, "address_prefix", "") or "stories"
        yield from (f"/{locale}/{prefix}/{code}/", f"/{locale}/give/{code}/", f"/funds/{code}.json")
        yield from (f"/{locale}{page.url_path.removeprefix(_root())}", f"/admin/pages/{page.pk}/view_draft/")
    for picture in Picture.objects.all():
        yield f"/admin/images/{picture.pk}/preview/original/"
    for document in apps.get_model("wagtaildocs.Document").objects.all():
        yield f"/documents/{document.pk}/{document.filename}"


def _root() -> str:
    """Where the tree of the site begins, without its last slash."""
    return str(Site.objects.select_related("root_page").first().root_page.url_path.rstrip("/"))


def _of_page(page: Any) -> Iterator[str]:
    locale = page.locale.language_code
    code = code_for(page.translation_key)
    for language in {locale, "en"}:
        for prefix in ("stories", "pages"):
            yield f"/{language}/{prefix}/{code}/"
        yield from (f"/{language}/give/{code}/", f"/embed/{language}/stories/{code}/")
    yield f"/funds/{code}.json"
    for tree in {page.url_path, page.url_path.removeprefix(_root())}:
        yield from (tree, f"/{locale}{tree}", f"{tree}?preview=true", f"/{locale}{tree}?mode=draft")
    yield from (
        f"/api/v2/pages/{page.pk}/",
        f"/admin/api/main/pages/{page.pk}/",
        f"/api/v3/pages/{page.pk}/?version=draft",
    )
    admin = f"/admin/pages/{page.pk}/"
    yield from (
        admin,
        *(
            f"{admin}{view}/"
            for view in "edit view_draft edit/preview history revisions usage copy privacy".split()
        ),
    )
    yield f"{admin}revisions/compare/earliest...latest/"
    for revision in Revision.objects.for_instance(page)[:4]:
        yield f"{admin}revisions/{revision.pk}/view/"


def _of_picture(picture: Picture) -> Iterator[str]:
    """Addresses whose answer is a picture's pixels, whatever bytes."""
    for spec in SPECS_SHORT if SHORT else SPECS:
        yield f"/i/{picture.sha256}/{spec}.webp"
        yield f"/images/{generate_signature(picture.pk, spec)}/{picture.pk}/{spec}/"
    for name in (
        picture.file.name,
        f"editions/{picture.sha256}.webp",
        f"original_images/{picture.file.name}",
    ):
        yield from (f"/media/{name}", f"/{name}")
