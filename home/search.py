"""Search over what stands: the public's own full text picks, verified cards are shown."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from giving.selectors import fund_totals
from privacy import fulltext
from privacy.terms import LONGEST_QUERY
from stories.reading import story_card
from stories.selectors import STORY

MOST_RESULTS = 50


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Stories and pages of this language that hold every word asked for, best first. Three queries, none without words.

    Never stored: an address for every query anybody types would fill any store.
    """
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    cards = fulltext.found(query, locale=get_language() or "en", limit=MOST_RESULTS + 1)
    shown = cards[:MOST_RESULTS]
    told = [card for card in shown if card.page_type == STORY]
    funds = fund_totals(card.page_key for card in told) if told else {}
    context = {
        "query": query,
        "results": [story_card(card, funds.get(card.page_key)) for card in told],
        "pages": [card for card in shown if card.page_type != STORY],
        "count": len(shown),
        "most": MOST_RESULTS if len(cards) > MOST_RESULTS else None,
    }
    response = render(request, "stories/search.html", context)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
