"""A fund takes gifts while its story stands: asked in the request, before any duty has brought its row in line."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone
from time_machine import travel

from giving.checkout import Gift, donation_begin
from giving.enums import FundKind
from giving.exceptions import FundNotOpen
from giving.funding import fund_ids_for, funds_lock
from giving.models import Donation, Fund
from giving.selectors import fund_common, funds_needing
from giving.services import fund_open
from giving.standing import settled
from privacy.models import Edition
from stories.funding import ended
from stories.models import StoryPage
from tests.giving.books import begin_gift, book_gift
from tests.giving.conftest import need
from tests.privacy.pages import sign, story_draft, story_signed, submit
from tests.privacy.test_takedown import story_in_two_languages, translated

pytestmark = pytest.mark.django_db


def withdraw_by_sql(page: StoryPage) -> None:
    """One statement, as in an emergency: nothing else of the project runs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE privacy_edition SET withdrawn_at = CURRENT_TIMESTAMP WHERE page_id = %s", [page.pk]
        )


def fund_of(page: StoryPage) -> Fund:
    return Fund.objects.get(reference=page.translation_key)


def addresses(fund: Fund) -> tuple[str, str]:
    return f"/funds/{fund.code}.json", f"/en/give/{fund.code}/"


def test_a_withdrawal_by_sql_closes_the_fund_in_the_same_request(
    editor: User, reviewer: User, stranger: Client
) -> None:
    page, _edition = story_signed(editor, reviewer)
    fund = fund_of(page)
    data, form = addresses(fund)
    before = [stranger.get(address).status_code for address in (data, form)]

    withdraw_by_sql(page)

    assert before == [200, 200]
    assert stranger.get(data).status_code == 404
    answer = stranger.get(form)
    assert answer.status_code == 410
    assert page.pseudonym not in answer.content.decode()
    assert funds_needing() == []
    assert fund_of(page).is_open, "the row follows later"


def test_an_end_closes_the_fund_at_that_second(editor: User, reviewer: User, stranger: Client) -> None:
    end = timezone.now() + timedelta(hours=1)
    page = story_draft(editor)
    sign(submit(page, editor), reviewer, expires_at=end)
    data, form = addresses(fund_of(page))

    with travel(end - timedelta(seconds=1), tick=False):
        assert stranger.get(data).status_code == 200
    with travel(end, tick=False):
        assert (stranger.get(data).status_code, stranger.get(form).status_code) == (404, 410)
        assert fund_of(page).code not in stranger.get("/en/give/").content.decode()


def test_no_gift_begins_for_a_story_that_stands_no_longer(editor: User, reviewer: User) -> None:
    page, _edition = story_signed(editor, reviewer)
    fund = fund_of(page)
    withdraw_by_sql(page)

    with pytest.raises(FundNotOpen):
        donation_begin(fund=fund, gift=Gift(1_000, "common", "d@example.org"), nonce="n", locale="en")

    assert not Donation.objects.exists()


def test_a_payment_under_way_goes_where_its_donor_was_told(editor: User, reviewer: User) -> None:
    """Nothing is refunded or lost: an ended story needs nothing, so the gift is all overflow."""
    page, _edition = story_signed(editor, reviewer)
    withdraw_by_sql(page)

    book_gift(fund_of(page), 1_000, overflow="common")

    common = fund_common()
    assert common is not None
    assert (fund_of(page).allocated_minor, common.allocated_minor) == (0, 1_000)


def test_the_next_person_in_line_is_one_whose_story_stands(editor: User, reviewer: User) -> None:
    gone, _edition = story_signed(editor, reviewer)
    waiting, _edition = story_signed(editor, reviewer, pseudonym="Dara")
    chosen, _edition = story_signed(editor, reviewer, pseudonym="Vanna")
    withdraw_by_sql(gone)
    gift = begin_gift(fund_of(chosen), 1_000, overflow="next_story")

    ids = fund_ids_for(gift, overflowing=True)

    common = Fund.objects.get(kind=FundKind.COMMON)
    assert ids == [fund_of(chosen).pk, fund_of(waiting).pk, common.pk]
    assert [fund.needed_minor for fund in funds_lock([fund_of(gone).pk]).values()] == [0]


def test_amounts_follow_the_source_language_alone(editor: User, reviewer: User) -> None:
    page, other = story_in_two_languages(editor, reviewer)
    key = page.translation_key

    withdraw_by_sql(other)
    assert ended([key]) == set()

    withdraw_by_sql(page)
    assert ended([key]) == {key}


def test_a_translation_alone_keeps_no_fund_open(editor: User, reviewer: User, stranger: Client) -> None:
    page, _other = story_in_two_languages(editor, reviewer)
    withdraw_by_sql(page)

    assert stranger.get(addresses(fund_of(page))[0]).status_code == 404


def test_a_signature_opens_it_again(editor: User, reviewer: User, stranger: Client) -> None:
    page, _edition = story_signed(editor, reviewer)
    withdraw_by_sql(page)
    page.save_revision(user=editor)
    sign(submit(page, editor), reviewer)

    assert [stranger.get(address).status_code for address in addresses(fund_of(page))] == [200, 200]


def test_an_edition_that_does_not_verify_opens_nothing(editor: User, reviewer: User) -> None:
    """Somebody wrote the row of a story that had ended; without the key nobody signs it."""
    page, edition = story_signed(editor, reviewer)
    withdraw_by_sql(page)
    columns = {field.attname: getattr(edition, field.attname) for field in Edition._meta.concrete_fields}
    Edition.objects.bulk_create([Edition(**columns | {"id": "0" * 31 + "1", "withdrawn_at": None})])

    assert ended([page.translation_key]) == {page.translation_key}


def test_what_is_no_story_is_nobodys_business() -> None:
    fund = fund_open(reference=uuid4(), currency="USD", lines=[need(1_000)])

    assert ended([fund.reference]) == set()
    assert settled([fund])[0].takes_gifts


def test_the_answer_costs_two_queries_however_many_funds(
    editor: User, reviewer: User, django_assert_num_queries: Any
) -> None:
    pages = [story_signed(editor, reviewer, pseudonym=f"P{number}")[0] for number in range(3)]
    translated(pages[0], editor)
    funds = list(Fund.objects.all())

    with django_assert_num_queries(2):
        assert [fund.takes_gifts for fund in settled(funds)] == [True] * len(funds)
    with django_assert_num_queries(0):
        settled(fund for fund in funds if fund.is_common)
