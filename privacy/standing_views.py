"""What today's checks found in a page that stands, and nobody answered when it was signed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from privacy.editions import read
from privacy.evidence.answers import answered_keys, answers_save, to_answer
from privacy.evidence.runs import Found, found_of
from privacy.evidence.showing import shown
from privacy.forms import AnswersForm
from privacy.models import Contributor, Edition, Evidence
from privacy.reviewers import is_reviewer


def open_looks() -> list[dict[str, Any]]:
    """Standing editions in which nobody has answered something, oldest first, each with how many. Two queries."""
    rows = Evidence.objects.filter(unanswered__gt=0).exclude(edition_id=None)
    counts = dict(rows.values_list("edition_id", "unanswered"))
    standing = Edition.objects.standing().filter(pk__in=list(counts)).order_by("signed_at")
    return [{"edition": edition, "unanswered": counts[edition.pk]} for edition in standing.verified()]


@require_http_methods(["GET", "HEAD", "POST"])
def standing(request: HttpRequest, edition_id: UUID) -> HttpResponse:
    """The findings of one standing page; a reviewer who wrote none of it says what can stay."""
    if not is_reviewer(request.user):
        raise PermissionDenied
    edition = get_object_or_404(Edition.objects.standing(), pk=edition_id)
    evidence = get_object_or_404(Evidence, edition_id=edition.pk)
    frozen = read(edition)
    if frozen is None:
        raise PermissionDenied(_("This page does not verify. It is dark; tell the administrators."))
    found = _unanswered(evidence)
    authors = Contributor.objects.filter(page_id=edition.page_id).values_list("user_id", flat=True)
    is_author = request.user.pk in set(authors)
    form = AnswersForm(request.POST or None, findings=to_answer(found))
    if request.method == "POST" and not is_author and form.is_valid():
        with transaction.atomic():
            answers_save(frozen, found, form.kept, user=request.user)
            Evidence.objects.filter(pk=evidence.pk).update(unanswered=len(_unanswered(evidence)))
        messages.success(request, _("Your answers are kept. The page stands as it is."))
        return redirect("privacy_review:index")
    context = {
        "edition": edition,
        "title": frozen.card["title"],
        "form": form,
        "rows": shown(frozen, [one.finding for one in found], form),
        "is_author": is_author,
        "is_final": any(one.finding.is_final for one in found),
    }
    return render(request, "privacy/standing.html", context)


def _unanswered(evidence: Evidence) -> list[Found]:
    answered = answered_keys(evidence.digest)
    wanted = {finding.key for finding in to_answer(found_of(evidence))} - answered
    return [one for one in found_of(evidence) if one.finding.key in wanted]
