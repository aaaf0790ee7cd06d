"""The newest stories as an Atom feed: pseudonym and lead of signed cards, and nothing more of anybody."""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import conditional_page, require_safe

from privacy.models import Edition
from stories.selectors import STORY

ENTRIES = 20
NEVER = "1970-01-01T00:00:00+00:00"  # Atom wants a time also where nothing was ever signed
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _plain(text: str) -> str:
    """Without the characters XML has no way to write; escaping is the template's."""
    return NOT_XML.sub("", text)


def _entry(edition: Edition) -> dict[str, str]:
    card = edition.verify_card()
    return {
        "title": _plain(card["title"]),
        "summary": _plain(card["lead"]),
        "url": settings.SITE_URL + edition.path,
        "updated": edition.signed_at.isoformat(timespec="seconds"),
    }


@require_safe
@conditional_page
def feed(request: HttpRequest) -> HttpResponse:
    """The newest standing stories of the address's language; `/feed.xml` is the default language's. One query."""
    locale = get_language() or settings.LANGUAGE_CODE
    standing = Edition.objects.standing().filter(page_type=STORY, locale=locale)
    newest = standing.order_by("-signed_at")[:ENTRIES]
    entries = [_entry(edition) for edition in newest.verified()]
    context = {
        "language": locale,
        "entries": entries,
        "updated": entries[0]["updated"] if entries else NEVER,
        "stories_url": f"{settings.SITE_URL}/{locale}/stories/",
        "feed_url": settings.SITE_URL + request.path,
    }
    response = render(request, "feed.xml", context, content_type="application/atom+xml; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response
