"""When an event of a life may be told: in monthly batches, late, and a few days off, so that its date tells nothing.

Coming home, beginning a course, opening a shop: neighbours saw the day. What a fund has received is no such event.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.crypto import salted_hmac
from wagtail.models import Revision

from privacy import editions
from privacy.frozen import Frozen
from privacy.models import Edition
from stories.journey.enums import Phase

DELAY = timedelta(days=30)
JITTER_DAYS = 10
HOUR = time(9, tzinfo=UTC)


def batch_day(after: date) -> date:
    """The first Monday of a month that is not before `after`."""
    month = after.replace(day=1)
    while True:
        monday = month + timedelta(days=-month.weekday() % 7)
        if monday >= after:
            return monday
        month = (month + timedelta(days=32)).replace(day=1)


def release_time(event_at: datetime, key: str) -> datetime:
    """The first moment at which an event may be public (UTC).

    The next batch at least 30 days later, and from 0 to 9 days more. The days come from a secret (SECRET_KEY), the key
    and the batch: always the same for the same event, so that asking or publishing again does not average them out.
    `key` names the story and the event, such as "<translation key> home".
    """
    batch = batch_day((event_at.astimezone(UTC) + DELAY).date())
    digest = salted_hmac("stories.releases", f"{key} {batch.isoformat()}", algorithm="sha256").digest()
    return datetime.combine(batch, HOUR) + timedelta(days=int.from_bytes(digest[:8]) % JITTER_DAYS)


def events_told(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Which fields of a copy tell an event that the last edition did not: "waiting_since", "journey"."""
    told = []
    if before.get("waiting_since", "") != now.get("waiting_since", ""):
        told.append("waiting_since")
    if _hopes(before) != _hopes(now):
        told.append("journey")
    return told


def _hopes(fields: dict[str, Any]) -> list[tuple[str, ...]]:
    """What the milestones of hope say, without their ids: words and place."""
    blocks: Iterable[Any] = fields.get("journey") or ()
    values = (block.get("value") or {} for block in blocks if isinstance(block, dict))
    return [
        (*(str(value.get(name) or "") for name in ("heading", "time", "narrative")), _place_key(value))
        for value in values
        if value.get("phase") == Phase.HOPE
    ]


def _place_key(value: dict[str, Any]) -> str:
    place = value.get("place")
    return str(place.get("place") or "") if isinstance(place, dict) else ""


def last_edition(frozen: Frozen) -> Frozen | None:
    """The newest edition of the copy's page whose words are still kept; None for a first one. At most two queries."""
    newest = Edition.objects.filter(page_id=frozen.page_id).exclude(content="").order_by("-signed_at").first()
    return editions.read(newest) if newest else None


def events_of(frozen: Frozen) -> list[str]:
    """What a copy tells of a life that the last edition did not; empty for a first edition or a signed copy."""
    before = last_edition(frozen)
    if before is None or before.digest == frozen.digest:
        return []
    return events_told(before.content["fields"], frozen.content["fields"])


def publish_not_before(frozen: Frozen) -> datetime | None:
    """What to propose as "Publish at" for a copy that tells an event of a life; None for any other.

    When the event was is not known here, and need not be: it was over when the draft was saved.
    """
    told = events_of(frozen)
    return release_time(_saved_at(frozen.page_id), f"{frozen.page_key} {' '.join(told)}") if told else None


def _saved_at(page_id: int) -> datetime:
    saved = Revision.page_revisions.filter(object_id=str(page_id)).order_by("-created_at").first()
    return saved.created_at if saved else timezone.now()
