"""Odd figures and events of a life, as the reviewer is shown them."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User

from privacy.editions import frozen_of
from privacy.evidence.checkers import checker_run, checkers_for
from privacy.evidence.findings import Finding, Level
from privacy.frozen import Frozen, freeze
from stories.models import StoryPage
from tests.privacy.pages import index_draft, story_draft, story_signed, submit

pytestmark = pytest.mark.django_db


def found(name: str, frozen: Frozen) -> list[Finding]:
    (checker,) = (one for one in checkers_for(StoryPage) if one.name == name)
    return checker_run(checker, frozen)


def priced(frozen: Frozen, *amounts: int) -> Frozen:
    """The copy with other amounts, as an edition of earlier rules could hold them."""
    fields: dict[str, Any] = json.loads(json.dumps(frozen.content["fields"]))
    for line, amount in zip(fields["budget_lines"], amounts, strict=True):
        line["amount_minor"] = amount
    return Frozen(**(frozen.__dict__ | {"content": frozen.content | {"fields": fields}}))


def test_rounded_amounts_are_noted(editor: User) -> None:
    (note,) = found("amounts", freeze(story_draft(editor)))

    assert (note.kind, note.level, note.excerpt) == ("amounts_seen", Level.NOTE, "USD 1,000")


def test_an_exact_sum_is_flagged_at_its_line_with_what_it_could_be(editor: User) -> None:
    frozen = priced(freeze(story_draft(editor)), 41_735, 60_000)

    line, target = found("amounts", frozen)

    assert (line.kind, line.level, line.excerpt) == ("amount_odd", Level.FLAG, "USD 417.35")
    assert line.where.startswith("budget_lines.")
    assert "USD 420" in line.message
    assert (target.kind, target.excerpt) == ("target_odd", "USD 1,017.35")


def test_a_target_can_be_odd_though_no_line_is(editor: User) -> None:
    (target,) = found("amounts", priced(freeze(story_draft(editor)), 41_000, 60_000))

    assert (target.kind, target.where) == ("target_odd", "budget_lines")


def test_coming_home_names_the_day_before_which_it_is_not_told(editor: User, reviewer: User) -> None:
    page, _edition = story_signed(editor, reviewer)
    draft = page.get_latest_revision_as_object()
    draft.waiting_since = ""
    draft.save_revision(user=editor)

    (finding,) = found("events", frozen_of(submit(draft, editor)))

    assert (finding.kind, finding.level, finding.where) == ("event_told", Level.FLAG, "waiting_since")
    assert "09:00 (UTC)" in finding.message


def test_pages_without_a_budget_have_nothing_to_say(editor: User) -> None:
    frozen = freeze(index_draft(editor))

    assert [found(name, frozen) for name in ("amounts", "events", "places_listed", "place_in_text")] == [
        []
    ] * 4
