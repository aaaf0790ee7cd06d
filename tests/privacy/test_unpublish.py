"""Wagtail's Unpublish takes down what stands, whatever the page's row says; its other offers are taken back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.forms.pages import CopyForm
from wagtail.models import Page, PageLogEntry

from privacy import takedown
from privacy.models import Edition
from stories.models import StoryPage
from tests.privacy.pages import index_draft, sign, story_draft, story_signed, submit

pytestmark = pytest.mark.django_db

SignedIn = Callable[[User], Client]


def behind_a_draft(editor: User, reviewer: User) -> tuple[StoryPage, Edition]:
    """A story that stands while its row says draft, as after an edition that began by itself."""
    page, edition = story_signed(editor, reviewer)
    Page.objects.filter(pk=page.pk).update(live=False)
    return StoryPage.objects.get(pk=page.pk), edition


def test_the_unpublish_view_withdraws(
    editor: User, reviewer: User, signed_in: SignedIn, stranger: Client
) -> None:
    page, edition = behind_a_draft(editor, reviewer)

    signed_in(editor).post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))

    assert stranger.get(edition.path).status_code == 410
    assert PageLogEntry.objects.filter(page_id=page.pk, action=takedown.LOG_ACTION).count() == 1


def test_unpublish_in_the_shell_and_the_admins_api_withdraw(
    editor: User, reviewer: User, signed_in: SignedIn, stranger: Client
) -> None:
    shell, one = behind_a_draft(editor, reviewer)
    api, other = behind_a_draft(editor, reviewer)

    shell.unpublish()
    signed_in(editor).post(f"/admin/api/main/pages/{api.pk}/action/unpublish/", {})

    assert [stranger.get(edition.path).status_code for edition in (one, other)] == [410, 410]


def test_what_is_to_come_is_withdrawn(editor: User, reviewer: User, signed_in: SignedIn) -> None:
    page = story_draft(editor)
    edition = sign(submit(page, editor), reviewer, starts_at=timezone.now() + timedelta(days=1))

    signed_in(editor).post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))

    edition.refresh_from_db()
    assert edition.withdrawn_at is not None


@pytest.mark.parametrize("bulk", [False, True], ids=["the view", "the bulk action"])
def test_what_lies_below_goes_too_where_that_was_asked(
    editor: User, reviewer: User, signed_in: SignedIn, stranger: Client, bulk: bool
) -> None:
    _story, edition = behind_a_draft(editor, reviewer)
    index = index_draft(editor)
    sign(submit(index, editor), reviewer)
    one = reverse("wagtailadmin_pages:unpublish", args=[index.pk])
    address = f"/admin/bulk/wagtailcore/page/unpublish/?id={index.pk}&next=/admin/" if bulk else one

    signed_in(editor).post(address, {"include_descendants": "on"})

    assert stranger.get(edition.path).status_code == 410
    assert not Edition.objects.withdrawable().exists()


def test_nothing_below_goes_where_it_was_not_asked(
    editor: User, reviewer: User, signed_in: SignedIn, stranger: Client
) -> None:
    _story, edition = behind_a_draft(editor, reviewer)
    index = index_draft(editor)
    sign(submit(index, editor), reviewer)

    signed_in(editor).post(reverse("wagtailadmin_pages:unpublish", args=[index.pk]))

    assert stranger.get(edition.path).status_code == 200


def test_who_may_not_edit_withdraws_nothing(
    editor: User, reviewer: User, finance: User, signed_in: SignedIn, stranger: Client
) -> None:
    page, edition = behind_a_draft(editor, reviewer)

    for user in (reviewer, finance):
        signed_in(user).post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))

    assert stranger.get(edition.path).status_code == 200


# --- What is not offered --------------------------------------------------------------------------------------


def test_nothing_can_be_published_in_bulk(editor: User, admin: User, signed_in: SignedIn) -> None:
    page = story_draft(editor)

    for user in (editor, admin):
        assert b"/page/publish/" not in signed_in(user).get(f"/admin/pages/{page.get_parent().pk}/").content
        answer = signed_in(user).post(f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}")
        assert answer.status_code == 404

    page.refresh_from_db()
    assert not page.live


def test_a_copy_is_offered_as_a_draft_and_as_nothing_else(
    editor: User, reviewer: User, admin: User, signed_in: SignedIn
) -> None:
    page, _edition = story_signed(editor, reviewer)
    form = signed_in(admin).get(f"/admin/pages/{page.pk}/copy/").context["form"]

    assert set(form.fields) == {"new_title", "new_slug", "new_parent_page"}
    assert {"alias", "publish_copies"} <= set(CopyForm(user=admin, page=page).fields), (
        "or Wagtail renamed them"
    )
