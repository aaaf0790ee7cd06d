"""The form of a gift: clear refusals beside the field, everything kept, nothing begun."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from giving import beneficiaries
from giving.beneficiaries import Beneficiary
from giving.models import Donation, DonorContact, Fund
from giving.services import fund_close
from giving.setup import common_reference
from tests.giving.books import book_gift
from tests.giving.conftest import Donor, MakeFund
from tests.giving.processor import Processor

pytestmark = pytest.mark.django_db
MakeDonor = Callable[[Fund], Donor]


@pytest.fixture(autouse=True)
def somebody() -> Iterator[None]:
    """Every fund is for "Sreyneang", whose story is signed in English."""

    def lookup(reference: UUID, locale: str) -> Beneficiary | None:
        if reference == common_reference("USD"):
            return None
        return Beneficiary(
            "Sreyneang", "She is going back with a trade of her own.", "/en/stories/aaaa/", "en"
        )

    before = list(beneficiaries._lookups)
    beneficiaries._lookups[:] = [lookup]
    yield
    beneficiaries._lookups[:] = before


def checked(text: str) -> list[str]:
    return re.findall(r'name="(?:amount|overflow)" value="([^"]*)" checked', text)


def field_error(text: str, name: str) -> str:
    found = re.search(rf'id="{name}-error">([^<]+)<', text)
    return found.group(1) if found else ""


def test_the_form_says_for_whom_and_offers_amounts(make_fund: MakeFund, stranger: Client) -> None:
    fund = make_fund(150_000)

    answer = stranger.get(f"/en/give/{fund.code}/")
    text = answer.content.decode()

    assert answer.status_code == 200
    assert "Sreyneang" in text
    assert checked(text) == ["25", "next_story"]
    assert [f"USD {amount}" in text for amount in (10, 25, 50, 100)] == [True] * 4


def test_the_form_is_stored_nowhere_and_sets_no_cookie(make_fund: MakeFund, stranger: Client) -> None:
    answer = stranger.get(f"/en/give/{make_fund(1_000).code}/")

    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.cookies


@pytest.mark.parametrize(
    ("query", "ticked", "own"),
    [("25", ["25"], ""), ("50", ["50"], ""), ("", [], ""), ("40", [], "40"), ("ten", [], "ten")],
)
def test_the_amount_of_the_story_box_is_taken_over(
    make_fund: MakeFund, donor: MakeDonor, query: str, ticked: list[str], own: str
) -> None:
    text = donor(make_fund(1_000)).open(amount=query)

    assert checked(text) == [*ticked, "next_story"]
    assert f'inputmode="decimal" autocomplete="transaction-amount" value="{own}"' in text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("0", "Enter an amount above zero."),
        ("-1", "Enter an amount above zero."),
        ("1e9", "Enter the amount in digits, with a point before cents: 25, 1,500 or 10.50."),
        ("ten", "Enter the amount in digits, with a point before cents: 25, 1,500 or 10.50."),
        ("10.999", "Enter at most 2 digits after the point."),
        ("1000000000", "This is more than one payment can carry. Enter a smaller amount."),
        ("1", "The smallest gift we can take is USD 5."),
        ("10001", "The largest gift we can take here is USD 10,000. Write to us about a larger one."),
        ("<script>", "Enter the amount in digits, with a point before cents: 25, 1,500 or 10.50."),
    ],
)
def test_a_bad_amount_gets_a_sentence_and_keeps_everything(
    make_fund: MakeFund, donor: MakeDonor, typed: str, sentence: str
) -> None:
    answer = donor(make_fund(1_000)).give(typed, email="me@example.org", overflow="refund")
    text = answer.content.decode()

    assert field_error(text, "own_amount") == sentence
    assert f'<a href="#own_amount">{sentence}</a>' in text
    assert f'value="{typed.replace("<", "&lt;").replace(">", "&gt;")}"' in text
    assert 'value="me@example.org"' in text
    assert checked(text) == ["refund"]
    assert Donation.objects.count() == 0


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("", "Enter your e-mail address, so that we can send your receipt."),
        ("me@", "Enter an e-mail address like name@example.org."),
    ],
)
def test_a_bad_address_gets_a_sentence(
    make_fund: MakeFund, donor: MakeDonor, email: str, sentence: str
) -> None:
    answer = donor(make_fund(1_000)).give("40", email=email)
    text = answer.content.decode()

    assert field_error(text, "email") == sentence
    assert 'value="40"' in text
    assert Donation.objects.count() == 0


def test_no_amount_at_all_is_said_beside_the_amount(make_fund: MakeFund, donor: MakeDonor) -> None:
    text = donor(make_fund(1_000)).give("").content.decode()

    assert field_error(text, "own_amount") == "Enter an amount, for example 25."


def test_an_expired_form_is_offered_again_with_everything_kept(
    make_fund: MakeFund, donor: MakeDonor, processor: Processor
) -> None:
    visitor = donor(make_fund(10_000))
    with time_machine.travel(timezone.now() - timedelta(hours=3), tick=True):
        visitor.open()
    answer = visitor.give("40", email="me@example.org")
    text = visitor.read(answer.content.decode())

    assert "open for more than two hours" in text
    assert 'value="40"' in text
    assert 'value="me@example.org"' in text
    assert Donation.objects.count() == 0
    assert visitor.give("40").status_code == 303


@pytest.mark.parametrize("fields", [{"form": ""}, {"form": "made-up"}, {"website": "http://spam.example"}])
def test_a_form_not_ours_or_filled_in_by_a_robot_begins_nothing(
    make_fund: MakeFund, donor: MakeDonor, fields: dict[str, str]
) -> None:
    text = donor(make_fund(1_000)).give("40", **fields).content.decode()

    assert "Everything you entered is still here" in text
    assert "spam.example" not in text
    assert Donation.objects.count() == 0


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}],
)
def test_a_form_sent_from_another_site_begins_nothing(
    make_fund: MakeFund, donor: MakeDonor, headers: dict[str, str]
) -> None:
    visitor = donor(make_fund(1_000))
    visitor.open()
    visitor.client = Client(headers=headers)

    assert "could not be checked" in visitor.give("40").content.decode()
    assert Donation.objects.count() == 0


def test_unknown_funds_are_not_found(stranger: Client, db: None) -> None:
    for path in ("/en/give/zzzzzzzz/", "/funds/zzzzzzzz.json", "/en/give/thanks/zz/", "/en/give/receipt/zz/"):
        assert stranger.get(path).status_code == 404


def test_a_funded_person_s_form_offers_the_next_and_the_common_fund(
    make_fund: MakeFund, stranger: Client
) -> None:
    full, following = make_fund(1_000), make_fund(1_000)
    book_gift(full, 1_000)

    answer = stranger.get(f"/en/give/{full.code}/", {"amount": "50"})
    text = answer.content.decode()

    assert answer.status_code == 200
    assert "is fully funded" in text
    assert f"/en/give/{following.code}/?amount=50" in text
    assert "/en/give/common/?amount=50" in text
    assert "<form" not in text.partition("<main")[2].partition("</main")[0]


def test_a_withdrawn_fund_names_nobody_and_is_gone(make_fund: MakeFund, stranger: Client) -> None:
    fund = make_fund(1_000)
    fund_close(reference=fund.reference)

    answer = stranger.get(f"/en/give/{fund.code}/")

    assert answer.status_code == 410
    assert "Sreyneang" not in answer.content.decode()
    assert stranger.get(f"/funds/{fund.code}.json").status_code == 404


def test_giving_to_a_fund_that_was_filled_meanwhile_begins_nothing(
    make_fund: MakeFund, donor: MakeDonor
) -> None:
    fund = make_fund(1_000)
    visitor = donor(fund)
    visitor.open()
    book_gift(fund, 1_000)
    before = Donation.objects.count()

    assert "is fully funded" in visitor.give("40").content.decode()
    assert Donation.objects.count() == before


def test_the_common_fund_asks_no_question_about_its_goal(stranger: Client) -> None:
    text = stranger.get("/en/give/common/").content.decode()

    assert 'name="overflow"' not in text
    assert "Give to whoever needs it most" in text


def test_the_list_names_who_is_waiting_and_the_common_fund(make_fund: MakeFund, stranger: Client) -> None:
    waiting, full = make_fund(1_000), make_fund(1_000)
    book_gift(full, 1_000)

    text = stranger.get("/en/give/").content.decode()

    assert f"/en/give/{waiting.code}/" in text
    assert f"/en/give/{full.code}/" not in text
    assert "/en/give/common/" in text


def test_the_list_is_whole_when_nobody_waits(stranger: Client) -> None:
    text = stranger.get("/en/give/").content.decode()

    assert "has what they need" in text
    assert "/en/give/common/" in text


def test_a_fund_s_json_has_exactly_the_agreed_keys(make_fund: MakeFund, stranger: Client) -> None:
    fund = make_fund(1_000)
    book_gift(fund, 600)

    found = stranger.get(f"/funds/{fund.code}.json").json()

    assert found.pop("as_of").endswith("Z")
    assert found == {"currency": "USD", "target_minor": 1_000, "allocated_minor": 600, "gifts": 1}


def test_without_the_payment_service_nothing_typed_is_lost(
    make_fund: MakeFund, donor: MakeDonor, settings: object
) -> None:
    settings.STRIPE_ACCOUNTS = {  # type: ignore[attr-defined]
        "default": {
            "secret_key": "sk_test_123",
            "webhook_secrets": ["whsec_test"],
            "api_base": "http://127.0.0.1:9",
            "checkout_origin": "http://127.0.0.1:9",
            "livemode": False,
        }
    }
    answer = donor(make_fund(10_000)).give("40", email="me@example.org")
    text = answer.content.decode()

    assert answer.status_code == 503
    assert "nothing was charged" in text
    assert 'value="40"' in text
    assert 'value="me@example.org"' in text
    assert (Donation.objects.count(), DonorContact.objects.count()) == (1, 1)
    assert Donation.objects.get().checkout_session_id == ""
