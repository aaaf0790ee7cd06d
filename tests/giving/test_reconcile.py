"""The books against the processor's, to the cent: what was lost is fetched, what is nobody's set aside and shown."""

from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from giving import ledger, suspense
from giving.models import Donation, Transfer, WebhookEvent
from giving.reconcile import reconcile
from giving.sweeping import sweep
from giving.sync import donation_sync
from tests.giving.conftest import MakeFund
from tests.giving.money_back import assert_right_to_the_cent, charge_of, held, pay
from tests.giving.processor import Processor
from tests.giving.test_gifts import begin

WEEK = 7 * 24 * 60 * 60


def test_a_payment_nobody_told_us_about_is_fetched(make_fund: MakeFund, quiet: Processor) -> None:
    fund = make_fund(10_000)
    donation, page = begin(fund)
    quiet.press(page, "pay")
    charge = quiet.api("GET", "/v1/charges")[1]["data"][0]["id"]
    quiet.api("POST", "/v1/refunds", body=f"charge={charge}&amount=300")
    quiet.control("deliveries/drop")

    found = reconcile()

    donation.refresh_from_db()
    assert (found.is_off, found.fetched, donation.status, held(fund)) == (
        False,
        2,
        "partially_refunded",
        2_200,
    )
    assert reconcile().fetched == 0
    assert_right_to_the_cent()


def test_payouts_reach_the_bank_and_come_back(make_fund: MakeFund, site: Processor) -> None:
    pay(site, make_fund(10_000))
    site.control("clock", seconds=WEEK)
    first = site.control("payouts")["payouts"][0]
    site.control(f"payouts/{first}/arrive")
    site.wait_delivered()
    assert (ledger.balance([ledger.BANK], "USD"), ledger.balance([ledger.processor("default")], "USD")) == (
        -2_397,
        0,
    )

    site.control(f"payouts/{first}/fail")
    site.wait_delivered()

    assert ledger.balance([ledger.BANK], "USD") == 0
    assert WebhookEvent.objects.filter(type__startswith="payout.", status="done").count() == 3
    assert_right_to_the_cent()


def test_a_refund_before_the_payout_leaves_the_payout_right(make_fund: MakeFund, quiet: Processor) -> None:
    donation = pay(quiet, make_fund(10_000))
    quiet.control("clock", seconds=WEEK)
    quiet.api("POST", "/v1/refunds", body=f"payment_intent={donation.payment_intent_id}&amount=700")
    quiet.control("payouts")
    quiet.control("deliveries/drop")

    assert not reconcile().is_off
    assert ledger.balance([ledger.BANK], "USD") == -(2_397 - 700)
    assert_right_to_the_cent()


