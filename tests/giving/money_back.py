"""Gifts paid at the sandbox, and what can be looked up about them afterwards."""

from giving.invariants import verify
from giving.models import Donation, Fund
from giving.reconcile import reconcile
from giving.selectors import fund_common
from giving.sync import donation_sync
from tests.giving.processor import Processor
from tests.giving.test_gifts import begin


def pay(site: Processor, fund: Fund, amount: str = "25", **fields: str) -> Donation:
    """A paid gift, brought up to date whether or not events are delivered."""
    donation, page = begin(fund, amount, **fields)
    site.press(page, "pay")
    return donation_sync(donation_id=donation.pk)


def charge_of(site: Processor, donation: Donation) -> str:
    found = site.api("GET", f"/v1/payment_intents/{donation.payment_intent_id}")[1]
    return str(found["latest_charge"])


def assert_right_to_the_cent() -> None:
    """Every invariant holds, and the books are the processor's."""
    assert {finding.name: finding.problems for finding in verify() if finding.problems} == {}
    found = reconcile()
    assert (found.problems, [line for line in found.lines if line.is_off]) == ([], [])


def common_minor() -> int:
    common = fund_common()
    assert common
    return common.allocated_minor


def held(fund: Fund) -> int:
    fund.refresh_from_db()
    return fund.allocated_minor
