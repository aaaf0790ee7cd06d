"""An amount of money as an editor types it ("1,500" or "1500.50") and as it is stored (minor units)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from giving.money import AmountRefused, parse_amount, plain_amount

# Every currency a budget may be set in has two decimals (enums.Currency), so one of them reads and shows them all.
READS_AS = "USD"


class AmountFormField(forms.Field):
    """Text in, minor units out; refusals are giving's own sentences."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        for unused in ("min_value", "max_value"):
            kwargs.pop(unused, None)
        super().__init__(**kwargs)
        self.widget.attrs.update(inputmode="decimal", size=10, maxlength=20)

    def prepare_value(self, value: Any) -> Any:
        return plain_amount(value, READS_AS) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return parse_amount(text, READS_AS)
        except AmountRefused as refused:
            raise ValidationError(str(refused)) from refused

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((self.prepare_value(initial) or "") != (data or ""))


class AmountField(models.BigIntegerField):
    """Minor units (cents) in the database, a typed amount in the editor."""

    description = _("Amount of money in minor units")

    def formfield(self, **kwargs: Any) -> Any:
        return super(models.BigIntegerField, self).formfield(**{**kwargs, "form_class": AmountFormField})
