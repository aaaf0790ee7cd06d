"""What other rooms are told. Both are sent inside the transaction, so that a receiver may refuse by raising."""

from django.dispatch import Signal

# sender: the page class; edition: Edition; page: the page rebuilt from the signed copy
edition_signed = Signal()

# sender: the page class; edition: the newest edition of the page that was withdrawn
edition_withdrawn = Signal()
