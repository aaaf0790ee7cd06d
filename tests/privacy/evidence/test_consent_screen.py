"""The consent officer's screens."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from privacy import consents
from privacy.models import Consent, Edition
from stories.models import StoryPage
from tests.privacy.consents import consent_given, consent_values
from tests.privacy.pages import story_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("asked")]

SignedIn = Callable[[User], Client]
INDEX = "/admin/consents/"


def address(page: StoryPage, name: str = "story") -> str:
    return reverse(f"privacy_consent:{name}", args=[page.translation_key])


def form(**over: Any) -> dict[str, Any]:
    """What the browser posts: a box that is not ticked is not sent."""
    values = consent_values(**over)
    return {name: "on" if value is True else value for name, value in values.items() if value is not False}


def test_an_officer_finds_the_stories_that_need_a_consent_first(
    editor: User, officer: User, signed_in: SignedIn
) -> None:
    fine, needing = story_draft(editor), story_draft(editor, pseudonym="Needing")
    consent_given(fine, officer)

    html = signed_in(officer).get(INDEX).content.decode()

    assert html.index(needing.title) < html.index(fine.title)
    assert "<strong>none</strong>" in html
    assert "KH-2024-0117" in html
    assert INDEX in signed_in(officer).get("/admin/").content.decode()
    assert INDEX not in signed_in(editor).get("/admin/").content.decode()


def test_a_consent_whose_languages_lack_a_page_is_needed_again(
    editor: User, officer: User, signed_in: SignedIn
) -> None:
    consent_given(story_draft(editor), officer, languages=["km"])

    assert "not given for: English" in signed_in(officer).get(INDEX).content.decode()


def test_an_officer_reads_the_draft_and_records_what_was_agreed(
    editor: User, officer: User, signed_in: SignedIn
) -> None:
    page, client = story_draft(editor, summary="Unmistakable words."), signed_in(officer)
    read = client.get(reverse("privacy_consent:rendered", args=[page.pk]))

    answer = client.post(address(page), form(ends_on=timezone.localdate() + timedelta(days=300)))

    assert "Unmistakable words." in read.content.decode()
    assert answer.headers["Location"] == INDEX
    consent = Consent.objects.get()
    assert consents.consent_for(page.translation_key) == consent
    assert consent.officer_id == officer.pk
    html = client.get(address(page)).content.decode()
    assert "Recorded on" in html
    assert "It replaces what was recorded before" in html


def test_what_is_wrong_is_said_beside_it_and_nothing_is_lost(
    editor: User, officer: User, signed_in: SignedIn
) -> None:
    page = story_draft(editor)
    data = form(reference="Sok Dara", withdrawal_rehearsed=False, risk_statement_on="")

    html = signed_in(officer).post(address(page), data).content.decode()

    assert not Consent.objects.exists()
    assert "Never a name." in html
    assert "Consent does not count before this is true" in html
    assert 'value="Sok Dara"' in html
    assert html.count(" checked") >= len(consent_values()["languages"]) + len(consent_values()["surfaces"])


def test_an_officer_sees_what_changed_since(editor: User, officer: User, signed_in: SignedIn) -> None:
    page = story_draft(editor)
    consent_given(page, officer)
    page.summary = "Something else altogether."
    page.save_revision(user=editor, clean=False)

    html = signed_in(officer).get(address(page)).content.decode()

    assert "Changed since the last consent" in html
    assert "Summary" in html


def test_one_button_withdraws_and_takes_down(
    editor: User,
    officer: User,
    signed: Callable[[StoryPage], Edition],
    signed_in: SignedIn,
    stranger: Client,
) -> None:
    page = story_draft(editor)
    edition = signed(page)
    client = signed_in(officer)

    client.get(address(page, "withdraw"))
    assert stranger.get(edition.path).status_code == 200
    html = client.post(address(page, "withdraw"), follow=True).content.decode()

    assert "1 public page went dark" in html
    assert "withdrawn on" in html
    assert stranger.get(edition.path).status_code == 410


def test_nobody_else_gets_near_it(
    editor: User, reviewer: User, admin: User, officer: User, signed_in: SignedIn, stranger: Client
) -> None:
    page = story_draft(editor)
    consent_given(page, officer)

    for client in (signed_in(editor), signed_in(reviewer), signed_in(admin), stranger):
        for answer in (
            client.get(INDEX),
            client.get(address(page)),
            client.post(address(page), form()),
            client.post(address(page, "withdraw")),
            client.get(reverse("privacy_consent:rendered", args=[page.pk])),
        ):
            assert answer.status_code in (302, 403)
    assert Consent.objects.count() == 1
    assert consents.consent_for(page.translation_key)


def test_an_officer_who_wrote_it_is_told_why_not(editor: User, officer: User, signed_in: SignedIn) -> None:
    page = story_draft(editor)
    page.save_revision(user=officer)

    html = signed_in(officer).post(address(page), form()).content.decode()

    assert "You wrote part of this story" in html
    assert not Consent.objects.exists()
