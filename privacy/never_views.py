"""The screens of a never-publish list: what is on it by number and kind, a form that adds, a button that removes."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.models import Page

from privacy import never
from privacy.asking import people_names
from privacy.consent_officers import is_consent_officer
from privacy.models import NeverEntry, ReviewedPage
from privacy.never_forms import NeverForm


def may_remove(user: Any, page: Any) -> bool:
    """Whoever may edit the page, whatever lock is on it."""
    return never.has_list(page) and bool(page.permissions_for_user(user).can_edit_at_all())


def may_add(user: Any, page: Any) -> bool:
    """Editors, and the consent officer, who has heard it from the person."""
    return never.has_list(page) and (may_remove(user, page) or is_consent_officer(user))


def _page_for(request: HttpRequest, page_id: int) -> ReviewedPage:
    page: ReviewedPage = get_object_or_404(Page, pk=page_id).specific
    if not may_add(request.user, page):
        raise PermissionDenied
    return page


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def entries(request: HttpRequest, page_id: int) -> HttpResponse:
    """The list, and the form. What was typed comes back in the answer if something is wrong, and is kept nowhere."""
    page = _page_for(request, page_id)
    form = NeverForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (count := _add(page, request.user, form)):
        text = ngettext("%(count)d entry was added.", "%(count)d entries were added.", count)
        messages.success(request, text % {"count": count})
        return redirect("privacy_never:entries", page.pk)
    context = {
        "page": page,
        "form": form,
        "rows": _rows(page),
        "may_edit": may_remove(request.user, page),
    }
    return render(request, "privacy/never_list.html", context)


def _add(page: ReviewedPage, user: Any, form: NeverForm) -> int:
    try:
        return never.entries_add(page=page, user=user, lines=form.lines)
    except ValidationError as error:
        form.add_error(None, error.messages[0])
    except ImproperlyConfigured:
        form.add_error(
            None,
            _("This server holds no key for never-publish lists. Nothing was kept; tell your administrator."),
        )
    return 0


def _rows(page: ReviewedPage) -> list[dict[str, Any]]:
    """Number, kind, by whom and when; never what it says."""
    entries = list(never.entries_of(page))
    names = people_names({entry.added_by for entry in entries} | {entry.removed_by for entry in entries})
    return [
        {
            "entry": entry,
            "added_by": names[entry.added_by],
            "removed_by": names[entry.removed_by],
        }
        for entry in entries
    ]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, page_id: int, number: int) -> HttpResponse:
    """Asks once, then takes an entry off the list."""
    page = _page_for(request, page_id)
    if not may_remove(request.user, page):
        raise PermissionDenied
    entry: NeverEntry | None = never.entries_of(page).on_list().filter(number=number).first()
    if entry is None:
        raise Http404
    if request.method != "POST":
        return render(request, "privacy/never_remove.html", {"page": page, "entry": entry})
    never.entry_remove(page=page, user=request.user, number=number)
    messages.success(
        request, _("Entry %(number)d was removed. The reviewer will see that.") % {"number": number}
    )
    return redirect("privacy_never:entries", page.pk)
