"""Money: funds, donations, the ledger, the payment processor."""
