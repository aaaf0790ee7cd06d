"""Blocks of a journey. Each has its own template and a preview for the editor."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, RichTextBlock, StreamBlock, StructBlock
from wagtail.images.blocks import ImageBlock

from stories.journey.enums import Phase
from stories.journey.icons import Icon
from stories.places import PlaceBlock


class MilestoneBlock(StructBlock):
    """One stop of a journey: what happened, roughly where, roughly when."""

    phase = ChoiceBlock(choices=Phase.choices, label=_("Phase"))
    icon = ChoiceBlock(choices=Icon.choices, label=_("Icon"))
    heading = CharBlock(
        max_length=80, label=_("Heading"), help_text=_("As a magazine would: short, no drama.")
    )
    place = PlaceBlock(
        label=_("Place"),
        help_text=_(
            "A city or province of at least 100,000 people, or a country. Nothing finer is ever stored."
        ),
    )
    time = CharBlock(
        max_length=60,
        required=False,
        label=_("When"),
        help_text=_("Relative, such as “two years later”. No dates."),
    )
    narrative = RichTextBlock(features=["bold", "italic"], label=_("What happened"))
    illustration = ImageBlock(
        required=False, label=_("Drawing"), help_text=_("Optional. No photograph of a person.")
    )

    class Meta:
        icon = "site"
        label = _("Milestone")
        template = "blocks/milestone.html"
        label_format = "{phase}: {heading}"
        description = _("One stop on the map, with its text")
        preview_value = {
            "phase": "freedom",
            "icon": "door",
            "heading": "The question at the market",
            "place": {"place": "TH:bangkok:city"},
            "time": "two years later",
            "narrative": "<p>She asked the woman at the stall for a telephone, and was given one.</p>",
        }
        preview_template = "blocks/milestone_preview.html"


class JourneyBlock(StreamBlock):
    """The milestones in the order they are read."""

    milestone = MilestoneBlock()

    class Meta:
        max_num = 40
