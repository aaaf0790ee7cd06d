"""Drafts, revisions, submissions: what is kept beside a story, and for how long."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.admin.models import FormState
from wagtail.log_actions import log
from wagtail.models import (
    Comment,
    PageLogEntry,
    UploadedFile,
)

from privacy import editions
from privacy.models import Edition, ReviewTaskState
from privacy.retention import scrub
from stories.models import StoryPage
from tests.attack.plant import noise
from tests.privacy import everywhere
from tests.privacy.pages import sign, story_draft, story_signed, submit

pytestmark = pytest.mark.django_db


def later(days: float) -> datetime:
    return timezone.now() + timedelta(days=days)


@pytest.mark.parametrize(("days", "deleted"), [(89, False), (91, True)])
def test_a_draft_nobody_touches_is_deleted_after_ninety_days(days: int, deleted: bool, editor: User) -> None:
    page = story_draft(editor)

    scrub(now=later(days))

    assert StoryPage.objects.filter(pk=page.pk).exists() is not deleted


def test_a_draft_in_review_is_no_idle_draft(editor: User) -> None:
    page = story_draft(editor)
    submit(page, editor)

    scrub(now=later(200))

    assert StoryPage.objects.filter(pk=page.pk).exists()


def test_only_the_signed_revision_of_a_published_story_is_kept(editor: User, reviewer: User) -> None:
    page = story_draft(editor, pseudonym="Firstname")
    page.pseudonym = "Sok"
    page.save_revision(user=editor)
    sign(submit(page, editor), reviewer)
    page = StoryPage.objects.get(pk=page.pk)
    assert page.revisions.count() == 2

    done = scrub()

    assert [revision.pk for revision in page.revisions.all()] == [page.live_revision_id]
    assert done.counts["revisions"] == 1
    assert everywhere.in_tables("Firstname") == []


def test_a_draft_at_work_on_a_published_story_stays_until_it_is_idle(editor: User, reviewer: User) -> None:
    page, _ = story_signed(editor, reviewer)
    page.pseudonym = "Newname"
    page.save_revision(user=editor)
    Comment.objects.create(
        page=page,
        user=editor,
        text="Is this right?",
        contentpath="summary",
        revision_created=page.latest_revision,
    )

    scrub(now=later(89))
    assert page.get_latest_revision_as_object().pseudonym == "Newname"
    assert Comment.objects.exists()

    scrub(now=later(91))
    page = StoryPage.objects.get(pk=page.pk)
    assert page.get_latest_revision_as_object().pseudonym == "Sok"
    assert page.latest_revision_id == page.live_revision_id
    assert not page.has_unpublished_changes
    assert not Comment.objects.exists()
    assert page.live


def test_a_submission_of_a_published_story_stays_while_it_is_in_review(editor: User, reviewer: User) -> None:
    page, _ = story_signed(editor, reviewer)
    page.save_revision(user=editor)
    state = submit(page, editor)

    scrub(now=later(200))

    sign(ReviewTaskState.objects.get(pk=state.pk), reviewer)


def test_words_that_a_newer_edition_replaced_are_erased(editor: User, reviewer: User) -> None:
    page, older = story_signed(editor, reviewer, pseudonym="Oldname")
    page.pseudonym = "Sok"
    page.save_revision(user=editor)
    newer = sign(submit(page, editor), reviewer)

    scrub(now=later(7))

    older.refresh_from_db()
    newer.refresh_from_db()
    assert older.content == ""
    assert newer.content
    assert everywhere.in_tables("Oldname") == []
    assert Edition.objects.standing().get().verify()


def test_frozen_copies_that_were_sent_back_are_erased(editor: User, reviewer: User) -> None:
    page = story_draft(editor)
    state = submit(page, editor)
    editions.review_send_back(state_id=state.pk, user=reviewer, comment="Shorter, please.")

    scrub(now=later(5))
    assert ReviewTaskState.objects.get(pk=state.pk).content

    scrub(now=later(7))
    kept = ReviewTaskState.objects.get(pk=state.pk)
    assert (kept.card, kept.content) == ("", "")
    assert (kept.comment, kept.digest) == ("Shorter, please.", state.digest)


def test_half_filled_forms_and_left_uploads_go_after_a_day(editor: User) -> None:
    FormState.objects.create(
        data="pseudonym=Sok",
        user=editor,
        content_type=ContentType.objects.get_for_model(StoryPage),
        object_id="",
        last_updated_at=timezone.now(),
    )
    upload = UploadedFile.objects.create(file=ContentFile(noise(), name="left.png"))

    assert not scrub(now=later(0.9)).counts
    done = scrub(now=later(1.1), dry_run=False)

    assert done.counts == {"form states": 1, "uploads": 1}
    assert not UploadedFile.objects.filter(pk=upload.pk).exists()


def test_log_entries_go_after_six_years(editor: User) -> None:
    story_draft(editor)
    assert PageLogEntry.objects.exists() or log(instance=StoryPage.objects.get(), action="wagtail.edit")

    scrub(now=later(5.9 * 365))
    assert PageLogEntry.objects.exists()
    scrub(now=later(6.1 * 365))
    assert not PageLogEntry.objects.exists()
