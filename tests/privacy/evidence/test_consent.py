"""What was agreed, by whom it may be recorded, what it allows, and how it ends."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, PageLogEntry, WorkflowState

from privacy import consents, editions, never
from privacy.consent_withdrawal import consent_withdraw
from privacy.evidence.checkers import checker_run, checkers_for
from privacy.evidence.findings import Finding, Level
from privacy.exceptions import NotSignable
from privacy.frozen import freeze
from privacy.models import Consent, Edition
from privacy.models.consent import Age, Surface, latest_end, reference_is_opaque
from stories.models import StoryPage
from tests.privacy import everywhere
from tests.privacy.consents import consent_given, consent_values
from tests.privacy.pages import answers, kept, sign, story_draft, submit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("asked")]


def today() -> date:
    return timezone.localdate()


def looked(page: StoryPage) -> list[Finding]:
    checker = next(one for one in checkers_for(StoryPage) if one.name == "consent")
    return checker_run(checker, freeze(page))


def kinds(page: StoryPage) -> list[str]:
    return [one.kind for one in looked(page) if one.level != Level.NOTE]


def planted(page: StoryPage, officer: User, **over: Any) -> Consent:
    """A row as the form would refuse it: it was right when it was recorded, or came by another way."""
    places = consents._places([page], ["en"])
    values = consent_values(**over) | {
        "page_key": page.translation_key,
        "officer_id": officer.pk,
        "places": places,
    }
    return Consent.objects.create(recorded_at=timezone.now(), **values)


# --- Recording ----------------------------------------------------------------------------------------------------


def test_an_officer_records_a_consent_that_counts(editor: User, officer: User) -> None:
    page = story_draft(editor)

    consent = consent_given(page, officer)

    assert consents.consent_for(page.translation_key) == consent
    assert (consent.officer_id, consent.withdrawn_at) == (officer.pk, None)
    assert kinds(page) == []
    entry = PageLogEntry.objects.get(action=consents.RECORDED)
    assert (entry.user, entry.data) == (officer, {"consent": consent.pk})


@pytest.mark.parametrize("who", ["editor", "reviewer", "admin"])
def test_nobody_else_records_one(request: pytest.FixtureRequest, editor: User, who: str) -> None:
    page = story_draft(editor)

    with pytest.raises(NotSignable, match="Consent officers"):
        consent_given(page, request.getfixturevalue(who))

    assert not Consent.objects.exists()


def test_an_officer_who_wrote_or_may_edit_the_story_takes_no_consent(editor: User, officer: User) -> None:
    page = story_draft(editor)
    page.save_revision(user=officer)
    with pytest.raises(NotSignable, match="You wrote part"):
        consent_given(page, officer)

    other = story_draft(editor, pseudonym="Other")
    officer.groups.add(Group.objects.get(name="Communications editors"))
    with pytest.raises(NotSignable, match="You may edit"):
        consent_given(other, User.objects.get(pk=officer.pk))

    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reference", "Sok Dara"),
        ("reference", "SOKDARA-0117"),
        ("reference", "KH"),
        ("given_on", today() + timedelta(days=1)),
        ("risk_statement_on", today() + timedelta(days=1)),
        ("ends_on", today()),
        ("ends_on", latest_end(today() - timedelta(days=10)) + timedelta(days=1)),
        ("withdrawal_rehearsed", False),
        ("out_of_programme", False),
        ("no_proceedings", False),
        ("own_language", False),
        ("languages", []),
        ("languages", ["xx"]),
        ("surfaces", [Surface.MAP]),
        ("surfaces", ["billboards"]),
        ("method", "guessed"),
        ("age", "12"),
        ("altered_facts", -1),
    ],
)
def test_what_does_not_count_is_refused_beside_its_field(
    editor: User, officer: User, field: str, value: Any
) -> None:
    page = story_draft(editor)

    with pytest.raises(ValidationError) as refused:
        consent_given(page, officer, **{field: value})

    assert field in refused.value.message_dict
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    ("reference", "is_opaque"),
    [
        ("KH-2024-0117", True),
        ("117/24", False),
        ("3f2b8c1e-9d4a-4a7b-8c55-0123456789ab", True),
        ("case 0117", False),
        ("Dara-0117", True),
        ("Sokdara-0117", False),
        ("A1", False),
        ("A-1-2-3", True),
        ("ក-0117", False),
    ],
)
def test_a_reference_is_a_number_and_no_name(reference: str, is_opaque: bool) -> None:
    assert reference_is_opaque(reference) is is_opaque


def test_a_reference_that_matches_the_never_publish_list_is_refused(editor: User, officer: User) -> None:
    page = story_draft(editor)
    never.entries_add(page=page, user=editor, lines={"name": ["Dara"]})

    with pytest.raises(ValidationError, match="Never a name"):
        consent_given(page, officer, reference="DARA-0117")

    assert not Consent.objects.exists()


def test_thirty_six_months_from_a_leap_day_end_the_day_before() -> None:
    assert latest_end(date(2024, 2, 29)) == date(2027, 2, 28)
    assert latest_end(date(2024, 5, 31)) == date(2027, 5, 31)


def test_a_consent_keeps_no_word_of_the_story(editor: User, officer: User) -> None:
    page = story_draft(editor, summary="An unmistakableword of hers.")
    consent_given(page, officer)

    assert "privacy_consent.places" not in everywhere.in_tables("unmistakableword")
    assert "privacy_consent.places" not in everywhere.in_tables("A wall and no roof")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE privacy_consent SET ends_on = '2099-01-01'",
        "UPDATE privacy_consent SET surfaces = '[]'",
        "UPDATE privacy_consent SET officer_id = 1",
        "UPDATE privacy_consent SET withdrawn_at = NULL",
        "UPDATE privacy_consent SET places = '{\"en\": 1}'",
        "DELETE FROM privacy_consent",
    ],
)
def test_the_database_refuses_to_change_a_consent(editor: User, officer: User, change: str) -> None:
    page = story_draft(editor)
    consent_given(page, officer)
    consent_withdraw(page_key=page.translation_key, user=officer)
    before = list(Consent.objects.values())

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)

    assert list(Consent.objects.values()) == before


# --- What counts --------------------------------------------------------------------------------------------------


def test_without_a_consent_nothing_is_signed(editor: User, reviewer: User) -> None:
    page = story_draft(editor)

    assert kinds(page) == ["consent_missing"]
    assert looked(page)[0].is_final
    state = submit(page, editor)
    given: dict[str, Any] = {"digest": state.digest, "answers": answers(StoryPage), "kept": kept(state)}
    with pytest.raises(NotSignable, match="No consent is recorded"):
        editions.edition_sign(state_id=state.pk, user=reviewer, **given)
    assert not Edition.objects.exists()


def test_the_officer_may_not_sign(editor: User, officer: User, reviewer: User) -> None:
    page = story_draft(editor)
    consent_given(page, officer)
    officer.groups.add(Group.objects.get(name="Privacy reviewers"))
    state = submit(page, editor)

    with pytest.raises(NotSignable, match="consent"):
        sign(state, officer)

    assert not Edition.objects.exists()
    assert officer.pk in editions.barred(state, editions.frozen_of(state))


def test_an_officer_who_wrote_later_does_not_count(editor: User, officer: User) -> None:
    page = story_draft(editor)
    consent_given(page, officer)

    page.save_revision(user=officer)

    assert kinds(page) == ["consent_officer_wrote"]


def test_a_consent_counts_until_its_last_day_begins(editor: User, officer: User) -> None:
    page = story_draft(editor)
    consent = consent_given(page, officer)
    second = timedelta(seconds=1)

    assert consents.consent_for(page.translation_key, consent.ends_at - second) == consent
    assert consents.consent_for(page.translation_key, consent.ends_at) is None
    assert consents.consent_for(page.translation_key, timezone.now() - timedelta(days=11)) is None
    assert consents.consent_for(uuid4()) is None
    assert consent.for_header() == {
        "id": consent.pk,
        "reference": "KH-2024-0117",
        "ends_on": consent.ends_on.isoformat(),
    }


def test_a_new_consent_replaces_the_old_one(editor: User, officer: User) -> None:
    page = story_draft(editor)
    consent_given(page, officer)
    narrower = consent_given(page, officer, languages=["km"])

    assert consents.consent_for(page.translation_key) == narrower
    assert kinds(page) == ["consent_language"]


@pytest.mark.parametrize(
    ("over", "kind"),
    [
        ({"languages": ["km", "th"]}, "consent_language"),
        ({"surfaces": [Surface.TEXT, Surface.LISTS]}, "consent_surface"),
        ({"surfaces": [Surface.TEXT, Surface.MAP]}, "consent_surface"),
        ({"ends_on": today() - timedelta(days=1)}, "consent_ended"),
        ({"withdrawal_rehearsed": False}, "consent_unaffirmed"),
        ({"withdrawn_at": None, "no_proceedings": False}, "consent_unaffirmed"),
    ],
)
def test_what_the_consent_does_not_cover_blocks(
    editor: User, officer: User, over: dict[str, Any], kind: str
) -> None:
    page = story_draft(editor)
    planted(page, officer, **over)

    found = [one for one in looked(page) if one.level == Level.BLOCK]

    assert [one.kind for one in found] == [kind]
    assert found[0].is_final


def test_pictures_need_their_own_consent(editor: User, officer: User, picture_story: StoryPage) -> None:
    consent_given(picture_story, officer, surfaces=[Surface.TEXT, Surface.MAP, Surface.LISTS])

    found = [one for one in looked(picture_story) if one.level == Level.BLOCK]

    assert [one.details["what"] for one in found] == ["the pictures"]


def test_a_child_needs_a_guardian(editor: User, officer: User) -> None:
    page = story_draft(editor, age_band="under_18")
    consent_given(page, officer)
    assert kinds(page) == ["consent_guardian"]

    consent_given(page, officer, age=Age.GUARDIAN)
    assert kinds(page) == []


def test_an_end_within_sixty_days_is_to_be_answered(editor: User, officer: User) -> None:
    page = story_draft(editor)
    consent_given(page, officer, ends_on=today() + timedelta(days=59))

    assert kinds(page) == ["consent_ends_soon"]


def test_the_reviewer_sees_what_was_agreed(editor: User, officer: User) -> None:
    page = story_draft(editor)
    consent_given(page, officer)

    notes = " ".join(one.message for one in looked(page))

    for part in ("KH-2024-0117", "in person", "with an interpreter", "the map", "Khmer", "altered facts: 4"):
        assert part in notes


# --- What changed since -------------------------------------------------------------------------------------------


def test_what_changed_since_is_named(editor: User, officer: User) -> None:
    page = story_draft(editor)
    consent = consent_given(page, officer)
    page.summary = "Something else altogether."
    page.origin = "LA"
    page.journey[0].value["heading"] = "Another wall"
    page.save_revision(user=editor, clean=False)

    changed = consents.places_changed(consent, freeze(page))
    words = consents.consent_changes(consent, freeze(page))

    assert kinds(page) == ["consent_changed"]
    assert changed is not None
    assert "Summary" in changed
    assert "From" in changed
    assert any(place.endswith("heading") or place.endswith("Heading") for place in changed)
    assert not any("Narrative" in place for place in changed)
    assert words is not None
    assert any("Something else" in change.after for change in words)


def test_word_for_word_is_known_only_as_long_as_the_draft_is_there(editor: User, officer: User) -> None:
    page = story_draft(editor)
    consent = consent_given(page, officer)
    page.summary = "Something else altogether."
    page.save_revision(user=editor, clean=False)
    page.revisions.order_by("pk").first().delete()

    assert consents.consent_changes(consent, freeze(page)) is None
    assert consents.places_changed(consent, freeze(page)) == ["Summary"]


def test_a_language_that_came_later_was_not_seen(editor: User, officer: User) -> None:
    page = story_draft(editor)
    consent_given(page, officer)
    locale, _ = Locale.objects.get_or_create(language_code="km")
    for above in page.get_ancestors().filter(depth__gt=1).specific():
        above.get_translation_or_none(locale) or above.copy_for_translation(locale)
    translation = page.copy_for_translation(locale)

    assert kinds(translation) == ["consent_unseen"]


def test_digests_go_when_the_last_page_does(editor: User, officer: User) -> None:
    page = story_draft(editor)
    consent = consent_given(page, officer)
    assert consents.digests_erase() == 0

    page.delete()

    assert consents.digests_erase() == 1
    consent.refresh_from_db()
    assert (consent.places, consent.reference) == ("{}", "KH-2024-0117")
    assert consents.digests_erase() == 0


# --- Withdrawal ---------------------------------------------------------------------------------------------------


def test_a_withdrawal_takes_the_story_down_at_once(
    editor: User, officer: User, signed: Callable[[StoryPage], Edition], stranger: Client
) -> None:
    page = story_draft(editor)
    edition = signed(page)
    assert stranger.get(edition.path).status_code == 200

    assert consent_withdraw(page_key=page.translation_key, user=officer) == 1

    assert stranger.get(edition.path).status_code == 410
    assert consents.consent_for(page.translation_key) is None
    assert kinds(page) == ["consent_withdrawn"]
    assert PageLogEntry.objects.get(action="privacy.take_down").data == {"reason": "consent"}
    consent = Consent.objects.get()
    assert consent.withdrawn_by == officer.pk
    assert consent_withdraw(page_key=page.translation_key, user=officer) == 0
    assert Consent.objects.get().withdrawn_at == consent.withdrawn_at


def test_a_withdrawal_cancels_a_review(editor: User, officer: User, reviewer: User) -> None:
    page = story_draft(editor)
    consent_given(page, officer)
    state = submit(page, editor)

    consent_withdraw(page_key=page.translation_key, user=officer)

    assert WorkflowState.objects.get(pk=state.workflow_state_id).status == WorkflowState.STATUS_CANCELLED
    with pytest.raises(NotSignable):
        sign(state, reviewer)


def test_an_older_consent_does_not_come_back(editor: User, officer: User) -> None:
    page = story_draft(editor)
    consent_given(page, officer)
    consent_given(page, officer)

    consent_withdraw(page_key=page.translation_key, user=officer)

    assert Consent.objects.filter(withdrawn_at=None).count() == 0
    again = consent_given(page, officer)
    assert consents.consent_for(page.translation_key) == again
