"""The reviewer's evidence as a whole: what is run, kept, shown and answered, and that nothing fails silently."""

import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from privacy import editions
from privacy.evidence.again import forgotten_collect, standing_look
from privacy.evidence.answers import to_answer
from privacy.evidence.runs import evidence_collect, found_of
from privacy.exceptions import NotSignable
from privacy.models import Edition, Evidence, EvidenceAnswer, ReviewTaskState
from privacy.retention import scrub
from tests.privacy.evidence.watchers import block, flag, watching
from tests.privacy.pages import agreed, answers, kept, story_draft, submit
from tests.privacy.pages import sign as sign_all

pytestmark = pytest.mark.django_db
REASON = "It is made up, for a test."


def agreed_draft(editor: Any, **fields: Any) -> Any:
    """A complete story its person agreed to."""
    page = story_draft(editor, **fields)
    agreed(page)
    return page


def signed(state: ReviewTaskState, reviewer: Any, given: dict[str, str]) -> Edition | None:
    return editions.edition_sign(
        state_id=state.pk,
        user=reviewer,
        digest=state.digest,
        answers=answers(state.revision.content_object.specific_class),
        kept=given,
    )


def refused(state: ReviewTaskState, reviewer: Any, given: dict[str, str]) -> str:
    """The reason a signature was refused for; nothing was signed and nothing answered."""
    with pytest.raises(NotSignable) as reason:
        signed(state, reviewer, given)
    assert not Edition.objects.filter(page_id=state.revision.object_id).exists()
    assert not EvidenceAnswer.objects.exists()
    return str(reason.value)


def collected(state: ReviewTaskState) -> dict[str, Any]:
    """What a look at a submission keeps: finding by kind."""
    evidence = evidence_collect(editions.frozen_of(state))
    return {one.finding.kind: one.finding for one in found_of(evidence)}


def crash(frozen: Any) -> Any:
    raise ZeroDivisionError


def hang(frozen: Any) -> Any:
    time.sleep(3)
    return []


@pytest.mark.parametrize(
    ("look", "kind"), [(crash, "checker_crashed"), (hang, "checker_timed_out")], ids=["crash", "hang"]
)
def test_a_checker_that_fails_is_a_finding_and_never_a_pass(editor, reviewer, look, kind):
    with watching(look, seconds=0.2):
        state = submit(agreed_draft(editor), editor)
        finding = collected(state)[kind]
        given = kept(state)
        assert "test" in finding.message
        missing = {key: value for key, value in given.items() if key != finding.key}
        assert refused(state, reviewer, missing)
        assert refused(state, reviewer, given | {finding.key: "short"})
        assert signed(state, reviewer, given)


def test_a_failed_check_of_a_promise_lets_nobody_sign(editor, reviewer):
    from privacy.evidence import checkers

    with watching(crash):
        checkers.register(replace(checkers._checkers["test"], is_vital=True))
        state = submit(agreed_draft(editor), editor)
        finding = collected(state)["promise_unchecked"]
        assert finding.message in refused(state, reviewer, kept(state) | {finding.key: REASON})


def test_a_checker_whose_reading_fails_is_a_finding_too(editor):
    from privacy.evidence import checkers

    with watching(lambda frozen: []):
        broken = checkers.Checker("test", "test", ("others",), 1, crash, lambda material: [], 5)
        checkers.register(broken)
        assert "checker_crashed" in collected(submit(agreed_draft(editor), editor))


def test_every_flag_is_answered_and_every_block_with_a_reason(editor, reviewer):
    with watching(lambda frozen: [flag(), block("Dara")]):
        state = submit(agreed_draft(editor), editor)
        found, given = collected(state), kept(state)
        for kind in ("test_flag", "test_block"):
            missing = {key: value for key, value in given.items() if key != found[kind].key}
            assert found[kind].excerpt in refused(state, reviewer, missing)
        assert signed(state, reviewer, given)
    assert EvidenceAnswer.objects.filter(user_id=reviewer.pk, kind="test_block").get().reason == REASON


def test_what_cannot_be_overridden_is_not(editor, reviewer):
    with watching(lambda frozen: [block(kind="test_final")]):
        state = submit(agreed_draft(editor), editor)
        finding = collected(state)["test_final"]
        assert finding.message in refused(state, reviewer, kept(state) | {finding.key: REASON})


def test_a_choice_is_answered_with_one_of_its_answers(editor, reviewer):
    with watching(lambda frozen: [flag(kind="test_choice")]):
        state = submit(agreed_draft(editor), editor)
        finding, given = collected(state)["test_choice"], kept(state)
        assert refused(state, reviewer, given | {finding.key: "a cat"})
        assert signed(state, reviewer, given | {finding.key: "thing"})


def test_what_is_found_only_at_signing_stops_the_signature(editor, reviewer):
    state = submit(agreed_draft(editor), editor)
    given = kept(state)
    with watching(lambda frozen: [flag("Dara")]):
        assert "Dara" in refused(state, reviewer, given)
    assert Evidence.objects.get(pk=state.digest).findings.filter(excerpt="Dara").exists()


def test_a_child_story_is_answered_by_both_reviewers(editor, reviewer, second_reviewer):
    with watching(lambda frozen: [flag()]):
        state = submit(agreed_draft(editor, age_band="under_18"), editor)
        finding, given = collected(state)["test_flag"], kept(state)
        assert signed(state, reviewer, given) is None
        with pytest.raises(NotSignable):
            signed(state, second_reviewer, {k: v for k, v in given.items() if k != finding.key})
        assert signed(state, second_reviewer, given)
    assert EvidenceAnswer.objects.filter(key=finding.key).count() == 2


