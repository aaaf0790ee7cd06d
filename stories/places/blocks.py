"""The place of a milestone as a StreamField block: stores the key of a listed place and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.compare import BlockComparison, diff_text
from wagtailgeowidget.blocks import LeafletBlock

from stories.places.forms import PlaceField, PlaceInput, described
from stories.places.values import PlaceValue, Settled, settle


class PlaceBlock(LeafletBlock):
    """A listed place or None; `value.label` and `value.place` in templates.

    Every method settles what it is given, so that no path (form, draft, autosave, import, preview, a row
    written years ago) can store a point or fail on an odd value. `required` counts when the page is
    submitted, not for drafts.
    """

    def __init__(self, required: bool = True, help_text: Any = None, **kwargs: Any) -> None:
        super().__init__(required=required, help_text=help_text, **kwargs)
        self.field_options = {"required": required, "help_text": help_text}

    @cached_property
    def field(self) -> PlaceField:
        return PlaceField(**self.field_options)

    @property
    def _widget(self) -> PlaceInput:
        return cast(PlaceInput, self.field.widget)

    def to_python(self, value: Any) -> Settled:
        return settle(value)

    def normalize(self, value: Any) -> Settled:
        return settle(value)

    def bulk_to_python(self, values: Iterable[Any]) -> list[Settled]:
        return [settle(value) for value in values]

    def value_from_form(self, value: Any) -> Settled:
        return settle(value)

    def value_for_form(self, value: Any) -> Settled:
        return settle(value)

    def get_prep_value(self, value: Any) -> dict[str, str] | None:
        settled = settle(value)
        return settled.stored() if isinstance(settled, PlaceValue) else None

    def get_form_state(self, value: Any) -> dict[str, Any]:
        settled = settle(value)
        return {
            "text": self._widget.format_value(settled),
            "place": described(settled) if isinstance(settled, PlaceValue) else None,
        }

    def render_form(self, value: Any, prefix: str = "", errors: Any = None) -> SafeString:
        """Render the bare widget; Wagtail 8 never asks, but the parent's version would write coordinates."""
        return self._widget.render(prefix, settle(value), {"id": prefix})

    def render_basic(self, value: Any, context: Any = None) -> SafeString:
        return escape(_label(value))

    def get_searchable_content(self, value: Any) -> list[str]:
        settled = settle(value)
        if not isinstance(settled, PlaceValue):
            return []
        return list(dict.fromkeys((settled.label, settled.place.native)))

    def get_comparison_class(self) -> type[PlaceComparison]:
        return PlaceComparison

    class Meta:
        icon = "site"
        label = _("Place")
        description = _("A city, a province or a country from the list of places that may be published.")
        preview_value = "KH:phnom-penh:city"


class PlaceComparison(BlockComparison):
    """Two versions of a place side by side, by their labels."""

    def htmlvalue(self, val: Any) -> SafeString:
        return escape(_label(val))

    def htmldiff(self) -> SafeString:
        return diff_text(_label(self.val_a), _label(self.val_b)).to_html()


def _label(value: Any) -> str:
    settled = settle(value)
    return settled.label if isinstance(settled, PlaceValue) else ""


DECONSTRUCT_ALIASES = {PlaceBlock: "stories.places.PlaceBlock"}
