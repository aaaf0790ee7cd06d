"""What is erased, when, and that nothing of it is left anywhere."""

import hashlib
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.admin.models import FormState
from wagtail.log_actions import log
from wagtail.models import (
    Comment,
    CommentReply,
    Page,
    PageLogEntry,
    WorkflowState,
)

from cms.core.models import Picture
from home.models import ContentPage
from privacy import editions, retention
from privacy.models import Contributor, Edition, ReviewTaskState
from privacy.picture_files import signed_path
from privacy.retention import StillStanding, scrub
from privacy.takedown import page_withdraw, pages_withdraw
from stories.models import StoryPage
from tests.attack import plant
from tests.privacy import everywhere
from tests.privacy.pages import sign, story_draft, story_signed, submit

pytestmark = pytest.mark.django_db

Captured = Callable[..., Any]
# Where a word of a story lies while its page stands; index entries of both databases and their own tables come on top.
PLACES = {
    "wagtailcore_page.title",
    "wagtailcore_page.draft_title",
    "wagtailcore_page.slug",
    "wagtailcore_page.url_path",
    "wagtailcore_page.seo_title",
    "wagtailcore_page.search_description",
    "stories_storypage.pseudonym",
    "stories_storypage.summary",
    "stories_storypage.journey",
    "stories_budgetline.sentence",
    "wagtailcore_revision.content",
    "wagtailcore_revision.object_str",
    "wagtailcore_pagelogentry.label",
    "wagtailcore_pagelogentry.data",
    "wagtailcore_comment.text",
    "wagtailcore_commentreply.text",
    "wagtailcore_taskstate.comment",
    "privacy_reviewtaskstate.card",
    "privacy_reviewtaskstate.content",
    "privacy_edition.card",
    "privacy_edition.content",
    "wagtailadmin_formstate.data",
    "wagtailsearch_indexentry.title",
    "core_picture.title",
    "core_picture.description",
    "taggit_tag.name",
}


def later(days: float) -> datetime:
    return timezone.now() + timedelta(days=days)


def planted(editor: User, reviewer: User) -> tuple[StoryPage, str, Picture]:
    """A signed story with one word in every place where Wagtail or we keep one."""
    word = plant.word()
    picture = plant.picture(word, editor)
    page = plant.story(editor, word, picture)
    editions.review_send_back(state_id=submit(page, editor).pk, user=reviewer, comment=f"{word} reason")
    comment = Comment.objects.create(
        page=page,
        user=editor,
        text=f"{word} comment",
        contentpath="summary",
        revision_created=page.latest_revision,
    )
    CommentReply.objects.create(comment=comment, user=editor, text=f"{word} reply")
    log(instance=page, action="wagtail.rename", user=editor, data={"title": {"old": word, "new": word}})
    FormState.objects.create(
        data=f"pseudonym={word}",
        user=editor,
        content_type=ContentType.objects.get_for_model(StoryPage),
        object_id=str(page.pk),
        last_updated_at=timezone.now(),
    )
    for _ in range(2):
        page.save_revision(user=editor)
    for state in page.workflow_states.filter(status=WorkflowState.STATUS_NEEDS_CHANGES):
        state.cancel(user=editor)
    sign(submit(page, editor), reviewer)
    return StoryPage.objects.get(pk=page.pk), word, picture


# --- Withdrawn stories ----------------------------------------------------------------------------------------


def test_nothing_is_left_of_a_story_that_was_taken_down(
    editor: User, reviewer: User, stranger: Client, django_capture_on_commit_callbacks: Captured
) -> None:
    page, word, picture = planted(editor, reviewer)
    edition = Edition.objects.standing().get(page_id=page.pk)
    names = {picture.file.name, signed_path(picture.sha256)}
    stored = {str(path.relative_to(settings.MEDIA_ROOT)) for path in everywhere.media()}
    assert set(everywhere.in_tables(word)) >= PLACES, "the search finds what was planted"
    assert names <= stored

    with django_capture_on_commit_callbacks(execute=True):
        pages_withdraw(pages=[page], user=editor)
        done = scrub(now=later(7))

    assert everywhere.in_tables(word) == []
    assert everywhere.in_media(word) == []
    left = {str(path.relative_to(settings.MEDIA_ROOT)) for path in everywhere.media()}
    assert not names & left
    assert done.pages == [page.pk]
    assert done.counts["withdrawn pages"] == done.counts["pictures"] == 1
    assert not done.counts["failed"]
    # What stays proves who signed what, and keeps the address gone.
    edition.refresh_from_db()
    assert (edition.card, edition.content) == ("", "")
    assert edition.head["reviewers"] == [reviewer.pk]
    assert Contributor.objects.filter(page_id=page.pk, user_id=editor.pk).exists()
    assert PageLogEntry.objects.filter(page_id=page.pk, user=editor).exists()
    assert stranger.get(edition.path).status_code == 410


