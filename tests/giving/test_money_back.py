"""Refunds and disputes end to end: partial, whole, failing, won, lost. Who carries them, and that nothing is lost."""

import pytest

from giving import ledger
from giving.models import Donation, Fund, Transfer
from giving.services import LineNeed, fund_close, fund_open
from giving.spending import NotEnoughReceived, line_spend
from giving.sync import donation_sync
from tests.giving.conftest import MakeFund
from tests.giving.money_back import assert_right_to_the_cent, charge_of, common_minor, held, pay
from tests.giving.processor import Processor
from tests.giving.test_gifts import begin


def refund(site: Processor, donation: Donation, amount: int | None = None) -> str:
    """Somebody refunds at the processor."""
    body = f"payment_intent={donation.payment_intent_id}" + (f"&amount={amount}" if amount else "")
    status, answer = site.api("POST", "/v1/refunds", body=body)
    assert status == 200
    return str(answer["id"])


def again(donation: Donation) -> Donation:
    return donation_sync(donation_id=donation.pk)


def test_a_partial_refund_made_at_the_processor_comes_off_the_fund(
    make_fund: MakeFund, quiet: Processor
) -> None:
    fund = make_fund(1_000, 5_000)
    donation = pay(quiet, fund)
    refund(quiet, donation, 700)

    donation = again(donation)

    assert (donation.status, held(fund), fund.gifts) == ("partially_refunded", 1_800, 1)
    assert [line.allocated_minor for line in fund.lines.all()] == [1_000, 800]
    assert donation.refunds.values_list("reason", "status", "amount_minor").get() == (
        "processor",
        "succeeded",
        700,
    )
    assert_right_to_the_cent()


def test_two_equal_refunds_are_two(make_fund: MakeFund, quiet: Processor) -> None:
    fund = make_fund(10_000)
    donation = pay(quiet, fund)
    refund(quiet, donation, 500)
    refund(quiet, donation, 500)

    assert again(donation).status == "partially_refunded"
    assert (held(fund), donation.refunds.count()) == (1_500, 2)
    assert_right_to_the_cent()


def test_a_full_refund_takes_the_common_share_first_and_keeps_the_fee_ours(
    make_fund: MakeFund, quiet: Processor
) -> None:
    fund = make_fund(1_000)
    donation = pay(quiet, fund, overflow="common")
    assert (held(fund), common_minor()) == (1_000, 1_500)
    refund(quiet, donation, 1_500)
    assert (again(donation).status, held(fund), common_minor()) == ("partially_refunded", 1_000, 0)

    refund(quiet, donation)

    assert (again(donation).status, held(fund), common_minor()) == ("refunded", 0, 0)
    assert ledger.balance([ledger.FEES], "USD") == -103
    assert_right_to_the_cent()


def test_a_refund_that_fails_comes_back_to_the_person(make_fund: MakeFund, quiet: Processor) -> None:
    fund = make_fund(10_000)
    donation = pay(quiet, fund)
    identifier = refund(quiet, donation, 700)
    again(donation)

    quiet.control(f"refunds/{identifier}/fail")

    assert (again(donation).status, held(fund)) == ("paid", 2_500)
    assert donation.refunds.get().status == "failed"
    assert_right_to_the_cent()


def test_a_refund_and_its_failure_learnt_of_together_are_both_booked(
    make_fund: MakeFund, quiet: Processor
) -> None:
    fund = make_fund(10_000)
    donation = pay(quiet, fund)
    quiet.control(f"refunds/{refund(quiet, donation, 700)}/fail")

    assert (again(donation).status, held(fund)) == ("paid", 2_500)
    kinds = {fact.partition(":")[0] for fact in Transfer.objects.values_list("fact_id", flat=True)}
    assert kinds == {"charge", "refund", "refund_failed"}
    assert_right_to_the_cent()


def test_what_comes_back_and_is_needed_no_more_goes_to_the_common_fund(
    make_fund: MakeFund, quiet: Processor
) -> None:
    fund = make_fund(2_500)
    donation = pay(quiet, fund)
    identifier = refund(quiet, donation, 700)
    again(donation)
    pay(quiet, fund, "7")

    quiet.control(f"refunds/{identifier}/fail")

    assert (again(donation).status, held(fund), common_minor()) == ("paid", 2_500, 700)
    assert_right_to_the_cent()


