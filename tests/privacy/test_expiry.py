"""What time does: ends and beginnings are followed, and people are warned before."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.utils import timezone
from time_machine import travel
from wagtail.models import TaskState

from giving.models import Fund
from privacy import expiry, retention
from privacy.models import Edition, ReviewTaskState
from privacy.signals import edition_started, edition_withdrawn
from privacy.warnings import warnings_send
from stories.models import StoryPage
from tests.privacy.pages import sign, story_draft, story_signed, submit

pytestmark = pytest.mark.django_db

Captured = Callable[..., Any]
NOW = timezone.now()


def in_days(days: float) -> datetime:
    return NOW + timedelta(days=days)


def story_until(editor: User, reviewer: User, days: float) -> tuple[StoryPage, Edition]:
    page = story_draft(editor)
    edition = sign(submit(page, editor), reviewer, expires_at=in_days(days))
    return StoryPage.objects.get(pk=page.pk), edition


def signed_again(page: StoryPage, editor: User, reviewer: User, **options: Any) -> Edition:
    page.save_revision(user=editor)
    return sign(submit(page, editor), reviewer, **options)


# --- Ends -----------------------------------------------------------------------------------------------------


def test_what_ended_is_dark_everywhere_before_anything_runs(
    editor: User, reviewer: User, stranger: Client
) -> None:
    _, edition = story_until(editor, reviewer, 10)

    with travel(in_days(10) + timedelta(seconds=1)):
        assert stranger.get(edition.path).status_code == 410
        assert edition.path not in stranger.get("/sitemap.xml").content.decode()


def test_the_rest_follows_an_end(editor: User, reviewer: User) -> None:
    page, edition = story_until(editor, reviewer, 10)
    told: list[Edition] = []
    edition_withdrawn.connect(receiver := lambda edition, **kwargs: told.append(edition))

    try:
        with travel(in_days(11)):
            first, second = expiry.rows_follow(), expiry.rows_follow()
    finally:
        edition_withdrawn.disconnect(receiver)

    page.refresh_from_db()
    edition.refresh_from_db()
    assert (first, second) == (
        {"ended": 1, "started": 0, "failed": 0},
        {"ended": 0, "started": 0, "failed": 0},
    )
    assert told == [edition]
    assert edition.withdrawn_at
    assert not page.live
    assert page.expired
    assert not Fund.objects.get(reference=page.translation_key).is_open


def test_an_end_revives_no_older_edition(editor: User, reviewer: User, stranger: Client) -> None:
    """The newer one was signed for later, so the older one is not withdrawn, and ends later than the newer one."""
    page, older = story_until(editor, reviewer, 100)
    newer = signed_again(page, editor, reviewer, starts_at=in_days(5), expires_at=in_days(10))

    with travel(in_days(11)):
        expiry.rows_follow()
        assert stranger.get(page.address).status_code == 410
    older.refresh_from_db()
    newer.refresh_from_db()
    assert older.withdrawn_at
    assert newer.withdrawn_at


def test_an_end_leaves_what_begins_later(editor: User, reviewer: User, stranger: Client) -> None:
    page, _ = story_until(editor, reviewer, 10)
    second = signed_again(page, editor, reviewer, starts_at=in_days(20), expires_at=in_days(200))

    with travel(in_days(15)):
        expiry.rows_follow()
        assert not StoryPage.objects.get(pk=page.pk).live
        assert not Fund.objects.get(reference=page.translation_key).is_open
        assert stranger.get(page.address).status_code == 410
    with travel(in_days(21)):
        assert expiry.rows_follow()["started"] == 1
        assert stranger.get(page.address).status_code == 200
    second.refresh_from_db()
    assert StoryPage.objects.get(pk=page.pk).live
    assert Fund.objects.get(reference=page.translation_key).is_open
    assert second.withdrawn_at is None


def test_the_rest_follows_one_statement_in_an_emergency(editor: User, reviewer: User) -> None:
    page, _ = story_signed(editor, reviewer)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE privacy_edition SET withdrawn_at = CURRENT_TIMESTAMP")

    assert [expiry.rows_follow()["ended"] for _ in range(2)] == [1, 0]

    assert not StoryPage.objects.get(pk=page.pk).live
    assert not Fund.objects.get(reference=page.translation_key).is_open


# --- Beginnings -----------------------------------------------------------------------------------------------


def test_the_row_shows_what_begins(editor: User, reviewer: User) -> None:
    page = story_draft(editor)
    sign(submit(page, editor), reviewer, starts_at=in_days(2))
    assert expiry.rows_follow() == {"ended": 0, "started": 0, "failed": 0}
    assert not Fund.objects.filter(reference=page.translation_key).exists()

    with travel(in_days(3)):
        assert expiry.rows_follow()["started"] == 1
        assert expiry.rows_follow()["started"] == 0

    page.refresh_from_db()
    assert page.live
    assert Fund.objects.get(reference=page.translation_key).is_open


def test_what_begins_takes_over_from_what_stands(editor: User, reviewer: User) -> None:
    page, older = story_signed(editor, reviewer)
    told: list[Edition] = []
    edition_started.connect(receiver := lambda edition, page, **kwargs: told.append(edition))
    page.pseudonym = "Dara"
    newer = signed_again(page, editor, reviewer, starts_at=in_days(2))

    try:
        with travel(in_days(3)):
            expiry.rows_follow()
    finally:
        edition_started.disconnect(receiver)

    older.refresh_from_db()
    assert told == [newer]
    assert older.withdrawn_at
    assert StoryPage.objects.get(pk=page.pk).pseudonym == "Dara"
    assert Fund.objects.get(reference=page.translation_key).is_open


def test_what_begins_cancels_no_review(editor: User, reviewer: User) -> None:
    page = story_draft(editor)
    sign(submit(page, editor), reviewer, starts_at=in_days(2))
    page.save_revision(user=editor)
    state = submit(page, editor)

    with travel(in_days(3)):
        assert expiry.rows_follow()["started"] == 1

    assert ReviewTaskState.objects.get(pk=state.pk).status == TaskState.STATUS_IN_PROGRESS


def test_one_page_that_fails_stops_no_other(
    editor: User, reviewer: User, caplog: pytest.LogCaptureFixture
) -> None:
    broken, _ = story_until(editor, reviewer, 5)
    fine, _ = story_until(editor, reviewer, 5)

    def refuse(edition: Edition, **kwargs: Any) -> None:
        if edition.page_id == broken.pk:
            raise RuntimeError

    edition_withdrawn.connect(refuse)
    try:
        with travel(in_days(6)):
            assert expiry.rows_follow() == {"ended": 1, "started": 0, "failed": 1}
    finally:
        edition_withdrawn.disconnect(refuse)

    fine.refresh_from_db()
    broken.refresh_from_db()
    assert not fine.live
    assert broken.live
    assert Edition.objects.withdrawable().filter(page_id=broken.pk).exists()


# --- Warnings -------------------------------------------------------------------------------------------------


def warned(now: datetime, capture: Captured) -> dict[str, int]:
    with capture(execute=True):
        return warnings_send(now)


@pytest.mark.parametrize("days", [60, 30, 7])
def test_people_are_warned_once_before_an_end(
    days: int,
    editor: User,
    reviewer: User,
    finance: User,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Captured,
) -> None:
    page, _ = story_until(editor, reviewer, 100)

    assert warned(in_days(100 - days), django_capture_on_commit_callbacks)["endings"] == 1
    assert warned(in_days(100 - days), django_capture_on_commit_callbacks)["endings"] == 0

    assert sorted(mail.to[0] for mail in mailoutbox) == [editor.email, reviewer.email]
    assert f"{days} days from now" in mailoutbox[0].body
    assert f"/admin/pages/{page.pk}/edit/" in mailoutbox[0].body
    for mail in mailoutbox:
        assert page.pseudonym not in f"{mail.subject} {mail.body}"
        assert page.address not in f"{mail.subject} {mail.body}"


def test_after_missed_runs_only_the_nearest_warning_goes_out(
    editor: User, reviewer: User, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: Captured
) -> None:
    story_until(editor, reviewer, 100)

    sent = [warned(in_days(day), django_capture_on_commit_callbacks)["endings"] for day in (39, 95, 96, 99)]

    assert sent == [0, 1, 0, 0]


def test_nobody_is_warned_when_a_successor_is_signed(
    editor: User, reviewer: User, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: Captured
) -> None:
    page, _ = story_until(editor, reviewer, 20)
    signed_again(page, editor, reviewer, starts_at=in_days(19), expires_at=in_days(400))

    assert warned(in_days(1), django_capture_on_commit_callbacks)["endings"] == 0


def test_editors_are_warned_before_a_draft_is_deleted(
    editor: User, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: Captured
) -> None:
    page = story_draft(editor)

    sent = [
        warned(in_days(day), django_capture_on_commit_callbacks)["drafts"] for day in (74, 76, 77, 89, 91)
    ]

    assert sent == [0, 1, 0, 0, 0]
    assert mailoutbox[0].to == [editor.email]
    assert page.pseudonym not in mailoutbox[0].body
    assert [draft.pk for draft in retention.idle_drafts(in_days(91), timedelta(days=90))] == [page.pk]