@pytest.mark.parametrize(("days", "erased"), [(5, False), (6.5, True)])
def test_a_withdrawn_story_is_erased_within_seven_days(
    days: float, erased: bool, editor: User, reviewer: User
) -> None:
    page, _ = story_signed(editor, reviewer)
    page_withdraw(page=page)

    scrub(now=later(days))

    assert Page.objects.filter(pk=page.pk).exists() is not erased


def test_a_story_that_ended_by_itself_is_kept_thirty_days(editor: User, reviewer: User) -> None:
    page = story_draft(editor)
    edition = sign(submit(page, editor), reviewer, expires_at=timezone.now() + timedelta(microseconds=1))
    page_withdraw(page=page)
    edition.refresh_from_db()
    assert edition.expires_at
    assert edition.withdrawn_at
    assert edition.expires_at <= edition.withdrawn_at

    assert retention.withdrawn_due(later(29)) == []
    assert retention.withdrawn_due(later(30.1)) == [page.pk]


def test_a_story_that_stands_is_never_erased(editor: User, reviewer: User, stranger: Client) -> None:
    page, edition = story_signed(editor, reviewer)

    scrub(now=later(400))
    with pytest.raises(StillStanding):
        scrub(page_id=page.pk, at_once=True)

    assert stranger.get(edition.path).status_code == 200


def test_a_story_in_review_again_is_spared(editor: User, reviewer: User) -> None:
    page, _ = story_signed(editor, reviewer)
    page_withdraw(page=page)
    page.save_revision(user=editor)
    state = submit(page, editor)

    scrub(now=later(30))
    sign(ReviewTaskState.objects.get(pk=state.pk), reviewer)

    assert Edition.objects.standing().filter(page_id=page.pk).exists()


def test_a_page_that_tells_of_nobody_is_not_erased(editor: User, reviewer: User) -> None:
    page = plant.content(editor, "plain")
    sign(submit(page, editor), reviewer)
    page_withdraw(page=page)

    scrub(now=later(400))

    assert ContentPage.objects.filter(pk=page.pk).exists()
    assert not Edition.objects.filter(page_id=page.pk, content="").exists()


def test_words_of_a_page_deleted_in_the_admin_are_erased_too(
    editor: User, reviewer: User, django_capture_on_commit_callbacks: Captured
) -> None:
    page, word, _ = planted(editor, reviewer)
    with django_capture_on_commit_callbacks(execute=True):
        page.delete()
        scrub(now=later(7))

    assert everywhere.in_tables(word) == []


def test_a_page_below_that_stands_keeps_the_page_above(editor: User, reviewer: User) -> None:
    page, _ = story_signed(editor, reviewer)
    below, edition = story_signed(editor, reviewer)
    page_withdraw(page=page)
    below.move(page, pos="last-child")

    done = scrub(now=later(7))

    assert done.counts["failed"] == 1
    assert Page.objects.filter(pk__in=[page.pk, below.pk]).count() == 2
    assert Edition.objects.standing().filter(pk=edition.pk).exists()


# --- Pictures -------------------------------------------------------------------------------------------------


def with_picture(editor: User, reviewer: User, picture: Picture) -> StoryPage:
    page = plant.story(editor, plant.word(), picture)
    sign(submit(page, editor), reviewer)
    return StoryPage.objects.get(pk=page.pk)


