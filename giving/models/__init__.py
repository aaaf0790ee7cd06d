"""Funds, gifts, the ledger and the inbox of the processor's events."""

from giving.models.donation import Dispute, Donation, DonorContact, Refund
from giving.models.fund import Fund, FundLine
from giving.models.inbox import WebhookEvent
from giving.models.ledger import Transfer

__all__ = ["Dispute", "Donation", "DonorContact", "Fund", "FundLine", "Refund", "Transfer", "WebhookEvent"]
