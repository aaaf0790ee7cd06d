"""The navigation of every public page."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject, lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from privacy import editions


def _in_language(path: str) -> str:
    return f"/{get_language() or 'en'}/{path}"


in_language = lazy(_in_language, str)


def _plain_pages() -> list[tuple[str, str]]:
    cards = editions.cards(page_type="home.contentpage", locale=get_language() or "en")
    return [(card.path, card.data["title"]) for card in sorted(cards, key=lambda card: card.signed_at)]


def navigation(request: HttpRequest) -> dict[str, object]:
    """`nav`: (address, label) of the sections; `plain_pages`: of every standing content page, one query when asked."""
    return {
        "nav": [(in_language("stories/"), _("Stories")), (in_language("give/"), _("Give"))],
        "plain_pages": SimpleLazyObject(_plain_pages),
    }
