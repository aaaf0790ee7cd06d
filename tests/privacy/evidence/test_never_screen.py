"""The editor's screen of a never-publish list, and what a saved draft is told."""

import json
import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageLogEntry

from privacy import never
from privacy.exceptions import NotSignable
from privacy.models import Edition, NeverEntry, ReviewTaskState
from tests.privacy import everywhere
from tests.privacy.consents import consent_given
from tests.privacy.pages import index_draft, sign, story_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("asked")]

SignedIn = Callable[[User], Client]
SECRET = "Chanthouvy Rithisak"


def address(page: Page) -> str:
    return reverse("privacy_never:entries", args=[page.pk])


def removal(page: Page, number: int) -> str:
    return reverse("privacy_never:remove", args=[page.pk, number])


def test_an_editor_adds_entries_and_sees_only_their_kind(editor: User, signed_in: SignedIn) -> None:
    page, client = story_draft(editor), signed_in(editor)

    answer = client.post(
        address(page), {"name": f"{SECRET}\r\nBoonmeerat\r\n\r\nBoonmeerat", "phone": "012 555 0173"}
    )
    html = client.get(answer.headers["Location"]).content.decode()

    assert answer.status_code == 302
    assert [(row.number, row.kind) for row in NeverEntry.objects.all()] == [
        (1, "name"),
        (2, "name"),
        (3, "phone"),
    ]
    assert "entry 1: name" in html
    assert "entry 3: telephone number" in html
    assert "by editor" in html
    for word in ("Chanthouvy", "Boonmeerat", "0173"):
        assert word not in html


def test_what_is_wrong_is_said_without_losing_what_was_typed(editor: User, signed_in: SignedIn) -> None:
    page, client = story_draft(editor), signed_in(editor)

    answer = client.post(address(page), {"name": SECRET, "phone": "012 555 0173\n12", "birth": "1998"})
    html = answer.content.decode()

    assert not NeverEntry.objects.exists()
    assert "Line 2: not a telephone number" in html
    assert "Line 1: not a full date" in html
    assert f">\n{SECRET}</textarea>" in html
    assert "no-store" in answer.headers["Cache-Control"]
    assert everywhere.in_tables("chanthouvy") == []
    assert all(SECRET not in str(session.get_decoded()) for session in Session.objects.all())


def test_an_empty_form_says_so(editor: User, signed_in: SignedIn) -> None:
    page = story_draft(editor)

    assert "Nothing was typed" in signed_in(editor).post(address(page), {"name": "  \n "}).content.decode()


def test_the_browser_is_asked_to_remember_and_correct_nothing(editor: User, signed_in: SignedIn) -> None:
    html = signed_in(editor).get(address(story_draft(editor))).content.decode()

    boxes = re.findall(r"<textarea[^>]*>", html)
    assert len(boxes) == 14
    assert all('autocomplete="off"' in box and 'spellcheck="false"' in box for box in boxes)


def test_an_editor_removes_an_entry_by_its_number(editor: User, signed_in: SignedIn) -> None:
    page, client = story_draft(editor), signed_in(editor)
    never.entries_add(page=page, user=editor, lines={"name": [SECRET]})

    asked = client.get(removal(page, 1))
    assert NeverEntry.objects.on_list().count() == 1
    client.post(removal(page, 1))

    assert "entry 1: name" in asked.content.decode()
    assert "removed" in client.get(address(page)).content.decode()
    assert not NeverEntry.objects.on_list().exists()
    assert client.post(removal(page, 1)).status_code == 404


def test_a_consent_officer_may_add_and_not_remove(editor: User, officer: User, signed_in: SignedIn) -> None:
    page, client = story_draft(editor), signed_in(officer)

    client.post(address(page), {"name": SECRET})

    assert NeverEntry.objects.get().added_by == officer.pk
    assert client.post(removal(page, 1)).status_code in (302, 403)
    assert removal(page, 1) not in client.get(address(page)).content.decode()
    assert NeverEntry.objects.on_list().count() == 1


def test_nobody_else_gets_near_it(
    editor: User, reviewer: User, finance: User, stranger: Client, signed_in: SignedIn
) -> None:
    page = story_draft(editor)
    never.entries_add(page=page, user=editor, lines={"name": [SECRET]})

    for client in (signed_in(reviewer), signed_in(finance), stranger):
        for answer in (
            client.get(address(page)),
            client.post(address(page), {"name": "Somebody"}),
            client.post(removal(page, 1)),
        ):
            assert answer.status_code in (302, 403)
            assert "entry 1" not in answer.content.decode()
    assert NeverEntry.objects.on_list().count() == 1


