"""The reviewer's screens in Wagtail's admin: what waits, and one submission with its checklist."""

from typing import Any

from django.apps import apps
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import TaskState

from privacy import editions
from privacy.difference import changes
from privacy.evidence.answers import to_answer
from privacy.evidence.runs import Found, evidence_collect, found_of
from privacy.evidence.showing import items
from privacy.exceptions import NotSignable
from privacy.forms import SendBackForm, SignForm
from privacy.frozen import Frozen
from privacy.models import Contributor, Edition, Evidence, ReviewTask, ReviewTaskState
from privacy.remarks import blocks_of
from privacy.rendering import preview_response
from privacy.reviewers import is_reviewer
from privacy.standing_views import open_looks


def reviews_for(user: Any) -> Any:
    """Submissions that wait for a group `user` belongs to, oldest first."""
    tasks = [task for task in ReviewTask.objects.filter(active=True) if task.is_reviewer(user)]
    waiting = ReviewTaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task__in=tasks)
    return waiting.select_related("revision", "submitted_by").order_by("started_at")


def _state_for(request: HttpRequest, state_id: int) -> ReviewTaskState:
    state: ReviewTaskState = get_object_or_404(
        ReviewTaskState.objects.select_related("revision", "task"), pk=state_id
    )
    if not state.task.specific.is_reviewer(request.user):
        raise PermissionDenied
    return state


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits for this reviewer, each with why it is not theirs to sign if so."""
    if not is_reviewer(request.user):
        raise PermissionDenied
    rows = [_row(state, request.user) for state in reviews_for(request.user)]
    return render(request, "privacy/review_index.html", {"rows": rows, "looks": open_looks()})


def _row(state: ReviewTaskState, user: Any) -> dict[str, Any]:
    try:
        frozen = editions.frozen_of(state)
    except NotSignable as reason:
        return {"state": state, "title": str(state.revision.object_str), "locale": "", "refusal": str(reason)}
    refusal = editions.refusal(state, frozen, user)
    return {"state": state, "title": frozen.card["title"], "locale": frozen.locale, "refusal": refusal}


@require_safe
def rendered(request: HttpRequest, state_id: int) -> HttpResponse:
    """The frozen copy as the public will get it, byte for byte, for the frame of the review screen."""
    return preview_response(request, editions.frozen_of(_state_for(request, state_id)))


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, state_id: int) -> HttpResponse:
    """One submission: the page, who wrote it, the checklist; signs it or sends it back."""
    state = _state_for(request, state_id)
    if state.status != TaskState.STATUS_IN_PROGRESS:
        messages.info(request, _("This submission was already decided."))
        return redirect("privacy_review:index")
    try:
        frozen = editions.frozen_of(state)
    except NotSignable as reason:
        messages.error(request, str(reason))
        return redirect("privacy_review:index")
    evidence = Evidence.objects.filter(pk=frozen.digest).first()
    sends_back = "send_back" in request.POST
    sign = _sign_form(request, frozen, evidence)
    back = SendBackForm(blocks_of(frozen), request.POST if sends_back else None)
    if request.method == "POST":
        done = _send_back(request, state, back) if sends_back else _sign(request, state, sign)
        if done:
            return redirect("privacy_review:index")
        evidence = Evidence.objects.filter(pk=frozen.digest).first()
        sign = _with_news(request, frozen, evidence, sign)
        if sends_back:
            # What was ticked stays ticked, but a page that goes back is not told what is unanswered.
            sign.errors.clear()
    context = _context(request, state, frozen) | {
        "sign": sign,
        "back": back,
        "evidence": evidence,
        "evidence_address": reverse("privacy_review:evidence", args=[state.pk]),
        "items": items(frozen, _found(evidence), sign),
    }
    return render(request, "privacy/review.html", context)


def _found(evidence: Evidence | None) -> list[Found]:
    return found_of(evidence) if evidence else []


def _sign_form(request: HttpRequest, frozen: Frozen, evidence: Evidence | None) -> SignForm:
    return SignForm(
        apps.get_model(frozen.page_type).checklist,
        request.POST if request.method == "POST" else None,
        initial={"digest": frozen.digest, "starts_at": frozen.page().proposed_start},
        findings=to_answer(_found(evidence)),
    )


def _with_news(
    request: HttpRequest, frozen: Frozen, evidence: Evidence | None, refused: SignForm
) -> SignForm:
    """The form that was refused, with the questions a look at signing may have added."""
    form = _sign_form(request, frozen, evidence)
    form.is_valid()
    for error in refused.non_field_errors():
        form.add_error(None, error)
    return form


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_progress(request: HttpRequest, state_id: int) -> HttpResponse:
    """How far the look at a submission is, as JSON; POST looks now, for when no worker answers."""
    state = _state_for(request, state_id)
    frozen = editions.frozen_of(state)
    if request.method == "POST":
        evidence_collect(frozen)
        return redirect("privacy_review:review", state_id=state.pk)
    evidence = Evidence.objects.filter(pk=frozen.digest).first()
    done, total = (evidence.done, evidence.total) if evidence else (0, 0)
    return JsonResponse({"done": done, "total": total, "finished": bool(evidence and evidence.finished_at)})


def _sign(request: HttpRequest, state: ReviewTaskState, form: SignForm) -> bool:
    if not form.is_valid():
        return False
    try:
        edition = editions.edition_sign(
            state_id=state.pk,
            user=request.user,
            digest=form.cleaned_data["digest"],
            answers=form.answers,
            kept=form.kept,
            starts_at=form.cleaned_data["starts_at"],
            expires_at=form.expires_at,
        )
    except NotSignable as reason:
        form.add_error(None, str(reason))
        return False
    if edition is None:
        messages.success(request, _("Signed. A second reviewer has to sign before it is published."))
    else:
        messages.success(request, _("Signed. It stands at %(path)s.") % {"path": edition.path})
    return True


def _send_back(request: HttpRequest, state: ReviewTaskState, form: SendBackForm) -> bool:
    if not form.is_valid():
        return False
    try:
        comment, remarks = form.cleaned_data["comment"], form.remarks
        editions.review_send_back(state_id=state.pk, user=request.user, comment=comment, remarks=remarks)
    except NotSignable as reason:
        form.add_error(None, str(reason))
        return False
    messages.success(request, _("Sent back with your reason."))
    return True


def _context(request: HttpRequest, state: ReviewTaskState, frozen: Frozen) -> dict[str, Any]:
    contributors = Contributor.objects.filter(page_id=frozen.page_id).values_list("user_id", flat=True)
    names = {
        user.pk: user.get_full_name() or user.get_username()
        for user in get_user_model().objects.filter(pk__in=contributors)
    }
    earlier = Edition.objects.filter(page_id=frozen.page_id).order_by("-signed_at").first()
    before = editions.read(earlier) if earlier and earlier.content else None
    return {
        "state": state,
        "frozen": frozen,
        "refusal": editions.refusal(state, frozen, request.user),
        "authors": [
            names.get(pk, _("a user who was deleted")) for pk in contributors if pk != Contributor.NOBODY
        ],
        "earlier": earlier,
        "changes": changes(before, frozen) if before else None,
        "approvals": state.approvals.filter(digest=frozen.digest).count(),
        "signatures_required": frozen.page().signatures_required,
    }
