"""Reference publish-paths 2a, by way of the workflow: approval, cancellation, and the loss of the task that reviews."""

import json

import pytest
from django.contrib.auth.models import Group, User
from wagtail.models import (
    GroupApprovalTask,
    Task,
    TaskState,
    Workflow,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from privacy.models import ReviewTask
from stories.models import StoryPage
from tests.attack import plant
from tests.attack.conftest import Attacker, Trap
from tests.privacy.pages import sign, submit

pytestmark = pytest.mark.django_db


def submitted(trap: Trap) -> tuple[StoryPage, TaskState]:
    page = trap.draft()
    return page, submit(page, trap.editor)


def test_approve_in_the_edit_view(attacker: Attacker, trap: Trap) -> None:
    page, _state = submitted(trap)
    for answers in ("{}", json.dumps({"edition": "x", "digest": "x", "answers": {}})):
        data = {
            "action-workflow-action": "true",
            "workflow-action-name": "approve",
            "workflow-action-extra-data": answers,
        }
        attacker.post(f"/admin/pages/{page.pk}/edit/", plant.story_form(trap.word, page) | data)
    trap.check()


@pytest.mark.parametrize("action", ["approve", "reject", "sign", "publish"])
def test_approve_at_the_modal_endpoint(attacker: Attacker, trap: Trap, action: str) -> None:
    page, state = submitted(trap)
    for view in ("action", "collect_action_data"):
        address = f"/admin/pages/workflow/{view}/{page.pk}/{action}/{state.pk}/"
        attacker.get(address)
        attacker.post(address, {"comment": "fine", "next": "/admin/"})
    trap.check()


def test_cancel_workflow(attacker: Attacker, trap: Trap) -> None:
    page, _state = submitted(trap)
    attacker.get(f"/admin/pages/workflow/confirm_cancellation/{page.pk}/")
    for action in (
        {"action-cancel-workflow": "true"},
        {"action-restart-workflow": "true"},
        {"action-publish": "1"},
    ):
        attacker.post(f"/admin/pages/{page.pk}/edit/", plant.story_form(trap.word, page) | action)
    trap.check()


def test_submit_twice_and_restart(attacker: Attacker, trap: Trap) -> None:
    page = trap.draft()
    for action in ("action-submit", "action-restart-workflow", "action-submit"):
        attacker.post(f"/admin/pages/{page.pk}/edit/", plant.story_form(trap.word, page) | {action: "true"})
    trap.check()


def test_deactivating_the_review_task(attacker: Attacker, trap: Trap) -> None:
    submitted(trap)
    attacker.post(f"/admin/workflows/tasks/disable/{ReviewTask.objects.get().pk}/")
    trap.check()


def test_deactivating_the_review_task_in_the_shell(trap: Trap, admin: User) -> None:
    submitted(trap)
    with trap.attempt():
        ReviewTask.objects.get().deactivate(user=admin)
    trap.check()


def test_disabling_the_workflow(attacker: Attacker, trap: Trap) -> None:
    page, _state = submitted(trap)
    attacker.post(f"/admin/workflows/disable/{Workflow.objects.get().pk}/")
    attacker.post(
        f"/admin/pages/{page.pk}/edit/", plant.story_form(trap.word, page) | {"action-publish": "1"}
    )
    trap.check()


def test_submitting_without_any_workflow(attacker: Attacker, trap: Trap) -> None:
    page = trap.draft()
    for link in WorkflowPage.objects.all():
        attacker.post(f"/admin/workflows/remove/{link.page_id}/{link.workflow_id}/")
    WorkflowPage.objects.all().delete()
    for action in ("action-submit", "action-publish"):
        attacker.post(f"/admin/pages/{page.pk}/edit/", plant.story_form(trap.word, page) | {action: "true"})
    trap.check()


def test_submitting_to_an_emptied_workflow(attacker: Attacker, trap: Trap) -> None:
    page = trap.draft()
    WorkflowTask.objects.all().delete()
    attacker.post(
        f"/admin/pages/{page.pk}/edit/", plant.story_form(trap.word, page) | {"action-submit": "true"}
    )
    trap.check()


def test_emptying_a_workflow_by_its_form(attacker: Attacker, trap: Trap) -> None:
    page, workflow = trap.draft(), Workflow.objects.get()
    link = WorkflowTask.objects.get()
    tasks = inline_formset([{"id": link.pk, "task": link.task_id, "DELETE": "on"}], initial=1)
    pages = inline_formset([{"id": 1, "page": 1}], initial=0)
    attacker.post(
        f"/admin/workflows/edit/{workflow.pk}/",
        nested_form_data({"name": "Empty", "active": "on", "workflow_tasks": tasks, "pages": pages}),
    )
    attacker.post(
        f"/admin/pages/{page.pk}/edit/", plant.story_form(trap.word, page) | {"action-submit": "true"}
    )
    trap.check()


def test_emptying_a_workflow_under_review(trap: Trap) -> None:
    _page, state = submitted(trap)
    WorkflowTask.objects.all().delete()
    for step in (state.workflow_state.update, state.workflow_state.finish, state.approve):
        with trap.attempt():
            step()
    trap.check()


def test_a_workflow_with_wagtails_own_task(attacker: Attacker, trap: Trap) -> None:
    task = GroupApprovalTask.objects.create(name="Quick look")
    task.groups.set(Group.objects.all())
    Group.objects.get(name="Privacy reviewers").user_set.add(attacker.user)
    WorkflowTask.objects.update(task=task.task_ptr)
    page = trap.draft()
    state = submit(page, trap.editor)
    attacker.post(f"/admin/pages/workflow/action/{page.pk}/approve/{state.pk}/", {"comment": "fine"})
    data = {
        "action-workflow-action": "true",
        "workflow-action-name": "approve",
        "workflow-action-extra-data": "{}",
    }
    attacker.post(f"/admin/pages/{page.pk}/edit/", plant.story_form(trap.word, page) | data)
    trap.check()


def test_wagtails_own_task_after_an_earlier_signature(attacker: Attacker, trap: Trap) -> None:
    page, _edition = trap.signed()
    task = GroupApprovalTask.objects.create(name="Quick look")
    task.groups.set(Group.objects.all())
    Group.objects.get(name="Privacy reviewers").user_set.add(attacker.user)
    WorkflowTask.objects.update(task=task.task_ptr)
    draft = plant.mark(page.get_latest_revision_as_object(), trap.word, trap.picture())
    draft.save_revision(user=trap.editor)
    state = submit(draft, trap.editor)
    attacker.post(f"/admin/pages/workflow/action/{page.pk}/approve/{state.pk}/", {"comment": "fine"})
    trap.check()


def test_the_first_of_two_reviews(trap: Trap) -> None:
    second = ReviewTask.objects.create(name="Second privacy review")
    second.groups.set([Group.objects.get(name="Privacy reviewers")])
    WorkflowTask.objects.create(workflow=Workflow.objects.get(), task=second.task_ptr, sort_order=1)
    _page, state = submitted(trap)
    with trap.attempt():
        sign(state, trap.reviewer)
    trap.check()


def test_a_task_of_the_editors_own(trap: Trap) -> None:
    """A superuser may make a review task for any group; who wrote it still cannot sign."""
    own = ReviewTask.objects.create(name="Our own review")
    own.groups.set([Group.objects.get(name="Communications editors")])
    WorkflowTask.objects.update(task=own.task_ptr)
    _page, state = submitted(trap)
    with trap.attempt():
        sign(state, trap.editor)
    trap.check()


def test_an_edition_of_another_page_lent_to_a_submission(trap: Trap, admin: User) -> None:
    _other, edition = trap.signed()
    _page, state = submitted(trap)
    with trap.attempt():
        type(state).objects.filter(pk=state.pk).update(edition=None)
        edition.review.delete()
    with trap.attempt():
        state.edition = edition
        state.save()
    with trap.attempt():
        state.approve(user=admin)
    trap.check()


def test_the_end_of_a_workflow_by_hand(trap: Trap, admin: User) -> None:
    page, state = submitted(trap)
    Task.objects.filter(pk=state.task_id).update(active=False)
    TaskState.objects.filter(pk=state.pk).update(status="approved")
    WorkflowState.objects.update(status="approved")
    for step in ("finish", "update", "on_finish"):
        with trap.attempt():
            getattr(WorkflowState.objects.get(), step)(user=admin)
    with trap.attempt():
        page.refresh_from_db()
        page.latest_revision.publish(user=admin)
    trap.check()
