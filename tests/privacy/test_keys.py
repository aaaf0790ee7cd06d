"""Keys: old signatures outlive a rotation, a forgotten key shows nothing, and a process without a key cannot sign."""

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from privacy.keys import key_id
from privacy.models import Edition
from tests.privacy.pages import sign, story_draft, story_signed, submit

pytestmark = pytest.mark.django_db


def use(settings: LazySettings, signing: Ed25519PrivateKey | None, *listed: Ed25519PrivateKey) -> None:
    """A process that signs with one key and knows the public halves of others."""
    publics = [key.public_key().public_bytes_raw() for key in listed]
    settings.EDITION_KEY_DIR = None
    settings.EDITION_SIGNING_KEY = b64encode(signing.private_bytes_raw()).decode() if signing else ""
    settings.EDITION_PUBLIC_KEYS = {key_id(public): b64encode(public).decode() for public in publics}


def test_editions_of_an_old_key_stand_after_a_rotation(
    settings: LazySettings, editor: User, reviewer: User, stranger: Client
) -> None:
    old, new = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    use(settings, old, old)
    _page, before = story_signed(editor, reviewer)
    use(settings, new, old, new)
    _page, after = story_signed(editor, reviewer, pseudonym="Later")

    assert before.signing_key != after.signing_key
    assert [stranger.get(edition.path).status_code for edition in (before, after)] == [200, 200]


def test_an_edition_of_an_unlisted_key_is_shown_to_nobody(
    settings: LazySettings, editor: User, reviewer: User, stranger: Client
) -> None:
    old, new = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    use(settings, old, old)
    _page, edition = story_signed(editor, reviewer)

    use(settings, new, new)

    assert stranger.get(edition.path).status_code == 404


def test_a_key_listed_under_another_name_is_not_believed(
    settings: LazySettings, editor: User, reviewer: User, stranger: Client
) -> None:
    old, forger = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    use(settings, old, old)
    _page, edition = story_signed(editor, reviewer)

    settings.EDITION_PUBLIC_KEYS = {
        edition.signing_key: b64encode(forger.public_key().public_bytes_raw()).decode()
    }

    assert stranger.get(edition.path).status_code == 404


def test_a_process_without_the_private_key_cannot_sign(
    settings: LazySettings, editor: User, reviewer: User
) -> None:
    listed = Ed25519PrivateKey.generate()
    use(settings, None, listed)
    state = submit(story_draft(editor), editor)

    with pytest.raises(ImproperlyConfigured, match="EDITION_SIGNING_KEY"):
        sign(state, reviewer)

    assert not Edition.objects.exists()
