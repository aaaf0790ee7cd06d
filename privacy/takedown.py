"""Going dark: withdrawal follows every way Wagtail has of unpublishing or deleting a page."""

from typing import Any

from django.db import transaction
from django.db.models.signals import pre_delete
from wagtail.models import Page
from wagtail.signals import page_unpublished

from privacy.editions import edition_withdraw
from privacy.models import ReviewedPage


@transaction.atomic
def page_withdraw(*, page: Page, user: Any = None) -> int:
    """Takes a page off every public surface at once; returns how many editions were withdrawn. Needs no review."""
    count = edition_withdraw(page_id=page.pk)
    if page.live:
        page.unpublish(user=user)
    return count


def _on_unpublish(sender: Any, instance: Page, **kwargs: Any) -> None:
    edition_withdraw(page_id=instance.pk)


def _on_delete(sender: Any, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, ReviewedPage):
        edition_withdraw(page_id=instance.pk)


def connect() -> None:
    """Called once, when the app is ready."""
    page_unpublished.connect(_on_unpublish, dispatch_uid="privacy.unpublished")
    pre_delete.connect(_on_delete, dispatch_uid="privacy.deleted")
