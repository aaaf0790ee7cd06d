"""The review screen itself: other people's submissions, replays, what the form may say, and who may look."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from privacy.exceptions import NotSignable
from privacy.models import Edition, ReviewTaskState
from privacy.takedown import page_withdraw
from tests.attack import gate, plant
from tests.attack.conftest import Attacker, Trap
from tests.privacy.pages import sign, signing_form, story_draft, submit

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(gate.OFF, reason="Wagtail has no such screen")]
AttackAs = Callable[[str], Attacker]


def ticked(page: Any, state: ReviewTaskState, **more: str) -> dict[str, str]:
    """All that a signature takes, so that what is refused is refused for the attack alone."""
    try:
        return signing_form(state) | more
    except (NotSignable, IndexError):  # no frozen copy to answer for, or no page of that key
        ticks = {f"answer-{question.key}": "on" for question in page.checklist.questions}
        return ticks | {"digest": state.digest, "months": "12", "sign": ""} | more


def test_a_digest_of_another_submission(trap: Trap, attack_as: AttackAs) -> None:
    page, clean = trap.draft(), story_draft(trap.editor, pseudonym="Clean")
    state, other = submit(page, trap.editor), submit(clean, trap.editor)
    attacker = attack_as("reviewer")
    for digest in (other.digest, "", "0" * 64, state.digest.upper(), state.digest + " x"):
        attacker.post(f"/admin/reviews/{state.pk}/", ticked(page, state, digest=digest))
    attacker.post(f"/admin/reviews/{other.pk}/", ticked(page, state))
    assert not Edition.objects.exists()
    trap.check()


@pytest.mark.parametrize("missing", ["digest", "months", "answer-consent", "answer-safe"])
def test_an_incomplete_form(trap: Trap, attack_as: AttackAs, missing: str) -> None:
    page = trap.draft()
    state = submit(page, trap.editor)
    data = ticked(page, state)
    del data[missing]
    attack_as("reviewer").post(f"/admin/reviews/{state.pk}/", data)
    trap.check()


@pytest.mark.parametrize(
    "more",
    [
        {"months": "9999"},
        {"months": "-1"},
        {"months": "x"},
        {"starts_at": "x"},
        {"starts_at": "9999-12-31 23:59"},
    ],
    ids=str,
)
def test_absurd_times(trap: Trap, attack_as: AttackAs, more: dict[str, str]) -> None:
    page = trap.draft()
    state = submit(page, trap.editor)
    attack_as("reviewer").post(f"/admin/reviews/{state.pk}/", ticked(page, state, **more))
    trap.words_of_money = False
    trap.check()


@pytest.mark.parametrize("who", ["editor", "superuser", "finance"])
def test_a_signature_by_somebody_outside_the_group(trap: Trap, attack_as: AttackAs, who: str) -> None:
    page = trap.draft()
    state = submit(page, trap.editor)
    attacker = attack_as(who)
    for data in (ticked(page, state), {"send_back": "", "comment": "No."}):
        attacker.post(f"/admin/reviews/{state.pk}/", data)
    state.refresh_from_db()
    assert state.status == "in_progress"
    for address in ("", f"{state.pk}/", f"{state.pk}/page/"):
        assert trap.word.encode() not in attacker.get(f"/admin/reviews/{address}").content
    trap.check()


def test_a_post_from_another_site(trap: Trap) -> None:
    page = trap.draft()
    state = submit(page, trap.editor)
    client = Client(enforce_csrf_checks=True)
    client.force_login(trap.reviewer)
    assert client.post(f"/admin/reviews/{state.pk}/", ticked(page, state)).status_code == 403
    trap.check()


def test_a_replay_after_the_take_down(trap: Trap, attack_as: AttackAs) -> None:
    page = trap.draft()
    state = submit(page, trap.editor)
    attacker = attack_as("reviewer")
    attacker.post(f"/admin/reviews/{state.pk}/", ticked(page, state))
    assert Edition.objects.standing().count() == 1
    page_withdraw(page=Page.objects.get(pk=page.pk).specific)
    for _again in range(2):
        attacker.post(f"/admin/reviews/{state.pk}/", ticked(page, state))
    trap.check()


def test_a_post_twice(trap: Trap, attack_as: AttackAs) -> None:
    page = story_draft(trap.editor)
    state = submit(page, trap.editor)
    attacker = attack_as("reviewer")
    for _again in range(2):
        attacker.post(f"/admin/reviews/{state.pk}/", ticked(page, state))
    assert Edition.objects.count() == 1
    trap.check()


@pytest.mark.parametrize("way", ["cancelled", "sent back", "edited"])
def test_a_submission_that_is_over(trap: Trap, attack_as: AttackAs, way: str) -> None:
    page = trap.draft()
    state = submit(page, trap.editor)
    attacker = attack_as("reviewer")
    if way == "cancelled":
        state.workflow_state.cancel(user=trap.editor)
    elif way == "sent back":
        attacker.post(f"/admin/reviews/{state.pk}/", {"send_back": "", "comment": "Shorter."})
    else:
        page.save_revision(user=trap.editor)
    attacker.get(f"/admin/reviews/{state.pk}/")
    attacker.post(f"/admin/reviews/{state.pk}/", ticked(page, state))
    trap.check()


def test_a_state_without_a_frozen_copy(trap: Trap, attack_as: AttackAs) -> None:
    page = trap.draft()
    state = submit(page, trap.editor)
    for broken in ({"digest": ""}, {"content": "{}"}, {"content": "not JSON", "card": ""}, {"path": "/en/"}):
        ReviewTaskState.objects.filter(pk=state.pk).update(**broken)
        attacker = attack_as("reviewer")
        for address in ("", f"{state.pk}/", f"{state.pk}/page/"):
            attacker.get(f"/admin/reviews/{address}")
        attacker.post(f"/admin/reviews/{state.pk}/", ticked(page, state))
    trap.check()


def test_a_page_deleted_under_review(trap: Trap, attack_as: AttackAs) -> None:
    page = trap.draft()
    state = submit(page, trap.editor)
    attack_as("superuser").post(f"/admin/pages/{page.pk}/delete/")
    attacker = attack_as("reviewer")
    for address in ("", f"{state.pk}/", f"{state.pk}/page/"):
        attacker.get(f"/admin/reviews/{address}")
    attacker.post(f"/admin/reviews/{state.pk}/", ticked(page, state))
    trap.check()


def test_a_page_that_takes_anothers_key_under_review(trap: Trap, attack_as: AttackAs) -> None:
    """The address was frozen; the row now says it is the page that stands."""
    page, edition = trap.signed()
    marked = trap.draft()
    state = submit(marked, trap.editor)
    Page.objects.filter(pk=page.pk).update(translation_key="00000000-0000-4000-8000-000000000001")
    Page.objects.filter(pk=marked.pk).update(translation_key=edition.page_key)
    attack_as("reviewer").post(f"/admin/reviews/{state.pk}/", ticked(marked, state))
    with trap.attempt():
        sign(state, trap.reviewer)
    trap.check()


def test_what_was_signed_for_later_is_shown_to_no_stranger_by_the_screen(trap: Trap) -> None:
    page = trap.draft()
    state = submit(page, trap.editor)
    sign(state, trap.reviewer, starts_at=timezone.now() + timedelta(days=1))
    for address in ("/admin/reviews/", f"/admin/reviews/{state.pk}/", f"/admin/reviews/{state.pk}/page/"):
        response = Client().get(address)
        assert response.status_code == 302
        assert trap.word.encode() not in response.content
    trap.words_of_money = False
    trap.check()


def test_the_frozen_copy_is_never_stored_by_a_cache(trap: Trap, attack_as: AttackAs) -> None:
    page = plant.story(trap.editor, trap.word, trap.picture())
    state = submit(page, trap.editor)
    attacker = attack_as("reviewer")
    for address in (
        f"/admin/reviews/{state.pk}/page/",
        f"/admin/reviews/{state.pk}/",
        f"/i/{trap.pictures[0].sha256}/width-800.webp",
    ):
        response = attacker.get(address)
        assert response.status_code == 200
        assert (
            "no-store" in response.headers["Cache-Control"] or "no-cache" in response.headers["Cache-Control"]
        ), address
        assert "public" not in response.headers["Cache-Control"]
    trap.check()
