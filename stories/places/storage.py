"""What else could write a typed place to the database: unread stream data, and the state kept for previews."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.http import QueryDict
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField

from stories.places.values import PlaceValue, is_point, settle

COUNTRY_SUFFIX = "-country"


class PlaceStreamField(StreamField):
    """A StreamField that reads every block before it writes them.

    Wagtail writes stream data that nobody has looked at as it came: an import or a fixture with a raw point
    would be stored as it is. Text that is no stream is dropped instead of being written back.
    """

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "stories.places.PlaceStreamField", args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, list):  # QuerySet.update() passes what it was given
            value = self.to_python(value)
        if isinstance(value, StreamValue):
            value.raw_text = None
            for _child in value:
                pass
        return super().get_prep_value(value)


@receiver(pre_save, sender="wagtailadmin.FormState", dispatch_uid="stories_settle_form_state")
def settle_form_state(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Settle the places in the form data that Wagtail keeps for a preview.

    It keeps what was posted, word for word, including the inputs of deleted blocks, which no block ever
    reads. A place input is known by the country input that comes with it; a point is known by its form.
    """
    if not instance.data:
        return
    data = QueryDict(instance.data, mutable=True)
    for name, values in list(data.lists()):
        country = data.get(name + COUNTRY_SUFFIX)
        if country is not None or any(is_point(value) for value in values):
            data.setlist(name, [_settled_text(value, country) for value in values])
    instance.data = data.urlencode()


def _settled_text(text: str, country: str | None) -> str:
    """Return the key of the place a text stands for, which reads the same in every language, or nothing."""
    settled = settle(text, country=country)
    return settled.key if isinstance(settled, PlaceValue) else ""
