"""Events of a life are told in monthly batches, late, and on a day that a secret chooses once."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from hypothesis import given
from hypothesis import strategies as st

from privacy.editions import frozen_of
from privacy.frozen import Frozen
from stories.journey.gazetteer import LIST_VERSION
from stories.models import StoryPage
from stories.releases import JITTER_DAYS, batch_day, events_told, publish_not_before, release_time
from tests.privacy.pages import JOURNEY, milestone, story_draft, story_signed, submit

moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("after", "day"),
    [
        ("2026-11-01", "2026-11-02"),
        ("2026-11-02", "2026-11-02"),
        ("2026-11-03", "2026-12-07"),
        ("2026-12-08", "2027-01-04"),
    ],
)
def test_a_batch_is_the_first_monday_of_a_month(after: str, day: str) -> None:
    assert batch_day(date.fromisoformat(after)) == date.fromisoformat(day)


@given(moments, st.uuids().map(str))
def test_it_is_at_least_thirty_days_late_always_the_same_and_at_most_a_batch_and_the_jitter(
    event_at: datetime, key: str
) -> None:
    told = release_time(event_at, key)

    assert told == release_time(event_at, key)
    assert timedelta(days=30) <= told - event_at + timedelta(days=1)
    assert told - event_at < timedelta(days=30 + 36 + JITTER_DAYS)


def test_stories_of_one_batch_are_spread_over_some_days() -> None:
    days = {release_time(datetime(2026, 11, 21, tzinfo=UTC), f"story {n} home").date() for n in range(200)}

    assert min(days) == date(2027, 1, 4)
    assert len(days) == JITTER_DAYS


def test_the_days_cannot_be_worked_out_without_the_secret(settings: LazySettings) -> None:
    at = datetime(2026, 11, 21, tzinfo=UTC)
    before = [release_time(at, f"{n}") for n in range(20)]

    settings.SECRET_KEY = "another secret, as long as it has to be for a test of fifty signs"

    assert [release_time(at, f"{n}") for n in range(20)] != before


def copied(*blocks: dict[str, Any], waiting: str = "2025-H1") -> dict[str, Any]:
    return {"waiting_since": waiting, "journey": list(blocks)}


def test_home_again_and_a_new_hope_are_events_and_a_mended_comma_elsewhere_is_none() -> None:
    before = copied(*JOURNEY)
    mended = copied(milestone("circumstances", "A wall, and no roof", "KH:battambang:city"), *JOURNEY[1:])
    other_list = {"place": "KH:battambang:city", "list": LIST_VERSION + "x"}
    relisted = [*JOURNEY[:2], {**JOURNEY[2], "value": JOURNEY[2]["value"] | {"place": other_list}}]

    assert events_told(before, copied(*JOURNEY, waiting="")) == ["waiting_since"]
    hope = milestone("hope", "A course begun", "KH:battambang:city")
    assert events_told(before, copied(*JOURNEY, hope)) == ["journey"]
    assert events_told(before, mended) == []
    assert events_told(before, copied(*relisted)) == []


@pytest.mark.django_db
class TestEditions:
    def resubmitted(self, page: StoryPage, editor: User, **changes: Any) -> Frozen:
        draft: StoryPage = page.get_latest_revision_as_object()
        for name, value in changes.items():
            setattr(draft, name, value)
        draft.save_revision(user=editor)
        return frozen_of(submit(draft, editor))

    def test_a_first_edition_is_no_event(self, editor: User) -> None:
        assert publish_not_before(frozen_of(submit(story_draft(editor), editor))) is None

    def test_coming_home_has_a_first_day(self, editor: User, reviewer: User) -> None:
        page, _edition = story_signed(editor, reviewer)

        frozen = self.resubmitted(page, editor, waiting_since="")

        saved = page.get_latest_revision().created_at
        assert publish_not_before(frozen) == release_time(saved, f"{page.translation_key} waiting_since")

    def test_another_word_in_the_summary_has_none(self, editor: User, reviewer: User) -> None:
        page, _edition = story_signed(editor, reviewer)

        assert publish_not_before(self.resubmitted(page, editor, summary="He goes home.")) is None

    def test_a_standing_edition_looked_at_again_has_none(self, editor: User, reviewer: User) -> None:
        _page, edition = story_signed(editor, reviewer)

        assert publish_not_before(edition.verify()) is None
