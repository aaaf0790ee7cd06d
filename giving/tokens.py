"""The signed, ageing token of a form: what makes one submit one gift."""

import hashlib
import secrets
from dataclasses import dataclass

from django.core import signing

SALT = "giving.form"
MAX_AGE_SECONDS = 2 * 60 * 60


@dataclass(frozen=True)
class FormToken:
    """`nonce` names the form; `state` is fresh, expired (ours, but older than two hours) or invalid."""

    nonce: str
    state: str

    @property
    def is_fresh(self) -> bool:
        return self.state == "fresh"


def form_token_issue(nonce: str = "") -> str:
    """A token for a new form, or for the form of a gift already begun when its `nonce` is given."""
    return signing.dumps(nonce or secrets.token_urlsafe(18), salt=SALT)


def form_token_read(token: str) -> FormToken:
    try:
        return FormToken(str(signing.loads(token, salt=SALT, max_age=MAX_AGE_SECONDS)), "fresh")
    except signing.SignatureExpired:
        return FormToken(str(signing.loads(token, salt=SALT)), "expired")
    except signing.BadSignature:
        return FormToken("", "invalid")


def submission_key(nonce: str, *parts: object) -> str:
    """The unique key of one submission: the same form with the same content gives the same 64 characters."""
    return hashlib.sha256("\x1f".join([nonce, *map(str, parts)]).encode()).hexdigest()
