"""Blocks of a journey. Each has its own template and a preview for the editor."""

import re
from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, RichTextBlock, StreamBlock, StreamValue, StructBlock
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageBlock
from wagtail.images.models import AbstractImage
from wagtail.rich_text import RichText

from stories.journey.enums import Phase
from stories.journey.icons import Icon
from stories.places import PlaceBlock
from stories.places.points import refuse_points
from stories.places.storage import known_id

_NUMBER = re.compile(r"[0-9]{1,4}")


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

    def clean(self, value: Any) -> Any:
        """Refuses a coordinate in any of its texts, in drafts too."""
        errors: dict[str, ValidationError] = {}
        cleaned = None
        try:
            cleaned = super().clean(value)
        except StructBlockValidationError as refused:
            errors |= refused.block_errors
        for name, inner in value.items():
            try:
                refuse_points(_text_of(inner))
            except ValidationError as refused:
                errors.setdefault(name, refused)
        if errors:
            raise StructBlockValidationError(errors)
        return cleaned

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


def _text_of(value: Any) -> Any:
    """What a reader gets of a value: a picture is described by its alternative text."""
    if isinstance(value, AbstractImage):
        return getattr(value, "contextual_alt_text", "")
    return value if isinstance(value, str | RichText) else ""


def _check_numbers(data: Any, prefix: str) -> None:
    """Wagtail trusts these, and would repeat what stands there in the log of the error it makes."""
    count = data.get(f"{prefix}-count", "")
    is_sound = bool(_NUMBER.fullmatch(count))
    orders = []
    for number in range(int(count)) if is_sound else ():
        deleted, kind, order = (
            data.get(f"{prefix}-{number}-{name}") for name in ("deleted", "type", "order")
        )
        is_sound &= deleted is not None and kind is not None and bool(_NUMBER.fullmatch(order or ""))
        if not deleted:
            orders.append(order)
    if not is_sound or len(set(orders)) < len(orders):
        raise BadRequest("These are not the numbers of the milestones. Load the page anew.")


class JourneyBlock(StreamBlock):
    """The milestones in the order they are read."""

    milestone = MilestoneBlock()

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> StreamValue:
        """Takes the ids of blocks from the form only if they are ids: a form can post anything there.

        Raises:
            BadRequest: the numbers the editor's script keeps are none. What stands there instead is not repeated.
        """
        _check_numbers(data, prefix)
        value = super().value_from_datadict(data, files, prefix)
        for child in value:
            child.id = known_id(child.id)
        return value

    class Meta:
        max_num = 40
