"""Consents in Wagtail's admin: the officers' menu item, their addresses, the log's own wording."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from privacy import consent_views, consents
from privacy.consent_officers import is_consent_officer


def consent_urls() -> list[Any]:
    patterns = [
        path("", consent_views.index, name="index"),
        path("<uuid:key>/", consent_views.story, name="story"),
        path("<uuid:key>/withdraw/", consent_views.withdraw, name="withdraw"),
        path("page/<int:page_id>/", consent_views.rendered, name="rendered"),
    ]
    return [path("consents/", include((patterns, "privacy_consent")))]


class ConsentMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return is_consent_officer(request.user)


def consent_menu_item() -> MenuItem:
    return ConsentMenuItem(
        _("Consents"),
        reverse("privacy_consent:index"),
        name="consents",
        icon_name="clipboard-list",
        order=155,
    )


def consent_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(consents.RECORDED, _("Record consent"), _("Consent recorded"))
    actions.register_action(consents.WITHDRAWN, _("Withdraw consent"), _("Consent withdrawn"))


# As calls: Wagtail's decorator is untyped.
hooks.register("register_admin_urls", consent_urls)
hooks.register("register_admin_menu_item", consent_menu_item)
hooks.register("register_log_actions", consent_log_actions)
