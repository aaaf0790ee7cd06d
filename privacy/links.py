"""What rich text refers to: links lead to signed addresses or nowhere, and nothing of another site is embedded."""

from uuid import UUID

from django.utils.html import escape
from wagtail.rich_text import EmbedHandler
from wagtail.rich_text.pages import PageLinkHandler

from cms.core.reading import reading


class SignedPageLinkHandler(PageLinkHandler):
    """Wagtail's handler asks the page tree, two queries a block; a copy knows its links and asks once a page."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        copy = reading.get()
        if copy is None:
            expanded: list[str] = super().expand_db_attributes_many(attrs_list)
            return expanded
        keys = (copy.links.get(str(attrs.get("id"))) for attrs in attrs_list)
        paths = (copy.paths.get(UUID(key)) if key else None for key in keys)
        return [f'<a href="{escape(path)}">' if path else "<a>" for path in paths]


class NothingEmbedded(EmbedHandler):
    """Wagtail's handler asks another host, and a table the public may not read. No editor offers embeds."""

    identifier = "media"

    @staticmethod
    def expand_db_attributes(attrs: dict[str, str]) -> str:
        return ""