def test_only_pages_that_ask_about_it_have_a_list(editor: User, signed_in: SignedIn) -> None:
    story, index = story_draft(editor), index_draft(editor)
    client = signed_in(editor)

    def edited(page: Page) -> str:
        return client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    assert address(story) in edited(story)
    assert address(index) not in edited(index)
    assert client.get(address(index)).status_code in (302, 403)


# --- When a draft is saved ----------------------------------------------------------------------------------------


MILESTONE = {
    "deleted": "",
    "order": "0",
    "type": "milestone",
    "id": "11111111-1111-4111-8111-111111111111",
    "value-phase": "freedom",
    "value-icon": "door",
    "value-heading": "A door",
    "value-place": "KH:battambang:city",
    "value-place-country": "",
    "value-time": "",
    "value-narrative": json.dumps(
        {
            "blocks": [
                {
                    "key": "00000",
                    "text": "Out.",
                    "type": "unstyled",
                    "depth": 0,
                    "inlineStyleRanges": [],
                    "entityRanges": [],
                }
            ],
            "entityMap": {},
        }
    ),
    "value-illustration-image": "",
    "value-illustration-alt_text": "",
}
BUDGET_LINE = {
    "id": "",
    "category": "journey_home",
    "amount_minor": "400",
    "sentence": "A seat.",
    "ORDER": "1",
}


def posted(client: Client, page: Page) -> dict[str, str]:
    """What the editor's form sends of a complete story."""
    form = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).context["form"]
    names = [name for name in form.fields if name != "journey"]
    data = {name: str(form[name].value()) for name in names if form[name].value() not in (None, False)}
    for formset in form.formsets.values():
        data |= {f"{formset.prefix}-TOTAL_FORMS": "0", f"{formset.prefix}-INITIAL_FORMS": "0"}
    data |= {f"journey-0-{name}": value for name, value in MILESTONE.items()} | {"journey-count": "1"}
    data |= {f"budget_lines-0-{name}": value for name, value in BUDGET_LINE.items()}
    return data | {"budget_lines-TOTAL_FORMS": "1"}


def saved(client: Client, page: Page, button: dict[str, str] | None = None, **changed: str) -> str:
    """The page that follows the editor's form with some fields changed; saves a draft, or presses another button."""
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    answer = client.post(edit, posted(client, page) | changed | (button or {}), follow=True)
    assert answer.redirect_chain, answer.context["form"].errors
    return answer.content.decode()


def listed(editor: User) -> Page:
    page = story_draft(editor)
    never.entries_add(page=page, user=editor, lines={"name": [SECRET]})
    return page


def test_a_saved_draft_is_told_what_matches(editor: User, signed_in: SignedIn) -> None:
    page = listed(editor)

    html = saved(signed_in(editor), page, summary="She is Chantouvy Rithisak.")

    assert "What you wrote in “Summary” matches entry 1 of the never-publish list" in html
    assert SECRET not in html
    assert PageLogEntry.objects.get(action=never.MATCHED).data == {"entries": [1], "texts": 1}
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().summary == "She is Chantouvy Rithisak."


def test_a_draft_that_matches_nothing_is_told_nothing(editor: User, signed_in: SignedIn) -> None:
    html = saved(signed_in(editor), listed(editor), summary="She went home.")

    assert "never-publish list" not in html
    assert not PageLogEntry.objects.filter(action=never.MATCHED).exists()


def test_a_draft_without_a_list_is_told_so(editor: User, signed_in: SignedIn) -> None:
    page = story_draft(editor)

    html = saved(signed_in(editor), page)

    assert "The never-publish list of this page is empty" in html
    assert address(page) in html


def test_a_submission_that_matches_is_let_in_and_cannot_be_signed(
    editor: User, reviewer: User, officer: User, signed_in: SignedIn
) -> None:
    page = listed(editor)
    consent_given(page, officer)

    html = saved(signed_in(editor), page, {"action-submit": "1"}, summary="She is Chantouvy Rithisak.")

    state = ReviewTaskState.objects.get()
    assert "matches entry 1" in html
    with pytest.raises(NotSignable):
        sign(state, reviewer)
    assert not Edition.objects.exists()


def test_autosave_asks_nothing_of_the_list(editor: User, signed_in: SignedIn) -> None:
    page = listed(editor)
    client = signed_in(editor)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])

    answer = client.post(
        edit, posted(client, page) | {"summary": SECRET}, headers={"Accept": "application/json"}
    )

    assert answer.json()["success"]
    assert not PageLogEntry.objects.filter(action=never.MATCHED).exists()