def test_the_screen_shows_findings_and_keeps_what_was_written(client, editor, reviewer):
    with watching(lambda frozen: [flag(), block("Dara")]):
        state = submit(agreed_draft(editor), editor)
        found = collected(state)
        client.force_login(reviewer)
        address = reverse("privacy_review:review", args=[state.pk])
        page = client.get(address).content.decode()
        assert found["test_flag"].message in page
        field = f"finding-{found['test_block'].key}"
        assert f'name="{field}"' in page
        again = client.post(address, {"digest": state.digest, field: "A reason of some length"})
        assert "A reason of some length" in again.content.decode()
        assert not Edition.objects.filter(page_id=state.revision.object_id).exists()


def test_the_screen_shows_what_signing_found(client, editor, reviewer):
    state = submit(agreed_draft(editor), editor)
    evidence_collect(editors_copy := editions.frozen_of(state))
    page_type = state.revision.content_object.specific_class
    form = {f"answer-{key}": "on" for key in answers(page_type)} | {"digest": state.digest, "months": "12"}
    form |= {f"finding-{key}": value for key, value in kept(state).items()}
    client.force_login(reviewer)
    address = reverse("privacy_review:review", args=[state.pk])
    with watching(lambda frozen: [flag("Dara")]):
        answer = client.post(address, form).content.decode()
        assert "Seen: Dara." in answer
        assert f"finding-{flag('Dara').key}" in answer
        assert client.post(address, form | {f"finding-{flag('Dara').key}": "on"}).status_code == 302
    assert Edition.objects.get(page_id=editors_copy.page_id)


def test_progress_is_told_and_a_look_can_be_asked_for(client, editor, reviewer):
    with watching(lambda frozen: []):
        state = submit(agreed_draft(editor), editor)
        client.force_login(reviewer)
        address = reverse("privacy_review:evidence", args=[state.pk])
        before = client.get(address).json()
        assert before["done"] == 0
        assert not before["finished"]
        assert client.post(address).status_code == 302
        after = client.get(address).json()
        assert after["finished"]
        assert after["done"] == after["total"] == before["total"]
    client.force_login(editor)
    assert client.get(address).status_code in (302, 403)


@pytest.mark.django_db(transaction=True)
def test_a_submission_is_looked_at_without_being_asked(editor):
    with watching(lambda frozen: [flag()]):
        state = submit(agreed_draft(editor), editor)
        assert Evidence.objects.get(pk=state.digest).finished_at
        assert Evidence.objects.get(pk=state.digest).findings.filter(kind="test_flag").count() == 1


def test_a_lost_worker_is_made_up_for(editor):
    with watching(lambda frozen: [flag()]):
        state = submit(agreed_draft(editor), editor)
        assert not forgotten_collect()
        Evidence.objects.update(started_at=timezone.now() - timedelta(minutes=5))
        assert forgotten_collect() == {"collected": 1}
        assert Evidence.objects.get(pk=state.digest).finished_at
        assert not forgotten_collect()


def test_a_new_rule_looks_at_what_stands_and_tells_the_reviewers_once(client, editor, reviewer):
    state = submit(agreed_draft(editor), editor)
    edition = sign_all(state, reviewer)
    assert not standing_look()["unanswered findings"]
    mail.outbox.clear()
    with watching(lambda frozen: [block("Dara")]):
        for _night in range(2):
            counts = standing_look()
            assert counts["unanswered findings"] == 1
        client.force_login(reviewer)
        assert edition.path in client.get(reverse("privacy_review:index")).content.decode()
        address = reverse("privacy_review:standing", args=[edition.pk])
        assert "Seen: Dara." in client.get(address).content.decode()
        client.force_login(editor)
        assert client.post(address, {f"finding-{block('Dara').key}": REASON}).status_code in (302, 403)
        assert standing_look()["unanswered findings"] == 1
        client.force_login(reviewer)
        client.post(address, {f"finding-{block('Dara').key}": REASON})
        assert not standing_look()["unanswered findings"]


@pytest.mark.django_db(transaction=True)
def test_the_alert_holds_no_word_of_the_page(editor, reviewer):
    reviewer.email = "reviewer@example.org"
    reviewer.save()
    sign_all(submit(agreed_draft(editor), editor), reviewer)
    mail.outbox.clear()
    with watching(lambda frozen: [block("Dara")]):
        assert standing_look()["alerts"] == 1
        assert not standing_look()["alerts"]
    (alert,) = mail.outbox
    assert alert.to == ["reviewer@example.org"]
    for word in ("Dara", "Sok", "build a house"):
        assert word not in f"{alert.subject} {alert.body}"


def test_findings_are_erased_with_the_copy_they_quote(editor, reviewer):
    with watching(lambda frozen: [flag()]):
        state = submit(agreed_draft(editor), editor)
        collected(state)
        state.workflow_state.cancel(user=editor)
        scrub()
        assert Evidence.objects.filter(pk=state.digest).exists()
        scrub(now=timezone.now() + timedelta(days=60))
    assert not Evidence.objects.filter(pk=state.digest).exists()


def test_the_signed_header_names_the_rules_and_the_answers(editor, reviewer):
    with watching(lambda frozen: [flag()]):
        edition = sign_all(submit(agreed_draft(editor), editor), reviewer)
    assert set(edition.head["evidence"]) == {"rules", "answers"}


def test_a_note_needs_no_answer(editor):
    from privacy.evidence.findings import Finding, Level
    from privacy.evidence.runs import Found

    note = Found("test", "others", Finding("test_flag", Level.NOTE, excerpt="x"))
    assert to_answer([note]) == []
