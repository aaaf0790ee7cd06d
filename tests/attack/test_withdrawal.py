"""Going dark, and not yet being light: an edition outside its time shows nothing, and can always be taken down."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from privacy.models import Edition
from privacy.takedown import page_withdraw
from stories.models import StoryPage
from tests.attack import gate, plant
from tests.attack.conftest import Attacker, Trap
from tests.privacy.pages import sign, submit

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(gate.OFF, reason="about editions, of which an ordinary site has none"),
]
AttackAs = Callable[[str], Attacker]


def signed(trap: Trap, **when: object) -> tuple[StoryPage, Edition]:
    """The marked story itself, signed."""
    page = trap.draft()
    edition = sign(submit(page, trap.editor), trap.reviewer, **when)
    return StoryPage.objects.get(pk=page.pk), edition


def test_an_edition_to_come_shows_no_word(trap: Trap, pictures_open: None) -> None:
    signed(trap, starts_at=timezone.now() + timedelta(hours=1))
    trap.words_of_money = False
    trap.check()


def test_an_edition_to_come_shows_no_amount(trap: Trap) -> None:
    signed(trap, starts_at=timezone.now() + timedelta(hours=1))
    trap.check()


def test_an_edition_to_come_changes_no_amount_of_the_one_that_stands(trap: Trap) -> None:
    page, _edition = trap.signed()
    draft = plant.mark(page.get_latest_revision_as_object(), trap.word, trap.picture())
    draft.save_revision(user=trap.editor)
    sign(submit(draft, trap.editor), trap.reviewer, starts_at=timezone.now() + timedelta(hours=1))
    trap.check()


def test_an_expired_edition_shows_no_amount(trap: Trap) -> None:
    soon = timezone.now() + timedelta(hours=1)
    signed(trap, expires_at=soon)
    with time_machine.travel(soon, tick=False):
        trap.check()


def test_an_expired_edition_shows_no_word(trap: Trap, pictures_open: None) -> None:
    soon = timezone.now() + timedelta(hours=1)
    signed(trap, expires_at=soon)
    trap.words_of_money = False
    with time_machine.travel(soon, tick=False):
        trap.check()


def test_an_edition_to_come_answers_as_if_nothing_were_there(trap: Trap) -> None:
    _page, edition = signed(trap, starts_at=timezone.now() + timedelta(hours=1))
    assert Client().get(edition.path).status_code == 404
    page_withdraw(page=StoryPage.objects.get(pk=edition.page_id))
    assert Client().get(edition.path).status_code == 404


@pytest.mark.parametrize("who", ["editor", "superuser"])
def test_an_edition_that_started_by_itself_can_be_taken_down(
    trap: Trap, attack_as: AttackAs, who: str
) -> None:
    start = timezone.now() + timedelta(hours=1)
    page, edition = signed(trap, starts_at=start)
    with time_machine.travel(start + timedelta(hours=1)):
        assert Client().get(edition.path).status_code == 200
        take_down(attack_as(who), page)
        trap.check()


@pytest.mark.parametrize("who", ["editor", "superuser"])
def test_a_page_whose_row_says_it_is_a_draft_can_be_taken_down(
    trap: Trap, attack_as: AttackAs, who: str
) -> None:
    page, _edition = signed(trap)
    Page.objects.filter(pk=page.pk).update(live=False)
    take_down(attack_as(who), page)
    trap.check()


def take_down(attacker: Attacker, page: Page) -> None:
    """Both of Wagtail's ways."""
    attacker.post(f"/admin/pages/{page.pk}/unpublish/")
    attacker.post(f"/admin/bulk/wagtailcore/page/unpublish/?id={page.pk}&next=/admin/")


@pytest.mark.parametrize("who", ["editor", "superuser"])
def test_a_page_under_review_can_be_taken_down(
    trap: Trap, attack_as: AttackAs, who: str, pictures_open: None
) -> None:
    page, _edition = signed(trap)
    draft = page.get_latest_revision_as_object()
    draft.save_revision(user=trap.editor)
    submit(draft, trap.editor)
    take_down(attack_as(who), page)
    trap.check()


def test_a_submission_from_before_a_take_down_revives_nothing(trap: Trap, attack_as: AttackAs) -> None:
    page, _edition = signed(trap)
    draft = page.get_latest_revision_as_object()
    draft.save_revision(user=trap.editor)
    state = submit(draft, trap.editor)
    take_down(attack_as("editor"), page)
    with trap.attempt():
        sign(state, trap.reviewer)
    trap.check()


def test_one_statement_in_an_emergency(trap: Trap, pictures_open: None) -> None:
    """Reference publish-paths 6: one SQL statement must be enough to make everything of a page dark."""
    page, _edition = signed(trap)
    trap.sql("UPDATE privacy_edition SET withdrawn_at = CURRENT_TIMESTAMP WHERE page_id = %s", [page.pk])
    trap.check()


def test_a_take_down_of_one_language_leaves_nothing_of_it(
    trap: Trap, attack_as: AttackAs, admin: User
) -> None:
    page, _edition = signed(trap)
    take_down(attack_as("editor"), page)
    assert page_withdraw(page=StoryPage.objects.get(pk=page.pk), user=admin) == 0
    trap.check()


@pytest.mark.parametrize("who", ["reviewer", "finance"])
def test_nobody_without_a_right_to_edit_takes_down(
    trap: Trap, attack_as: AttackAs, who: str, request: pytest.FixtureRequest
) -> None:
    from wagtail.models import GroupPagePermission

    page, edition = trap.signed()
    GroupPagePermission.objects.exclude(group__name="Communications editors").delete()
    take_down(attack_as(who), page)
    assert Client().get(edition.path).status_code == 200
    trap.check()