def test_a_failed_refund_of_ours_is_owed_again(make_fund: MakeFund, quiet: Processor) -> None:
    donation = pay(quiet, make_fund(1_000), overflow="refund")
    row = donation.refunds.get()
    assert (donation.status, row.status) == ("partially_refunded", "succeeded")

    quiet.control(f"refunds/{row.processor_id}/fail")

    donation = again(donation)
    assert (donation.status, donation.refunds.get().status) == ("paid", "failed")
    assert ledger.balance([ledger.REFUNDS], "USD") == 1_500
    assert_right_to_the_cent()


def test_a_refund_that_takes_days_is_booked_when_money_moved(make_fund: MakeFund, quiet: Processor) -> None:
    fund = make_fund(10_000)
    donation, page = begin(fund)
    quiet.press(page, "later")
    assert again(donation).status == "processing"
    quiet.press(page, "settle")
    donation = again(donation)
    identifier = refund(quiet, donation, 700)
    assert (again(donation).status, held(fund)) == ("paid", 2_500)

    quiet.control(f"refunds/{identifier}/settle")

    assert (again(donation).status, held(fund)) == ("partially_refunded", 1_800)
    assert_right_to_the_cent()


def test_a_payment_by_a_slow_method_that_never_comes_books_nothing(
    make_fund: MakeFund, quiet: Processor
) -> None:
    fund = make_fund(10_000)
    donation, page = begin(fund)
    quiet.press(page, "later")
    quiet.press(page, "bounce")

    assert again(donation).status != "paid"
    assert (held(fund), Transfer.objects.count()) == (0, 0)


@pytest.mark.parametrize(("answer", "status"), [("pay", "paid"), ("refuse", "failed")])
def test_a_card_that_asks_for_3d_secure(
    answer: str, status: str, make_fund: MakeFund, quiet: Processor
) -> None:
    donation, page = begin(make_fund(10_000))
    assert "The bank asks whether it is you" in quiet.press(page, "challenge")[2]
    assert again(donation).status == "open"

    quiet.press(page, answer)

    assert again(donation).status == status
    assert_right_to_the_cent()


def test_money_already_spent_is_never_clawed_back_from_the_person(
    make_fund: MakeFund, quiet: Processor
) -> None:
    fund = make_fund(5_000)
    donation = pay(quiet, fund)
    line = fund.lines.get()
    line_spend(reference=fund.reference, identity=line.identity, amount_minor=2_000)

    refund(quiet, donation)

    assert (again(donation).status, held(fund), common_minor()) == ("refunded", 2_000, -2_000)
    assert fund.lines.get().spent_minor == 2_000
    assert_right_to_the_cent()
    quiet.control(f"refunds/{donation.refunds.get().processor_id}/fail")
    assert (again(donation).status, held(fund), common_minor()) == ("paid", 2_500, 0)
    assert_right_to_the_cent()


def test_more_than_was_received_is_never_spent(make_fund: MakeFund, quiet: Processor) -> None:
    fund = make_fund(5_000)
    pay(quiet, fund)
    with pytest.raises(NotEnoughReceived):
        line_spend(reference=fund.reference, identity=fund.lines.get().identity, amount_minor=2_501)
    assert not Transfer.objects.filter(fact_id__startswith="spending:").exists()
    assert_right_to_the_cent()


def test_a_line_is_never_lowered_below_what_was_paid_out_of_it(make_fund: MakeFund, quiet: Processor) -> None:
    from giving.exceptions import LineAlreadySpent

    fund = make_fund(5_000, 5_000)
    pay(quiet, fund, "50")
    first, second = fund.lines.all()
    line_spend(reference=fund.reference, identity=first.identity, amount_minor=3_000)
    lines = [
        LineNeed(first.identity, "education", 2_999, 1),
        LineNeed(second.identity, "education", 9_000, 2),
    ]

    with pytest.raises(LineAlreadySpent):
        fund_open(reference=fund.reference, currency="USD", lines=lines)

    assert Fund.objects.get(pk=fund.pk).target_minor == 10_000
    assert_right_to_the_cent()


