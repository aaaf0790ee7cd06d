"""The form field of a place and its widget: a text field with a list, a country, and a map that only shows.

Built on wagtail-geo-widget's Leaflet widget, of which nothing that reaches another host, stores a point or
fills in a default is left. What is replaced and why: docs/places.md.
"""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import register
from wagtailgeowidget.widgets import LeafletField, LeafletFieldAdapter

from stories.journey import gazetteer
from stories.places import names
from stories.places.values import PlaceValue, Settled, Unlisted, settle


def described(value: PlaceValue) -> dict[str, Any]:
    """Return a place as the editor's script knows it; positions are those of the list, rounded to 0.1°."""
    place = value.place
    return {
        "key": place.key,
        "text": names.written(place),
        "native": place.native if place.native != place.name else "",
        "kind": place.kind,
        "country": place.country,
        "lat": place.lat,
        "lng": place.lng,
    }


class PlaceInput(LeafletField):
    """Text field with suggestions, country and map. Its value, posted or shown, is always a settled one."""

    input_type = "text"
    template_name = "stories/widgets/place.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, srid=None, id_prefix="")

    @property
    def media(self) -> forms.Media:
        return forms.Media(
            css={"all": ["leaflet/leaflet.css", "css/admin/place.css"]},
            js=["leaflet/leaflet.js", "js/admin/place.js"],
        )

    def build_attrs(
        self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        return {**base_attrs, **(extra_attrs or {})}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Settled:
        return settle(data.get(name), country=data.get(f"{name}-country"))

    def format_value(self, value: Any) -> str:
        settled = settle(value)
        if isinstance(settled, PlaceValue):
            return names.written(settled.place)
        return settled.text if isinstance(settled, Unlisted) else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        settled = settle(value)
        context["widget"] |= {
            "id": context["widget"]["attrs"].get("id") or f"id_{name}",
            "attributes": flatatt(context["widget"]["attrs"]),
            "countries": _countries(),
            "country": settled.country if isinstance(settled, Unlisted) else None,
            "place_json": json.dumps(described(settled)) if isinstance(settled, PlaceValue) else "",
            "search_url": reverse("stories_places:search"),
            "nearest_url": reverse("stories_places:nearest"),
            "tiles_url": reverse("stories_places:tile", args=(0, 0, 0)).removesuffix("0/0/0.svg"),
        }
        return context

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Render with the project's templates; the default form renderer would not look there."""
        return render_to_string(self.template_name, self.get_context(name, value, attrs))


def _countries() -> list[tuple[str, str]]:
    """Return code and name of every listed country, by name in the active language."""
    locale = names.active_locale()
    named = ((place.country, gazetteer.label(place, locale)) for place in gazetteer.countries())
    return sorted(named, key=lambda pair: names.fold(pair[1]))


class PlaceInputAdapter(LeafletFieldAdapter):
    """What the StreamField editor builds the widget from: our own name, our own script, no default point."""

    js_constructor = "stories.PlaceWidget"

    def js_args(self, widget: PlaceInput) -> list[Any]:
        return [widget.render("__NAME__", None, attrs={"id": "__ID__"})]

    @cached_property
    def media(self) -> forms.Media:
        return forms.Media(js=[versioned_static("wagtailadmin/js/telepath/widgets.js"), "js/admin/place.js"])


register(PlaceInputAdapter(), PlaceInput)


class PlaceField(forms.Field):
    """Form field whose cleaned value is a PlaceValue, or None if it may be empty and is."""

    widget = PlaceInput
    default_error_messages = {"required": _("Choose a place.")}

    def to_python(self, value: Any) -> Settled:
        return settle(value)

    def prepare_value(self, value: Any) -> Settled:
        return settle(value)

    def validate(self, value: Any) -> None:
        """Raise ValidationError for what is missing or in no list, in a sentence that says what to do."""
        super().validate(value)
        if isinstance(value, Unlisted):
            raise ValidationError(value.message(), code="unlisted")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return settle(initial) != settle(data)
