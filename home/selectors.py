"""What the home page shows beside its own words."""

from typing import Any
from uuid import UUID

from cms.core.codes import code_for
from giving.selectors import money_totals
from home.models import HomePage
from stories.journey import map as journey_map
from stories.selectors import story_cards

MORE_STORIES = 4


def home_context(page: HomePage, *, featured_key: UUID | None) -> dict[str, Any]:
    """One story in full width (the chosen one while it stands, else who needs most), a few more, the totals."""
    locale = page.locale.language_code
    stories = story_cards(locale=locale)
    waiting = [story for story in stories if not (story.fund and story.fund.is_funded)] or stories
    chosen = [story for story in stories if featured_key and code_for(featured_key) in story.url]
    featured = next(iter(chosen + waiting), None)
    more = [story for story in waiting if story is not featured][:MORE_STORIES]
    return {
        "featured": featured,
        "featured_map": journey_map.draw(featured.stops, locale=locale)
        if featured and featured.stops
        else None,
        "stories": more,
        "totals": money_totals(),
        "translations": page.frozen.translations if page.frozen else [],
    }
