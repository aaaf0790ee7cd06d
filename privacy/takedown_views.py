"""Two screens: what taking a page down will do, and what is left to do by hand afterwards."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.models import Page

from privacy import retention_times, takedown
from privacy.addresses import addresses_of
from privacy.models import Edition, ReviewedPage

# Shown as text, to be copied: no page of the admin leads to another host.
REMOVAL_FORMS = (
    ("Google", "https://search.google.com/search-console/remove-outdated-content"),
    ("Bing", "https://www.bing.com/webmasters/tools/contentremoval"),
    ("Yandex", "https://webmaster.yandex.com/tools/del-url/"),
    ("Internet Archive", "info@archive.org"),
)


class ReasonForm(forms.Form):
    """The reason, from a closed list; it may be left out."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why"),
        choices=takedown.Reason.choices,
        required=False,
        help_text=gettext_lazy("Kept in the page's history. Nothing waits for it."),
    )


def may_take_down(user: Any, page: Page) -> bool:
    """Whoever may edit the page, whatever lock is on it."""
    specific = page.specific
    return isinstance(specific, ReviewedPage) and specific.permissions_for_user(user).can_edit_at_all()


def _page_for(request: HttpRequest, page_id: int) -> ReviewedPage:
    page = get_object_or_404(Page, pk=page_id).specific
    if not may_take_down(request.user, page):
        raise PermissionDenied
    found: ReviewedPage = page
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, page_id: int) -> HttpResponse:
    """What will happen, and one button. A second press changes nothing and says so."""
    page = _page_for(request, page_id)
    form = ReasonForm(request.POST or None)
    if request.method != "POST":
        return render(request, "privacy/take_down.html", _context(page, form))
    # A reason that is not on the list must not keep a page public.
    reason = form.cleaned_data["reason"] if form.is_valid() else takedown.Reason.OTHER
    done = takedown.pages_withdraw(pages=takedown.family(page), user=request.user, reason=reason)
    count = sum(one.is_new for one in done)
    if count:
        text = ngettext("%(count)d page was taken down.", "%(count)d pages were taken down.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.info(request, _("Nothing was public any more."))
    return redirect("privacy_take_down:after", page.pk)


def _context(page: ReviewedPage, form: ReasonForm) -> dict[str, Any]:
    family = takedown.family(page)
    standing = Edition.objects.withdrawable().filter(page_id__in=[one.pk for one in family])
    by_page: dict[int, Edition] = {edition.page_id: edition for edition in standing.order_by("starts_at")}
    rows = [
        {"page": one, "edition": by_page.get(one.pk), "in_review": one.current_workflow_task is not None}
        for one in family
    ]
    return {
        "page": page,
        "form": form,
        "rows": [row for row in rows if row["edition"] or row["in_review"] or row["page"].live],
        "is_personal": takedown.is_personal(type(page)),
        "days": retention_times.WITHDRAWN.days + 1,
    }


@require_safe
def after(request: HttpRequest, page_id: int) -> HttpResponse:
    """What a computer cannot call back, as a list to tick or print, with every address a cache has to forget."""
    page = _page_for(request, page_id)
    context = {
        "page": page,
        "is_dark": not takedown.is_offered(page),
        "addresses": addresses_of([one.pk for one in takedown.family(page)]),
        "removal_forms": REMOVAL_FORMS,
        "is_personal": takedown.is_personal(type(page)),
        "days": retention_times.WITHDRAWN.days + 1,
    }
    return render(request, "privacy/take_down_after.html", context)
