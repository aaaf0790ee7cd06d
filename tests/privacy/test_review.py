"""Who may sign, what is signed, and that nothing else publishes."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from wagtail.actions.copy_page import CopyPageAction
from wagtail.models import Revision, TaskState

from privacy import editions
from privacy.exceptions import NotSignable
from privacy.models import Contributor, Edition
from privacy.models.page import PublicationNotSigned
from tests.privacy.pages import answers, sign, story_draft, story_signed, submit

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]


def test_signing_makes_the_story_public(editor: User, reviewer: User, stranger: Client) -> None:
    page = story_draft(editor)
    state = submit(page, editor)
    assert stranger.get(page.address).status_code == 404

    edition = sign(state, reviewer)

    response = stranger.get(edition.path)
    assert response.status_code == 200
    assert b"Bricks of his own" in response.content
    page.refresh_from_db()
    assert page.live
    assert not page.has_unpublished_changes
    state.refresh_from_db()
    assert state.status == TaskState.STATUS_APPROVED
    assert state.edition == edition


def test_who_wrote_any_of_it_cannot_sign(editor: User, reviewer: User) -> None:
    editor.groups.add(Group.objects.get(name="Privacy reviewers"))
    state = submit(story_draft(editor), editor)

    with pytest.raises(NotSignable, match="You saved or own part"):
        sign(state, editor)

    assert not Edition.objects.exists()


def test_a_superuser_outside_the_group_cannot_sign(editor: User, admin: User) -> None:
    state = submit(story_draft(editor), editor)

    with pytest.raises(NotSignable, match="Only members of the group"):
        sign(state, admin)

    assert not Edition.objects.exists()


def test_a_reviewer_who_once_saved_a_word_stays_barred_when_the_revision_is_gone(
    editor: User, reviewer: User
) -> None:
    page = story_draft(editor)
    page.save_revision(user=reviewer)
    page.save_revision(user=editor)
    page.revisions.filter(user=reviewer).delete()
    state = submit(page, editor)

    with pytest.raises(NotSignable, match="You saved or own part"):
        sign(state, reviewer)

    assert Contributor.objects.filter(page_id=page.pk, user_id=reviewer.pk).exists()
    assert not Edition.objects.exists()


def test_rewriting_a_revision_in_place_makes_a_contributor(editor: User, reviewer: User) -> None:
    page = story_draft(editor)
    Revision.objects.filter(pk=page.latest_revision.pk).update(content={}, user=reviewer)

    assert Contributor.objects.filter(page_id=page.pk, user_id=reviewer.pk).exists()


def test_a_deleted_author_is_not_forgotten(editor: User, reviewer: User) -> None:
    page = story_draft(editor)
    author = editor.pk

    editor.delete()

    assert set(Contributor.objects.filter(page_id=page.pk).values_list("user_id", flat=True)) == {author}


def test_the_submitter_cannot_sign(editor: User, reviewer: User) -> None:
    state = submit(story_draft(editor), reviewer)

    with pytest.raises(NotSignable, match="You submitted"):
        sign(state, reviewer)


def test_content_nobody_is_known_to_have_written_cannot_be_signed(editor: User, reviewer: User) -> None:
    page = story_draft(editor)
    page.save_revision(user=None)
    state = submit(page, editor)

    with pytest.raises(NotSignable, match="Nobody is known"):
        sign(state, reviewer)


def test_what_was_looked_at_is_what_is_signed(editor: User, reviewer: User) -> None:
    state = submit(story_draft(editor), editor)

    with pytest.raises(NotSignable, match="not what is submitted"):
        sign(state, reviewer, digest="0" * 64)

    assert not Edition.objects.exists()


def test_a_frozen_copy_changed_by_sql_is_refused(editor: User, reviewer: User) -> None:
    state = submit(story_draft(editor), editor)
    type(state).objects.filter(pk=state.pk).update(content=state.content.replace("Bricks", "Stones"))

    with pytest.raises(NotSignable, match="was changed after"):
        sign(state, reviewer)

    assert not Edition.objects.exists()


def test_an_edit_after_submission_voids_it(editor: User, reviewer: User) -> None:
    page = story_draft(editor)
    state = submit(page, editor)
    page.summary = "Changed behind the lock."
    page.save_revision(user=editor)

    with pytest.raises(NotSignable, match="submitted again"):
        sign(state, reviewer)

    assert not Edition.objects.exists()


def test_every_question_has_to_be_answered(editor: User, reviewer: User) -> None:
    page = story_draft(editor)
    state = submit(page, editor)
    given = answers(type(page)) | {"safe": False}

    with pytest.raises(NotSignable, match="Answer every question"):
        sign(state, reviewer, answers=given)

    assert not Edition.objects.exists()


def test_only_the_first_of_two_signatures_counts(editor: User, reviewer: User, second_reviewer: User) -> None:
    state = submit(story_draft(editor), editor)
    sign(state, reviewer)

    with pytest.raises(NotSignable, match="already decided"):
        sign(state, second_reviewer)

    assert Edition.objects.count() == 1


def test_sending_back_needs_a_reason_and_publishes_nothing(
    editor: User, reviewer: User, stranger: Client
) -> None:
    page = story_draft(editor)
    state = submit(page, editor)
    with pytest.raises(NotSignable, match="Say what has to change"):
        editions.review_send_back(state_id=state.pk, user=reviewer, comment="  ")

    editions.review_send_back(state_id=state.pk, user=reviewer, comment="Leave out the bus line.")

    state.refresh_from_db()
    assert state.status == TaskState.STATUS_REJECTED
    assert state.comment == "Leave out the bus line."
    assert stranger.get(page.address).status_code == 404
    assert not Edition.objects.exists()


def test_what_was_sent_back_can_be_submitted_again_and_signed(editor: User, reviewer: User) -> None:
    page = story_draft(editor)
    state = submit(page, editor)
    editions.review_send_back(state_id=state.pk, user=reviewer, comment="Shorter.")
    page.summary = "Shorter."
    page.save_revision(user=editor)

    page.current_workflow_state.resume(user=editor)
    again = page.current_workflow_task_state
    edition = sign(again, reviewer)

    assert edition.verify_card()["lead"] == "Shorter."


def test_an_empty_journey_is_not_submitted(editor: User) -> None:
    page = story_draft(editor, journey=[])

    with pytest.raises(ValidationError):
        submit(page, editor)


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_wagtails_own_buttons_sign_nothing(editor: User, reviewer: User, action: str) -> None:
    page = story_draft(editor)
    state = submit(page, editor)
    assert state.task.specific.get_actions(page, reviewer) == []

    with pytest.raises(PermissionDenied):
        state.task.specific.on_action(state, reviewer, action)

    assert not Edition.objects.exists()


def test_a_bare_approval_publishes_nothing(editor: User, reviewer: User, stranger: Client) -> None:
    page = story_draft(editor)
    state = submit(page, editor)

    with pytest.raises(NotSignable, match="no reviewer signed"):
        state.approve(user=reviewer)

    page.refresh_from_db()
    assert not page.live
    assert stranger.get(page.address).status_code == 404


def test_nobody_is_offered_publish(editor: User, reviewer: User, admin: User) -> None:
    page = story_draft(editor)
    for user in (editor, reviewer, admin):
        tester = page.permissions_for_user(user)
        assert not tester.can_publish()
        assert not tester.can_publish_subpage()
        assert not tester.can_set_view_restrictions()


def test_a_page_saved_live_without_a_signature_is_refused(editor: User) -> None:
    page = story_draft(editor)
    page.live = True

    with pytest.raises(PublicationNotSigned):
        page.save()

    page.refresh_from_db()
    assert not page.live


def test_a_page_is_born_a_draft(editor: User) -> None:
    page = story_draft(editor)

    assert not page.live


def test_publishing_a_revision_in_the_shell_reaches_nobody(editor: User, stranger: Client) -> None:
    page = story_draft(editor)

    with pytest.raises(PublicationNotSigned):
        page.latest_revision.publish()

    assert stranger.get(page.address).status_code == 404


def test_nobody_edits_what_is_under_review(editor: User, reviewer: User, admin: User) -> None:
    page = story_draft(editor)
    submit(page, editor)
    page.refresh_from_db()

    assert all(page.get_lock().for_user(user) for user in (editor, reviewer, admin))


def test_a_target_below_what_was_given_cannot_be_signed(editor: User, reviewer: User) -> None:
    from giving.models import Fund, FundLine

    page, edition = story_signed(editor, reviewer)
    fund = Fund.objects.get(reference=edition.page_key)
    line = FundLine.objects.filter(fund=fund).order_by("priority")[0]
    FundLine.objects.filter(pk=line.pk).update(allocated_minor=line.amount_minor)
    Fund.objects.filter(pk=fund.pk).update(allocated_minor=line.amount_minor)
    draft = page.get_latest_revision_as_object()
    first, second = draft.budget_lines.all()
    first.amount_minor, second.amount_minor = 10_000, 10_000
    draft.budget_lines = [first, second]
    draft.save_revision(user=editor)
    state = submit(draft, editor)

    with pytest.raises(NotSignable, match="USD 400"):
        sign(state, reviewer)

    assert Edition.objects.get() == edition


# --- Copies -----------------------------------------------------------------------------------------------------


def test_whoever_wrote_the_original_cannot_sign_a_copy(editor: User, reviewer: User, admin: User) -> None:
    page = story_draft(editor)
    page.save_revision(user=reviewer)
    copied = CopyPageAction(page, to=page.get_parent(), update_attrs={"slug": "copy"}, user=admin).execute(
        True
    )
    copied.save_revision(user=admin)
    page.delete()

    state = submit(copied, admin)

    with pytest.raises(NotSignable, match="You saved or own part"):
        sign(state, reviewer)
    assert not Edition.objects.exists()


def test_a_copy_is_born_a_draft_whatever_is_asked(editor: User, reviewer: User, stranger: Client) -> None:
    page, edition = story_signed(editor, reviewer)

    copied = page.copy(update_attrs={"slug": "copy"}, keep_live=True, user=editor)

    assert not copied.live
    assert stranger.get(copied.address).status_code == 404
    assert stranger.get(edition.path).status_code == 200
