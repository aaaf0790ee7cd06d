"""The button "Take down now" in Wagtail's admin: the editor's menu, the page's header, and the log's own wording."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from privacy import takedown, takedown_views

LABEL = _("Take down now")
ICON = "warning"
LAST = 20_000  # never the menu's own button: that one is pressed without looking


class TakeDownMenuItem(ActionMenuItem):
    """Shown whatever lock a review put on the page: going dark waits for nobody."""

    label = LABEL
    name = "action-take-down"
    icon_name = ICON

    def is_shown(self, context: dict[str, Any]) -> bool:
        page = context.get("page")
        if page is None or context["view"] == "create":
            return False
        return takedown_views.may_take_down(context["request"].user, page) and takedown.is_offered(page)

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return reverse("privacy_take_down:confirm", args=[parent_context["page"].pk])


def take_down_menu_item() -> ActionMenuItem:
    return TakeDownMenuItem(order=LAST)


def take_down_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if takedown_views.may_take_down(user, page) and takedown.is_offered(page):
        address = reverse("privacy_take_down:confirm", args=[page.pk])
        yield Button(LABEL, url=address, icon_name=ICON, priority=55)


def take_down_urls() -> list[Any]:
    patterns = [
        path("take-down/<int:page_id>/", takedown_views.confirm, name="confirm"),
        path("take-down/<int:page_id>/after/", takedown_views.after, name="after"),
    ]
    return [path("", include((patterns, "privacy_take_down")))]


def take_down_log_action(actions: LogActionRegistry) -> None:
    actions.register_action(takedown.LOG_ACTION, _("Take down"), _("Taken down"))


def bulk_unpublish_takes_down(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any
) -> None:
    """The bulk action looks below the chosen pages for rows that say live; what stands behind a draft goes as well."""
    if action_type != "unpublish" or action.model is not Page:
        return
    if not action.cleaned_form.cleaned_data.get("include_descendants"):
        return
    for page in objects:
        below = takedown.behind_drafts(page.get_descendants(), may=action.check_perm)
        takedown.pages_withdraw(pages=below, user=request.user)


# As calls: Wagtail's decorator is untyped.
hooks.register("register_page_action_menu_item", take_down_menu_item)
hooks.register("register_page_header_buttons", take_down_button)
hooks.register("register_admin_urls", take_down_urls)
hooks.register("before_bulk_action", bulk_unpublish_takes_down)
hooks.register("register_log_actions", take_down_log_action)
