"""A small site with everything a reader can meet, and every public address of it."""

import base64
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.conf import LazySettings, settings
from django.contrib.auth.models import User
from django.core.files.images import ImageFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from PIL import Image

from cms.core.models import Picture
from cms.settings import base
from cms.urls import patterns
from giving.models import Donation, Fund
from home.models import ContentPage, HomePage
from privacy import keys
from privacy.editions import edition_withdraw
from privacy.models import Edition
from tests.privacy.pages import JOURNEY, index_draft, sign, story_draft, story_signed, submit

# The pseudonym of a story nobody signed: it may be in no answer.
DRAFT_WORD = "Zebrafinch"


def picture(uploader: User, colour: str = "red") -> Picture:
    out = BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "PNG")
    file = ImageFile(BytesIO(out.getvalue()), name="a.png")
    return Picture.objects.create(
        title="A drawing", description="A road", file=file, uploaded_by_user=uploader
    )


@dataclass
class PublicSite:
    """What stands, what was withdrawn, and what nobody signed."""

    story: Edition
    withdrawn: Edition
    shown: Picture
    unsigned: Picture
    fund: Fund
    gift: Donation
    paths: list[str]

    def arguments(self) -> dict[str, list[dict[str, Any]]]:
        """Arguments to ask each public view with, by the view's name; a view that is not here fails the crawl."""
        sizes = ("width-400", "width-800", "max-165x165")
        return {
            "healthz": [{}],
            "readyz": [{}],
            "picture": [
                {"sha256": one.sha256, "spec": size} for one in (self.shown, self.unsigned) for size in sizes
            ],
            "sitemap": [{}],
            "feed": [{}],
            "search": [{}],
            "giving_machine:fund_json": [{"code": self.fund.code}, {"code": "nobodyxx"}],
            "giving_machine:webhook": [{"account": "default"}],
            "giving:list": [{}],
            "giving:start": [{"code": self.fund.code}, {"code": "common"}, {"code": "nobodyxx"}],
            "giving:thanks": [{"token": self.gift.token}, {"token": "unknown"}],
            "giving:receipt": [{"token": self.gift.token}],
            "giving:back": [{"token": self.gift.token}],
        }


def public_site(editor: User, reviewer: User) -> PublicSite:
    """A home page, a list, a plain page and a story with a picture stand; one story was withdrawn, one is a draft."""
    shown, unsigned = picture(editor), picture(editor, "blue")
    journey = [
        {
            **block,
            "value": {**block["value"], "illustration": {"image": None, "alt_text": "", "decorative": False}},
        }
        for block in JOURNEY
    ]
    journey[-1]["value"]["illustration"] = {"image": shown.pk, "alt_text": "Bricks", "decorative": False}
    page, story = story_signed(editor, reviewer, journey=journey)
    other, withdrawn = story_signed(editor, reviewer, pseudonym="Dara")
    edition_withdraw(page_id=other.pk)
    story_draft(editor, pseudonym=DRAFT_WORD)
    home = HomePage.objects.get(depth=2, locale__language_code="en")
    body = f'<p><a linktype="page" id="{page.pk}">a story</a></p>'
    plain = ContentPage(title="How it is told", body=body, owner=editor)
    home.add_child(instance=plain)
    plain.save_revision(user=editor)
    home.lead, home.featured_story = "Meet one person.", page
    home.save_revision(user=editor)
    stands = [story, *(sign(submit(one, editor), reviewer) for one in (plain, index_draft(editor), home))]
    fund = Fund.objects.get(reference=story.page_key)
    gift = Donation.objects.create(
        fund=fund,
        amount_minor=500,
        currency="USD",
        form_token="t",
        form_nonce="n",
        account="default",
        livemode=False,
        locale="en",
        expires_at=timezone.now() + timedelta(minutes=30),
    )
    paths = [edition.path for edition in stands] + [withdrawn.path, "/th/", "/en/nothing/here/"]
    return PublicSite(story, withdrawn, shown, unsigned, fund, gift, paths)


def public_patterns(patterns: Iterable[Any], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """(full name, pattern) of everything mounted that is not the admin's."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if str(pattern.pattern) != "admin/":
                inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
                yield from public_patterns(pattern.url_patterns, inner)
        else:
            yield f"{prefix}{pattern.name or ''}", pattern


def addresses(site: PublicSite) -> list[str]:
    """Every public address: each view of the URL configuration, what stands, what the sitemap names, searches."""
    from django.urls import reverse

    found = list(site.paths)
    known = site.arguments()
    for name, _pattern in public_patterns(get_resolver().url_patterns):
        if name and name != "wagtail_serve":
            found += [reverse(name, kwargs=arguments) for arguments in known[name]]
    found += ["/", "/stories/", "/give/", "/search/", "/feed.xml", "/en/search/?q=bricks", "/th/search/?q=ก"]
    sitemap = Client().get("/sitemap.xml").content.decode()
    found += [loc.removeprefix(settings.SITE_URL) for loc in re.findall(r"<loc>([^<]+)</loc>", sitemap)]
    return list(dict.fromkeys(found))


def become_role(settings: LazySettings, role: str) -> None:
    """From now on this process has that role, its keys included. `settings` is the fixture, which puts all back."""
    own = keys.signing_key().public_key().public_bytes_raw()
    settings.SITE_ROLE = role
    settings.MIDDLEWARE = base.middleware(role)
    options = {"context_processors": base.context_processors(role)}
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "OPTIONS": options}]
    settings.ROOT_URLCONF = tuple(patterns(role))
    if role == "public":
        settings.EDITION_KEY_DIR = settings.NEVER_LIST_KEY_DIR = None
        settings.EDITION_PUBLIC_KEYS = {keys.key_id(own): base64.b64encode(own).decode()}


def expected_status(site: PublicSite, address: str) -> set[int]:
    if site.unsigned.sha256 in address or "max-" in address or "nobody" in address or "unknown" in address:
        return {404}
    if address in ("/th/", "/en/nothing/here/"):
        return {404}
    if address == site.withdrawn.path:
        return {410}
    if address in ("/", "/stories/", "/give/", "/search/"):
        return {302}
    if "/give/receipt/" in address:
        return {303}
    return {405} if "/webhooks/" in address else {200}
