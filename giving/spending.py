"""Money paid out for a person: from then on no donor's bank gets it back from them."""

import uuid
from uuid import UUID

from django.db import transaction
from django.db.models import F

from giving import accounts, ledger
from giving.exceptions import GivingRefused
from giving.models import Fund, FundLine


class NotEnoughReceived(GivingRefused):
    """More would be paid out for a need than was given for it."""


@transaction.atomic
def line_spend(*, reference: UUID, identity: UUID, amount_minor: int, spending: UUID | None = None) -> UUID:
    """Books that `amount_minor` was paid out for one need; the id of the spending, which books it once.

    Raises:
        NotEnoughReceived: the need has not received that much.
        FactAlreadyPosted: this spending was booked before.
    """
    identifier = spending or uuid.uuid4()
    fund = Fund.objects.select_for_update().get(reference=reference)
    line = FundLine.objects.get(fund=fund, identity=identity)
    if not 0 < amount_minor <= line.unspent_minor:
        raise NotEnoughReceived(f"{amount_minor} of {line.unspent_minor}")
    FundLine.objects.filter(pk=line.pk).update(spent_minor=F("spent_minor") + amount_minor)
    entry = ledger.Entry(
        debit=ledger.spent_line(reference, identity), credit=ledger.BANK, amount_minor=amount_minor
    )
    ledger.fact_post(
        fact_id=f"spending:{identifier}", entries=[entry], source=accounts.default().source(fund.currency)
    )
    return identifier
