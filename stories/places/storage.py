"""What else could write a typed place to the database: unread stream data, and the state kept for previews."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.http import QueryDict
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField

from stories.places.points import is_decimal, point_in, scrubbed, without_points
from stories.places.values import PlaceValue, is_point, settle

COUNTRY_SUFFIX = "-country"
MONEY_SUFFIX = "-amount_minor"


def known_id(given: Any) -> str | None:
    """The id of a block as UUIDs are written; None, which gives the block a new one, for whatever else stands there."""
    try:
        return str(uuid.UUID(str(given))) if given else None
    except ValueError:
        return None


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
            for child in value:
                child.id = known_id(child.id)
        return super().get_prep_value(value)


@receiver(pre_save, sender="wagtailadmin.FormState", dispatch_uid="stories_settle_form_state")
def settle_form_state(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Settle the places, and take out every coordinate, in the form data that Wagtail keeps for a preview.

    It keeps what was posted, word for word, including names no field has and the inputs of deleted blocks, which no
    block ever reads. A place input is known by the country input that comes with it.
    """
    if not instance.data:
        return
    kept = QueryDict(mutable=True)
    posted = QueryDict(instance.data)
    for name, values in posted.lists():
        if point_in(name):
            continue
        country = posted.get(name + COUNTRY_SUFFIX)
        if country is not None or any(is_point(value) for value in values):
            kept.setlist(name, [_settled_text(value, country) for value in values])
        else:
            kept.setlist(name, [_without_points(name, value) for value in values])
    instance.data = kept.urlencode()


def _without_points(name: str, value: str) -> str:
    """Half a point in an input of its own is one too; only sums of money have decimals."""
    return "" if is_decimal(value) and not name.endswith(MONEY_SUFFIX) else without_points(value)


def _settled_text(text: str, country: str | None) -> str:
    """Return the key of the place a text stands for, which reads the same in every language, or nothing."""
    settled = settle(text, country=country)
    return settled.key if isinstance(settled, PlaceValue) else ""


# What no form of ours checks: comments, what Wagtail logs of them, names of pictures.
SIDE_TEXTS = {
    "wagtailcore.Comment": ("text", "contentpath", "position"),
    "wagtailcore.CommentReply": ("text",),
    "wagtailcore.PageLogEntry": ("label", "data"),
    "wagtailcore.ModelLogEntry": ("label", "data"),
    "core.Picture": ("title", "description"),
    "taggit.Tag": ("name", "slug"),
}


def take_points_out(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Receiver of `pre_save`: no coordinate in texts that stand beside a page."""
    for name in SIDE_TEXTS[sender._meta.label]:
        setattr(instance, name, scrubbed(getattr(instance, name)))


for label in SIDE_TEXTS:
    pre_save.connect(take_points_out, sender=label, dispatch_uid=f"stories_points_{label}")
