"""`{% load money %}{% money amount_minor currency %}`: an amount in the reader's language."""

from django import template
from django.utils.translation import get_language

from giving.money import format_money, plain_amount

register = template.Library()


@register.simple_tag
def money(amount_minor: int, currency: str) -> str:
    """ "USD 1,500" for 150000 and "USD"."""
    return format_money(amount_minor, currency, get_language() or "en")


@register.simple_tag
def plain_money(amount_minor: int, currency: str) -> str:
    """ "25" or "10.50": the value of a form field."""
    return plain_amount(amount_minor, currency)
