"""Every checker of the gate. Importing this makes them part of every look; other rooms import their own."""

from privacy.evidence import pictures, promises  # noqa: F401
from privacy.evidence.words import checkers  # noqa: F401
