"""Facts the money rooms report by raising."""

from giving.money import format_money


class GivingRefused(Exception):
    """Base of what giving refuses to do."""


class TargetBelowAllocated(GivingRefused):
    """A fund's new target is smaller than what people have already given to it."""

    def __init__(self, *, target_minor: int, allocated_minor: int, currency: str) -> None:
        self.target_minor, self.allocated_minor, self.currency = target_minor, allocated_minor, currency
        super().__init__(
            f"{format_money(allocated_minor, currency, 'en')} has already been given, so the budget cannot be lowered "
            f"to {format_money(target_minor, currency, 'en')}. Raise the lines to at least what was given."
        )


class CurrencyChanged(GivingRefused):
    """A fund that holds money keeps its currency."""

    def __init__(self, *, old: str, new: str) -> None:
        super().__init__(f"Money was given in {old}, so the budget cannot change to {new}.")


class FactAlreadyPosted(GivingRefused):
    """Another worker booked this balance transaction first; nothing is left to do."""


class FundNotOpen(GivingRefused):
    """The fund takes no gifts: its story was withdrawn, or its target is reached."""


class ProcessorUnavailable(GivingRefused):
    """The processor did not answer, or not usefully. Nothing is known to have been charged."""


class ProcessorRefused(GivingRefused):
    """The processor answered that our request is wrong; repeating it will not help."""


class PaymentMismatch(GivingRefused):
    """What was paid is not what was asked for: another gift, amount, currency or mode. It is set aside in the books."""


class LineAlreadySpent(TargetBelowAllocated):
    """A line of a budget would become smaller than what was paid out of it."""

    def __init__(self, *, amount_minor: int, spent_minor: int, currency: str) -> None:
        self.target_minor, self.allocated_minor, self.currency = amount_minor, spent_minor, currency
        GivingRefused.__init__(
            self,
            f"{format_money(spent_minor, currency, 'en')} of a line has already been paid out, so it cannot be lowered "
            f"to {format_money(amount_minor, currency, 'en')}.",
        )


class SignatureRefused(GivingRefused):
    """A webhook's signature is missing, wrong or too old."""


class ProcessorMisconfigured(GivingRefused):
    """Keys, mode and addresses of a processor account contradict each other."""
