"""What of a story can be searched: what its page shows of it, in the page's language."""

from collections.abc import Iterator

from django.utils.translation import get_language
from wagtail.rich_text import get_text_for_indexing

from privacy import fulltext
from stories import reading
from stories.enums import BudgetCategory
from stories.journey import gazetteer
from stories.models import StoryIndexPage, StoryPage


def story_words(page: StoryPage) -> Iterator[str]:
    """Facts, milestones and needs. Not what no reader sees (gender, years), nor what grows with time (how long)."""
    for region in (gazetteer.find(page.origin), gazetteer.find(page.destination)):
        yield gazetteer.label(region, get_language() or "en") if region else ""
    yield reading.exploited_in(page.exploitation_type, page.sector)
    yield reading.age_label(page.age_band)
    label, value, _modifier = reading.waiting_fact(page.waiting_since)
    yield label if page.waiting_since else value
    yield page.content_warning
    for milestone in reading.milestones(page.journey):
        yield milestone.heading
        yield milestone.place_label
        yield milestone.time
        yield get_text_for_indexing(milestone.block.value["narrative"].source)
        illustration = milestone.block.value.get("illustration")
        yield illustration.contextual_alt_text or "" if illustration else ""
    for line in page.budget_lines.all():
        yield str(BudgetCategory(line.category).label)
        yield line.sentence


def nothing_more(page: StoryIndexPage) -> Iterator[str]:
    """The list of stories is found by its title and introduction; the stories in it are found themselves."""
    yield from ()


fulltext.register(StoryPage._meta.label_lower, story_words)
fulltext.register(StoryIndexPage._meta.label_lower, nothing_more)
