"""The gate in Wagtail's admin: where reviewers go, and what is taken out of reach."""

import json
from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.rich_text.feature_registry import FeatureRegistry

from privacy import consent_hooks, never_hooks, offers, review_views, standing_views  # noqa: F401  (some register themselves)
from privacy.evidence import writing  # noqa: F401  (what the editor sees while writing)
from privacy.links import NothingEmbedded, SignedPageLinkHandler
from privacy.reviewers import is_reviewer


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    patterns = [
        path("", review_views.index, name="index"),
        path("<int:state_id>/", review_views.review, name="review"),
        path("<int:state_id>/evidence/", review_views.evidence_progress, name="evidence"),
        path("standing/<uuid:edition_id>/", standing_views.standing, name="standing"),
        path("<int:state_id>/page/", review_views.rendered, name="rendered"),
    ]
    return [path("reviews/", include((patterns, "privacy_review")))]


class ReviewMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return is_reviewer(request.user)


@hooks.register("register_admin_menu_item")
def review_menu_item() -> MenuItem:
    return ReviewMenuItem(
        _("Privacy reviews"),
        reverse("privacy_review:index"),
        name="privacy-reviews",
        icon_name="view",
        order=150,
    )


class WaitingPanel(Component):
    """What waits for this reviewer, first thing on the dashboard."""

    name = "privacy_reviews"
    template_name = "privacy/waiting_panel.html"
    order = 90

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        waiting = review_views.reviews_for(parent_context["request"].user)
        return {"waiting": [(state, json.loads(state.card)["title"]) for state in waiting if state.card]}


@hooks.register("construct_homepage_panels")
def waiting_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Ours replaces Wagtail's panel of moderation tasks, whose buttons would end in a refusal."""
    panels[:] = [panel for panel in panels if panel.__class__.__name__ != "WorkflowObjectsToModeratePanel"]
    if is_reviewer(request.user):
        panels.append(WaitingPanel())


@hooks.register("register_rich_text_features", order=10)
def signed_page_links(features: FeatureRegistry) -> None:
    features.register_link_type(SignedPageLinkHandler)
    features.register_embed_type(NothingEmbedded)


offers.take_back()
