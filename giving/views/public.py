"""The pages a donor sees. No session, no cookie, no user: a form carries its own signed token."""

import logging
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from giving import selectors, standing
from giving.beneficiaries import beneficiary
from giving.checkout import donation_begin, donation_checkout
from giving.enums import SETTLED, DonationStatus
from giving.exceptions import (
    FundNotOpen,
    GivingRefused,
    PaymentMismatch,
    ProcessorMisconfigured,
    ProcessorRefused,
    ProcessorUnavailable,
)
from giving.forms import GiftForm, initial_for_amount
from giving.models import Donation, Fund
from giving.money import plain_amount
from giving.receipts import donation_shares
from giving.sync import donation_sync
from giving.tokens import form_token_issue, form_token_read

logger = logging.getLogger(__name__)

PRIVATE = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}
ASK_AGAIN = timedelta(seconds=2)
TOKEN_PAGE = {**PRIVATE, "Referrer-Policy": "no-referrer"}


class SeeOther(HttpResponseRedirect):
    """303: whatever was posted, the next page is fetched with GET."""

    status_code = 303


@require_safe
def fund_list(request: HttpRequest) -> HttpResponse:
    """Everyone whose needs are not met yet, least funded first, and the common fund."""
    locale = request.LANGUAGE_CODE
    found = ((fund, beneficiary(fund.reference, locale)) for fund in selectors.funds_needing())
    people = [{"fund": fund, "person": person} for fund, person in found if person]
    context = {"people": people, "common": selectors.fund_common()}
    return _page(request, "giving/list.html", context, headers={"Cache-Control": "no-cache"})


@csrf_exempt  # replaced by `_is_cross_site` and the form's own token: the public pages set no cookie
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponse:
    """The form of one fund; posting it leads to the payment page."""
    fund = _fund(code)
    if not (fund.is_common or fund.needed_minor):
        return _closed_page(request, fund)
    if request.method != "POST":
        initial = initial_for_amount(request.GET.get("amount"), fund.currency)
        return _form_page(
            request, fund, GiftForm(initial=initial, **_bound_to(request, fund)), form_token_issue()
        )
    form = GiftForm(request.POST, **_bound_to(request, fund))
    token = form_token_read(request.POST.get("form", ""))
    valid = form.is_valid()
    if notice := _refusal(request, form, token.state):
        return _form_page(request, fund, form, form_token_issue(token.nonce), notice=notice)
    if not valid:
        return _form_page(request, fund, form, form_token_issue(token.nonce))
    return _proceed(request, fund, form, token.nonce)


def _refusal(request: HttpRequest, form: GiftForm, state: str) -> str:
    """The sentence for a form that may not be sent as it is; "" when it may."""
    if _is_cross_site(request) or form.is_robot:
        return _(
            "This form could not be checked. Everything you entered is still here: please send it once more."
        )
    if state == "expired":
        return _(
            "This form was open for more than two hours. Everything you entered is still here: please send it again."
        )
    if state == "invalid":
        return _("This form is incomplete. Everything you entered is still here: please send it once more.")
    return ""


def _is_cross_site(request: HttpRequest) -> bool:
    """Whether the browser itself says that another site sent this form. It says so without any cookie of ours."""
    if fetch_site := request.headers.get("Sec-Fetch-Site"):
        return fetch_site not in ("same-origin", "none")
    origin = request.headers.get("Origin", "null")
    return origin != "null" and origin != f"{request.scheme}://{request.get_host()}"


def _proceed(request: HttpRequest, fund: Fund, form: GiftForm, nonce: str) -> HttpResponse:
    locale = request.LANGUAGE_CODE
    try:
        donation = donation_begin(fund=fund, gift=form.gift, nonce=nonce, locale=locale)
        url = donation_checkout(donation=donation)
    except FundNotOpen:
        return _closed_page(request, _fund(fund.code))
    except (ProcessorUnavailable, ProcessorRefused, ProcessorMisconfigured):
        logger.exception("payment page could not be opened")
        notice = _(
            "The payment service did not answer, and nothing was charged. Please try again in a minute."
        )
        return _form_page(request, fund, form, form_token_issue(nonce), notice=notice, status=503)
    return SeeOther(url or reverse("giving:thanks", args=[donation.token]), headers=PRIVATE)


@require_safe
def back(request: HttpRequest, token: str) -> HttpResponse:
    """Where the payment page's "back" leads: the form of the same gift, with everything as it was."""
    donation = _donation(token)
    if not donation.is_unpaid:
        return SeeOther(reverse("giving:thanks", args=[token]), headers=TOKEN_PAGE)
    fund = standing.settled([donation.fund])[0]
    if not (fund.is_common or fund.needed_minor):
        return _closed_page(request, fund)
    initial = initial_for_amount(plain_amount(donation.amount_minor, donation.currency), donation.currency)
    initial |= {
        "email": donation.contact.email if hasattr(donation, "contact") else "",
        "overflow": donation.overflow,
    }
    form = GiftForm(initial=initial, **_bound_to(request, fund))
    notice = _("Nothing was charged. You can change your gift, or continue to the payment page again.")
    return _form_page(request, fund, form, form_token_issue(donation.form_nonce), notice=notice, tone="info")


