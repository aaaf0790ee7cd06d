"""What a donor fills in. Every refusal is a sentence beside its field, and nothing typed is lost."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from giving.checkout import Gift
from giving.enums import Overflow
from giving.models import Fund
from giving.money import MAX_MINOR, AmountRefused, currency, format_money, parse_amount, plain_amount

PRESETS = (10, 25, 50, 100)  # main units
DEFAULT_PRESET = 25
LIMITS = {"USD": (5_00, 10_000_00)}  # smallest and largest gift, minor units


def gift_limits(code: str) -> tuple[int, int]:
    return LIMITS.get(code, (currency(code).unit, MAX_MINOR))


class GiftForm(forms.Form):
    """`amount` is a preset, `own_amount` what was typed instead and wins; `website` is a trap people never see."""

    amount = forms.CharField(required=False, max_length=64)
    own_amount = forms.CharField(required=False, strip=True)
    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": _("Enter your e-mail address, so that we can send your receipt."),
            "invalid": _("Enter an e-mail address like name@example.org."),
        },
    )
    overflow = forms.ChoiceField(
        choices=Overflow.choices,
        required=False,
        error_messages={"invalid_choice": _("Choose what happens if the goal is reached first.")},
    )
    form = forms.CharField(required=False, max_length=400)
    website = forms.CharField(required=False)

    def __init__(self, *args: Any, fund: Fund, locale: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fund, self.locale = fund, locale
        self.label_suffix = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        typed = data.get("own_amount") or data.get("amount") or ""
        try:
            data["amount_minor"] = self._limited(parse_amount(typed, self.fund.currency))
        except AmountRefused as refused:
            self.add_error("own_amount", forms.ValidationError(str(refused.sentence), code="amount"))
        data["overflow"] = data.get("overflow") or Overflow.NEXT_STORY
        return data

    def _limited(self, amount_minor: int) -> int:
        smallest, largest = gift_limits(self.fund.currency)
        if amount_minor < smallest:
            raise AmountRefused(
                _("The smallest gift we can take is %(amount)s.")
                % {"amount": format_money(smallest, self.fund.currency, self.locale)}
            )
        if amount_minor > largest:
            raise AmountRefused(
                _("The largest gift we can take here is %(amount)s. Write to us about a larger one.")
                % {"amount": format_money(largest, self.fund.currency, self.locale)}
            )
        return amount_minor

    @property
    def gift(self) -> Gift:
        data = self.cleaned_data
        return Gift(data["amount_minor"], str(data["overflow"]), data["email"])

    @property
    def presets(self) -> list[dict[str, Any]]:
        """The amounts offered, as the form shows them: value of the field, minor units, whether chosen."""
        chosen = "" if self["own_amount"].value() else str(self["amount"].value() or "")
        known = currency(self.fund.currency)
        return [
            {"value": str(preset), "amount_minor": preset * known.unit, "checked": chosen == str(preset)}
            for preset in PRESETS
        ]

    @property
    def overflow_chosen(self) -> str:
        return str(self["overflow"].value() or Overflow.NEXT_STORY)

    @property
    def is_robot(self) -> bool:
        """Someone filled in the field that is hidden from people."""
        return bool(self["website"].value())


def initial_for_amount(text: str | None, code: str) -> dict[str, str]:
    """Starting values for `?amount=`: a preset is ticked, anything else is put into the field for an own amount.

    None (no parameter) ticks the default; "" ("other", from a story's box) ticks nothing.
    """
    if text is None:
        return {"amount": str(DEFAULT_PRESET)}
    try:
        plain = plain_amount(parse_amount(text, code), code)
    except AmountRefused:
        return {"amount": "", "own_amount": text[:64]}
    if plain in {str(preset) for preset in PRESETS}:
        return {"amount": plain}
    return {"amount": "", "own_amount": plain}
