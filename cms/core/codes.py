"""Opaque codes for public addresses."""

import base64
from uuid import UUID


def code_for(key: UUID) -> str:
    """Eight lower-case base32 characters: the first 40 bits of a translation key.

    A code says nothing about the page, survives moves and renames, and is shared by its translations.
    Among 10,000 keys two share a code with a chance of 5 in 100,000; the path trigger then refuses the second.
    """
    return base64.b32encode(key.bytes[:5]).decode().lower()