@require_safe
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    """What became of a gift. Arriving here proves no payment: it only makes us ask the processor, like a webhook does.

    Without asking, somebody whose card was declined and who then paid would read "declined" until the webhook comes,
    and pay again.
    """
    donation, is_fresh = _asked(_donation(token))
    state = _state(donation, is_fresh=is_fresh)
    context = {
        "donation": donation,
        "state": state,
        "shares": donation_shares(donation) if state == "paid" else [],
        "person": beneficiary(donation.fund.reference, request.LANGUAGE_CODE),
        "ended": donation.status == DonationStatus.EXPIRED,
    }
    headers = dict(TOKEN_PAGE)
    if (
        state == "confirming"
    ):  # the header works without JavaScript, and pages that change themselves stay the exception
        is_recent = timezone.now() - donation.updated_at < timedelta(minutes=2)
        headers["Refresh"] = "3" if is_recent else "30"
    return _page(request, "giving/thanks.html", context, headers=headers)


def _asked(donation: Donation) -> tuple[Donation, bool]:
    """The gift as the processor knows it now, and whether it is; at most once in ASK_AGAIN, whoever reloads."""
    now = timezone.now()
    if not donation.is_unpaid:
        return donation, True
    if donation.synced_at and now - donation.synced_at < ASK_AGAIN:
        return donation, False
    Donation.objects.filter(pk=donation.pk).update(synced_at=now)
    try:
        return donation_sync(donation_id=donation.pk), True
    except PaymentMismatch:
        return _donation(donation.token), True
    except GivingRefused:
        logger.warning("processor unreachable, left to the sweep", extra={"donation": str(donation.pk)})
        return donation, False


def _state(donation: Donation, *, is_fresh: bool) -> str:
    """One of confirming, paid, failed, expired, checking: what the page says."""
    if donation.status in SETTLED:
        return "paid"
    if donation.status == DonationStatus.FAILED:
        return "failed" if is_fresh or not donation.checkout_url else "confirming"
    if donation.status == DonationStatus.EXPIRED:
        return "expired"
    waiting = (DonationStatus.CREATED, DonationStatus.OPEN, DonationStatus.PROCESSING)
    return "confirming" if donation.status in waiting else "checking"


@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """A page to print or keep, once the gift is booked."""
    donation = _donation(token)
    if donation.status not in SETTLED:
        return SeeOther(reverse("giving:thanks", args=[token]), headers=TOKEN_PAGE)
    context = {"donation": donation, "shares": donation_shares(donation)}
    return _page(request, "giving/receipt.html", context, headers=TOKEN_PAGE)


def _page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    headers: dict[str, str],
    status: int = 200,
) -> HttpResponse:
    return HttpResponse(render_to_string(template, context, request), status=status, headers=headers)


def _fund(code: str) -> Fund:
    fund = standing.settled_one(Fund.objects.filter(code=code).first())
    if fund is None:
        raise Http404
    return fund


def _donation(token: str) -> Donation:
    donation = Donation.objects.select_related("fund", "contact").filter(token=token).first()
    if donation is None:
        raise Http404
    return donation


def _bound_to(request: HttpRequest, fund: Fund) -> dict[str, Any]:
    return {"fund": fund, "locale": request.LANGUAGE_CODE}


def _form_page(
    request: HttpRequest,
    fund: Fund,
    form: GiftForm,
    token: str,
    *,
    notice: str = "",
    tone: str = "error",
    status: int = 200,
) -> HttpResponse:
    context = {
        "fund": selectors.fund_total(fund),
        "form": form,
        "form_token": token,
        "notice": notice,
        "tone": tone,
        "person": None if fund.is_common else beneficiary(fund.reference, form.locale),
    }
    return _page(request, "giving/start.html", context, status=status, headers=PRIVATE)


def _closed_page(request: HttpRequest, fund: Fund) -> HttpResponse:
    """Says why the fund takes no gifts, and where help is needed now. 410 for a withdrawn one, which names nobody."""
    locale = request.LANGUAGE_CODE
    others = (beneficiary(other.reference, locale) and other for other in selectors.funds_needing(limit=20))
    following = next((other for other in others if other), None)
    context = {
        "fund": selectors.fund_total(fund),
        "person": beneficiary(fund.reference, locale) if fund.takes_gifts else None,
        "following": following,
        "following_person": beneficiary(following.reference, locale) if following else None,
        "common": selectors.fund_common(fund.currency),
        "amount": (request.POST or request.GET).get("own_amount")
        or (request.POST or request.GET).get("amount", ""),
    }
    return _page(
        request, "giving/closed.html", context, status=200 if fund.takes_gifts else 410, headers=PRIVATE
    )
