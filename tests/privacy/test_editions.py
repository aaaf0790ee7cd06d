"""Editions: exactly which stand, that nothing can be rewritten, and that what does not verify is shown to nobody."""

import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from cms.core import triggers
from privacy import editions
from privacy.models import Contributor, Edition, EditionFile
from privacy.takedown import page_withdraw
from tests.privacy.pages import sign, story_draft, story_signed, submit

pytestmark = pytest.mark.django_db


def drop(*names: str) -> None:
    """What only the owner of the tables can do; the test's transaction undoes it."""
    with connection.cursor() as cursor:
        for name in names:
            table = next(trigger.table for trigger in triggers._registry.values() if trigger.name == name)
            suffix = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{suffix}")


def forge(edition: Edition, **columns: object) -> None:
    drop("privacy_edition_sealed")
    Edition.objects.filter(pk=edition.pk).update(**columns)


# --- Standing -------------------------------------------------------------------------------------------------


def test_an_edition_to_come_does_not_stand_yet(editor: User, reviewer: User, stranger: Client) -> None:
    page = story_draft(editor)
    edition = sign(submit(page, editor), reviewer, starts_at=timezone.now() + timedelta(hours=1))

    assert stranger.get(edition.path).status_code != 200
    assert list(Edition.objects.standing(at=timezone.now() + timedelta(hours=2))) == [edition]
    page.refresh_from_db()
    assert not page.live


def test_an_expired_edition_does_not_stand(editor: User, reviewer: User, stranger: Client) -> None:
    page = story_draft(editor)
    soon = timezone.now() + timedelta(minutes=5)
    edition = sign(submit(page, editor), reviewer, expires_at=soon)

    assert stranger.get(edition.path).status_code == 200
    assert not Edition.objects.standing(at=soon).exists()


def test_signing_again_replaces_and_withdrawing_revives_nothing(
    editor: User, reviewer: User, stranger: Client
) -> None:
    page, first = story_signed(editor, reviewer)
    draft = page.get_latest_revision_as_object()
    draft.summary = "The second edition."
    draft.save_revision(user=editor)
    second = sign(submit(draft, editor), reviewer)
    assert list(Edition.objects.standing().filter(page_id=page.pk)) == [second]

    page.refresh_from_db()
    page_withdraw(page=page)

    assert not Edition.objects.standing().filter(page_id=page.pk).exists()
    assert stranger.get(first.path).status_code == 410


def test_a_withdrawn_page_is_dark_everywhere(editor: User, reviewer: User, stranger: Client) -> None:
    page, edition = story_signed(editor, reviewer)
    assert editions.cards(page_type="stories.storypage", locale="en")

    page_withdraw(page=page)

    response = stranger.get(edition.path)
    assert response.status_code == 410
    assert b"Sok" not in response.content
    assert b"Sok" not in stranger.get("/en/search/?q=sok").content.replace(b'value="sok"', b"")
    assert edition.path.encode() not in stranger.get("/sitemap.xml").content
    assert editions.cards(page_type="stories.storypage", locale="en") == []
    page.refresh_from_db()
    assert not page.live


@pytest.mark.parametrize("way", ["unpublish", "delete"])
def test_wagtails_own_ways_of_going_dark_withdraw(
    editor: User, reviewer: User, stranger: Client, way: str
) -> None:
    page, edition = story_signed(editor, reviewer)

    getattr(page, way)()

    edition.refresh_from_db()
    assert edition.withdrawn_at is not None
    assert stranger.get(edition.path).status_code == 410


def test_an_address_outlives_a_move_of_slug(editor: User, reviewer: User, stranger: Client) -> None:
    page, edition = story_signed(editor, reviewer)
    page.slug = "another"
    page.save()

    assert page.url == edition.path
    assert stranger.get(edition.path).status_code == 200


# --- Append-only ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "columns",
    [
        {"content": "{}"},
        {"card": "{}"},
        {"header": "{}"},
        {"signature": "AAAA"},
        {"path": "/en/stories/aaaaaaaa/"},
        {"locale": "th"},
        {"expires_at": None},
        {"starts_at": timezone.now() - timedelta(days=1)},
    ],
    ids=lambda columns: next(iter(columns)),
)
def test_a_signed_edition_cannot_be_rewritten(
    editor: User, reviewer: User, columns: dict[str, object]
) -> None:
    page = story_draft(editor)
    edition = sign(submit(page, editor), reviewer, expires_at=timezone.now() + timedelta(days=9))
    before = Edition.objects.filter(pk=edition.pk).values().get()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(**columns)

    assert Edition.objects.filter(pk=edition.pk).values().get() == before


def test_a_withdrawn_edition_cannot_be_revived(editor: User, reviewer: User) -> None:
    page, edition = story_signed(editor, reviewer)
    page_withdraw(page=page)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(withdrawn_at=None)

    assert not Edition.objects.standing().filter(page_id=page.pk).exists()


