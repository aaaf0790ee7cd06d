"""Budgets in public steps: lines rounded, the contingency honest, the target no odd figure; nothing odd is frozen."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from privacy.models import ReviewTaskState
from stories.enums import BudgetCategory, Currency
from stories.models import BudgetLine
from stories.rounding import STEPS, Line, budget_refusals, is_odd, is_rounded, rounded, step_minor
from tests.privacy.pages import story_draft, submit

MEDICAL, CONTINGENCY = BudgetCategory.MEDICAL, BudgetCategory.CONTINGENCY

lines = st.lists(
    st.builds(Line, st.just(0), st.sampled_from([MEDICAL, CONTINGENCY]), st.integers(1, 5_000_000)),
    min_size=1,
    max_size=8,
).map(lambda found: [Line(number, one.category, one.amount_minor) for number, one in enumerate(found)])


@pytest.mark.parametrize(
    ("amount", "step"),
    [(9_999, 500), (10_000, 1_000), (99_999, 1_000), (100_000, 5_000), (1_000_000, 50_000)],
)
def test_the_step_grows_with_the_amount(amount: int, step: int) -> None:
    assert step_minor(amount, Currency.USD) == step


def test_every_currency_of_a_budget_has_its_steps() -> None:
    assert set(STEPS) == set(Currency.values)


def test_the_contingency_answers_to_the_finest_step_only() -> None:
    assert is_rounded(13_500, Currency.USD, category=CONTINGENCY)
    assert not is_rounded(13_500, Currency.USD, category=MEDICAL)
    assert not is_rounded(13_450, Currency.USD, category=CONTINGENCY)


@given(lines)
def test_what_is_proposed_is_even_and_never_less_than_what_is_needed(budget: list[Line]) -> None:
    proposal = rounded(budget, Currency.USD)

    public = [
        Line(one.number, one.category, proposal.amounts[one.number])
        for one in budget
        if one.category != CONTINGENCY
    ]
    if proposal.contingency_minor:
        public.append(Line(99, CONTINGENCY, proposal.contingency_minor))
    assert not is_odd(public, Currency.USD)
    assert sum(one.amount_minor for one in public) == proposal.target_minor
    assert proposal.target_minor >= sum(one.amount_minor for one in budget)


@given(lines)
def test_a_budget_that_is_even_is_left_as_it_is(budget: list[Line]) -> None:
    if is_odd(budget, Currency.USD):
        assert budget_refusals(budget, Currency.USD)
    else:
        total = sum(one.amount_minor for one in budget)
        assert rounded(budget, Currency.USD).target_minor == total
        assert budget_refusals(budget, Currency.USD) == []


def test_the_editor_is_told_what_to_write_line_by_line_and_for_the_whole() -> None:
    budget = [Line(0, MEDICAL, 41_735), Line(1, BudgetCategory.EDUCATION, 58_000)]

    assert budget_refusals(budget, Currency.USD) == [
        "Budget line 1: write USD 410. An exact sum could tell who this is.",
        "Add a line “Shared contingency” with USD 10, so that nothing is missing: the target is then USD 1,000.",
    ]


@pytest.mark.django_db
class TestFreezing:
    def test_a_draft_keeps_what_was_typed_and_cannot_be_submitted_with_it(self, editor: User) -> None:
        page = story_draft(editor)
        page.budget_lines = [
            BudgetLine(category=MEDICAL, amount_minor=41_735, sentence="What the clinic asked.")
        ]
        page.save_revision(user=editor, clean=False)

        with pytest.raises(ValidationError, match="write USD 410"):
            submit(page, editor)

        assert not ReviewTaskState.objects.filter(content__contains="41735").exists()

    def test_with_the_figures_proposed_it_can(self, editor: User) -> None:
        page = story_draft(editor)
        page.budget_lines = [
            BudgetLine(category=MEDICAL, amount_minor=41_000, sentence="What the clinic asked."),
            BudgetLine(category=CONTINGENCY, amount_minor=1_000, sentence="Shared with all."),
        ]
        page.save_revision(user=editor, clean=False)

        assert "41000" in submit(page, editor).content
