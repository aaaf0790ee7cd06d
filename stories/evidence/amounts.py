"""Odd figures in a budget: what the editor's form refuses today may stand in an older edition."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy

from giving.money import format_money
from privacy.evidence.checkers import Checker, register
from privacy.evidence.findings import Finding, Kind, Level, register_kinds
from privacy.frozen import Frozen
from stories.crowd_index import STORY
from stories.rounding import Line, odd_lines, step_minor

register_kinds(
    Kind(
        "amount_odd",
        gettext_lazy("The budget line over %(excerpt)s is an exact sum; rounded it would be %(nearest)s."),
    ),
    Kind(
        "target_odd",
        gettext_lazy("The target of %(excerpt)s is an odd figure. The contingency line can round it."),
    ),
    Kind(
        "amounts_seen",
        gettext_lazy("Every amount of the budget is rounded: %(count)s lines, target %(excerpt)s."),
    ),
)

Budget = tuple[str, list[tuple[str, Line]]]


def _gather(frozen: Frozen) -> Budget:
    """Currency, and each line with its place in the copy."""
    if frozen.page_type != STORY:
        return "", []
    page = frozen.page()
    lines = zip(page.budget_lines.all(), page.budget(), strict=True)
    return page.currency, [(f"budget_lines.{row.identity}.amount_minor", line) for row, line in lines]


def _look(budget: Budget) -> Iterator[Finding]:
    currency, placed = budget
    if not placed:
        return
    lines = [line for _where, line in placed]
    odd = {line.number for line in odd_lines(lines, currency)}
    for where, line in placed:
        if line.number in odd:
            yield Finding(
                "amount_odd",
                Level.FLAG,
                where=where,
                excerpt=_money(line.amount_minor, currency),
                details={"nearest": _money(_nearest(line.amount_minor, currency), currency)},
            )
    target = sum(line.amount_minor for line in lines)
    shown = _money(target, currency)
    if target % step_minor(target, currency):
        yield Finding("target_odd", Level.FLAG, where="budget_lines", excerpt=shown)
    elif not odd:
        yield Finding(
            "amounts_seen", Level.NOTE, where="budget_lines", excerpt=shown, details={"count": len(lines)}
        )


def _nearest(amount_minor: int, currency: str) -> int:
    step = step_minor(amount_minor, currency)
    return max(step, (amount_minor + step // 2) // step * step)


def _money(amount_minor: int, currency: str) -> str:
    return format_money(amount_minor, currency, "en")


register(
    Checker(
        name="amounts",
        label=gettext_lazy("Rounded amounts"),
        questions=("dates",),
        version=1,
        gather=_gather,
        look=_look,
    )
)
