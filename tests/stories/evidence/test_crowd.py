"""The crowd: what counts as the same, what singles a story out, what widens it, and who may ask."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from privacy.editions import frozen_of
from privacy.evidence.checkers import checker_run, checkers_for
from privacy.evidence.findings import Finding, Level
from privacy.frozen import Frozen
from stories.crowd_index import index_check, standing_facts
from stories.evidence.crowd import crowd, crowd_summary
from stories.facts import ATTRIBUTES, Facts, facts_of_fields, holds, wider
from stories.models import StoryFacts, StoryPage
from tests.privacy.pages import FIELDS, milestone, sign, story_draft, story_signed, submit

SOK = Facts("KH:battambang", "TH", "forced_labour/construction", "25_34", "man", "2021-2024")


@pytest.mark.parametrize(
    ("name", "wide", "narrow", "expected"),
    [
        ("origin", "KH", "KH:battambang", True),
        ("origin", "KH:battambang", "KH", False),
        ("origin", "KH:kampong-cham", "KH:kampong-chhnang", False),
        ("destination", "", "TH", True),
        ("work", "forced_labour/not_told", "forced_labour/mining", True),
        ("work", "forced_labour/mining", "forced_labour/not_told", False),
        ("work", "sexual_exploitation/", "forced_labour/mining", False),
        ("age_band", "18_plus", "25_34", True),
        ("age_band", "18_plus", "under_18", False),
        ("gender", "not_told", "woman", True),
        ("period", "2017-2024", "2021-2024", True),
        ("period", "2021-2024", "2017-2024", False),
        ("period", "odd", "2017-2024", False),
    ],
)
def test_a_wider_value_holds_the_narrower_ones(name: str, wide: str, narrow: str, expected: bool) -> None:
    assert holds(name, wide, narrow) is expected


def test_every_narrow_fact_has_one_step_to_a_wider_one() -> None:
    steps = {step.field: step.value for step in wider(SOK)}

    assert steps == {"origin": "KH", "sector": "not_told", "age_band": "18_plus", "period": "2017-2024"}
    for step in wider(SOK):
        assert holds(step.attribute, getattr(step.facts, step.attribute), getattr(SOK, step.attribute))


def test_a_childs_age_is_never_widened() -> None:
    assert "age_band" not in {step.field for step in wider(replace(SOK, age_band="under_18"))}


def test_counts_include_the_story_itself_and_name_the_fewest_facts_that_single_it_out() -> None:
    others = [
        SOK,
        replace(SOK, gender="woman"),
        replace(SOK, age_band="18_24"),
        replace(SOK, origin="KH:pursat", gender="woman", age_band="18_24"),
    ]

    found = crowd(SOK, others)
    assert (found.k, found.total, found.alone) == (2, 5, ())
    assert {one.step.field: one.k for one in found.widenings} == {
        "origin": 2,
        "sector": 2,
        "age_band": 3,
        "period": 2,
    }
    assert crowd(replace(SOK, gender="other"), others).alone == ("gender",)
    assert crowd(SOK, others[1:]).alone == ("age_band", "gender")


def test_what_is_not_told_singles_nobody_out() -> None:
    assert crowd(Facts(origin="KH"), [SOK]).k == 2
    assert crowd(Facts(), []).alone == ()


# --- Editions ---------------------------------------------------------------------------------------------------

JOURNEY = [
    milestone("circumstances", "A wall", "KH:battambang"),
    milestone("exploitation", "A site", "TH:bangkok"),
    milestone("freedom", "A bus", "TH:chiang-mai"),
]


def found_of(frozen: Frozen) -> list[Finding]:
    (checker,) = (one for one in checkers_for(StoryPage) if one.name == "crowd")
    return checker_run(checker, frozen)


def copy_of(editor: User, **fields: Any) -> Frozen:
    return frozen_of(submit(story_draft(editor, **fields), editor))


@pytest.mark.django_db
def test_a_signature_keeps_the_facts_and_a_withdrawal_forgets_them(editor: User, reviewer: User) -> None:
    page, edition = story_signed(editor, reviewer, journey=JOURNEY)

    kept = StoryFacts.objects.get(edition=edition)
    assert (kept.origin, kept.work, kept.is_source) == ("KH", "forced_labour/construction", True)
    assert kept.route == "KH:battambang TH:bangkok TH:chiang-mai"
    assert standing_facts() == [facts_of_fields(FIELDS | {"journey": JOURNEY})]

    page.unpublish()

    assert not StoryFacts.objects.exists()
    assert standing_facts() == []


@pytest.mark.django_db
def test_a_newer_edition_takes_the_place_of_the_older_one(editor: User, reviewer: User) -> None:
    page, _edition = story_signed(editor, reviewer)
    draft = page.get_latest_revision_as_object()
    draft.age_band = "35_plus"
    draft.save_revision(user=editor)

    sign(submit(draft, editor), reviewer)

    assert [facts.age_band for facts in standing_facts()] == ["35_plus"]
    assert StoryFacts.objects.count() == 1


@pytest.mark.django_db
def test_a_story_in_two_languages_counts_once_and_not_among_its_own_crowd(
    editor: User, reviewer: User
) -> None:
    from tests.privacy.test_takedown import story_in_two_languages

    story_in_two_languages(editor, reviewer)
    facts = standing_facts()

    assert StoryFacts.objects.count() == 2
    assert len(facts) == 1
    edition = StoryFacts.objects.select_related("edition").first()
    assert edition
    assert standing_facts(without=edition.edition.page_key) == []


@pytest.mark.django_db
def test_rows_that_are_missing_or_wrong_are_mended_from_what_was_signed(editor: User, reviewer: User) -> None:
    _page, first = story_signed(editor, reviewer)
    _other, second = story_signed(editor, reviewer)
    before = standing_facts()
    StoryFacts.objects.filter(edition=first).delete()
    assert standing_facts() == before
    StoryFacts.objects.filter(edition=second).update(age_band="under_18")

    assert index_check() == {"checked": 2, "mended": 2, "dropped": 0}

    assert standing_facts() == before
    assert index_check()["mended"] == 0


@pytest.mark.django_db
def test_a_small_crowd_asks_for_a_reason(editor: User, reviewer: User) -> None:
    story_signed(editor, reviewer)

    findings = found_of(copy_of(editor))

    assert [(one.kind, one.level, one.needs_reason) for one in findings] == [
        ("crowd_small", Level.FLAG, True)
    ]
    assert "Of 2 published stories, 2 tell the same" in findings[0].message


@pytest.mark.django_db
def test_a_child_or_a_rare_work_alone_blocks_and_can_be_overridden(editor: User) -> None:
    for fields in ({"age_band": "under_18"}, {"sector": "mining"}):
        (finding,) = found_of(copy_of(editor, **fields))
        assert (finding.kind, finding.level, finding.is_final) == ("crowd_single", Level.BLOCK, False)


@pytest.mark.django_db
def test_five_of_a_kind_are_only_noted(editor: User, reviewer: User) -> None:
    for _number in range(4):
        story_signed(editor, reviewer)

    (finding,) = found_of(copy_of(editor))

    assert (finding.kind, finding.level, finding.details["k"]) == ("crowd_seen", Level.NOTE, 5)


@pytest.mark.django_db
def test_a_long_route_nobody_else_went_is_shown(editor: User, reviewer: User) -> None:
    story_signed(editor, reviewer)

    kinds = {finding.kind: finding for finding in found_of(copy_of(editor, journey=JOURNEY))}

    assert kinds["crowd_route"].excerpt == "Battambang, Cambodia → Bangkok, Thailand → Chiang Mai, Thailand"
    story_signed(editor, reviewer, journey=JOURNEY)
    assert "crowd_route" not in {finding.kind for finding in found_of(copy_of(editor, journey=JOURNEY))}


@pytest.mark.django_db
def test_other_pages_have_no_crowd(editor: User) -> None:
    from privacy.frozen import freeze
    from tests.privacy.pages import index_draft

    assert crowd_summary(freeze(index_draft(editor))) is None


# --- The editor's panel -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_editor_sees_the_crowd_of_the_saved_draft_with_buttons(
    editor: User, reviewer: User, signed_in: Callable[[User], Client]
) -> None:
    story_signed(editor, reviewer)
    page = story_draft(editor)

    body = signed_in(editor).get(reverse("wagtailadmin_pages:edit", args=(page.pk,))).content.decode()

    assert "<strong>2 stories</strong>" in body
    assert 'data-crowd-field="age_band" data-crowd-value="18_plus"' in body
    assert "js/admin/crowd.js" in body


@pytest.mark.django_db
def test_the_panel_counts_what_the_form_says_now(
    editor: User, reviewer: User, finance: User, signed_in: Callable[[User], Client]
) -> None:
    page, _edition = story_signed(editor, reviewer)
    client, address = signed_in(editor), reverse("stories_crowd")

    again = client.post(address, FIELDS | {"page": page.pk}).content.decode()
    fresh = client.post(address, FIELDS | {"page": ""}).content.decode()
    odd = client.post(address, {"page": "x" * 40, "origin": "1.234567,2.345678", "journey": json.dumps([1])})

    assert "<strong>1 story</strong>" in again
    assert "<strong>2 stories</strong>" in fresh
    assert odd.status_code == 200
    assert client.get(address).status_code == 405
    assert signed_in(finance).post(address, FIELDS).status_code in (302, 403)


# --- Speed ------------------------------------------------------------------------------------------------------


def test_counting_ten_thousand_stories_takes_less_than_half_a_second() -> None:
    import random
    import time

    dice = random.Random(4)
    places = ["KH", "KH:battambang", "MM:shan", "LA", "VN", "ID", "PH", "TH"]
    others = [
        Facts(
            origin=dice.choice(places),
            destination=dice.choice(places),
            work="forced_labour/construction",
            age_band=dice.choice(["18_24", "25_34", "35_plus"]),
            gender=dice.choice(["woman", "man"]),
            period=dice.choice(["2017-2020", "2021-2024"]),
        )
        for _number in range(10_000)
    ]

    began = time.process_time()
    found = crowd(SOK, others)

    assert time.process_time() - began < 0.5
    assert len(ATTRIBUTES) == 6
    assert found.total == 10_001
