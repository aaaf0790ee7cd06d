"""The home page and plain content."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.blocks import CharBlock, StreamBlock, StructBlock, TextBlock
from wagtail.fields import RichTextField, StreamField

from privacy.models import ReviewedPage


class StepBlock(StructBlock):
    """One line of how it works."""

    heading = CharBlock(max_length=60, label=_("Heading"))
    text = TextBlock(max_length=300, label=_("Text"))

    class Meta:
        icon = "list-ol"
        label = _("Step")
        template = "blocks/step.html"
        description = _("One line of how it works")
        preview_value = {
            "heading": "Checked",
            "text": "Somebody who wrote none of it reads every word and signs it.",
        }


class StepsBlock(StreamBlock):
    """How it works, in a few lines."""

    step = StepBlock()

    class Meta:
        max_num = 4
        required = False


class HomePage(ReviewedPage):
    """The front door of one language: what this is, one story in full width, how it works."""

    lead = models.CharField(_("what this is, in one sentence"), max_length=200)
    about = models.TextField(_("about"), max_length=600, blank=True)
    featured_story = models.ForeignKey(
        "stories.StoryPage",
        verbose_name=_("story in full width"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Empty: the one that needs most."),
    )
    featured_heading = models.CharField(_("heading of that story"), max_length=60, blank=True)
    how_heading = models.CharField(_("heading of how it works"), max_length=60, blank=True)
    how = StreamField(StepsBlock(required=False), verbose_name=_("how it works"), blank=True)

    fixed_address = ""
    template = "home/home_page.html"
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["stories.StoryIndexPage", "home.ContentPage"]
    content_panels: ClassVar[list[Any]] = [
        FieldPanel("title"),
        FieldPanel("lead"),
        MultiFieldPanel(
            [PageChooserPanel("featured_story"), FieldPanel("featured_heading")], heading=_("One story")
        ),
        MultiFieldPanel([FieldPanel("how_heading"), FieldPanel("how")], heading=_("How it works")),
        FieldPanel("about"),
    ]

    class Meta:
        verbose_name = _("home page")

    def card(self) -> dict[str, Any]:
        return {"title": self.public_title, "lead": self.lead}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.selectors import home_context

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | home_context(self, featured_key=self._featured_key())

    def _featured_key(self) -> UUID | None:
        key = self.frozen.links.get(str(self.featured_story_id)) if self.frozen else None
        return UUID(key) if key else None


class ContentPage(ReviewedPage):
    """Plain text: how a story is told, questions about giving, privacy."""

    lead = models.CharField(_("lead"), max_length=300, blank=True)
    body = RichTextField(_("text"), features=["h2", "h3", "bold", "italic", "ul", "ol", "link"])

    address_prefix = "pages"
    template = "home/content_page.html"
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [FieldPanel("title"), FieldPanel("lead"), FieldPanel("body")]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    def card(self) -> dict[str, Any]:
        return {"title": self.public_title, "lead": self.lead}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"translations": self.frozen.translations if self.frozen else []}
