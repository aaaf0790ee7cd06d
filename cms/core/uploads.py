"""Pictures that reach Wagtail by side doors: half-finished uploads and profile pictures become bare pixels as well.

Wagtail 8.0 keeps an upload whose other fields were invalid (`UploadedFile`), and an avatar, as they came.
"""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models.signals import pre_save

from cms.core.pictures import picture_clean


def _cleaned(field_file: Any) -> Any:
    """What may be stored instead of an upload: its pixels, or nothing where it is no picture."""
    try:
        return picture_clean(field_file.file)
    except ValidationError:
        return None


def _clean_field(name: str) -> Any:
    def receive(instance: Any, **kwargs: Any) -> None:
        field_file = getattr(instance, name)
        if field_file and not field_file._committed:
            clean = _cleaned(field_file)
            setattr(instance, name, clean)
            if clean:
                getattr(instance, name).name = f"{uuid.uuid4().hex}.webp"

    return receive


# Kept here because signals hold their receivers weakly.
RECEIVERS = {
    "wagtailcore.UploadedFile": _clean_field("file"),
    "wagtailusers.UserProfile": _clean_field("avatar"),
}


def connect() -> None:
    """Called once, when the app is ready."""
    for sender, receiver in RECEIVERS.items():
        pre_save.connect(receiver, sender=sender, dispatch_uid=f"core.uploads.{sender}")
