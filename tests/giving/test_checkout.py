"""From the form to the payment page: one submit is one gift and one session, and the processor learns nothing."""

from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import LazySettings
from django.db import connection
from django.utils import timezone

from giving.checkout import donation_checkout
from giving.enums import DonationStatus
from giving.models import Donation, DonorContact, Fund
from tests.giving.conftest import Donor, MakeFund, only_donation
from tests.giving.processor import Processor

pytestmark = pytest.mark.django_db
MakeDonor = Callable[[Fund], Donor]


def test_a_gift_is_begun_and_leads_to_the_payment_page(
    make_fund: MakeFund, donor: MakeDonor, processor: Processor
) -> None:
    answer = donor(make_fund(10_000)).give("40", overflow="common")

    donation, (session,) = only_donation(), processor.sessions()
    assert (answer.status_code, answer.headers["Location"]) == (303, session["url"])
    assert (donation.amount_minor, donation.overflow, donation.status) == (
        4_000,
        "common",
        DonationStatus.OPEN,
    )
    assert session["client_reference_id"] == str(donation.pk)
    assert (session["amount_total"], session["currency"]) == (4_000, "usd")


def test_a_preset_is_given_when_nothing_else_is_typed(
    make_fund: MakeFund, donor: MakeDonor, processor: Processor
) -> None:
    donor(make_fund(10_000)).give(amount="25")

    assert only_donation().amount_minor == 2_500


def test_a_typed_amount_replaces_the_preset(
    make_fund: MakeFund, donor: MakeDonor, processor: Processor
) -> None:
    donor(make_fund(10_000)).give("40", amount="25")

    assert only_donation().amount_minor == 4_000


def test_the_processor_learns_an_opaque_id_and_an_amount(
    make_fund: MakeFund, donor: MakeDonor, processor: Processor
) -> None:
    fund = make_fund(10_000)
    donor(fund).give("40", email="me@example.org")

    donation, (listed,) = only_donation(), processor.sessions()
    _status, session = processor.api("GET", f"/v1/checkout/sessions/{listed['id']}")
    told = str(session)
    assert session["metadata"] == {"donation": str(donation.pk)}
    assert session["submit_type"] == "donate"
    assert session["adaptive_pricing"] == {"enabled": False}
    for secret in (fund.code, str(fund.reference), "me@example.org", donation.form_token):
        assert secret not in told
    for url in (session["success_url"], session["cancel_url"]):
        assert urlsplit(url).path.split("/")[2:4] in (["give", "thanks"], ["give", "back"])
        assert donation.token in url
        assert urlsplit(url).query == ""


def test_sending_the_same_form_twice_is_one_gift_and_one_session(
    make_fund: MakeFund, donor: MakeDonor, processor: Processor
) -> None:
    visitor = donor(make_fund(10_000))

    first, second = visitor.give("40"), visitor.give("40")

    assert first.headers["Location"] == second.headers["Location"]
    assert (Donation.objects.count(), len(processor.sessions())) == (1, 1)


