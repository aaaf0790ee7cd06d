"""What the editor's crowd panel asks while the form changes."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from wagtail.permissions import page_permission_policy

from stories.evidence.crowd import crowd_of
from stories.facts import facts_of_fields
from stories.models import StoryPage


@sensitive_post_parameters()
@require_POST
def crowd(request: HttpRequest) -> HttpResponse:
    """The crowd of the posted fields, as the panel shows it. Nothing is kept.

    `page` is the id of the draft, whose own published edition is left out of the count; empty for a new page.
    """
    if not page_permission_policy.user_has_any_permission(request.user, {"add", "change"}):
        raise PermissionDenied
    facts = facts_of_fields({name: value for name, value in request.POST.items() if name != "journey"})
    found = crowd_of(facts, _key(request.POST.get("page", ""))) if facts.told() else None
    return render(request, "stories/panels/crowd_figures.html", {"crowd": found, "is_form": True})


def _key(page_id: str) -> UUID | None:
    if not page_id.isdecimal() or len(page_id) > 18:
        return None
    return StoryPage.objects.filter(pk=int(page_id)).values_list("translation_key", flat=True).first()
