"""Who had a hand in a picture. Triggers write who uploaded it; who edits it only Wagtail's log context knows."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.db.models.signals import post_save, pre_save
from wagtail.log_actions import get_active_log_context

from cms.core.models import Picture
from privacy.frozen import Frozen
from privacy.models import PictureContributor

# Columns without which a save changes nothing a reader could see (Wagtail fills in sizes when somebody looks).
SHOWN = frozenset(
    "file sha256 description width height focal_point_x focal_point_y focal_point_width focal_point_height".split()
)


def contributors_of(frozen: Frozen) -> set[int]:
    """Ids of all who ever uploaded or edited a picture the copy shows."""
    numbers = [int(pk) for pk in frozen.objects.get(Picture._meta.label_lower, {})]
    hands = PictureContributor.objects.filter(Q(sha256__in=frozen.files) | Q(picture_id__in=numbers))
    return set(hands.values_list("user_id", flat=True))


def has_unknown(frozen: Frozen) -> bool:
    """Whether the copy shows a file that nobody is known to have uploaded."""
    known = PictureContributor.objects.filter(sha256__in=frozen.files).values_list("sha256", flat=True)
    return not set(frozen.files) <= set(known)


def _note(picture: Picture) -> None:
    """Writes down who is at work in the admin: every view of it runs in a log context that has the user."""
    user = get_active_log_context().user
    if user is None or user.pk is None:
        return
    hand = PictureContributor(sha256=picture.sha256, picture_id=picture.pk, user_id=user.pk)
    PictureContributor.objects.bulk_create([hand], ignore_conflicts=True)


def _saving(instance: Picture, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
    """Before the row changes: cut short in between, somebody is barred without need rather than not at all."""
    if instance.pk is not None and (update_fields is None or SHOWN & set(update_fields)):
        _note(instance)


def _saved(instance: Picture, created: bool, **kwargs: Any) -> None:
    if created:
        _note(instance)


def connect() -> None:
    """Called once, when the app is ready."""
    pre_save.connect(_saving, sender=Picture, dispatch_uid="privacy.picture_hands.saving")
    post_save.connect(_saved, sender=Picture, dispatch_uid="privacy.picture_hands.saved")