@pytest.mark.parametrize("use", ["edition", "draft row", "draft revision", "in review"])
def test_a_picture_another_page_uses_stays(
    use: str, editor: User, reviewer: User, django_capture_on_commit_callbacks: Captured
) -> None:
    picture = plant.picture(plant.word(), editor)
    page = with_picture(editor, reviewer, picture)
    if use == "edition":
        with_picture(editor, reviewer, picture)
    elif use == "draft revision":
        other, _ = story_signed(editor, reviewer)
        plant.set_journey(other, plant.journey("other", picture))
        other.save_revision(user=editor)
    else:
        other = plant.story(editor, plant.word(), picture)
        if use == "in review":
            submit(other, editor)

    with django_capture_on_commit_callbacks(execute=True):
        page_withdraw(page=page)
        done = scrub(now=later(7))

    assert done.counts["withdrawn pages"] == 1
    assert done.counts["pictures"] == 0
    picture.refresh_from_db()
    with picture.file.open("rb") as file:
        assert hashlib.sha256(file.read()).hexdigest() == picture.sha256


def test_a_picture_goes_with_the_last_page_that_used_it(
    editor: User, reviewer: User, django_capture_on_commit_callbacks: Captured
) -> None:
    picture = plant.picture(plant.word(), editor)
    first, second = (with_picture(editor, reviewer, picture) for _ in range(2))
    with django_capture_on_commit_callbacks(execute=True):
        page_withdraw(page=first)
        scrub(now=later(7))
        assert Picture.objects.filter(pk=picture.pk).exists()

        page_withdraw(page=second)
        scrub(now=later(14))

    assert not Picture.objects.filter(pk=picture.pk).exists()
    assert not default_storage.exists(signed_path(picture.sha256))


# --- The command ----------------------------------------------------------------------------------------------


def run(*words: str) -> str:
    out = StringIO()
    call_command("scrub", *words, stdout=out)
    return out.getvalue()


def test_a_dry_run_shows_the_same_table_and_changes_nothing(
    editor: User, reviewer: User, django_capture_on_commit_callbacks: Captured
) -> None:
    page, word, _ = planted(editor, reviewer)
    pages_withdraw(pages=[page], user=editor)
    before = everywhere.in_tables(word)
    files = sorted(everywhere.media())

    with django_capture_on_commit_callbacks(execute=True):
        dry = run("--dry-run", "--page", str(page.pk), "--now")
    assert everywhere.in_tables(word) == before
    assert sorted(everywhere.media()) == files

    with django_capture_on_commit_callbacks(execute=True):
        wet = run("--page", str(page.pk), "--now")
    assert everywhere.in_tables(word) == []
    assert dry.splitlines()[1:] == wet.splitlines()[1:]
    assert f"page ids            {page.pk}" in wet
    assert word not in wet
    assert "nothing is due" in run("--page", str(page.pk), "--now")


def test_the_command_erases_nothing_public(editor: User, reviewer: User) -> None:
    page, _ = story_signed(editor, reviewer)

    with pytest.raises(CommandError, match="Take it down first"):
        run("--page", str(page.pk), "--now")
    with pytest.raises(CommandError, match="--now needs --page"):
        run("--now")

    assert Page.objects.filter(pk=page.pk).exists()


def test_the_log_of_a_run_has_numbers_only(
    editor: User, reviewer: User, caplog: pytest.LogCaptureFixture
) -> None:
    page, word, _ = planted(editor, reviewer)
    page_withdraw(page=page)

    with caplog.at_level("INFO"):
        scrub(now=later(7))

    entry = next(record for record in caplog.records if record.name == "privacy.retention")
    assert entry.__dict__["pages"] == [page.pk]
    assert word not in str(vars(entry))


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_erase_once(editor: User, reviewer: User) -> None:
    page, word, _ = planted(editor, reviewer)
    page_withdraw(page=page)
    done: list[retention.Scrub] = []

    def run_one() -> None:
        try:
            done.append(scrub(now=later(7)))
        finally:
            connection.close()

    threads = [threading.Thread(target=run_one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert [one.counts["failed"] for one in done] == [0, 0]
    assert sum(one.counts["withdrawn pages"] for one in done) == 1
    assert everywhere.in_tables(word) == []


@pytest.mark.django_db(transaction=True)
def test_the_database_file_forgets_too(editor: User, reviewer: User) -> None:
    if connection.vendor != "sqlite":
        pytest.skip(reason="reads the file of SQLite; PostgreSQL's are another user's")
    page, word, _ = planted(editor, reviewer)
    path = Path(str(connection.settings_dict["NAME"]))
    page_withdraw(page=page)

    scrub(page_id=page.pk, at_once=True)
    scrub()

    files = [path, path.with_name(f"{path.name}-wal")]
    assert [file.name for file in files if file.exists() and word.encode() in file.read_bytes()] == []
