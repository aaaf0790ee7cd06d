"""Never-publish lists in Wagtail's admin: a button on the page, and a warning when what was saved matches the list."""

import logging
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry

from privacy import never, never_views
from privacy.evidence import never_checkers
from privacy.exceptions import UnknownReference, UnknownSchema
from privacy.frozen import freeze
from privacy.models import NeverEntry

logger = logging.getLogger("privacy.never")

LABEL = gettext_lazy("Never publish")
ICON = "no-view"
MOST_WARNINGS = 5


def never_button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    page = page.specific
    if never_views.may_add(user, page):
        yield Button(LABEL, url=_address(page), icon_name=ICON, priority=45)


def never_urls() -> list[Any]:
    patterns = [
        path("never-publish/<int:page_id>/", never_views.entries, name="entries"),
        path("never-publish/<int:page_id>/<int:number>/remove/", never_views.remove, name="remove"),
    ]
    return [path("", include((patterns, "privacy_never")))]


def never_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(
        never.ADDED, _("Add to the never-publish list"), _("Added to the never-publish list")
    )
    actions.register_action(
        never.REMOVED, _("Take off the never-publish list"), _("Taken off the never-publish list")
    )
    actions.register_action(
        never.MATCHED, _("Match the never-publish list"), _("Matched the never-publish list")
    )


def after_save(request: HttpRequest, page: Any) -> None:
    """Says where what was just saved or submitted matches the list. Autosave, which shows no message, asks nothing."""
    if not never.has_list(page) or not request.accepts("text/html"):
        return
    if not NeverEntry.objects.on_list().filter(lineage=page.lineage).exists():
        _warn(request, page, _("The never-publish list of this page is empty. Fill it before you submit."))
        return
    try:
        found = never_checkers.findings(freeze(page))
    except (UnknownReference, UnknownSchema, ImproperlyConfigured) as error:
        # Whoever signs will not get past it; a draft that cannot be looked at is saved all the same.
        logger.warning("A draft was not compared", extra={"page": page.pk, "error": type(error).__name__})
        return
    never.matching_log(
        page,
        request.user,
        numbers=[one.details["number"] for one in found],
        texts=len({one.where for one in found}),
    )
    sentences = dict.fromkeys(_sentence(finding) for finding in found)
    for sentence in list(sentences)[:MOST_WARNINGS]:
        _warn(request, page, sentence)
    if len(sentences) > MOST_WARNINGS:
        _warn(request, page, _("And %(count)d more places.") % {"count": len(sentences) - MOST_WARNINGS})


def _sentence(finding: Any) -> str:
    place = finding.details["place"] or _("Pseudonym")
    return _(
        "What you wrote in “%(place)s” matches entry %(number)d of the never-publish list. Change it: nobody can "
        "sign it like this."
    ) % {"place": place, "number": finding.details["number"]}


def _warn(request: HttpRequest, page: Any, sentence: str) -> None:
    messages.warning(
        request, format_html("{}", sentence), buttons=[messages.button(_address(page), _("The list"))]
    )


def _address(page: Any) -> str:
    return reverse("privacy_never:entries", args=[page.pk])


# As calls: Wagtail's decorator is untyped.
hooks.register("register_page_header_buttons", never_button)
hooks.register("register_admin_urls", never_urls)
hooks.register("register_log_actions", never_log_actions)
hooks.register("after_edit_page", after_save)
hooks.register("after_create_page", after_save)
