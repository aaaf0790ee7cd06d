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

from privacy import editions
from privacy.models import Edition, ReviewedPage, ReviewTaskState
from stories.journey.gazetteer import LIST_VERSION
from stories.models import BudgetLine, StoryPage

CONTENT = Path(__file__).parent / "content"
PLAIN_FIELDS = (
    "pseudonym summary age_band exploitation_type sector origin destination gender period waiting_since "
    "content_warning currency"
).split()
STANDS_FOR = timedelta(days=730)


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


def submit(page: ReviewedPage, *, editor: Any) -> ReviewTaskState:
    """The editor submits the latest draft; it is frozen here."""
    workflow_state = page.get_workflow().start(page, editor)
    state: ReviewTaskState = workflow_state.current_task_state.specific
    return state


def sign(state: ReviewTaskState, *, reviewer: Any) -> Edition:
    """The reviewer affirms every question and signs what was frozen."""
    page_class = state.revision.content_object.specific_class
    months = page_class.checklist.months
    edition = editions.edition_sign(
        state_id=state.pk,
        user=reviewer,
        digest=state.digest,
        answers={question.key: True for question in page_class.checklist.questions},
        expires_at=timezone.now() + STANDS_FOR if months else None,
    )
    if edition is None:
        raise ValueError("The demo has one reviewer: none of its stories may need two.")
    return edition
