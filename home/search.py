"""Search over what stands: cards of signed editions, never pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from stories.selectors import story_cards

LONGEST_QUERY = 100


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Stories of this language whose pseudonym, lead or facts hold every word asked for."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    words = query.casefold().split()
    found = []
    if words:
        for card in story_cards(locale=get_language() or "en"):
            text = " ".join(
                (card.pseudonym, card.summary, card.exploited_in, card.age, card.journey)
            ).casefold()
            if all(word in text for word in words):
                found.append(card)
    response = render(request, "stories/search.html", {"query": query, "results": found, "count": len(found)})
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
