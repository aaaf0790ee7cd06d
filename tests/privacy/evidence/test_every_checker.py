"""Every checker there is: none fails silently, and all of them together are quick."""

import time
from dataclasses import replace
from typing import Any

import pytest

from privacy import editions
from privacy.checklists import STORY
from privacy.evidence.checkers import checker_run, checkers_for
from privacy.evidence.findings import Level
from privacy.evidence.runs import look
from stories.models import StoryPage
from tests.privacy.pages import agreed, milestone, story_draft, submit

pytestmark = pytest.mark.django_db

NARRATIVE = (
    "<p>The gate was closed at night. Nobody said how long it would be, and nobody wrote it down.</p>" * 6
)
# "altered", "safe", "dignity" and "withdrawal" are for people; what the consent says of them stands beside.
FOR_PEOPLE = {"altered", "dignity"}


def names() -> list[str]:
    return [checker.name for checker in checkers_for(StoryPage)]


def crash(material: Any) -> Any:
    raise ZeroDivisionError


def hang(material: Any) -> Any:
    time.sleep(2)
    return []


@pytest.mark.parametrize("part", ["gather", "look"])
@pytest.mark.parametrize("name", names())
def test_a_crash_of_any_checker_is_a_block(editor: Any, name: str, part: str) -> None:
    frozen = editions.frozen_of(submit(story_draft(editor), editor))
    checker = next(one for one in checkers_for(StoryPage) if one.name == name)

    broken: dict[str, Any] = {part: crash}
    (finding,) = checker_run(replace(checker, **broken), frozen)

    assert finding.level == Level.BLOCK
    assert str(checker.label) in finding.message


@pytest.mark.parametrize("name", names())
def test_a_time_out_of_any_checker_is_a_block(editor: Any, name: str) -> None:
    frozen = editions.frozen_of(submit(story_draft(editor), editor))
    checker = next(one for one in checkers_for(StoryPage) if one.name == name)

    (finding,) = checker_run(replace(checker, look=hang, seconds=0.05), frozen)

    assert finding.level == Level.BLOCK


def test_every_question_a_machine_can_help_with_has_a_checker() -> None:
    asked = {question.key for question in STORY.questions}
    helped = {key for checker in checkers_for(StoryPage) for key in checker.questions}

    assert asked - helped == FOR_PEOPLE


def test_twelve_milestones_are_looked_at_in_under_three_seconds(editor: Any) -> None:
    """Processor time, from nothing remembered: word lists and place names are loaded on the way."""
    journey = [
        milestone("exploitation", f"The {number}th night", "TH:bangkok:city", NARRATIVE)
        for number in range(12)
    ]
    page = story_draft(editor, journey=journey)
    agreed(page)
    frozen = editions.frozen_of(submit(page, editor))

    began = time.process_time()
    look(frozen)
    spent = time.process_time() - began

    assert spent < 3
