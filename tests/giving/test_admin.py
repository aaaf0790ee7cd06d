"""Finance reads the books in the admin; nobody writes them there."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from django.test import Client

from giving.models import Donation, Fund, Transfer
from tests.giving.books import book_gift
from tests.giving.conftest import MakeFund

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
LISTS = ("funds", "donations", "ledger", "inbox")


@pytest.mark.parametrize("name", LISTS)
def test_finance_reads_every_list(name: str, finance: User, signed_in: SignIn, make_fund: MakeFund) -> None:
    book_gift(make_fund(10_000), 2_500)

    answer = signed_in(finance).get(f"/admin/finance/{name}/")

    assert answer.status_code == 200
    assert "donor@example.org" not in answer.content.decode()


def test_finance_sees_a_gift_without_its_secrets(
    finance: User, signed_in: SignIn, make_fund: MakeFund
) -> None:
    donation = book_gift(make_fund(10_000), 2_500)

    text = signed_in(finance).get(f"/admin/finance/donations/inspect/{donation.pk}/").content.decode()

    assert "USD 25" in text or "2500" in text
    for secret in (donation.token, donation.form_token, "donor@example.org"):
        assert secret not in text


@pytest.mark.parametrize("name", LISTS)
def test_others_do_not(name: str, editor: User, reviewer: User, signed_in: SignIn) -> None:
    for person in (editor, reviewer):
        assert signed_in(person).get(f"/admin/finance/{name}/").status_code in (302, 403)


@pytest.mark.parametrize("action", ["new/", "edit/{}/", "delete/{}/", "copy/{}/"])
def test_nobody_changes_money_in_the_admin_not_even_a_superuser(
    action: str, finance: User, admin: User, signed_in: SignIn, make_fund: MakeFund
) -> None:
    donation = book_gift(make_fund(10_000), 2_500)
    before = list(Donation.objects.values())
    for person in (finance, admin):
        for method in ("get", "post"):
            answer = getattr(signed_in(person), method)(
                f"/admin/finance/donations/{action.format(donation.pk)}"
            )
            assert answer.status_code in (302, 403, 404)

    assert list(Donation.objects.values()) == before


def test_the_ledger_is_append_only(make_fund: MakeFund) -> None:
    book_gift(make_fund(10_000), 2_500)
    before = list(Transfer.objects.values())
    for change in (
        lambda: Transfer.objects.update(amount_minor=1),
        lambda: Transfer.objects.all()._raw_delete("default"),
        lambda: Transfer.objects.first().delete(),  # type: ignore[union-attr]
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()

    assert list(Transfer.objects.values()) == before


def test_the_common_fund_exists_after_migrating() -> None:
    assert Fund.objects.get(code="common").is_common
