"""Budget amounts in public steps: an exact sum is a fingerprint (docs/adr/0012-rounded-budgets.md).

Every line is a multiple of the step of its size. The shared contingency line alone goes in the finest step: it takes
what rounding leaves over, so that the target is never less than what is needed, and is a multiple of its own step.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from giving.money import format_money
from stories.enums import BudgetCategory, Currency

# (below this many units, the step in units), by currency. The five are of one magnitude; another one needs its own row.
_PLAIN = ((100, 5), (1_000, 10), (10_000, 50), (None, 500))
STEPS: dict[str, tuple[tuple[int | None, int], ...]] = {
    Currency.USD: _PLAIN,
    Currency.EUR: _PLAIN,
    Currency.GBP: _PLAIN,
    Currency.AUD: _PLAIN,
    Currency.SGD: _PLAIN,
}
UNIT = 100  # minor units; every currency of a budget has two decimals


def step_minor(amount_minor: int, currency: str) -> int:
    """The public step for an amount of this size, in minor units."""
    rows = STEPS[currency]
    step = next(step for below, step in rows if below is None or amount_minor < below * UNIT)
    return step * UNIT


def finest_minor(currency: str) -> int:
    return STEPS[currency][0][1] * UNIT


def is_rounded(amount_minor: int, currency: str, *, category: str = "") -> bool:
    """Whether a line may be public as it is. The contingency line answers to the finest step only."""
    if category == BudgetCategory.CONTINGENCY:
        return amount_minor % finest_minor(currency) == 0
    return amount_minor % step_minor(amount_minor, currency) == 0


@dataclass(frozen=True)
class Line:
    """What a budget line asks for: `number` in the form, category, minor units."""

    number: int
    category: str
    amount_minor: int


@dataclass(frozen=True)
class Rounded:
    """A budget as it may be public: amounts by line number, the contingency, the target. All in minor units.

    `contingency_minor` is the whole of the contingency lines; with none in the form, the line to be added (0: none is
    needed).
    """

    amounts: dict[int, int]
    contingency_minor: int
    target_minor: int


def odd_lines(lines: Sequence[Line], currency: str) -> list[Line]:
    return [line for line in lines if not is_rounded(line.amount_minor, currency, category=line.category)]


def is_odd(lines: Sequence[Line], currency: str) -> bool:
    """Whether any line or the target is an odd figure."""
    target = sum(line.amount_minor for line in lines)
    return bool(odd_lines(lines, currency)) or target % step_minor(target, currency) != 0


def rounded(lines: Sequence[Line], currency: str) -> Rounded:
    """The nearest honest budget: each line rounded down to its step, the rest into the contingency, nothing lost.

    The target is the least multiple of its step that is not below the exact sum. A budget that is rounded already comes
    back as it is.
    """
    ordinary = [line for line in lines if line.category != BudgetCategory.CONTINGENCY]
    amounts = {line.number: _down(line.amount_minor, currency) for line in ordinary}
    public = sum(amounts.values())
    exact = sum(line.amount_minor for line in lines)
    target = _target(max(exact, public), public, currency)
    return Rounded(amounts, target - public, target)


def _down(amount_minor: int, currency: str) -> int:
    """Down to its step; what is smaller than the finest step goes up to it, because a line of nothing is none."""
    step = step_minor(amount_minor, currency)
    return max(amount_minor // step * step, finest_minor(currency))


def _target(least: int, public: int, currency: str) -> int:
    target = least
    while True:
        step = step_minor(target, currency)
        up = -(-target // step) * step
        if step_minor(up, currency) == step or up % step_minor(up, currency) == 0:
            return up
        target = up


def budget_refusals(lines: Sequence[Line], currency: str) -> list[str]:
    """What to write instead of odd figures, in the active language: a sentence for each line, one for the whole.

    Empty: the budget may be public as it is. Nothing is changed for the editor: only they know what it stands for.
    """
    if not is_odd(lines, currency):
        return []
    proposal = rounded(lines, currency)
    said = [
        _("Budget line %(number)d: write %(amount)s. An exact sum could tell who this is.")
        % {"number": line.number + 1, "amount": _money(proposal.amounts[line.number], currency)}
        for line in lines
        if proposal.amounts.get(line.number, line.amount_minor) != line.amount_minor
    ]
    return [*said, _contingency(lines, proposal, currency)]


def _contingency(lines: Sequence[Line], proposal: Rounded, currency: str) -> str:
    """The sentence that keeps the sum honest."""
    figures = {
        "rest": _money(proposal.contingency_minor, currency),
        "target": _money(proposal.target_minor, currency),
    }
    has_line = any(line.category == BudgetCategory.CONTINGENCY for line in lines)
    if not proposal.contingency_minor:
        if has_line:
            return _("Remove the line “Shared contingency”: the target is then %(target)s.") % figures
        return _("The target is then %(target)s.") % figures
    if has_line:
        return _("Write %(rest)s as shared contingency, so that the target is %(target)s.") % figures
    return (
        _(
            "Add a line “Shared contingency” with %(rest)s, so that nothing is missing: the target is then %(target)s."
        )
        % figures
    )


def _money(amount_minor: int, currency: str) -> str:
    return format_money(amount_minor, currency, get_language() or "en")
