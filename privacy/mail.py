"""Mails of the review: neutral subjects, a link into the admin, never a title or a word of the content.

Wagtail's own notifications carry the page's title and the reviewer's comment; they lose their places here.
"""

import logging
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models.signals import pre_save
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import PageSubscription, TaskState, WorkflowState
from wagtail.signals import (
    task_approved,
    task_rejected,
    task_submitted,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

logger = logging.getLogger(__name__)

STOCK = (
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
)


def send(users: Any, subject: str, sentence: str, address: str) -> None:
    """One mail to each active user with an address, after the transaction; a dead mail server stops nothing."""
    body = f"{sentence}\n\n{settings.WAGTAILADMIN_BASE_URL}{address}\n"
    addresses = [user.email for user in users if user and user.is_active and user.email]

    def deliver() -> None:
        for email in addresses:
            try:
                EmailMessage(subject=subject, body=body, to=[email]).send()
            except OSError:
                logger.exception("A review mail was not sent")

    transaction.on_commit(deliver)


def _submitted(sender: Any, instance: TaskState, user: Any, **kwargs: Any) -> None:
    reviewers = get_user_model().objects.filter(groups__in=instance.task.specific.groups.all()).distinct()
    waiting = [reviewer for reviewer in reviewers if reviewer != user]
    sentence = _("A page was submitted and waits for somebody who wrote none of it.")
    send(
        waiting,
        _("A page waits for your review"),
        sentence,
        reverse("privacy_review:review", args=[instance.pk]),
    )


def _approved(sender: Any, instance: TaskState, user: Any, **kwargs: Any) -> None:
    page = reverse("wagtailadmin_pages:edit", args=[instance.revision.object_id])
    send([instance.submitted_by], _("A page was signed"), _("A page you submitted was signed."), page)
    sentence = _(
        "A page was signed in your name. If that was not you, take it down now and tell the administrators."
    )
    send([user], _("Your signature"), sentence, page)


def _rejected(sender: Any, instance: TaskState, user: Any, **kwargs: Any) -> None:
    page = reverse("wagtailadmin_pages:edit", args=[instance.revision.object_id])
    sentence = _("A page you submitted was sent back. The reason is in its history.")
    send([instance.submitted_by], _("A page was sent back"), sentence, page)


def _nothing(**kwargs: Any) -> None:
    """Stands where Wagtail's notifier would."""


def _no_comment_mail(instance: PageSubscription, **kwargs: Any) -> None:
    """Wagtail's mails about comments quote them; editors find comments in the editor instead."""
    instance.comment_notifications = False


def connect() -> None:
    """Called once, when the app is ready.

    Wagtail's notifiers lose their places, whether its app is ready before or after this one: a dispatch id that is
    taken is not connected again (django.dispatch.Signal.connect).
    """
    from privacy.models import ReviewTaskState

    for signal, sender, uid in STOCK:
        signal.disconnect(sender=sender, dispatch_uid=uid)
        signal.connect(_nothing, sender=sender, dispatch_uid=uid)
    pre_save.connect(_no_comment_mail, sender=PageSubscription, dispatch_uid="privacy.mail_comments")
    task_submitted.connect(_submitted, sender=ReviewTaskState, dispatch_uid="privacy.mail_submitted")
    task_approved.connect(_approved, sender=ReviewTaskState, dispatch_uid="privacy.mail_approved")
    task_rejected.connect(_rejected, sender=ReviewTaskState, dispatch_uid="privacy.mail_rejected")
