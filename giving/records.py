"""What the processor holds, as we keep it in memory: projections, never the objects of its SDK.

Those are no dicts, may hold Decimals and carry donor data that has no place in memory, logs or tables.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Session:
    """A Checkout Session. `status` is open, complete or expired; `url` is empty unless it is open."""

    id: str
    status: str
    payment_status: str
    url: str
    payment_intent_id: str
    client_reference_id: str
    amount_minor: int
    currency: str
    livemode: bool


@dataclass(frozen=True)
class BalanceTransaction:
    """One movement of our balance at the processor, in minor units: net = amount - fee.

    `category` is the processor's reporting category (charge, refund, dispute, payout, ...); `source` the id of what
    moved the money.
    """

    id: str
    amount_minor: int
    fee_minor: int
    net_minor: int
    currency: str
    category: str = ""
    source: str = ""


@dataclass(frozen=True)
class RefundState:
    """A refund as the processor holds it; `refund_ref` is the id of our own row, from its metadata.

    `failure` is the movement by which a failed refund came back to us.
    """

    id: str
    status: str
    amount_minor: int
    refund_ref: str
    balance_transaction: BalanceTransaction | None
    failure: BalanceTransaction | None = None


@dataclass(frozen=True)
class DisputeState:
    """A dispute: `movements` are what its bank took, and what came back when it was won."""

    id: str
    status: str
    amount_minor: int
    currency: str
    reason: str
    movements: tuple[BalanceTransaction, ...] = ()


@dataclass(frozen=True)
class Payment:
    """A PaymentIntent with its latest charge. `balance_transaction` is set once money moved."""

    id: str
    status: str
    amount_minor: int
    received_minor: int
    currency: str
    livemode: bool
    donation_ref: str
    charge_id: str = ""
    charge_paid: bool = False
    declined: bool = False
    balance_transaction: BalanceTransaction | None = None
    refunds: list[RefundState] = field(default_factory=list)
    disputes: list[DisputeState] = field(default_factory=list)

    def movements(self) -> list[BalanceTransaction]:
        """Everything that moved our balance because of this payment, in the order it is booked."""
        refunded = [
            found for refund in self.refunds for found in (refund.balance_transaction, refund.failure)
        ]
        disputed = [found for dispute in self.disputes for found in dispute.movements]
        return [found for found in (self.balance_transaction, *refunded, *disputed) if found]


@dataclass(frozen=True)
class Payout:
    """Money sent to our bank; `failure` is the movement by which it came back."""

    id: str
    status: str
    balance_transaction: BalanceTransaction | None
    failure: BalanceTransaction | None = None


@dataclass(frozen=True)
class Event:
    """What the inbox keeps of an announced event, whether delivered or listed."""

    id: str
    type: str
    object_id: str
    payment_intent_id: str
    donation_ref: str
    created: int
    api_version: str
    livemode: bool
