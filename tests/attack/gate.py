"""The gate, taken out for a control run: the same attacks must then succeed, or they prove nothing."""

import os
from typing import Any

import pytest
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.admin.views.pages.bulk_actions import PublishBulkAction
from wagtail.models import AbstractGroupApprovalTask, Page, WorkflowState
from wagtail.workflows import publish_workflow_state

from privacy.models import ReviewedPage, ReviewTask

OFF = os.environ.get("GATE_OFF") == "1"

PAGE_GUARDS = (
    "save permissions_for_user get_url_parts get_url get_full_url relative_url url full_url serve_preview "
    "get_parent get_children get_ancestors get_descendants get_siblings"
).split()
TASK_GUARDS = (
    "locked_for_user user_can_access_editor user_can_lock get_actions on_action get_task_states_user_can_moderate"
).split()


def open_gate(patch: pytest.MonkeyPatch) -> None:
    """Gives pages and the review task Wagtail's own behaviour back, and the end of a workflow its publication."""
    for name in PAGE_GUARDS:
        _stock(patch, ReviewedPage, Page, name)
    patch.setattr(ReviewedPage, "promote_panels", Page.promote_panels)
    patch.setattr(ReviewedPage, "settings_panels", Page.settings_panels)
    patch.delattr(ReviewedPage, "copy_form_class", raising=False)
    patch.setattr(PublishBulkAction, "models", [Page])
    patch.setattr(bulk_action_registry, "actions", {})
    patch.setattr(bulk_action_registry, "has_scanned_for_bulk_actions", False)
    for name in TASK_GUARDS:
        _stock(patch, ReviewTask, AbstractGroupApprovalTask, name)
    patch.setattr(WorkflowState, "on_finish", publish_workflow_state)
    patch.setattr(
        "privacy.fence.FenceMiddleware.__call__", lambda fence, request: fence.get_response(request)
    )


def _stock(patch: pytest.MonkeyPatch, ours: type[Any], theirs: type[Any], name: str) -> None:
    patch.setattr(ours, name, next(base.__dict__[name] for base in theirs.__mro__ if name in base.__dict__))
