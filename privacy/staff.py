"""Who may open which address of the admin: one table, asked before any of Wagtail's views.

Many of those views ask for a login and nothing else (choosers, tags, bulk actions, "chosen multiple"), and answer with
titles of drafts. Somebody who reviews or keeps the books has a login. So an address that is not in the table is for
people who may edit pages, whatever a later release of Wagtail adds.
"""

from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model
from wagtail.permissions import policy_registry

from cms.core.headers import ADMIN_PREFIX
from cms.core.refusals import refusal_response

ITSELF, PAGES, PICTURES = "itself", "pages", "pictures"

# (names of addresses, whom they are for); the first row that fits counts. ITSELF: the view asks for a right of its own.
ADDRESSES: tuple[tuple[str, str], ...] = (
    ("wagtailadmin_home", ITSELF),
    ("wagtailadmin_login", ITSELF),
    ("wagtailadmin_logout", ITSELF),
    ("wagtailadmin_account", ITSELF),
    ("wagtailadmin_password_reset*", ITSELF),
    ("wagtailadmin_sprite", ITSELF),
    ("wagtailadmin_javascript_catalog", ITSELF),
    ("wagtailadmin_dismissibles", ITSELF),
    ("wagtailadmin_collections:*", ITSELF),
    ("wagtailsites:*", ITSELF),
    ("wagtailusers_*:*", ITSELF),
    ("finance_*:*", ITSELF),
    ("privacy_*:*", ITSELF),
    ("wagtailimages:*", PICTURES),
    ("wagtailimages_chooser:*", PICTURES),
    ("wagtailadmin_api:images:*", PICTURES),
    ("wagtailadmin_tag_*", PICTURES),
)
# Bulk actions have one name for everything: here what they act on decides, by the label of its app.
BULK = "wagtail_bulk_action"
BULK_APPS = {"core": PICTURES, "auth": ITSELF}

SENTENCES = {
    PAGES: _("This is for people who may edit pages. What waits for you is on the dashboard."),
    PICTURES: _("This is for people who may choose pictures. What waits for you is on the dashboard."),
}


def needed_at(match: ResolverMatch) -> str:
    """ITSELF, PAGES or PICTURES: whom the address is for."""
    if match.url_name is None:  # Wagtail's own 404
        return ITSELF
    if match.url_name == BULK:
        return BULK_APPS.get(match.kwargs.get("app_label", ""), PAGES)
    return next((whom for names, whom in ADDRESSES if fnmatchcase(match.view_name, names)), PAGES)


def _may(user: Any, whom: str) -> bool:
    from wagtail.models import Page

    if whom == PAGES:
        return bool(policy_registry.get_by_type(Page).user_has_any_permission(user, {"add", "change"}))
    pictures = policy_registry.get_by_type(get_image_model())
    return bool(pictures.user_has_any_permission(user, {"add", "change", "choose"}))


class StaffMiddleware:
    """Refuses with a sentence. Put it where `request.user` and messages are known; strangers go on to the login."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if (
            not request.path_info.startswith(ADMIN_PREFIX)
            or match is None
            or not request.user.is_authenticated
        ):
            return None
        whom = needed_at(match)
        if whom == ITSELF or _may(request.user, whom):
            return None
        return refusal_response(request, str(SENTENCES[whom]), status=403)
