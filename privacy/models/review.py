"""The workflow task "Privacy review": freezes at submission, and lets through only what was signed."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.locks import WorkflowLock
from wagtail.models import AbstractGroupApprovalTask, TaskState, WorkflowState

from privacy.exceptions import NotSignable
from privacy.frozen import freeze
from privacy.picture_files import submitted_keep


class ReviewLock(WorkflowLock):
    """Nobody edits what is under review, reviewers included: whoever saved a word could not sign it."""

    def get_message(self, user: Any) -> Any:
        return _(
            "This page is under privacy review. Nobody can change it until it is signed, sent back or cancelled."
        )

    def get_description(self, user: Any, can_lock: bool = False) -> Any:
        return _("Nobody can change the page while it is under review.")

    def get_locked_by(self, user: Any, can_lock: bool = False) -> Any:
        return _("Locked by the privacy review")


class ReviewTask(AbstractGroupApprovalTask):
    """Asks a group for a signature. Wagtail's own approve and reject are offered to nobody: the review screen acts."""

    lock_class = ReviewLock

    class Meta:
        verbose_name = _("privacy review task")
        verbose_name_plural = _("privacy review tasks")

    @classmethod
    def get_task_state_class(cls) -> type[TaskState]:
        return ReviewTaskState

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        """Freezes the submitted revision; from here on the reviewer sees, and signs, this copy alone."""
        from privacy.evidence.tasks import evidence_request

        state: ReviewTaskState = super().start(workflow_state, user=user)
        state.freeze()
        evidence_request(state)
        return state

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return True

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return False

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return False

    def is_reviewer(self, user: Any) -> bool:
        return bool(user.is_active and self._user_in_groups(user))

    def get_actions(self, obj: Any, user: Any) -> list[Any]:
        return []

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        if self.is_reviewer(user):
            return self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        return TaskState.objects.none()

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Wagtail's buttons, modal and editor POST all end here, and none of them carries a signature."""
        raise NotSignable(_("Sign or send back on the review screen: Privacy reviews, in the menu."))

    @classmethod
    def get_description(cls) -> Any:
        return _("Somebody of the group, who wrote none of it, signs the frozen copy")


class Approval(models.Model):
    """One reviewer's signature on one frozen copy. Some pages need two, by different people, before an edition is made.

    `user_id` is a plain number: the row outlives the user.
    """

    state = models.ForeignKey("privacy.ReviewTaskState", on_delete=models.CASCADE, related_name="approvals")
    user_id = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    signed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("state", "user_id"), name="privacy_approval_once")]

    def __str__(self) -> str:
        return f"user {self.user_id} on {self.digest[:8]}"


class ReviewTaskState(TaskState):
    """One submission: the frozen copy the reviewer is shown, and the edition it became."""

    card = models.TextField(default="", editable=False)
    content = models.TextField(default="", editable=False)
    path = models.CharField(max_length=100, default="", editable=False)
    digest = models.CharField(max_length=64, default="", editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    edition = models.OneToOneField(
        "privacy.Edition", null=True, editable=False, on_delete=models.PROTECT, related_name="review"
    )

    exclude_fields_in_copy = ["card", "content", "path", "digest", "edition"]

    def freeze(self) -> None:
        """Takes the copy of the submitted revision.

        Raises:
            ValidationError: the page is not complete; its messages say what is missing.
            UnknownReference: it refers to something that cannot be copied.
            NotSignable: a picture's file is gone.
        """
        page = self.revision.as_object()
        page.clean_for_review()
        frozen = freeze(page)
        submitted_keep(frozen.files)
        self.card, self.content, self.path = frozen.card_text, frozen.content_text, frozen.path
        self.digest = frozen.digest
        self.submitted_by = self.workflow_state.requested_by
        self.save(update_fields=["card", "content", "path", "digest", "submitted_by"])
