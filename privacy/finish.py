"""What the end of a workflow does. Named in WAGTAIL_FINISH_WORKFLOW_ACTION, hence imported before the models exist."""

from typing import Any

from privacy.exceptions import NotSignable


def workflow_finish(workflow_state: Any, user: Any = None) -> None:
    """Makes the page row agree with the edition that was just signed; without one, nothing is published.

    Wagtail's own action would publish the latest revision. An empty workflow, a deactivated task and a bare
    `TaskState.approve()` all arrive here with no edition.

    Raises:
        NotSignable: no edition stands behind this workflow.
    """
    from django.utils.translation import gettext as _
    from wagtail.actions.publish_page_revision import PublishPageRevisionAction

    from privacy.models import Edition

    state = workflow_state.current_task_state.specific if workflow_state.current_task_state else None
    edition = getattr(state, "edition", None)
    if state is None or edition is None:
        raise NotSignable(_("Nothing was published: no reviewer signed this page."))
    if Edition.objects.standing().filter(pk=edition.pk).exists():
        PublishPageRevisionAction(state.revision, user=user).execute(skip_permission_checks=True)