def test_opening_the_form_anew_is_a_second_gift(
    make_fund: MakeFund, donor: MakeDonor, processor: Processor
) -> None:
    visitor = donor(make_fund(10_000))
    visitor.give("40")
    visitor.open()
    visitor.give("40")

    assert (Donation.objects.count(), len(processor.sessions())) == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_a_double_click_is_one_gift_and_one_session(
    make_fund: MakeFund, donor: MakeDonor, processor: Processor
) -> None:
    fund = make_fund(10_000)
    visitor = donor(fund)
    visitor.open()
    answers: list[str] = []

    def click() -> None:
        answers.append(Donor(fund, token=visitor.token).give("40").headers["Location"])
        connection.close()

    threads = [Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (Donation.objects.count(), len(processor.sessions())) == (1, 1)
    assert answers == [processor.sessions()[0]["url"]] * 4


def test_a_corrected_address_is_the_one_that_counts(
    make_fund: MakeFund, donor: MakeDonor, processor: Processor
) -> None:
    visitor = donor(make_fund(10_000))
    visitor.give("40", email="tpyo@example.org")
    visitor.give("40", email="typo@example.org")

    assert DonorContact.objects.get().email == "typo@example.org"


def test_coming_back_shows_everything_as_it_was_and_goes_on_to_the_same_session(
    make_fund: MakeFund, donor: MakeDonor, processor: Processor
) -> None:
    visitor = donor(make_fund(10_000))
    first = visitor.give("40", email="me@example.org", overflow="refund")
    donation = only_donation()

    text = visitor.read(visitor.client.get(f"/en/give/back/{donation.token}/").content.decode())
    again = visitor.give("40", email="me@example.org", overflow="refund")

    assert "Nothing was charged" in text
    assert all(kept in text for kept in ('value="40"', 'value="me@example.org"', 'value="refund" checked'))
    assert again.headers["Location"] == first.headers["Location"]
    assert Donation.objects.count() == 1


def test_changing_the_amount_after_coming_back_closes_the_first_session(
    make_fund: MakeFund, donor: MakeDonor, processor: Processor
) -> None:
    visitor = donor(make_fund(10_000))
    visitor.give("40")
    visitor.read(visitor.client.get(f"/en/give/back/{only_donation().token}/").content.decode())

    answer = visitor.give("60")

    states = [(session["amount_total"], session["status"]) for session in processor.sessions()]
    assert states == [(4_000, "expired"), (6_000, "open")]
    assert answer.headers["Location"] == processor.sessions()[1]["url"]
    assert sorted(Donation.objects.values_list("amount_minor", "status")) == [
        (4_000, "expired"),
        (6_000, "open"),
    ]


def test_a_changed_form_whose_first_version_was_paid_meanwhile_leads_to_its_thanks(
    make_fund: MakeFund, donor: MakeDonor, processor: Processor
) -> None:
    visitor = donor(make_fund(10_000))
    visitor.give("40")
    processor.control(f"sessions/{processor.sessions()[0]['id']}/pay")

    answer = visitor.give("60")

    donation = only_donation()
    assert answer.headers["Location"] == f"/en/give/thanks/{donation.token}/"
    assert donation.status == DonationStatus.PAID


def test_an_expired_session_is_replaced_by_a_further_attempt_of_the_same_gift(
    make_fund: MakeFund, donor: MakeDonor, processor: Processor
) -> None:
    visitor = donor(make_fund(10_000))
    visitor.give("40")
    donation = only_donation()

    with time_machine.travel(timezone.now() + timedelta(minutes=32), tick=True):
        url = donation_checkout(donation=donation)

    donation.refresh_from_db()
    first, second = processor.sessions()
    assert (first["status"], second["status"], second["url"]) == ("expired", "open", url)
    assert (donation.attempt, donation.status, donation.checkout_session_id) == (2, "open", second["id"])
    assert first["client_reference_id"] == second["client_reference_id"] == str(donation.pk)


def test_a_payment_page_at_another_origin_is_never_redirected_to(
    make_fund: MakeFund, donor: MakeDonor, processor: Processor, settings: LazySettings
) -> None:
    account = settings.STRIPE_ACCOUNTS["default"]
    settings.STRIPE_ACCOUNTS = {"default": account | {"checkout_origin": "https://checkout.stripe.com"}}

    answer = donor(make_fund(10_000)).give("40")

    assert answer.status_code == 503
    assert "Location" not in answer.headers
    assert only_donation().checkout_url == ""


@pytest.mark.parametrize(
    "change",
    [
        {"secret_key": "sk_live_123"},
        {"secret_key": "rk_live_123", "livemode": True},
        {"livemode": True},
        {"webhook_secrets": []},
    ],
)
def test_an_account_that_contradicts_itself_takes_no_gift(
    make_fund: MakeFund,
    donor: MakeDonor,
    processor: Processor,
    settings: LazySettings,
    change: dict[str, object],
) -> None:
    settings.STRIPE_ACCOUNTS = {"default": settings.STRIPE_ACCOUNTS["default"] | change}

    assert donor(make_fund(10_000)).give("40").status_code == 503
    assert processor.sessions() == []
