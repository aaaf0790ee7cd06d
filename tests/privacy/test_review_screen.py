"""The reviewer's screens and mails: what they show, to whom, and that nothing typed is lost."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from privacy import editions
from privacy.models import Edition
from tests.privacy.pages import sign, story_draft, submit

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
    ticks = {f"answer-{question.key}": "on" for question in page.checklist.questions}

    response = client.post(
        f"/admin/reviews/{state.pk}/", {"digest": state.digest, "months": "12", "sign": "", **ticks}
    )

    assert response.status_code == 302
    edition = Edition.objects.get()
    assert edition.head["reviewer"] == reviewer.pk
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