@pytest.mark.parametrize(
    ("amount", "end", "status", "left"),
    [
        (None, "lose", "lost", 0),
        (None, "win", "paid", 2_500),
        (1_000, "lose", "lost", 1_500),
        (1_000, "win", "paid", 2_500),
    ],
    ids=["lost", "won", "partly lost", "partly won"],
)
def test_a_dispute(
    amount: int | None, end: str, status: str, left: int, make_fund: MakeFund, quiet: Processor
) -> None:
    fund = make_fund(10_000)
    donation = pay(quiet, fund)
    opened = quiet.control(
        f"charges/{charge_of(quiet, donation)}/dispute", **({"amount": amount} if amount else {})
    )
    assert (again(donation).status, held(fund)) == ("disputed", 2_500 - (amount or 2_500))
    assert_right_to_the_cent()

    quiet.control(f"disputes/{opened['dispute']}/{end}")

    assert (again(donation).status, held(fund)) == (status, left)
    assert ledger.balance([ledger.DISPUTE_FEES], "USD") == -1_500
    assert_right_to_the_cent()


def test_a_dispute_and_its_end_learnt_of_together(make_fund: MakeFund, quiet: Processor) -> None:
    fund = make_fund(10_000)
    donation = pay(quiet, fund)
    opened = quiet.control(f"charges/{charge_of(quiet, donation)}/dispute")
    quiet.control(f"disputes/{opened['dispute']}/win")

    assert (again(donation).status, held(fund)) == ("paid", 2_500)
    assert_right_to_the_cent()


def test_a_dispute_of_money_spent_or_withdrawn_is_carried_by_the_common_fund(
    make_fund: MakeFund, quiet: Processor
) -> None:
    fund = make_fund(5_000)
    donation = pay(quiet, fund)
    line_spend(reference=fund.reference, identity=fund.lines.get().identity, amount_minor=2_500)
    fund_close(reference=fund.reference)
    opened = quiet.control(f"charges/{charge_of(quiet, donation)}/dispute")
    quiet.control(f"disputes/{opened['dispute']}/lose")

    assert (again(donation).status, held(fund), common_minor()) == ("lost", 2_500, -2_500)
    assert_right_to_the_cent()


def test_what_is_left_after_a_lost_partial_dispute_can_be_refunded(
    make_fund: MakeFund, quiet: Processor
) -> None:
    fund = make_fund(10_000)
    donation = pay(quiet, fund)
    opened = quiet.control(f"charges/{charge_of(quiet, donation)}/dispute", amount=1_000)
    quiet.control(f"disputes/{opened['dispute']}/lose")
    refund(quiet, donation)

    assert (again(donation).status, held(fund)) == ("lost", 0)
    assert_right_to_the_cent()


def test_an_owed_refund_the_processor_refuses_stays_owed_and_does_not_stop_the_rest(
    make_fund: MakeFund, quiet: Processor, caplog: pytest.LogCaptureFixture
) -> None:
    fund = make_fund(1_000)
    donation, page = begin(fund, overflow="refund")
    quiet.press(page, "pay")
    charge = quiet.api("GET", "/v1/charges")[1]["data"][0]["id"]
    quiet.control(f"charges/{charge}/dispute", amount=500)

    donation = again(donation)

    assert (donation.status, donation.refunds.get().status) == ("disputed", "failed")
    assert "refund refused" in caplog.text
    assert_right_to_the_cent()


def test_webhooks_alone_bring_refunds_and_disputes(make_fund: MakeFund, site: Processor) -> None:
    fund = make_fund(10_000)
    gifts = [pay(site, fund) for _ in range(2)]
    refund(site, gifts[0], 700)
    site.control(f"charges/{charge_of(site, gifts[1])}/dispute")
    site.wait_delivered()

    for gift in gifts:
        gift.refresh_from_db()
    assert [gift.status for gift in gifts] == ["partially_refunded", "disputed"]
    assert held(fund) == 1_800
    assert_right_to_the_cent()


def test_a_dispute_announced_before_its_payment_finds_its_gift(make_fund: MakeFund, site: Processor) -> None:
    fund = make_fund(10_000)
    donation, page = begin(fund)
    site.control("freeze")
    site.press(page, "pay")
    charge = site.api("GET", "/v1/charges")[1]["data"][0]["id"]
    site.control("deliveries/drop")
    site.control(f"charges/{charge}/dispute")
    site.control("unfreeze")
    site.wait_delivered()

    donation.refresh_from_db()
    assert (donation.status, held(fund)) == ("disputed", 0)
    assert_right_to_the_cent()
