"""Reference publish-paths 4: the traps, each stepped into."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connection, models
from django.test import Client
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Page, Revision

from cms.core import triggers
from privacy.models import Edition, ReviewTaskState
from stories.models import StoryPage
from tests.attack import gate, plant
from tests.attack.conftest import Attacker, Trap
from tests.privacy.pages import sign, submit

pytestmark = pytest.mark.django_db
AttackAs = Callable[[str], Attacker]


def test_a_live_page_holding_a_draft_in_memory(trap: Trap) -> None:
    """`save_revision` saves some fields of an object that says live=True and holds unsigned content."""
    page, _edition = trap.signed()
    draft = plant.mark(page.get_latest_revision_as_object(), trap.word, trap.picture())
    draft.live = True
    draft.save_revision(user=trap.editor, log_action=True, clean=False)
    with trap.attempt():
        draft.save(clean=False)
    trap.check()


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL keeps triggers when a column is altered"
)
@pytest.mark.django_db(transaction=True)
def test_a_remade_table_is_noticed_and_mended(stranger: Client) -> None:
    """SQLite remakes a table to alter a column, and drops its triggers without a word."""
    field = Edition._meta.get_field("locale")
    wider = models.CharField(max_length=11)
    wider.set_attributes_from_name("locale")
    wider.model = Edition
    with connection.schema_editor() as editor:
        editor.alter_field(Edition, field, wider)
    lost = set(triggers.missing())
    noticed = stranger.get("/readyz").status_code
    with connection.schema_editor() as editor:
        editor.alter_field(Edition, wider, field)
    triggers.install()

    assert {"privacy_edition_sealed", "privacy_edition_no_delete", "privacy_edition_born_standing"} <= lost
    assert noticed == 503
    assert triggers.missing() == []


def test_raw_json_in_a_workflow_post(attacker: Attacker, trap: Trap) -> None:
    page = trap.draft()
    submit(page, trap.editor)
    for raw in (
        "",
        "[]",
        "null",
        "{",
        '{"user": 1}',
        '{"action_name": "approve", "self": 1}',
        '{"edition": "1"}',
    ):
        data = {
            "action-workflow-action": "true",
            "workflow-action-name": "approve",
            "workflow-action-extra-data": raw,
        }
        attacker.post(f"/admin/pages/{page.pk}/edit/", plant.story_form(trap.word, page) | data)
    trap.check()


def test_a_moderator_approving_their_own(trap: Trap, attack_as: AttackAs) -> None:
    trap.editor.groups.add(Group.objects.get(name="Privacy reviewers"))
    page = trap.draft()
    state = submit(page, trap.editor)
    attacker = attack_as("editor")
    ticks = {f"answer-{question.key}": "on" for question in page.checklist.questions}
    attacker.post(f"/admin/reviews/{state.pk}/", {"digest": state.digest, "months": "12", **ticks})
    attacker.post(f"/admin/pages/workflow/action/{page.pk}/approve/{state.pk}/", {"comment": "mine"})
    trap.check()


def test_an_erasure_request_is_not_blocked(trap: Trap, attack_as: AttackAs) -> None:
    """A page that was signed can be deleted, revisions and all; its edition goes dark."""
    page, edition = trap.signed()
    call_command("purge_revisions", verbosity=0)
    attack_as("superuser").post(f"/admin/pages/{page.pk}/delete/")
    assert not StoryPage.objects.filter(pk=page.pk).exists()
    assert not Revision.objects.filter(object_id=str(page.pk)).exists()
    assert gate.OFF or Client().get(edition.path).status_code == 410
    trap.check()


def test_the_deletion_of_a_parent_darkens_what_lies_below(trap: Trap, attack_as: AttackAs) -> None:
    page, edition = trap.signed()
    attack_as("superuser").post(f"/admin/pages/{page.get_parent().pk}/delete/")
    assert gate.OFF or Client().get(edition.path).status_code == 410
    assert not ReviewTaskState.objects.filter(revision__object_id=str(page.pk)).exists()
    trap.check()


def test_nothing_in_the_admin_offers_to_publish(attacker: Attacker, trap: Trap) -> None:
    page = trap.draft()
    page_of = {"edit": f"/admin/pages/{page.pk}/edit/", "list": f"/admin/pages/{page.get_parent().pk}/"}
    submit(trap.draft(slug=f"{trap.word}-2"), trap.editor)
    for name, address in (
        page_of | {"dashboard": "/admin/", "copy": f"/admin/pages/{page.pk}/copy/"}
    ).items():
        body = attacker.get(address).content
        for offer in (
            b"action-publish",
            b"publish_copies",
            b"/wagtailcore/page/publish/",
            b'name="alias"',
            b"Approve",
        ):
            if offer in body and not gate.OFF:
                trap.found.append(f"{name} offers {offer.decode()}")
    trap.check()


@pytest.mark.skipif(gate.OFF, reason="about signing")
def test_an_alias_stops_no_signature_and_follows_none(trap: Trap) -> None:
    """One from before its creation was refused: it stays a draft whatever becomes of its original."""
    page, _edition = trap.signed()
    alias = CreatePageAliasAction(page, update_slug="alias").execute(skip_permission_checks=True)
    draft = plant.mark(page.get_latest_revision_as_object(), trap.word)
    draft.save_revision(user=trap.editor)
    sign(submit(draft, trap.editor), trap.reviewer)

    alias.refresh_from_db()
    assert (alias.live, alias.live_revision) == (False, None)
    assert not Edition.objects.filter(page_id=alias.pk).exists()
    assert Client().get(alias.address).status_code == 404
    assert trap.word not in f"{alias.pseudonym} {alias.summary}"


@pytest.mark.skipif(gate.OFF, reason="about signing")
def test_an_alias_stops_no_take_down(trap: Trap, attack_as: AttackAs) -> None:
    page, edition = trap.signed()
    CreatePageAliasAction(page, update_slug="alias").execute(skip_permission_checks=True)
    attack_as("editor").post(f"/admin/pages/{page.pk}/unpublish/")
    assert Client().get(edition.path).status_code == 410
    trap.check()


def test_a_page_that_says_live_while_its_row_is_not_what_was_signed(trap: Trap, admin: User) -> None:
    """Publishing over a page that stands writes the row, which the public never asks."""
    page, edition = trap.signed()
    draft = plant.mark(page.get_latest_revision_as_object(), trap.word, trap.picture())
    draft.save_revision(user=trap.editor).publish(user=admin, skip_permission_checks=True)
    assert Client().get(edition.path).status_code == 200 or gate.OFF
    assert Page.objects.get(pk=page.pk).live
    trap.check()
