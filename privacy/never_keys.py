"""The keys of never-publish lists: outside the database and its backups, and only where pages are edited.

Each is a Fernet key. It encrypts entries, and a second key derived from it makes the hashes that stay of them. A hash
cannot be made again from an entry that is gone, so a replaced key stays on the list while hashes of it are kept.
"""

import base64
import binascii
import hashlib
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from privacy.keys import development_secret

PURPOSE = b"6degree never-publish hashes 1"
RAW_BYTES = 32
NO_KEY = "Set NEVER_LIST_KEYS where pages are edited: this process holds none."


@lru_cache
def _listed(texts: tuple[str, ...], folder: Path | None) -> tuple[str, ...]:
    if not texts and folder is not None:
        texts = (development_secret(folder, "never", Fernet.generate_key).decode(),)
    if not texts:
        raise ImproperlyConfigured(NO_KEY)
    for number, text in enumerate(texts, start=1):
        try:
            raw = base64.urlsafe_b64decode(text)
        except (binascii.Error, ValueError):
            raw = b""
        if len(raw) != RAW_BYTES:  # the sentence must not quote it
            raise ImproperlyConfigured(
                f"Key {number} of NEVER_LIST_KEYS is none: docs/settings.md makes one."
            )
    return texts


def _texts() -> tuple[str, ...]:
    return _listed(tuple(settings.NEVER_LIST_KEYS), settings.NEVER_LIST_KEY_DIR)


def is_key_here() -> bool:
    """Whether this process could read an entry."""
    return bool(settings.NEVER_LIST_KEYS or settings.NEVER_LIST_KEY_DIR)


def box() -> MultiFernet:
    """Encrypts with the newest key, decrypts with any.

    Raises:
        ImproperlyConfigured: this process holds none, or one that is no key.
    """
    return MultiFernet([Fernet(text) for text in _texts()])


def newest() -> Fernet:
    """The key that encrypts now. Raises `ImproperlyConfigured` as `box` does."""
    return Fernet(_texts()[0])


@lru_cache
def _derived(text: str) -> tuple[str, bytes]:
    key = HKDF(algorithm=SHA256(), length=RAW_BYTES, salt=None, info=PURPOSE).derive(
        base64.urlsafe_b64decode(text)
    )
    return hashlib.sha256(b"name\n" + key).hexdigest()[:16], key


def hash_keys() -> dict[str, bytes]:
    """Keys of hashes by name, the newest first. Raises `ImproperlyConfigured` as `box` does."""
    return dict(_derived(text) for text in _texts())
