"""Fictional stories, from their files to signed editions, by the way an editor and a reviewer would take."""

import json
import tomllib
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone
from wagtail.models import Page

from privacy import consents, editions, never
from privacy.evidence.answers import to_answer
from privacy.evidence.findings import Finding, kind_named
from privacy.evidence.runs import evidence_collect, found_of
from privacy.models import Edition, ReviewedPage, ReviewTaskState
from privacy.models.consent import Age, Method, Surface
from privacy.models.never import NeverKind
from stories.journey.gazetteer import LIST_VERSION
from stories.models import BudgetLine, StoryPage

CONTENT = Path(__file__).parent / "content"
PLAIN_FIELDS = (
    "pseudonym summary age_band exploitation_type sector origin destination gender period waiting_since "
    "content_warning currency"
).split()
STANDS_FOR = timedelta(days=730)
# As fictional as the stories: nobody is called so, and no place either.
NEVER = {NeverKind.NAME.value: ["Quxo Wibblethwaite"], NeverKind.VILLAGE.value: ["Zzyzyxa"]}
REASON = "Fictional demonstration: nobody can be found by it."


@cache
def read(name: str) -> dict[str, Any]:
    """A content file as a dict; `name` is relative to the content folder."""
    return tomllib.loads((CONTENT / name).read_text())


def story_files() -> list[str]:
    return sorted(f"stories/{path.name}" for path in (CONTENT / "stories").glob("*.toml"))


def _milestone(entry: dict[str, str]) -> dict[str, Any]:
    value: dict[str, Any] = {
        key: entry[key].strip() for key in ("phase", "icon", "heading", "time", "narrative")
    }
    value["place"] = {"place": entry["place"], "list": LIST_VERSION}
    value["illustration"] = None
    return {"type": "milestone", "value": value}


def story_page(data: dict[str, Any], *, owner: Any) -> StoryPage:
    """The unsaved page a story's file describes."""
    key = UUID(data["key"])
    page = StoryPage(translation_key=key, owner=owner, **{name: data[name] for name in PLAIN_FIELDS})
    page.journey = json.dumps([_milestone(entry) for entry in data["journey"]])  # type: ignore[assignment]
    page.budget_lines = [
        BudgetLine(
            identity=uuid5(key, line["category"]),
            category=line["category"],
            amount_minor=line["amount_minor"],
            sentence=line["sentence"],
            sort_order=number,
        )
        for number, line in enumerate(data["budget_lines"])
    ]
    return page


def add_draft(parent: Page, page: ReviewedPage, *, editor: Any) -> ReviewedPage:
    """Saves a new page below `parent` as the editor's draft."""
    parent.add_child(instance=page)
    page.save_revision(user=editor, log_action=True)
    return page


def agree(page: StoryPage, *, editor: Any, officer: Any) -> None:
    """The consent officer records that the person agreed, and the editor what must never be published."""
    never.entries_add(page=page, user=editor, lines=NEVER)
    today = timezone.localdate()
    values = {
        "reference": f"DEMO-{page.translation_key.int % 10_000:04}",
        "given_on": today - timedelta(days=20),
        "ends_on": today + STANDS_FOR,
        "method": Method.IN_PERSON,
        "interpreter": True,
        "own_language": True,
        "surfaces": list(Surface.values),
        "languages": [page.locale.language_code],
        "altered_facts": 5,
        "risk_statement_on": today - timedelta(days=20),
        "out_of_programme": True,
        "no_proceedings": True,
        "age": Age.ADULT,
        "withdrawal_rehearsed": True,
    }
    consents.consent_record(pages=[page], user=officer, values=values)


def submit(page: ReviewedPage, *, editor: Any) -> ReviewTaskState:
    """The editor submits the latest draft; it is frozen here."""
    workflow_state = page.get_workflow().start(page, editor)
    state: ReviewTaskState = workflow_state.current_task_state.specific
    return state


def kept(state: ReviewTaskState) -> dict[str, str]:
    """The reviewer's answer to everything the machine found."""
    findings = to_answer(found_of(evidence_collect(editions.frozen_of(state))))
    return {one.key: _answer(one) for one in findings}


def _answer(finding: Finding) -> str:
    choices = kind_named(finding.kind).choices
    return choices[0][0] if choices else REASON


def sign(state: ReviewTaskState, *, reviewer: Any) -> Edition:
    """The reviewer affirms every question and signs what was frozen."""
    page_class = state.revision.content_object.specific_class
    months = page_class.checklist.months
    edition = editions.edition_sign(
        state_id=state.pk,
        user=reviewer,
        digest=state.digest,
        answers={question.key: True for question in page_class.checklist.questions},
        kept=kept(state),
        expires_at=timezone.now() + STANDS_FOR if months else None,
    )
    if edition is None:
        raise ValueError("The demo has one reviewer: none of its stories may need two.")
    return edition
