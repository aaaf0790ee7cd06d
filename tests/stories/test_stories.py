"""Stories in lists and in the editor: bands, order, amounts, neutral titles."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from time_machine import travel

from giving.models import Fund
from stories.amounts import AmountFormField
from stories.models import StoryPage
from stories.periods import period_choices, waiting_text
from tests.privacy.pages import index_draft, sign, story_draft, story_signed, submit


@pytest.mark.parametrize(
    ("half_year", "words"),
    [
        ("", ""),
        ("2026-H2", "Some months"),
        ("2026-H1", "Some months"),
        ("2025-H2", "More than half a year"),
        ("2025-H1", "More than a year"),
        ("2024-H2", "More than a year"),
        ("2024-H1", "More than 2 years"),
    ],
)
def test_waiting_is_told_in_words_rounded_down(half_year: str, words: str) -> None:
    with travel("2026-11-21", tick=False):
        assert waiting_text(half_year) == words


def test_periods_are_bands_of_four_years_up_to_now() -> None:
    with travel("2026-11-21", tick=False):
        assert period_choices()[:2] == [("2025-2028", "2025–2028"), ("2021-2024", "2021–2024")]


@pytest.mark.parametrize(("typed", "minor"), [("400", 40_000), ("1,500", 150_000), ("10.50", 1_050)])
def test_an_amount_is_read_as_typed(typed: str, minor: int) -> None:
    assert AmountFormField().clean(typed) == minor


@pytest.mark.parametrize("typed", ["0", "-1", "1e9", "ten", "10.999", "999999999"])
def test_an_amount_that_is_none_gets_a_sentence(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        AmountFormField().clean(typed)

    assert refused.value.messages[0].endswith(".")


@pytest.mark.django_db
class TestStory:
    def test_titles_for_staff_are_codes(self, editor: User) -> None:
        page = story_draft(editor, pseudonym="Sok")

        assert page.title.startswith("Story ")
        assert "Sok" not in page.title + page.slug + page.draft_title
        assert page.get_admin_display_title() == page.title

    def test_signing_opens_a_fund_with_the_budget(self, editor: User, reviewer: User) -> None:
        _page, edition = story_signed(editor, reviewer)

        fund = Fund.objects.get(reference=edition.page_key)
        assert (fund.target_minor, fund.currency, fund.is_open) == (100_000, "USD", True)
        assert [line.amount_minor for line in fund.lines.order_by("priority")] == [40_000, 60_000]

    def test_withdrawing_closes_the_fund_and_keeps_what_was_given(self, editor: User, reviewer: User) -> None:
        page, edition = story_signed(editor, reviewer)

        page.unpublish()

        assert not Fund.objects.get(reference=edition.page_key).is_open

    def test_the_list_begins_with_least_funded_and_longest_waiting(
        self, editor: User, reviewer: User, stranger: Client
    ) -> None:
        sign(submit(index_draft(editor), editor), reviewer)
        for name, half_year, given in (
            ("Given", "2023-H1", 50_000),
            ("Short", "2026-H1", 0),
            ("Long", "2024-H1", 0),
        ):
            _page, edition = story_signed(editor, reviewer, pseudonym=f"Name{name}", waiting_since=half_year)
            Fund.objects.filter(reference=edition.page_key).update(allocated_minor=given)

        body = stranger.get("/en/stories/").content.decode()

        assert body.index("NameLong") < body.index("NameShort") < body.index("NameGiven")

    def test_a_translation_is_reviewed_on_its_own_and_its_amounts_count_for_nothing(
        self, editor: User, reviewer: User, stranger: Client
    ) -> None:
        from wagtail.models import Locale

        page, edition = story_signed(editor, reviewer)
        thai = Locale.objects.get(language_code="th")
        page.get_parent().specific.get_parent().specific.copy_for_translation(thai)
        page.get_parent().specific.copy_for_translation(thai)
        copy: StoryPage = page.copy_for_translation(thai)
        copy.owner = editor
        copy.summary = "ฉบับแปล"
        line = copy.budget_lines.all()[0]
        line.amount_minor = 9_500
        copy.budget_lines = [line]
        copy.save_revision(user=editor)
        assert stranger.get(copy.address).status_code == 404

        translated = sign(submit(copy, editor), reviewer)

        assert translated.path == edition.path.replace("/en/", "/th/")
        assert stranger.get(translated.path).status_code == 200
        assert Fund.objects.get(reference=edition.page_key).target_minor == 100_000

    def test_a_fund_opens_when_its_story_can_be_read(
        self, editor: User, reviewer: User, stranger: Client
    ) -> None:
        page = story_draft(editor)
        edition = sign(submit(page, editor), reviewer, starts_at=timezone.now() + timedelta(hours=1))

        assert not Fund.objects.filter(reference=edition.page_key).exists()
        assert stranger.get(edition.path).status_code == 404
        assert stranger.get(edition.path.replace("stories", "give")).status_code == 404
