"""Time told in bands: years in fours or, where those single somebody out, in eights; waiting in half-years."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

FIRST_YEAR = 1993
BAND = 4
WIDE_BAND = 8


def _today() -> date:
    return timezone.now().date()


def _bands(years: int) -> list[tuple[str, str]]:
    starts = range(FIRST_YEAR, _today().year + 1, years)
    return [(f"{start}-{start + years - 1}", f"{start}–{start + years - 1}") for start in reversed(starts)]


def period_choices() -> list[tuple[str, str]]:
    """Bands up to today, newest first: those of four years ("2021-2024", "2021–2024"), then those of eight."""
    return [*_bands(BAND), *_bands(WIDE_BAND)]


def years_of(period: str) -> tuple[int, int] | None:
    """First and last year of a band, None for what is none."""
    first, dash, last = period.partition("-")
    return (int(first), int(last)) if dash and first.isdecimal() and last.isdecimal() else None


def wider_period(period: str) -> str:
    """The band of eight years around one of four ("2021-2024" lies in "2017-2024"); "" if there is none wider."""
    years = years_of(period)
    if not years or years[1] - years[0] + 1 != BAND or years[0] < FIRST_YEAR:
        return ""
    start = years[0] - (years[0] - FIRST_YEAR) % WIDE_BAND
    return f"{start}-{start + WIDE_BAND - 1}"


def waiting_choices() -> list[tuple[str, object]]:
    """Half-years of the last eight years, newest first: ("2025-H1", "First half of 2025")."""
    today = _today()
    halves: list[tuple[str, object]] = []
    for year in range(today.year, today.year - 8, -1):
        if year < today.year or today.month > 6:
            halves.append((f"{year}-H2", gettext_lazy("Second half of %(year)s") % {"year": year}))
        halves.append((f"{year}-H1", gettext_lazy("First half of %(year)s") % {"year": year}))
    return halves


def months_waiting(half_year: str) -> int:
    """Whole months since the end of a half-year ("2025-H1"), never below zero: the least that is certainly true."""
    year, half = int(half_year[:4]), half_year[-1]
    end = date(year, 7, 1) if half == "1" else date(year + 1, 1, 1)
    today = _today()
    return max(0, (today.year - end.year) * 12 + today.month - end.month)


def waiting_text(half_year: str) -> str:
    """ "More than a year": how long somebody has waited, rounded down; empty without a half-year (already home)."""
    if not half_year:
        return ""
    months = months_waiting(half_year)
    if months < 6:
        return _("Some months")
    if months < 12:
        return _("More than half a year")
    years = months // 12
    return ngettext("More than a year", "More than %(years)s years", years) % {"years": years}
