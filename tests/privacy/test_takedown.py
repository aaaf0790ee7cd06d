"""Taking a page down: the button, the command, and what is left to do by hand."""

import re
import threading
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page, PageLogEntry, TaskState, WorkflowState

from cms.core.codes import code_for
from giving.models import Fund
from privacy import takedown
from privacy.exceptions import NotSignable
from privacy.models import Edition, ReviewTaskState
from stories.models import StoryPage
from tests.privacy.pages import index_draft, sign, story_draft, story_signed, submit

pytestmark = pytest.mark.django_db

SignedIn = Callable[[User], Client]


def confirm_url(page: Page) -> str:
    return reverse("privacy_take_down:confirm", args=[page.pk])


def after_url(page: Page) -> str:
    return reverse("privacy_take_down:after", args=[page.pk])


def translated(page: StoryPage, editor: User, code: str = "km") -> StoryPage:
    """The page in another language, saved by the editor."""
    locale, _ = Locale.objects.get_or_create(language_code=code)
    for above in page.get_ancestors().filter(depth__gt=1).specific():
        if not above.get_translation_or_none(locale):
            above.copy_for_translation(locale)
    copy: StoryPage = page.copy_for_translation(locale)
    copy.save_revision(user=editor, clean=False)
    return copy


def story_in_two_languages(editor: User, reviewer: User) -> tuple[StoryPage, StoryPage]:
    page, _ = story_signed(editor, reviewer)
    other = translated(page, editor)
    sign(submit(other, editor), reviewer)
    return page, StoryPage.objects.get(pk=other.pk)


# --- The button -----------------------------------------------------------------------------------------------


def test_one_button_takes_the_page_down_in_every_language(
    editor: User, reviewer: User, signed_in: SignedIn, stranger: Client
) -> None:
    page, other = story_in_two_languages(editor, reviewer)
    asked = signed_in(editor).get(confirm_url(page))

    answer = signed_in(editor).post(confirm_url(page), {"reason": "consent"})

    assert page.address in asked.content.decode()
    assert other.address in asked.content.decode()
    assert answer.headers["Location"] == after_url(page)
    assert stranger.get(page.address).status_code == 410
    assert stranger.get(other.address).status_code == 410
    assert not Page.objects.filter(pk__in=[page.pk, other.pk], live=True).exists()
    assert not Fund.objects.get(reference=page.translation_key).is_open


def test_wagtails_unpublish_takes_down_one_language(
    editor: User, reviewer: User, signed_in: SignedIn, stranger: Client
) -> None:
    page, other = story_in_two_languages(editor, reviewer)

    signed_in(editor).post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))

    assert stranger.get(page.address).status_code == 410
    assert stranger.get(other.address).status_code == 200


def test_a_second_press_changes_nothing(editor: User, reviewer: User, signed_in: SignedIn) -> None:
    page, edition = story_signed(editor, reviewer)
    client = signed_in(editor)
    client.post(confirm_url(page))
    edition.refresh_from_db()

    again = client.post(confirm_url(page), follow=True)

    assert again.status_code == 200
    assert "Nothing was public any more" in again.content.decode()
    assert Edition.objects.get(pk=edition.pk).withdrawn_at == edition.withdrawn_at
    assert PageLogEntry.objects.filter(page=page.pk, action=takedown.LOG_ACTION).count() == 1


def test_a_reason_that_is_not_on_the_list_keeps_nothing_public(
    editor: User, reviewer: User, signed_in: SignedIn
) -> None:
    page, _ = story_signed(editor, reviewer)

    signed_in(editor).post(confirm_url(page), {"reason": "his brother called Vuthy asked"})

    entry = PageLogEntry.objects.get(page=page.pk, action=takedown.LOG_ACTION)
    assert not Edition.objects.standing().exists()
    assert entry.data == {"reason": "other"}
    assert entry.user == editor
    history = signed_in(editor).get(reverse("wagtailadmin_pages:history", args=[page.pk]))
    assert "Taken down" in history.content.decode()


