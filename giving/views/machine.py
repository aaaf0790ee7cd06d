"""What machines ask: a fund's total, and the processor's webhooks."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from giving import accounts, standing
from giving.exceptions import SignatureRefused
from giving.gateway import Gateway
from giving.models import Fund
from giving.webhooks import MAX_BODY_BYTES, event_process, event_receive


@require_safe
def fund_json(request: HttpRequest, code: str) -> JsonResponse:
    """`{"currency", "target_minor", "allocated_minor", "gifts", "as_of"}`; 404 for a fund that is closed or unknown."""
    fund = standing.settled_one(Fund.objects.open().filter(code=code).first())
    if fund is None or not fund.takes_gifts:
        raise Http404
    body = {
        "currency": fund.currency,
        "target_minor": fund.target_minor,
        "allocated_minor": fund.allocated_minor,
        "gifts": fund.gifts,
        "as_of": timezone.now().isoformat(timespec="seconds").replace("+00:00", "Z"),
    }
    return JsonResponse(body, headers={"Cache-Control": "public, max-age=5"})


@csrf_exempt
@require_POST
def webhook(request: HttpRequest, account: str) -> HttpResponse:
    """404 unknown account, 413 over 256 KB, 400 badly signed or old, else 200: the event is in the inbox."""
    try:
        found = accounts.get(account)
    except KeyError as error:
        raise Http404 from error
    declared = request.headers.get("Content-Length", "")
    if declared.isdigit() and int(declared) > MAX_BODY_BYTES:
        return HttpResponse(status=413)
    body = request.read(MAX_BODY_BYTES + 1)
    if len(body) > MAX_BODY_BYTES:
        return HttpResponse(status=413)
    try:
        event = Gateway(found).event_verify(body, request.headers.get("Stripe-Signature", ""))
    except SignatureRefused:
        return HttpResponse(status=400)
    event_process(event_receive(account=found, event=event, body=body))
    return HttpResponse(status=200)
