"""What of the home page and of plain pages can be searched beside title and lead."""

from collections.abc import Iterator

from wagtail.rich_text import get_text_for_indexing

from home.models import ContentPage, HomePage
from privacy import fulltext


def home_words(page: HomePage) -> Iterator[str]:
    """Its own words, not those of the stories it shows."""
    yield page.featured_heading
    yield page.how_heading
    for step in page.how:
        yield step.value["heading"]
        yield step.value["text"]
    yield page.about


def content_words(page: ContentPage) -> Iterator[str]:
    yield get_text_for_indexing(page.body)


fulltext.register(HomePage._meta.label_lower, home_words)
fulltext.register(ContentPage._meta.label_lower, content_words)
