"""Facts that stop a signature or a reading; each message is a sentence for the person who meets it."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _


class NotSignable(PermissionDenied):
    """This content, this person or this moment allows no signature; the message says why."""


class UnknownReference(NotSignable):
    """The content refers to something the freezer has no copy of, so nobody could sign what it shows."""

    def __init__(self, label: str) -> None:
        super().__init__(
            _("This page refers to a “%(label)s”, which cannot be frozen. Remove it.") % {"label": label}
        )


class Tampered(Exception):
    """An edition's bytes, signature or index columns do not agree; it is shown to nobody."""


class UnknownSchema(Exception):
    """The content's schema is newer than this code, or names fields the model does not know."""
