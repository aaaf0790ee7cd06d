"""Pages in the states tests need: drafted by an editor, submitted, signed by a reviewer."""

import json
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from wagtail.models import Page

from home.models import HomePage
from privacy import editions
from privacy.consents import consent_for
from privacy.evidence.answers import to_answer
from privacy.evidence.findings import Finding, kind_named
from privacy.evidence.runs import evidence_collect, finished_look, found_of
from privacy.groups import CONSENT_OFFICERS
from privacy.models import Edition, ReviewTaskState
from privacy.models.consent import Age
from stories.journey.gazetteer import LIST_VERSION
from stories.models import BudgetLine, StoryIndexPage, StoryPage
from tests.privacy.consents import consent_given

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


def kept(state: ReviewTaskState) -> dict[str, str]:
    """An answer to everything the machine finds in a submission."""
    frozen = editions.frozen_of(state)
    found = found_of(finished_look(frozen) or evidence_collect(frozen))
    return {one.key: _answer(one) for one in to_answer(found)}


def _answer(finding: Finding) -> str:
    choices = kind_named(finding.kind).choices
    return choices[0][0] if choices else "It is made up, for a test."


def agreed(page: Any) -> None:
    """Records a consent to a story, where none counts yet."""
    asks = "consent" in answers(page.specific_class)
    if asks and not consent_for(page.translation_key):
        is_child = getattr(page.specific, "age_band", "") == "under_18"
        consent_given(page.specific, consent_officer(), age=Age.GUARDIAN if is_child else Age.ADULT)


def consent_officer() -> Any:
    """Who takes the consents of these pages: nobody else here."""
    user, is_new = get_user_model().objects.get_or_create(username="taker_of_consents")
    if is_new:
        user.groups.add(Group.objects.get(name=CONSENT_OFFICERS))
    return user


def signing(state: ReviewTaskState, reviewer: Any, **options: Any) -> dict[str, Any]:
    """What `edition_sign` takes to sign a submission: every answer, the digest it froze, and a consent that counts."""
    page_type = state.revision.content_object.specific_class
    agreed(state.revision.content_object)
    given = {"digest": state.digest, "answers": answers(page_type), "kept": kept(state)}
    return {"state_id": state.pk, "user": reviewer} | given | options


def signing_form(state: ReviewTaskState) -> dict[str, str]:
    """What the review screen posts to sign: every tick, an answer to every finding; the person agreed."""
    page_type = state.revision.content_object.specific_class
    agreed(state.revision.content_object)
    ticks = {f"answer-{key}": "on" for key in answers(page_type)}
    found = {f"finding-{key}": answer for key, answer in kept(state).items()}
    return {"digest": state.digest, "months": "12", "sign": ""} | ticks | found


def sign(state: ReviewTaskState, reviewer: Any, **options: Any) -> Edition:
    """Signs a submission that needs no second reviewer."""
    edition = editions.edition_sign(**signing(state, reviewer, **options))
    assert edition, "another reviewer has to sign"
    return edition


def story_signed(editor: Any, reviewer: Any, **fields: Any) -> tuple[StoryPage, Edition]:
    """A story that stands, and its edition."""
    page = story_draft(editor, **fields)
    edition = sign(submit(page, editor), reviewer)
    page.refresh_from_db()
    return page, edition
