"""What a reviewer is told has changed: everything that did, and nothing that did not."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User

from privacy.difference import changes
from privacy.frozen import freeze
from stories.models import StoryPage
from tests.privacy.pages import story_draft

pytestmark = pytest.mark.django_db


def prepared(page: StoryPage) -> Any:
    """The journey as it is stored."""
    journey: Any = page.journey
    return journey.get_prep_value()


def redraft(page: StoryPage) -> StoryPage:
    draft: StoryPage = page.get_latest_revision_as_object()
    return draft


def test_an_unchanged_page_has_no_difference(editor: User) -> None:
    page = story_draft(editor)

    assert changes(freeze(redraft(page)), freeze(redraft(page))) == []


def test_text_places_money_and_facts_are_each_named(editor: User) -> None:
    page = story_draft(editor)
    before = freeze(redraft(page))
    draft = redraft(page)
    draft.age_band = "35_plus"
    blocks = json.loads(json.dumps(list(prepared(draft))))
    blocks[0]["value"]["narrative"] = "<p>What really happened there.</p>"
    blocks[1]["value"]["place"] = {"place": "TH:chiang-mai:city", "list": "x"}
    draft.journey = json.dumps(blocks)  # type: ignore[assignment]
    first, second = draft.budget_lines.all()
    first.amount_minor = 45_000
    draft.budget_lines = [first, second]

    found = {change.label: (change.before, change.after) for change in changes(before, freeze(draft))}

    assert found == {
        "Age": ("<del>25 to 34</del>", "<ins>35 or older</ins>"),
        "Milestone “A wall and no roof”: What happened": (
            "What happened there.",
            "What<ins> really</ins> happened there.",
        ),
        "Milestone “The site behind the road”: Place": (
            "<del>Bangkok</del>, Thailand",
            "<ins>Chiang Mai</ins>, Thailand",
        ),
        "Budget line: amount": ("<del>400</del>", "<ins>450</ins>"),
    }


def test_a_milestone_that_moved_is_not_shown_as_rewritten(editor: User) -> None:
    page = story_draft(editor)
    before = freeze(redraft(page))
    draft = redraft(page)
    draft.journey = json.dumps(list(reversed(list(prepared(draft)))))  # type: ignore[assignment]

    assert [change.label for change in changes(before, freeze(draft))] == ["Journey: order"]


def test_what_was_added_and_removed_stands_alone(editor: User) -> None:
    page = story_draft(editor)
    before = freeze(redraft(page))
    draft = redraft(page)
    draft.journey = json.dumps(list(prepared(draft))[:2])  # type: ignore[assignment]

    removed = [change for change in changes(before, freeze(draft)) if not change.after]

    assert any("Bricks of his own" in change.before for change in removed)


def test_markup_in_the_text_is_not_markup_in_the_difference(editor: User) -> None:
    page = story_draft(editor)
    before = freeze(redraft(page))
    draft = redraft(page)
    draft.summary = "1 < 2 & 3"

    summary = next(change for change in changes(before, freeze(draft)) if change.label == "Summary")

    assert "&lt;" in summary.after
    assert "&amp;" in summary.after
