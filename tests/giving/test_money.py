"""Amounts: what people type, what is stored, what is shown."""

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giving import money

GIVING = Path(money.__file__).parent
CODES = st.sampled_from(sorted(money.CURRENCIES))


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("25", 2500),
        (" 25 ", 2500),
        ("25.5", 2550),
        ("10.50", 1050),
        ("1,500", 150000),
        ("1 500.25", 150025),
        ("1\u00a0500", 150000),
        ("USD 25", 2500),
        ("$25", 2500),
        ("25 usd", 2500),
        ("២៥", 2500),
        ("๑๐", 1000),
        ("２５", 2500),
        ("0.01", 1),
        ("999999.99", 99999999),
    ],
)
def test_amounts_are_read_as_people_type_them(typed: str, minor: int) -> None:
    assert money.parse_amount(typed, "USD") == minor


@pytest.mark.parametrize(
    ("typed", "code", "sentence"),
    [
        ("", "USD", "Enter an amount, for example 25."),
        ("   ", "USD", "Enter an amount, for example 25."),
        ("0", "USD", "above zero"),
        ("0.00", "USD", "above zero"),
        ("-1", "USD", "above zero"),
        ("−5", "USD", "above zero"),
        ("ten", "USD", "in digits"),
        ("1e3", "USD", "in digits"),
        ("1e9", "USD", "in digits"),
        ("10,50", "USD", "in digits"),
        ("1,50,000", "USD", "in digits"),
        ("1,500 000", "USD", "in digits"),
        ("10.", "USD", "in digits"),
        (".5", "USD", "in digits"),
        ("0x10", "USD", "in digits"),
        ("10.999", "USD", "at most 2 digits"),
        ("1.500", "USD", "at most 2 digits"),
        ("1000000000", "USD", "more than one payment"),
        ("12,345,678", "USD", "more than one payment"),
        ("9" * 60, "USD", "more than one payment"),
        ("10.5", "JPY", "whole amount"),
        ("10.50", "ISK", "leave out the digits"),
        ("1.234", "KWD", "leave out the digits"),
        ("1.2345", "KWD", "at most 3 digits"),
        ("EUR 25", "USD", "in digits"),
    ],
)
def test_what_is_no_amount_gets_a_sentence(typed: str, code: str, sentence: str) -> None:
    with pytest.raises(money.AmountRefused, match=sentence):
        money.parse_amount(typed, code)


@pytest.mark.parametrize(
    ("minor", "code", "locale", "shown"),
    [
        (2500, "USD", "en", "USD 25"),
        (150000, "USD", "en", "USD 1,500"),
        (1050, "USD", "en", "USD 10.50"),
        (-500, "USD", "en", "USD -5"),
        (0, "USD", "en", "USD 0"),
        (1500, "JPY", "en", "JPY 1,500"),
        (1500, "KWD", "en", "KWD 1.500"),
        (150050, "USD", "vi", "USD 1.500,50"),
        (150000, "USD", "xx-unknown", "USD 1,500"),
        (2500, "UGX", "en", "UGX 25"),
    ],
)
def test_money_is_shown_by_code_without_empty_cents(minor: int, code: str, locale: str, shown: str) -> None:
    assert money.format_money(minor, code, locale) == shown


@given(code=CODES, units=st.integers(min_value=1, max_value=money.MAX_MINOR))
def test_there_and_back_is_the_identity_for_every_currency(code: str, units: int) -> None:
    step = money.currency(code).step
    minor = max(step, units - units % step)

    assert money.parse_amount(money.plain_amount(minor, code), code) == minor
    assert money.parse_amount(money.format_money(minor, code, "en"), code) == minor


@given(text=st.text(max_size=80), code=CODES)
def test_whatever_is_typed_is_an_amount_or_a_sentence(text: str, code: str) -> None:
    try:
        minor = money.parse_amount(text, code)
    except money.AmountRefused as refused:
        sentence = str(refused.sentence)
        assert sentence[-1:] == "."
    else:
        assert 0 < minor <= money.MAX_MINOR
        assert minor % money.currency(code).step == 0


def test_unknown_currencies_are_refused() -> None:
    for code in ("XXX", "usd", "HRK", "BGN", "ANG"):
        with pytest.raises(KeyError):
            money.currency(code)


def test_percent_only_reads_a_hundred_when_the_target_is_reached() -> None:
    assert [money.share_percent(part, 150000) for part in (0, 1, 149999, 150000, 150001)] == [
        0,
        0,
        99,
        100,
        100,
    ]
    assert money.share_percent(0, 0) == 0


def floats_in(source: str) -> list[str]:
    """Every place in a module's source where a float can come from: literals, `float`, and true division."""
    found = []
    for node in ast.walk(ast.parse(source)):
        is_literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
        is_name = isinstance(node, ast.Name) and node.id == "float"
        is_division = isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div)
        if is_literal or is_name or is_division:
            found.append(ast.unparse(node))
    return found


def test_no_float_comes_near_money() -> None:
    assert {str(path): floats_in(path.read_text()) for path in GIVING.rglob("*.py")} == {
        str(path): [] for path in GIVING.rglob("*.py")
    }


@pytest.mark.parametrize("planted", ["x = 0.5", "y = float(1)", "z = a / b", "a /= 2"])
def test_the_float_check_sees_what_it_looks_for(planted: str) -> None:
    assert floats_in(planted)