def test_a_movement_of_nobody_is_set_aside_and_the_command_fails(
    make_fund: MakeFund,
    quiet: Processor,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    pay(quiet, make_fund(10_000))
    call_command("reconcile")
    quiet.control("adjustments", amount=-250)

    with pytest.raises(CommandError, match="1 things are off"):
        call_command("reconcile")

    assert "money set aside" in caplog.text
    shown = capsys.readouterr().out
    assert "-250 set aside, waiting" in shown
    assert suspense.balances() == {("suspense:default", "USD"): -250}
    assert ledger.balance([ledger.processor("default")], "USD") == -(2_397 - 250)
    quiet.control("adjustments", amount=250)
    call_command("reconcile")


def test_a_payment_with_no_gift_of_ours_is_set_aside(site: Processor) -> None:
    body = (
        "mode=payment&success_url=http://127.0.0.1:9/&line_items[0][price_data][currency]=usd"
        "&line_items[0][price_data][unit_amount]=900&line_items[0][price_data][product_data][name]=Other"
    )
    _status, session = site.api("POST", "/v1/checkout/sessions", body=body)
    site.control(f"sessions/{session['id']}/pay")
    site.wait_delivered()
    assert set(WebhookEvent.objects.values_list("status", flat=True)) == {"quarantined"}

    found = reconcile()

    assert (found.is_off, found.set_aside) == (True, 1)
    assert suspense.balances() == {("suspense:default", "USD"): 900}
    assert Donation.objects.count() == 0
    charge = site.api("GET", "/v1/charges")[1]["data"][0]["id"]
    site.api("POST", "/v1/refunds", body=f"charge={charge}")
    site.wait_delivered()
    assert (reconcile().is_off, suspense.balances()) == (False, {})


@pytest.mark.parametrize("planted", [{"amount": 250}, {"currency": "eur"}, {"amount": 2501}])
def test_a_payment_that_does_not_match_its_gift_is_set_aside_at_once(
    planted: dict[str, object], make_fund: MakeFund, site: Processor
) -> None:
    fund = make_fund(10_000)
    donation, _page = begin(fund)
    site.control(f"sessions/{site.sessions()[0]['id']}/pay", **planted)
    site.wait_delivered()

    donation.refresh_from_db()
    amount, code = planted.get("amount", 2_500), str(planted.get("currency", "usd")).upper()
    assert (donation.status, held(fund)) == ("quarantined", 0)
    assert suspense.balances() == {("suspense:default", code): amount}
    found = reconcile()
    assert (found.problems, [line.in_suspense for line in found.lines]) == ([], [amount])


def test_a_row_of_ours_the_processor_does_not_know_is_shown(make_fund: MakeFund, quiet: Processor) -> None:
    donation = pay(quiet, make_fund(10_000))
    entry = ledger.Entry(debit=ledger.processor("default"), credit=ledger.COMMON, amount_minor=5)
    ledger.fact_post(fact_id="charge:txn_forged", entries=[entry], source=donation)

    found = reconcile()

    assert found.is_off
    assert found.problems == ["charge:txn_forged is in our books, and default does not know it"]


def test_one_cent_is_seen(make_fund: MakeFund, quiet: Processor) -> None:
    donation, page = begin(make_fund(10_000))
    quiet.press(page, "pay")
    moved = quiet.api("GET", "/v1/balance_transactions")[1]["data"][0]["id"]
    entry = ledger.Entry(debit=ledger.processor("default"), credit=ledger.COMMON, amount_minor=2_398)
    ledger.fact_post(fact_id=f"charge:{moved}", entries=[entry], source=donation)

    found = reconcile()

    assert found.is_off
    assert f"charge:{moved}: default moved 2397" in found.problems[0]


def test_reconciling_twice_at_once_books_everything_once(make_fund: MakeFund, site: Processor) -> None:
    fund = make_fund(100_000)
    pages = [begin(fund, "10")[1] for _ in range(4)]
    site.control("freeze")
    for page in pages:
        site.press(page, "pay")
    site.control("adjustments", amount=70)
    failures: list[Exception] = []

    def run() -> None:
        try:
            reconcile()
            sweep()
        except Exception as error:  # noqa: BLE001  (the test shows it)
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (failures, held(fund), fund.gifts) == ([], 4_000, 4)
    assert suspense.balances() == {("suspense:default", "USD"): 70}
    found = reconcile()
    assert (found.problems, found.fetched, found.set_aside) == ([], 0, 0)


def test_an_unreachable_processor_is_an_error_and_changes_nothing(
    make_fund: MakeFund, quiet: Processor, settings: object
) -> None:
    pay(quiet, make_fund(10_000))
    rows = Transfer.objects.count()
    quiet.control("faults", on="balance_transactions", kind="fail", times=9)

    with pytest.raises(CommandError, match="could not be read"):
        call_command("reconcile")

    assert Transfer.objects.count() == rows


def test_events_that_never_came_are_taken_from_the_processor_s_list(
    make_fund: MakeFund, quiet: Processor
) -> None:
    donation = pay(quiet, make_fund(10_000))
    quiet.control(f"charges/{charge_of(quiet, donation)}/dispute")
    quiet.control("deliveries/drop")

    done = sweep()

    donation.refresh_from_db()
    assert (donation.status, done["missed"], done["failed"]) == ("disputed", 5, 0)
    assert sweep()["missed"] == 0
    assert_right_to_the_cent()


@pytest.mark.parametrize(
    ("code", "typed", "minor"), [("JPY", "2500", 2_500), ("KWD", "25.50", 25_500), ("ISK", "2500", 250_000)]
)
def test_every_kind_of_currency_reconciles(
    code: str, typed: str, minor: int, make_fund: MakeFund, quiet: Processor
) -> None:
    fund = make_fund(1_000_000, currency=code)
    donation = pay(quiet, fund, typed)
    assert (donation.status, held(fund)) == ("paid", minor)
    step = minor // 5
    quiet.api("POST", "/v1/refunds", body=f"payment_intent={donation.payment_intent_id}&amount={step}")
    donation_sync(donation_id=donation.pk)

    assert held(fund) == minor - step
    assert_right_to_the_cent()
