"""Uploads stay in memory; those that reach Wagtail by side doors become bare pixels as well.

Wagtail 8.0 keeps an upload whose other fields were invalid (`UploadedFile`), and an avatar, as they came.
"""

import uuid
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.db.models.signals import pre_save

from cms.core.pictures import picture_clean


class OversizedUpload(InMemoryUploadedFile):
    """Stands, empty, for a file that was too large to keep, so that its field can say so."""


class MemoryUploadHandler(FileUploadHandler):
    """Keeps the files of a request in memory, FILE_UPLOAD_MAX_MEMORY_SIZE bytes of them together.

    Django's own handler drops what is larger without a word, and the form then asks for a file that was given.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._left = settings.FILE_UPLOAD_MAX_MEMORY_SIZE

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._kept, self._is_oversized = BytesIO(), False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Returns nothing: no later handler gets to see it."""
        self._left -= len(raw_data)
        if self._left < 0 or self._is_oversized:
            self._kept, self._is_oversized = BytesIO(), True
        else:
            self._kept.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        kind = OversizedUpload if self._is_oversized else InMemoryUploadedFile
        size = len(self._kept.getvalue())
        self._kept.seek(0)
        return kind(
            self._kept,
            self.field_name,
            self.file_name,
            self.content_type,
            size,
            self.charset,
            self.content_type_extra,
        )


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