def test_a_submission_in_review_is_cancelled(editor: User, reviewer: User, signed_in: SignedIn) -> None:
    page, _ = story_signed(editor, reviewer)
    page.save_revision(user=editor)
    state = submit(page, editor)

    signed_in(editor).post(confirm_url(page))

    assert ReviewTaskState.objects.get(pk=state.pk).status == TaskState.STATUS_CANCELLED
    assert WorkflowState.objects.get(pk=state.workflow_state_id).status == WorkflowState.STATUS_CANCELLED
    with pytest.raises(Exception, match="already decided"):
        sign(state, reviewer)
    assert not Edition.objects.standing().exists()


def test_what_was_to_be_published_later_is_withdrawn_too(
    editor: User, reviewer: User, signed_in: SignedIn
) -> None:
    page = story_draft(editor)
    edition = sign(submit(page, editor), reviewer, starts_at=timezone.now() + timedelta(days=3))

    signed_in(editor).post(confirm_url(page))

    edition.refresh_from_db()
    assert edition.withdrawn_at
    assert not Edition.objects.standing(at=timezone.now() + timedelta(days=4)).exists()


def buttons(client: Client, page: Page) -> int:
    html = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    return html.count(f'href="{confirm_url(page)}"')


def test_it_is_offered_in_the_editor_and_in_the_header(
    editor: User, reviewer: User, signed_in: SignedIn
) -> None:
    page, _ = story_signed(editor, reviewer)

    assert buttons(signed_in(editor), page) == 2


def test_a_review_does_not_hide_it(editor: User, reviewer: User, signed_in: SignedIn) -> None:
    page, _ = story_signed(editor, reviewer)
    page.save_revision(user=editor)
    submit(page, editor)

    assert buttons(signed_in(editor), page) == 2


def test_it_is_not_offered_when_nothing_stands(editor: User, reviewer: User, signed_in: SignedIn) -> None:
    page = story_draft(editor)

    assert buttons(signed_in(editor), page) == 0
    html = signed_in(editor).get(confirm_url(page)).content.decode()
    assert "Nothing of this page is public" in html
    assert "Take it down now" not in html


@pytest.mark.parametrize("address", [confirm_url, after_url])
def test_who_may_not_edit_may_not_take_down(
    address: Callable[[Page], str],
    editor: User,
    reviewer: User,
    finance: User,
    signed_in: SignedIn,
    stranger: Client,
) -> None:
    page, edition = story_signed(editor, reviewer)

    for client in (signed_in(finance), signed_in(reviewer), stranger):
        client.get(address(page))
        assert client.post(address(page)).status_code in (302, 403, 405)
    edition.refresh_from_db()
    assert edition.withdrawn_at is None


def test_taking_the_list_down_leaves_its_stories(
    editor: User, reviewer: User, signed_in: SignedIn, stranger: Client
) -> None:
    page, _ = story_signed(editor, reviewer)
    stories = index_draft(editor)
    sign(submit(stories, editor), reviewer)

    signed_in(editor).post(confirm_url(stories))

    assert stranger.get("/en/stories/").status_code == 410
    assert stranger.get(page.address).status_code == 200


# --- At the same moment ---------------------------------------------------------------------------------------


