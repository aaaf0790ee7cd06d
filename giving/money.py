"""Amounts as whole minor units, with the decimal places the processor uses. No float comes near them."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from babel import Locale, UnknownLocaleError, numbers
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Stripe's own lists, not ISO 4217's: MGA is zero-decimal here, ISK and UGX are sent with two decimals that are 00.
# Source: docs.stripe.com/currencies, read November 2026.
ZERO_DECIMAL = frozenset("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split())
THREE_DECIMAL = frozenset("BHD JOD KWD OMR TND".split())
TWO_DECIMAL = frozenset(
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BWP BYN BZD CAD CDF CHF CNY COP CRC CVE CZK "
    "DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR ISK JMD KES KGS KHR KYD KZT "
    "LAK LBP LKR LRD LSL MAD MDL MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR "
    "PLN QAR RON RSD RUB SAR SBD SCR SEK SGD SHP SLE SOS SRD STD SZL THB TJS TOP TRY TTD TWD TZS UAH UGX USD UYU UZS "
    "WST XCD YER ZAR ZMW".split()
)
CURRENCIES = ZERO_DECIMAL | TWO_DECIMAL | THREE_DECIMAL
WHOLE_ONLY = frozenset("HUF ISK TWD UGX".split())  # two decimals on the wire, always 00
MAX_MINOR = 99_999_999  # eight digits, the processor's own ceiling

_PLAIN = re.compile(r"\d+(\.\d+)?")
_GROUPED = re.compile(r"\d{1,3}(?:([, ])\d{3})(?:\1\d{3})*(\.\d+)?")


class AmountRefused(ValueError):
    """What was typed is no amount we can take; `sentence` says what to do instead (translatable)."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


@dataclass(frozen=True)
class Currency:
    """How the processor counts a currency: `exponent` decimals, charges in multiples of `step` minor units."""

    code: str
    exponent: int
    step: int

    @property
    def unit(self) -> int:
        return int(10**self.exponent)


def currency(code: str) -> Currency:
    """The currency of an upper-case ISO code.

    Raises:
        KeyError: the processor does not take it.
    """
    if code not in CURRENCIES:
        raise KeyError(code)
    if code in ZERO_DECIMAL:
        return Currency(code, 0, 1)
    if code in THREE_DECIMAL:
        return Currency(code, 3, 10)
    return Currency(code, 2, 100 if code in WHOLE_ONLY else 1)


def parse_amount(text: str, code: str) -> int:
    """Minor units of an amount as a person types it: "25", "1,500", "1 500.50", "USD 25", "២៥".

    A comma or space only groups thousands. "10,50" is refused and not guessed at: a tenfold charge is worse than a
    second try.

    Raises:
        AmountRefused: with the sentence to show beside the field.
    """
    known = currency(code)
    clean = _latin(text)
    prefix = rf"{code}|\$" if code == "USD" else code
    clean = re.sub(rf"^(?:{prefix}) ?| ?{code}$", "", clean, flags=re.IGNORECASE)
    if not clean:
        raise AmountRefused(_("Enter an amount, for example 25."))
    if re.fullmatch(r"[-−]\s*[\d.,]+", clean):
        raise AmountRefused(_("Enter an amount above zero."))
    if not (_PLAIN.fullmatch(clean) or _GROUPED.fullmatch(clean)):
        raise AmountRefused(_("Enter the amount in digits, with a point before cents: 25, 1,500 or 10.50."))
    return _minor(clean.replace(",", "").replace(" ", ""), known)


def _latin(text: str) -> str:
    """Digits of any script as 0-9, every kind of space as a space, full-width forms as plain ones."""
    folded = unicodedata.normalize("NFKC", text[:64])
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in " ".join(folded.split()))


def _minor(digits: str, known: Currency) -> int:
    whole, _point, decimals = digits.partition(".")
    if len(decimals) > known.exponent:
        if known.exponent == 0 or known.step == known.unit:
            raise AmountRefused(_("This currency has no smaller unit: enter a whole amount."))
        raise AmountRefused(
            _("Enter at most %(places)d digits after the point.") % {"places": known.exponent}
        )
    minor = int(whole) * known.unit + int(decimals.ljust(known.exponent, "0") or "0")
    if minor == 0:
        raise AmountRefused(_("Enter an amount above zero."))
    if minor > MAX_MINOR:
        raise AmountRefused(_("This is more than one payment can carry. Enter a smaller amount."))
    if minor % known.step:
        raise AmountRefused(
            _("This currency is charged in whole units: leave out the digits after the point.")
        )
    return minor


def decimal_amount(amount_minor: int, code: str) -> Decimal:
    """The amount in main units, exact: 1050 US cents are Decimal("10.50")."""
    return Decimal(amount_minor).scaleb(-currency(code).exponent)


def plain_amount(amount_minor: int, code: str) -> str:
    """What `parse_amount` reads back to the same number: "25", "10.50". For form fields, never for reading."""
    known = currency(code)
    whole, rest = divmod(abs(amount_minor), known.unit)
    sign = "-" if amount_minor < 0 else ""
    return f"{sign}{whole}.{rest:0{known.exponent}d}" if rest else f"{sign}{whole}"


def format_money(amount_minor: int, code: str, locale: str) -> str:
    """For reading: "USD 1,500", "USD 10.50" - ISO code first, grouped as `locale` does, no ".00" on whole amounts."""
    known = currency(code)
    places = "" if amount_minor % known.unit == 0 else "." + "0" * known.exponent
    try:
        babel_locale = Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        babel_locale = Locale.parse("en")
    digits = numbers.format_decimal(
        decimal_amount(amount_minor, code), format=f"#,##0{places}", locale=babel_locale
    )
    return f"{code} {digits}"


def share_percent(part_minor: int, whole_minor: int) -> int:
    """Whole per cent, rounded down, so that only a reached target reads 100. Zero of zero is 0."""
    return 0 if whole_minor <= 0 else max(0, min(100, part_minor * 100 // whole_minor))
