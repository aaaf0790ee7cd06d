"""The Ed25519 keys of editions. The private one lives outside the database, and only where reviews happen."""

import base64
import hashlib
import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

PREFIX = b"6degree edition 1\n"


def key_id(public: bytes) -> str:
    """A key's name in a signature: the first 16 hexadecimal digits of the SHA-256 of its 32 raw bytes."""
    return hashlib.sha256(public).hexdigest()[:16]


def development_secret(folder: Path, name: str, make: Callable[[], bytes]) -> bytes:
    """A secret of a newcomer's install, made on first use. Two processes at once agree on one."""
    path = folder / f"{name}.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f".{name}.{os.getpid()}"
        fresh.write_bytes(make())
        fresh.chmod(0o600)
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_bytes()


@lru_cache
def _private_key(text: str, folder: Path | None) -> Ed25519PrivateKey:
    if text:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(text))
    if folder is None:
        raise ImproperlyConfigured("Set EDITION_SIGNING_KEY where reviews happen: this process cannot sign.")
    return Ed25519PrivateKey.from_private_bytes(development_secret(folder, "edition", _made))


def _made() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes_raw()


def signing_key() -> Ed25519PrivateKey:
    """The key that signs now.

    Raises:
        ImproperlyConfigured: this process holds none.
    """
    return _private_key(settings.EDITION_SIGNING_KEY, settings.EDITION_KEY_DIR)


@lru_cache
def _public_key(raw: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(raw)


def public_key(name: str) -> Ed25519PublicKey | None:
    """The public key called `name`, or None. Keys that signed once stay listed: old editions render for ever."""
    listed = settings.EDITION_PUBLIC_KEYS.get(name)
    if listed:
        raw = base64.b64decode(listed)
        return _public_key(raw) if key_id(raw) == name else None
    if settings.EDITION_KEY_DIR:
        own = signing_key().public_key().public_bytes_raw()
        return _public_key(own) if key_id(own) == name else None
    return None


def sign(header: str) -> tuple[str, str]:
    """(signature as base64, name of the key) over the stored header text."""
    key = signing_key()
    signature = key.sign(PREFIX + header.encode())
    return base64.b64encode(signature).decode(), key_id(key.public_key().public_bytes_raw())
