"""Pages in the states tests need: drafted by an editor, submitted, signed by a reviewer."""

import json
from typing import Any

from wagtail.models import Page

from home.models import HomePage
from privacy import editions
from privacy.models import Edition, ReviewTaskState
from stories.journey.gazetteer import LIST_VERSION
from stories.models import BudgetLine, StoryIndexPage, StoryPage

FIELDS = {
    "pseudonym": "Sok",
    "summary": "He left to build a house. He is going home to build one of his own.",
    "age_band": "25_34",
    "gender": "man",
    "exploitation_type": "forced_labour",
    "sector": "construction",
    "origin": "KH",
    "destination": "TH",
    "period": "2021-2024",
    "waiting_since": "2025-H1",
    "currency": "USD",
}


def milestone(
    phase: str, heading: str, place: str, narrative: str = "<p>What happened there.</p>"
) -> dict[str, Any]:
    """A milestone as a StreamField stores it; `place` is a key of the gazetteer."""
    return {
        "type": "milestone",
        "value": {
            "phase": phase,
            "icon": "road",
            "heading": heading,
            "place": {"place": place, "list": LIST_VERSION},
            "time": "a year later",
            "narrative": narrative,
            "illustration": None,
        },
    }


JOURNEY = [
    milestone("circumstances", "A wall and no roof", "KH:battambang:city"),
    milestone("exploitation", "The site behind the road", "TH:bangkok:city"),
    milestone("hope", "Bricks of his own", "KH:battambang:city"),
]


def index_draft(editor: Any) -> StoryIndexPage:
    """The list of stories below the home page of the migrations, unsigned."""
    home = HomePage.objects.get(depth=2, locale__language_code="en")
    found = StoryIndexPage.objects.child_of(home).first()
    if found:
        return found
    page = StoryIndexPage(title="Stories", intro="People on their way home.", owner=editor)
    home.add_child(instance=page)
    page.save_revision(user=editor)
    return page


def story_draft(editor: Any, *, journey: list[dict[str, Any]] | None = None, **fields: Any) -> StoryPage:
    """A complete story, saved as the editor's draft."""
    page = StoryPage(owner=editor, **(FIELDS | fields))
    page.journey = json.dumps(JOURNEY if journey is None else journey)  # type: ignore[assignment]
    page.budget_lines = [
        BudgetLine(
            category="journey_home", amount_minor=40_000, sentence="A seat on the bus and the papers for it."
        ),
        BudgetLine(category="small_business", amount_minor=60_000, sentence="Tools and the first bricks."),
    ]
    index_draft(editor).add_child(instance=page)
    page.save_revision(user=editor, clean=False)  # as the editor's view saves drafts: incomplete ones too
    return page


def submit(page: Page, editor: Any) -> ReviewTaskState:
    """Submits the latest draft; it is frozen by this."""
    return page.get_workflow().start(page, editor).current_task_state.specific


def answers(page_type: type[Any]) -> dict[str, bool]:
    return {question.key: True for question in page_type.checklist.questions}


def sign(state: ReviewTaskState, reviewer: Any, **options: Any) -> Edition:
    """Signs a submission with every answer and the digest it froze."""
    page_type = state.revision.content_object.specific_class
    given = {"digest": state.digest, "answers": answers(page_type)} | options
    edition = editions.edition_sign(state_id=state.pk, user=reviewer, **given)
    assert edition, "another reviewer has to sign"
    return edition


def story_signed(editor: Any, reviewer: Any, **fields: Any) -> tuple[StoryPage, Edition]:
    """A story that stands, and its edition."""
    page = story_draft(editor, **fields)
    edition = sign(submit(page, editor), reviewer)
    page.refresh_from_db()
    return page, edition
