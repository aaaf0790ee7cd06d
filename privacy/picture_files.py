"""Files of pictures, named by the SHA-256 of their bytes: those a submission froze, and those that were signed.

A picture's row and its file may change or go at any time after the freeze. So the bytes are set aside when a page is
submitted, and what is signed is taken from there. A name is never believed: every read computes the hash.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from cms.core.models import Picture
from privacy.exceptions import NotSignable

SUBMITTED = "submitted"


def signed_path(sha256: str) -> str:
    """Where a signed file lies in the private storage."""
    return f"editions/{sha256}.webp"


def submitted_path(sha256: str) -> str:
    """Where a file waits while its page is in review. A folder of its own: a public process reads the other one."""
    return f"{SUBMITTED}/{sha256}.webp"


def bytes_at(path: str, sha256: str) -> bytes | None:
    """The bytes at `path` if their SHA-256 is the one asked for, else None."""
    try:
        if not path or not default_storage.exists(path):
            return None
        with default_storage.open(path, "rb") as file:
            content: bytes = file.read()
    except (OSError, SuspiciousOperation):
        return None
    return content if hashlib.sha256(content).hexdigest() == sha256 else None


def bytes_of(sha256: str) -> bytes | None:
    """The bytes with this hash, wherever they are: signed, in review, or in a picture's own file."""
    for path in (signed_path(sha256), submitted_path(sha256)):
        if (content := bytes_at(path, sha256)) is not None:
            return content
    for path in Picture.objects.filter(sha256=sha256).order_by("pk").values_list("file", flat=True):
        if (content := bytes_at(path, sha256)) is not None:
            return content
    return None


def submitted_keep(names: Iterable[str]) -> None:
    """Sets the files of a frozen copy aside, whatever happens to their pictures.

    Raises:
        NotSignable: a file is gone, or is not what its picture says.
    """
    refusal = _(
        "A picture of this page cannot be read, or its file was changed without Wagtail. Upload it again, and choose "
        "the new one on the page."
    )
    for name in names:
        _keep(submitted_path(name), name, refusal)


def signed_keep(names: Iterable[str]) -> None:
    """Copies files to where an edition shows them from.

    Raises:
        NotSignable: the bytes that were submitted are nowhere any more.
    """
    refusal = _(
        "A picture is no longer there as it was submitted. Send the page back, so that it is submitted again."
    )
    for name in names:
        _keep(signed_path(name), name, refusal)


def _keep(path: str, sha256: str, refusal: str) -> None:
    if bytes_at(path, sha256) is not None:
        return
    content = bytes_of(sha256)
    if content is None:
        raise NotSignable(refusal)
    if default_storage.exists(path):
        default_storage.delete(path)  # other bytes under this name: nobody could ever be shown them
    stored = default_storage.save(path, ContentFile(content))
    if stored != path:
        default_storage.delete(stored)  # somebody else kept the same bytes in this moment


def submitted_tidy(before: datetime) -> int:
    """Deletes files set aside before `before` that no submission in review shows, after the commit; how many."""
    from privacy.models import ReviewTaskState

    if not default_storage.exists(SUBMITTED):
        return 0
    in_review = ReviewTaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS)
    count = 0
    for name in default_storage.listdir(SUBMITTED)[1]:
        path = f"{SUBMITTED}/{name}"
        if default_storage.get_modified_time(path) > before:
            continue
        if in_review.filter(content__contains=name.partition(".")[0]).exists():
            continue
        transaction.on_commit(partial(default_storage.delete, path))
        count += 1
    return count
