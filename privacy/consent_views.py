"""The consent officer's screens: stories and their consents, one form, and the withdrawal."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.models import Page

from privacy import consent_officers, consents, never_views
from privacy.asking import asks, page_types_asking, people_names
from privacy.consent_forms import ConsentForm
from privacy.consent_withdrawal import consent_withdraw
from privacy.evidence.consent import ENDS_SOON, summary_of
from privacy.exceptions import NotSignable, UnknownReference
from privacy.frozen import Frozen, freeze
from privacy.models import Consent, ReviewedPage
from privacy.rendering import preview_response


@dataclass(frozen=True)
class Row:
    """One story: its pages by language, the consent recorded last, and how that stands."""

    key: UUID
    title: str
    languages: str
    consent: Consent | None
    state: str
    is_needed: bool


def _officer_only(request: HttpRequest) -> None:
    if not consent_officers.is_consent_officer(request.user):
        raise PermissionDenied


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every story; those that need a consent first. A query for each type of page, and one."""
    _officer_only(request)
    newest = {consent.page_key: consent for consent in Consent.objects.order_by("recorded_at", "pk")}
    stories: dict[UUID, list[ReviewedPage]] = {}
    for model in page_types_asking(consents.QUESTION):
        for page in model._base_manager.select_related("locale").order_by("pk"):
            stories.setdefault(page.translation_key, []).append(page)
    rows = [_row(pages, newest.get(key)) for key, pages in stories.items()]
    rows.sort(key=lambda row: not row.is_needed)
    return render(request, "privacy/consent_index.html", {"rows": rows})


def _row(pages: list[ReviewedPage], consent: Consent | None) -> Row:
    state, is_needed = _state(consent)
    missing = [page for page in pages if consent and page.locale.language_code not in consent.languages]
    if not is_needed and missing:
        names = ", ".join(str(page.locale) for page in missing)
        state, is_needed = _("not given for: %(languages)s") % {"languages": names}, True
    return Row(
        key=pages[0].translation_key,
        title=pages[0].get_admin_display_title(),
        languages=", ".join(str(page.locale) for page in pages),
        consent=consent,
        state=state,
        is_needed=is_needed,
    )


def _state(consent: Consent | None) -> tuple[str, bool]:
    """How a consent stands, and whether a new one is needed."""
    now = timezone.now()
    if consent is None:
        return _("none"), True
    if consent.withdrawn_at:
        return _("withdrawn on %(day)s") % {"day": date_format(consent.withdrawn_at, "j F Y")}, False
    day = {"day": date_format(consent.ends_on, "j F Y")}
    if consent.ends_at <= now:
        return _("ended on %(day)s") % day, True
    if consent.ends_at <= now + ENDS_SOON:
        return _("ends soon, on %(day)s") % day, True
    if not consent.holds(now):
        return _("does not count"), True
    return _("until %(day)s") % day, False


def _pages_for(request: HttpRequest, key: UUID) -> list[ReviewedPage]:
    _officer_only(request)
    pages = consents.pages_of(key)
    if not pages:
        raise Http404
    return pages


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def story(request: HttpRequest, key: UUID) -> HttpResponse:
    """One story: what to read, what was agreed so far, and the form for a new consent."""
    pages = _pages_for(request, key)
    refusal = consent_officers.refusal(request.user, pages)
    form = ConsentForm(
        request.POST if request.method == "POST" else None,
        initial={"languages": [page.locale.language_code for page in pages]},
    )
    if request.method == "POST" and form.is_valid() and _record(request, pages, form):
        messages.success(request, _("Recorded. Reviewers see what was agreed, and what changes from now on."))
        return redirect("privacy_consent:index")
    recorded = list(Consent.objects.filter(page_key=key).order_by("-recorded_at", "-pk"))
    names = people_names(one.officer_id for one in recorded)
    context = {
        "pages": pages,
        "key": key,
        "form": form,
        "refusal": refusal,
        "never": never_views.may_add(request.user, pages[0]),
        "recorded": [
            {"consent": one, "sentences": summary_of(one), "officer": names[one.officer_id]}
            for one in recorded
        ],
        "standing": [one for one in recorded if one.withdrawn_at is None],
        "changed": _changed(pages, recorded[0]) if recorded else [],
    }
    return render(request, "privacy/consent_story.html", context)


def _record(request: HttpRequest, pages: list[ReviewedPage], form: ConsentForm) -> bool:
    try:
        consents.consent_record(pages=pages, user=request.user, values=form.values)
    except NotSignable as reason:
        form.add_error(None, str(reason))
    except ValidationError as error:
        form.add_error(None, error)
    return not form.errors


def _changed(pages: list[ReviewedPage], consent: Consent) -> list[dict[str, Any]]:
    """For each page, the places that are not what the person agreed to."""
    found = []
    for page in pages:
        try:
            places = consents.places_changed(consent, _frozen(page))
        except UnknownReference:
            continue
        if places or places is None:
            found.append({"page": page, "places": places})
    return found


def _frozen(page: ReviewedPage) -> Frozen:
    revision = page.get_latest_revision()
    return freeze(revision.as_object() if revision else page)


@require_safe
@xframe_options_sameorigin
def rendered(request: HttpRequest, page_id: int) -> HttpResponse:
    """The draft as the public would get it, to be read to the person. Reading it makes nobody an author."""
    _officer_only(request)
    page: ReviewedPage = get_object_or_404(Page, pk=page_id).specific
    if not asks(type(page), consents.QUESTION):
        raise Http404
    return preview_response(request, _frozen(page))


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Asks once, then takes the story down everywhere. No question is asked of the person who withdraws."""
    _officer_only(request)
    pages = consents.pages_of(key)
    if not pages and not Consent.objects.filter(page_key=key).exists():
        raise Http404
    if request.method != "POST":
        return render(request, "privacy/consent_withdraw.html", {"pages": pages, "key": key})
    count = consent_withdraw(page_key=key, user=request.user)
    text = ngettext(
        "Consent is withdrawn. %(count)d public page went dark.",
        "Consent is withdrawn. %(count)d public pages went dark.",
        count,
    )
    messages.success(request, text % {"count": count})
    return redirect("privacy_consent:index")
