"""Reading stories for pages and lists: signed cards joined with what their funds received."""

from typing import Any

from django.utils.translation import gettext as _

from cms.core.codes import code_for
from giving.selectors import FundTotal, fund_totals
from privacy import editions
from stories import reading
from stories.journey import map as journey_map
from stories.models import StoryPage

STORY = StoryPage._meta.label_lower


def story_cards(*, locale: str) -> list[reading.StoryCard]:
    """Standing stories of a language: least funded first, then longest waiting, never by popularity. Two queries."""
    cards = editions.cards(page_type=STORY, locale=locale)
    funds = fund_totals(card.page_key for card in cards)
    found = [reading.story_card(card, funds.get(card.page_key)) for card in cards]
    return sorted(found, key=_need_first)


def _need_first(card: reading.StoryCard) -> tuple[bool, int, str]:
    fund = card.fund
    return (bool(fund and fund.is_funded), fund.percent if fund else 0, card.waiting_since or "9999")


def _fund(page: StoryPage) -> FundTotal:
    """What the story has received; before its fund is opened, what it will show then, so that a review sees it too."""
    found = fund_totals([page.translation_key], with_lines=True).get(page.translation_key)
    return found or _planned_fund(page)


def _planned_fund(page: StoryPage) -> FundTotal:
    return FundTotal(
        reference=page.translation_key,
        code=code_for(page.translation_key),
        currency=page.currency,
        target_minor=sum(line.amount_minor or 0 for line in page.budget_lines.all()),
        allocated_minor=0,
        gifts=0,
        is_open=True,
    )


def story_context(page: StoryPage) -> dict[str, Any]:
    """Everything the story's template shows besides the page itself."""
    locale = page.locale.language_code
    fund = _fund(page)
    milestones = reading.milestones(page.journey)
    stops = reading.stops(page.journey)
    return {
        "journey_line": reading.journey_line(page.origin, page.destination),
        "milestones": milestones,
        "skip_to": reading.after_the_hard_part(milestones),
        "journey_map": journey_map.draw(stops, locale=locale) if stops else None,
        "fund": fund,
        "needs": reading.needs(page.budget_lines.all(), fund, page.currency),
        "give_url": reading.give_url(page.translation_key, locale),
        "facts": _facts(page),
        "translations": page.frozen.translations if page.frozen else [],
    }


def _facts(page: StoryPage) -> list[tuple[str, str, str]]:
    return [
        (_("Exploited in"), reading.exploited_in(page.exploitation_type, page.sector), ""),
        (_("Age"), reading.age_label(page.age_band), ""),
        reading.waiting_fact(page.waiting_since),
    ]
