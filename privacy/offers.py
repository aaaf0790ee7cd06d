"""What Wagtail's admin offers and nobody here may do: publishing in bulk, copies that are live or follow another."""

from typing import Any

from wagtail.admin.forms.pages import CopyForm
from wagtail.admin.views.pages.bulk_actions import PublishBulkAction

from privacy.models import ReviewedPage


class DraftCopyForm(CopyForm):
    """A copy is a draft of its own. It is never live, and never changes with its original without being read again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("publish_copies", "alias"):
            self.fields.pop(name, None)


def take_back() -> None:
    """Called once, while hooks are collected: that is before anybody asks for a form or a bulk action."""
    ReviewedPage.copy_form_class = DraftCopyForm
    PublishBulkAction.models = []  # the registry offers an action for the models it names
