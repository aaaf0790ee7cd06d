"""The reviewer's screens and mails: what they show, to whom, and that nothing typed is lost."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone
from wagtail.models import Comment

from privacy import editions
from privacy.models import Contributor, Edition, ReviewTaskState
from tests.privacy.pages import sign, signing, signing_form, story_draft, story_signed, submit

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]


# --- The screens ----------------------------------------------------------------------------------------------


def test_the_review_screen_shows_the_bytes_the_public_gets(
    editor: User, reviewer: User, signed_in: SignedIn, stranger: Client
) -> None:
    page = story_draft(editor)
    state = submit(page, editor)
    screen = signed_in(reviewer).get(f"/admin/reviews/{state.pk}/page/")
    type(page).objects.filter(pk=page.pk).update(summary="Changed in the row after it was submitted.")

    edition = sign(state, reviewer)

    public = stranger.get(edition.path).content
    assert screen.status_code == 200
    assert b"Changed in the row" not in public
    assert screen.content == public
    assert "private, no-store" in screen.headers["Cache-Control"]


def test_a_reviewer_signs_on_the_screen(editor: User, reviewer: User, signed_in: SignedIn) -> None:
    page = story_draft(editor)
    state = submit(page, editor)
    client = signed_in(reviewer)
    assert b"Sok" in client.get("/admin/reviews/").content

    response = client.post(f"/admin/reviews/{state.pk}/", signing_form(state))

    assert response.status_code == 302
    edition = Edition.objects.get()
    assert edition.head["reviewers"] == [reviewer.pk]
    assert edition.expires_at
    assert timedelta(days=360) < edition.expires_at - timezone.now() < timedelta(days=370)


def test_an_unticked_question_keeps_the_other_ticks(
    editor: User, reviewer: User, signed_in: SignedIn
) -> None:
    page = story_draft(editor)
    state = submit(page, editor)
    ticks = {
        f"answer-{question.key}": "on" for question in page.checklist.questions if question.key != "dignity"
    }

    response = signed_in(reviewer).post(
        f"/admin/reviews/{state.pk}/", {"digest": state.digest, "months": "12", "sign": "", **ticks}
    )

    body = response.content.decode()
    assert "Not answered. Tick it if it is true" in body
    assert body.count("checked") >= len(ticks)
    assert not Edition.objects.exists()


@pytest.mark.parametrize("who", ["editor", "finance", "admin"])
def test_the_screen_is_for_reviewers_only(
    who: str, editor: User, reviewer: User, signed_in: SignedIn, request: pytest.FixtureRequest
) -> None:
    state = submit(story_draft(editor), editor)
    client = signed_in(request.getfixturevalue(who))

    for address in ("/admin/reviews/", f"/admin/reviews/{state.pk}/", f"/admin/reviews/{state.pk}/page/"):
        response = client.get(address)
        assert response.status_code in (302, 403), address
        assert b"Bricks" not in response.content


def test_an_incomplete_draft_can_be_previewed(editor: User, signed_in: SignedIn) -> None:
    page = story_draft(
        editor, journey=[{"type": "milestone", "value": {"phase": "", "heading": "Half", "place": None}}]
    )

    response = signed_in(editor).get(f"/admin/pages/{page.pk}/view_draft/")

    assert response.status_code == 200
    assert "frame-ancestors 'self'" in response.headers["Content-Security-Policy"]


# --- Mails ------------------------------------------------------------------------------------------------------


def test_mails_carry_no_word_of_the_story(
    editor: User,
    reviewer: User,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    page = story_draft(editor)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        state = submit(page, editor)
        editions.review_send_back(
            state_id=state.pk, user=reviewer, comment="Sok can be recognised by the bus line."
        )
        page.current_workflow_state.resume(user=editor)
        sign(page.current_workflow_task_state, reviewer)

    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        ([reviewer.email], "A page waits for your review"),
        ([editor.email], "A page was sent back"),
        ([reviewer.email], "A page waits for your review"),
        ([editor.email], "A page was signed"),
        ([reviewer.email], "Your signature"),
    ]
    for mail in mailoutbox:
        text = f"{mail.subject} {mail.body}"
        assert "Sok" not in text
        assert page.title not in text


# --- Remarks, and two signatures ----------------------------------------------------------------------------------


def test_remarks_stand_at_their_blocks_for_the_editor(
    editor: User, reviewer: User, signed_in: SignedIn
) -> None:
    page = story_draft(editor)
    state = submit(page, editor)
    block = json.loads(state.content)["fields"]["journey"][1]["id"]

    signed_in(reviewer).post(
        f"/admin/reviews/{state.pk}/",
        {"send_back": "", "comment": "Two remarks.", f"journey.{block}.heading": "Which road? Leave it out."},
    )

    comment = Comment.objects.get()
    assert (comment.page_id, comment.user, comment.text) == (page.pk, reviewer, "Which road? Leave it out.")
    assert comment.has_valid_contentpath(page)
    assert b"Which road?" in signed_in(editor).get(f"/admin/pages/{page.pk}/edit/").content
    assert not Contributor.objects.filter(page_id=page.pk, user_id=reviewer.pk).exists()


def test_a_missing_reason_keeps_the_remarks(editor: User, reviewer: User, signed_in: SignedIn) -> None:
    state = submit(story_draft(editor), editor)
    block = json.loads(state.content)["fields"]["journey"][0]["id"]

    response = signed_in(reviewer).post(
        f"/admin/reviews/{state.pk}/",
        {"send_back": "", "comment": "", f"journey.{block}.heading": "Kept remark."},
    )

    assert b"Kept remark." in response.content
    assert b"Say what has to change" in response.content
    assert not Comment.objects.exists()


def test_the_screen_shows_what_changed_since_the_last_edition(
    editor: User, reviewer: User, signed_in: SignedIn
) -> None:
    page, _edition = story_signed(editor, reviewer)
    draft = page.get_latest_revision_as_object()
    draft.summary = "He left to build a house. He is going home to build two."
    draft.save_revision(user=editor)
    state = submit(draft, editor)

    body = signed_in(reviewer).get(f"/admin/reviews/{state.pk}/").content.decode()

    assert "<del>one of his own</del>" in body
    assert "<ins>two</ins>" in body


def test_a_childs_story_needs_two_different_reviewers(
    editor: User, reviewer: User, second_reviewer: User, signed_in: SignedIn, stranger: Client
) -> None:
    page = story_draft(editor, age_band="under_18")
    state = submit(page, editor)
    posted = signing_form(state)

    signed_in(reviewer).post(f"/admin/reviews/{state.pk}/", posted)
    assert stranger.get(page.address).status_code == 404
    again = signed_in(reviewer).post(f"/admin/reviews/{state.pk}/", posted)
    assert b"second reviewer" in again.content
    assert not Edition.objects.exists()

    signed_in(second_reviewer).post(f"/admin/reviews/{state.pk}/", posted)

    assert Edition.objects.get().head["reviewers"] == [reviewer.pk, second_reviewer.pk]
    assert stranger.get(page.address).status_code == 200


def test_a_first_signature_does_not_outlive_a_change(
    editor: User, reviewer: User, second_reviewer: User
) -> None:
    page = story_draft(editor, age_band="under_18")
    state = submit(page, editor)
    assert _sign(state, reviewer) is None
    editions.review_send_back(state_id=state.pk, user=second_reviewer, comment="Shorter.")
    page.summary = "Shorter."
    page.save_revision(user=editor)
    page.current_workflow_state.resume(user=editor)
    again = page.current_workflow_task_state

    assert _sign(again, second_reviewer) is None
    assert _sign(again, reviewer) is not None


def _sign(state: ReviewTaskState, reviewer: User) -> Edition | None:
    return editions.edition_sign(**signing(state, reviewer))
