"""What other rooms are told. All are sent inside the transaction, so that a receiver may refuse by raising."""

from django.dispatch import Signal

# sender: the page class; edition: Edition; page: the page rebuilt from the signed copy. Sent when it is signed.
edition_signed = Signal()

# The same, sent when the edition begins to stand: with the signature, or later by the duty that watches the clock.
edition_started = Signal()

# sender: the page class; edition: the newest edition of the page that was withdrawn
edition_withdrawn = Signal()
