"""What becomes of never-publish lists: hashes when a story is done, nothing when it is gone (docs/retention.md)."""

import os
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.utils import timezone

from privacy import housekeeping, never_keys
from privacy.asking import page_types_asking
from privacy.evidence import never_sealed
from privacy.models import Edition, NeverEntry
from privacy.never import QUESTION, needle_of
from privacy.retention_times import NEVER_HASHES, NEVER_IDLE, NEVER_SIGNED


class _Story:
    """When pages of one lineage were signed, and when anybody last worked on them."""

    def __init__(self) -> None:
        self.page_ids: set[int] = set()
        self.signed: list[datetime] = []
        self.touched: list[datetime] = []

    def is_done_with(self, entry: NeverEntry, now: datetime) -> bool:
        """Signed with this entry on the list 30 days ago, or left alone for 90."""
        if any(entry.added_at <= at <= now - NEVER_SIGNED for at in self.signed):
            return True
        return max([entry.added_at, *self.signed, *self.touched]) <= now - NEVER_IDLE


def never_tidy(now: datetime | None = None) -> dict[str, int]:
    """Hashes, destroys and re-encrypts what is due; counts by kind. Safe to repeat and to run twice at once.

    "failed" counts entries that no key at hand opens: their key has to come back, or somebody removes them.
    """
    now = now or timezone.now()
    stories = _stories()
    counts: Counter[str] = Counter()
    counts["destroyed"] = _orphans_forget(stories.keys(), now)
    for entry in NeverEntry.objects.readable().order_by("pk"):
        story = stories.get(entry.lineage)
        if story is None or story.is_done_with(entry, now):
            counts["hashed" if _seal(entry) else "failed"] += 1
        elif outcome := _rotate(entry):
            counts[outcome] += 1
    if (counts["destroyed"] or counts["hashed"]) and not connection.in_atomic_block:
        housekeeping.storage_compact()
    return dict(+counts)


def _stories() -> dict[UUID, _Story]:
    """By lineage. Two queries and one for each type of page with a list."""
    stories: dict[UUID, _Story] = defaultdict(_Story)
    lineages: dict[int, UUID] = {}
    for model in page_types_asking(QUESTION):
        rows = model._base_manager.values_list("pk", "lineage", "latest_revision_created_at")
        for pk, lineage, touched_at in rows:
            lineages[pk] = lineage
            stories[lineage].page_ids.add(pk)
            stories[lineage].touched += [touched_at] if touched_at else []
    signed = Edition.objects.order_by().values_list("page_id", "signed_at")
    for page_id, signed_at in signed:
        if page_id in lineages:
            stories[lineages[page_id]].signed.append(signed_at)
    return dict(stories)


@transaction.atomic
def _orphans_forget(alive: Iterable[UUID], now: datetime) -> int:
    """Marks lists no page is left of, and destroys those marked 30 days ago."""
    alive = set(alive)
    known = set(NeverEntry.objects.order_by().values_list("lineage", flat=True).distinct())
    NeverEntry.objects.filter(lineage__in=known & alive).exclude(forget_at=None).update(forget_at=None)
    orphans = NeverEntry.objects.filter(lineage__in=known - alive)
    orphans.filter(forget_at=None).update(forget_at=now + NEVER_HASHES)
    count: int = orphans.filter(forget_at__lte=now).delete()[0]
    return count


def _seal(entry: NeverEntry) -> bool:
    """Replaces an entry by its hashes; False if it cannot be opened."""
    looked_for = needle_of(entry)
    if looked_for is None:
        return False
    name, key = next(iter(never_keys.hash_keys().items()))
    hashes = never_sealed.seal(looked_for, key, os.urandom(never_sealed.filler_bytes()))
    NeverEntry.objects.readable().filter(pk=entry.pk).update(
        token="", hashes=hashes, hash_key=name, hashed_at=timezone.now()
    )
    return True


def _rotate(entry: NeverEntry) -> str:
    """Encrypts an entry with the newest key: "rotated", "failed" if it cannot be opened, "" if it was so already."""
    token = entry.token.encode()
    try:
        never_keys.newest().decrypt(token)
    except ImproperlyConfigured:
        return "failed"
    except InvalidToken:
        pass
    else:
        return ""
    try:
        fresh = never_keys.box().rotate(token).decode()
    except InvalidToken:
        return "failed"
    NeverEntry.objects.readable().filter(pk=entry.pk, token=entry.token).update(token=fresh)
    return "rotated"