def test_a_withdrawn_edition_can_be_erased_and_still_proves_its_signature(
    editor: User, reviewer: User
) -> None:
    page, edition = story_signed(editor, reviewer)
    page_withdraw(page=page)

    Edition.objects.filter(pk=edition.pk).update(card="", content="")

    erased = Edition.objects.get(pk=edition.pk)
    assert erased.head["reviewers"] == [reviewer.pk]
    assert "Sok" not in erased.header + erased.card + erased.content


@pytest.mark.parametrize("model", [Edition, EditionFile, Contributor])
def test_nothing_of_the_gate_is_deleted(editor: User, reviewer: User, model: Any) -> None:
    _page, edition = story_signed(editor, reviewer)
    EditionFile.objects.create(edition=edition, sha256="0" * 64)
    count = model.objects.count()
    assert count

    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.all()._raw_delete("default")

    assert model.objects.count() == count


@pytest.mark.parametrize("is_withdrawn", [False, True], ids=["standing", "withdrawn"])
def test_a_path_belongs_to_one_page_for_good(editor: User, reviewer: User, is_withdrawn: bool) -> None:
    page, edition = story_signed(editor, reviewer)
    if is_withdrawn:
        page_withdraw(page=page)
    row = Edition.objects.filter(pk=edition.pk).values().get()
    other = Edition(**row | {"id": "00000000-0000-4000-8000-000000000000", "page_id": row["page_id"] + 1})
    other.withdrawn_at = None

    with pytest.raises(DatabaseError, match="an address belongs to one page"), transaction.atomic():
        other.save(force_insert=True)

    assert Edition.objects.filter(path=edition.path).count() == 1


def test_a_withdrawn_edition_cannot_be_inserted_again(editor: User, reviewer: User) -> None:
    page, edition = story_signed(editor, reviewer)
    page_withdraw(page=page)
    row = Edition.objects.filter(pk=edition.pk).values().get() | {"withdrawn_at": None}

    with pytest.raises(DatabaseError), transaction.atomic():
        Edition(**row).save(force_insert=True)

    assert not Edition.objects.standing().filter(page_id=page.pk).exists()


# --- Verification, when even the triggers are gone ----------------------------------------------------------------


def test_changed_content_is_shown_to_nobody_and_reported(
    editor: User, reviewer: User, stranger: Client, caplog: pytest.LogCaptureFixture
) -> None:
    _page, edition = story_signed(editor, reviewer)
    forge(edition, content=edition.content.replace("Bricks", "Stones"))

    with caplog.at_level(logging.CRITICAL, logger="privacy.editions"):
        response = stranger.get(edition.path)

    assert response.status_code == 404
    told = [record for record in caplog.records if record.name == "privacy.editions"]
    assert [record.levelname for record in told] == ["CRITICAL"]


def test_a_changed_card_is_in_no_list(editor: User, reviewer: User, stranger: Client) -> None:
    _page, edition = story_signed(editor, reviewer)
    forge(edition, card=edition.card.replace("Sok", "Somebody else"))

    assert b"Somebody else" not in stranger.get("/en/search/?q=somebody").content
    assert editions.cards(page_type="stories.storypage", locale="en") == []


@pytest.mark.parametrize(
    "columns",
    [
        {"path": "/en/stories/moved222/"},
        {"locale": "th"},
        {"page_id": 999_999},
        {"expires_at": timezone.now() + timedelta(days=9999)},
    ],
    ids=lambda columns: next(iter(columns)),
)
def test_a_signature_moved_elsewhere_does_not_verify(
    editor: User, reviewer: User, stranger: Client, columns: dict[str, object]
) -> None:
    page = story_draft(editor)
    edition = sign(submit(page, editor), reviewer, expires_at=timezone.now() + timedelta(days=9))
    forge(edition, **columns)

    forged = Edition.objects.get(pk=edition.pk)
    assert editions.read(forged) is None
    assert stranger.get(forged.path).status_code == 404


def test_a_header_signed_by_another_key_does_not_verify(
    editor: User, reviewer: User, stranger: Client
) -> None:
    from base64 import b64encode

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from privacy.keys import PREFIX

    _page, edition = story_signed(editor, reviewer)
    header = json.dumps(json.loads(edition.header) | {"reviewers": [1]})
    forged = b64encode(Ed25519PrivateKey.generate().sign(PREFIX + header.encode())).decode()
    forge(edition, header=header, signature=forged)

    assert stranger.get(edition.path).status_code == 404


def test_a_dropped_trigger_is_noticed(stranger: Client) -> None:
    assert stranger.get("/readyz").status_code == 200

    drop("privacy_edition_no_delete")

    response = stranger.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"] == ["triggers"]


# --- Queries ----------------------------------------------------------------------------------------------------


def test_a_story_costs_the_same_queries_whatever_it_holds(
    editor: User, reviewer: User, stranger: Client, django_assert_num_queries: object
) -> None:
    from tests.privacy.pages import milestone

    _page, small = story_signed(editor, reviewer)
    many = [milestone("exploitation", f"Stop {number}", "TH:bangkok:city") for number in range(20)]
    _page, large = story_signed(editor, reviewer, journey=many, pseudonym="Many")

    for edition in (small, large):
        with django_assert_num_queries(5):  # type: ignore[operator]
            assert stranger.get(edition.path).status_code == 200
