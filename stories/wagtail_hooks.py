"""The stories room in Wagtail's admin: the list of stories by pseudonym, and the place field's own addresses."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.permissions import page_permission_policy

from stories import crowd_views
from stories.models import StoryPage


class StoryListingViewSet(PageListingViewSet):
    """Stories as editors know them: titles are codes, so the pseudonym and the facts have columns of their own."""

    model = StoryPage
    icon = "globe"
    menu_label = _("Stories")
    menu_name = "stories"
    menu_order = 120
    add_to_admin_menu = True
    columns = [
        *PageListingViewSet.columns[:2],
        Column("pseudonym", label=_("Pseudonym"), sort_key="pseudonym", width="16%"),
        Column("get_exploitation_type_display", label=_("Type of exploitation"), width="18%"),
        *PageListingViewSet.columns[3:],
    ]


story_listing = StoryListingViewSet("stories")


@hooks.register("register_admin_viewset")
def register_story_listing() -> StoryListingViewSet:
    return story_listing


@hooks.register("construct_main_menu")
def stories_for_editors(request: HttpRequest, menu_items: list[Any]) -> None:
    """Who holds no right on any page (reviewers, finance) is not sent to an empty list."""
    if not page_permission_policy.user_has_any_permission(request.user, {"add", "change"}):
        menu_items[:] = [item for item in menu_items if item.name != StoryListingViewSet.menu_name]


@hooks.register("construct_page_chooser_queryset")
def pages_one_may_edit(pages: Any, request: HttpRequest) -> Any:
    """The chooser lists titles of drafts; it lists none to reviewers and finance."""
    return (
        page_permission_policy.instances_user_has_any_permission_for(request.user, {"add", "change"}) & pages
    )


@hooks.register("register_admin_urls")
def place_urls() -> list[Any]:
    return [
        path("places/", include("stories.place_urls")),
        path("crowd/", crowd_views.crowd, name="stories_crowd"),
    ]