def meanwhile(act: Callable[[], object]) -> threading.Thread:
    """Starts `act` in a session of its own, and gives it the time to arrive at a lock."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    time.sleep(0.5)
    return thread


@pytest.mark.django_db(transaction=True)
def test_a_signature_that_comes_during_a_take_down_publishes_nothing(editor: User, reviewer: User) -> None:
    page, _ = story_signed(editor, reviewer)
    page.save_revision(user=editor)
    state = submit(page, editor)
    refused: list[NotSignable] = []

    def signs() -> None:
        try:
            sign(state, reviewer)
        except NotSignable as reason:
            refused.append(reason)

    with transaction.atomic():
        takedown.pages_withdraw(pages=[page], user=editor)
        thread = meanwhile(signs)
    thread.join(20)

    assert len(refused) == 1
    assert not Edition.objects.withdrawable().exists()
    assert not Page.objects.get(pk=page.pk).live


@pytest.mark.django_db(transaction=True)
def test_a_take_down_that_comes_during_a_signature_withdraws_it(editor: User, reviewer: User) -> None:
    page = story_draft(editor)
    state = submit(page, editor)

    with transaction.atomic():
        sign(state, reviewer)
        thread = meanwhile(lambda: takedown.pages_withdraw(pages=[page], user=editor))
    thread.join(20)

    assert Edition.objects.get().withdrawn_at
    assert not Page.objects.get(pk=page.pk).live


@pytest.mark.django_db(transaction=True)
def test_two_take_downs_at_once_agree(editor: User, reviewer: User) -> None:
    page, other = story_in_two_languages(editor, reviewer)
    done: list[list[takedown.Withdrawal]] = []

    def takes_down(first: StoryPage) -> None:
        done.append(takedown.pages_withdraw(pages=takedown.family(first), user=editor))

    threads = [meanwhile(lambda one=one: takes_down(one)) for one in (page, other)]  # type: ignore[misc]
    for thread in threads:
        thread.join(20)

    assert sum(withdrawal.editions for run in done for withdrawal in run) == 2
    assert not Edition.objects.withdrawable().exists()


# --- What is left to do by hand -------------------------------------------------------------------------------


def test_the_list_afterwards_names_every_address(editor: User, reviewer: User, signed_in: SignedIn) -> None:
    stories = index_draft(editor)
    sign(submit(stories, editor), reviewer)
    page, other = story_in_two_languages(editor, reviewer)
    client = signed_in(editor)
    client.post(confirm_url(page))

    html = client.get(after_url(page)).content.decode()

    listed = set(re.findall(r"https?://[^\s<]+", html.split("<pre>", 1)[1]))
    for path in (page.address, other.address, "/en/stories/", "/sitemap.xml", "/feed.xml"):
        assert any(address.endswith(path) for address in listed), path
    assert "search.google.com" in html
    ours = html.rsplit("What cannot be called back", 1)[-1]
    assert not re.search(r'<a [^>]*href="https?://', ours), "no link leads out of the admin"


# --- The command ----------------------------------------------------------------------------------------------


def take_down(*words: str, **options: Any) -> str:
    out = StringIO()
    call_command("take_down", *words, stdout=out, **options)
    return out.getvalue()


@pytest.mark.parametrize("name", ["path", "url", "id", "slashless"])
def test_the_command_finds_a_page_by_any_name(
    name: str, editor: User, reviewer: User, stranger: Client
) -> None:
    page, _ = story_signed(editor, reviewer)
    word = {
        "path": page.address,
        "url": f"https://example.org{page.address}#m2",
        "id": str(page.pk),
        "slashless": page.address.strip("/"),
    }[name]

    table = take_down(word)

    assert re.search(rf"{page.pk}\s+en\s+{page.address}\s+1\s+0\s+taken down", table)
    assert stranger.get(page.address).status_code == 410


def test_the_command_takes_one_language_unless_told_otherwise(editor: User, reviewer: User) -> None:
    page, other = story_in_two_languages(editor, reviewer)

    take_down(page.address)
    assert list(Edition.objects.standing().values_list("path", flat=True)) == [other.address]

    table = take_down(page.address, all_translations=True)
    assert not Edition.objects.standing().exists()
    assert "was dark already" in table


def test_a_code_means_every_language(editor: User, reviewer: User) -> None:
    page, _ = story_in_two_languages(editor, reviewer)

    take_down(code_for(page.translation_key))

    assert not Edition.objects.standing().exists()


def test_the_command_fails_when_something_matches_nothing_and_does_the_rest(
    editor: User, reviewer: User
) -> None:
    page, _ = story_signed(editor, reviewer)

    with pytest.raises(CommandError, match="Nothing matches: /en/stories/aaaaaaaa/"):
        take_down("/en/stories/aaaaaaaa/", str(page.pk))

    assert not Edition.objects.standing().exists()


def test_the_command_needs_no_page_row(editor: User, reviewer: User) -> None:
    """As when somebody planted an edition, or a restore brought one back whose page was deleted."""
    _, edition = story_signed(editor, reviewer)
    edition.pk, edition.page_id, edition.path = uuid.uuid4(), 987_654, "/en/stories/abcdefgh/"
    edition.save(force_insert=True)

    assert re.search(r"987654\s+en\s+/en/stories/abcdefgh/\s+1\s+0\s+taken down", take_down(edition.path))

    edition.refresh_from_db()
    assert edition.withdrawn_at


def test_no_free_text_is_taken_for_a_reason() -> None:
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("take_down", "1", "--reason", "his brother asked")
