"""Tags every template may use: inline styles, numbers and dates in the reader's language."""

from datetime import date

from babel import Locale, UnknownLocaleError, dates, numbers
from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info

from cms.core import cells, inline

register = template.Library()


def babel_locale() -> str:
    """The active language as Babel knows it; English where Babel has no data."""
    code = (get_language() or "en").replace("-", "_")
    try:
        Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return "en"
    return code


@register.simple_tag
def inline_styles(bundle: str) -> SafeString:
    """The bundle as a `<style>` element whose hash the policy names."""
    return mark_safe(f"<style>{inline.style(bundle)}</style>")  # noqa: S308  (committed files)


@register.simple_tag
def head_script() -> SafeString:
    return mark_safe(f"<script>{inline.HEAD_SCRIPT}</script>")  # noqa: S308  (a constant)


@register.filter
def number(value: int) -> str:
    """A whole number with the digits and grouping of the reader's language."""
    return numbers.format_decimal(value, locale=babel_locale())


@register.filter
def shown(count: int) -> int | None:
    """A count of people, or None where it is too small for the public."""
    return cells.shown(count)


@register.filter
def percent(value: int) -> str:
    """A whole number of per cent (42 -> "42%", in the reader's language)."""
    return numbers.format_percent(value / 100, locale=babel_locale())


@register.filter
def long_date(value: date) -> str:
    return dates.format_date(value, format="long", locale=babel_locale())


@register.filter
def language_name(code: str) -> str:
    """A language's name in that language ("th" -> "ไทย")."""
    return str(get_language_info(code)["name_local"]).capitalize()
