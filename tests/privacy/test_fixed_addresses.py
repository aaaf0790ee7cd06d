"""The front door and the lists lie at fixed addresses: a successor may take one over once nothing stands there."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from cms.core.codes import code_for
from home.models import HomePage
from privacy.exceptions import Tampered
from privacy.models import Edition
from privacy.takedown import page_withdraw
from privacy.verification import verify
from stories.models import StoryIndexPage, StoryPage
from tests.privacy.pages import index_draft, sign, story_draft, story_signed, submit

pytestmark = pytest.mark.django_db


def another_list(editor: User, intro: str = "A new list.") -> StoryIndexPage:
    page = StoryIndexPage(title="Stories", intro=intro, owner=editor)
    HomePage.objects.get(depth=2, locale__language_code="en").add_child(instance=page)
    page.save_revision(user=editor)
    return page


def refuses_to_sign(page: Page, editor: User, reviewer: User) -> bool:
    state = submit(page, editor)
    with pytest.raises(DatabaseError, match="an address belongs to one page"), transaction.atomic():
        sign(state, reviewer)
    return not Edition.objects.filter(page_id=page.pk, withdrawn_at=None).exists()


def test_a_list_that_was_deleted_can_be_made_anew(editor: User, reviewer: User, stranger: Client) -> None:
    first = index_draft(editor)
    sign(submit(first, editor), reviewer)
    first.delete()
    between = stranger.get("/en/stories/").status_code

    sign(submit(another_list(editor), editor), reviewer)

    assert between == 410
    answer = stranger.get("/en/stories/")
    assert answer.status_code == 200
    assert "A new list." in answer.content.decode()
    assert not [finding.problems for finding in verify() if finding.name == "addresses" and finding.problems]


def test_so_can_a_home_page(editor: User, reviewer: User, stranger: Client) -> None:
    old = HomePage.objects.get(depth=2, locale__language_code="en")
    old.lead = "The old front door."
    old.save_revision(user=editor)
    sign(submit(old, editor), reviewer)
    page_withdraw(page=old)
    new = HomePage(
        title="Another", lead="Another front door.", slug="another", owner=editor, locale=old.locale
    )
    Page.objects.get(depth=1).specific.add_child(instance=new)
    new.save_revision(user=editor)

    sign(submit(new, editor), reviewer)

    assert "Another front door." in stranger.get("/en/").content.decode()


def test_not_while_the_other_one_stands(editor: User, reviewer: User) -> None:
    sign(submit(index_draft(editor), editor), reviewer)

    assert refuses_to_sign(another_list(editor), editor, reviewer)


def test_nor_while_it_is_to_come(editor: User, reviewer: User) -> None:
    sign(submit(index_draft(editor), editor), reviewer, starts_at=timezone.now() + timedelta(days=1))

    assert refuses_to_sign(another_list(editor), editor, reviewer)


def test_the_former_page_waits_for_its_successor(editor: User, reviewer: User) -> None:
    """Whose turn it is, one withdrawal decides: the older page gets its address back in the same way."""
    first = index_draft(editor)
    sign(submit(first, editor), reviewer)
    page_withdraw(page=first)
    second = another_list(editor)
    sign(submit(second, editor), reviewer)
    first.save_revision(user=editor)

    assert refuses_to_sign(first, editor, reviewer)


def test_a_withdrawn_edition_of_the_former_page_cannot_come_back(editor: User, reviewer: User) -> None:
    first = index_draft(editor)
    edition = sign(submit(first, editor), reviewer)
    row = Edition.objects.filter(pk=edition.pk).values().get()
    page_withdraw(page=first)

    for change in ({}, {"id": "00000000-0000-4000-8000-000000000000"}):
        try:
            with transaction.atomic():
                Edition(**row | change | {"withdrawn_at": None}).save(force_insert=True)
        except DatabaseError:
            continue
        with pytest.raises(Tampered):
            _ = Edition.objects.get(pk=str(change["id"])).head
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE privacy_edition SET withdrawn_at = NULL WHERE withdrawn_at IS NOT NULL")


def test_the_address_of_a_story_is_nobody_elses_ever(editor: User, reviewer: User) -> None:
    """Deleted, and another page with its key in its language: the code is the same, the address is not free."""
    page, _edition = story_signed(editor, reviewer)
    key, locale = page.translation_key, page.locale
    page.delete()
    other = story_draft(editor, translation_key=key, locale=locale, pseudonym="Another")

    assert other.address.endswith(f"/{code_for(key)}/")
    assert refuses_to_sign(other, editor, reviewer)
    assert not StoryPage.objects.get(pk=other.pk).live
