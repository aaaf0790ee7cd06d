"""What is kept no longer than it has to be: which pages are due, and one run over all of them.

The table is in docs/retention.md, the times in `retention_times`. How one page is erased is in `erasure`.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q
from django.utils import timezone
from wagtail.models import Comment, Page, Revision, WorkflowState

from cms.core import duties
from privacy import erasure, fulltext, housekeeping, picture_erasure
from privacy.erasure import Counts
from privacy.models import Edition
from privacy.retention_times import DRAFT, DRAFT_WARNING, EXPIRED, SETTLED, WITHDRAWN
from privacy.takedown import is_personal

logger = logging.getLogger("privacy.retention")


class StillStanding(Exception):
    """A page that is to be erased at once still has an edition that stands or is to come: take it down first."""


@dataclass
class Scrub:
    """What a run did, or would do: counts by kind, and the ids of the pages it touched."""

    counts: Counts = field(default_factory=Counts)
    pages: list[int] = field(default_factory=list)


def scrub(
    *, dry_run: bool = False, page_id: int | None = None, at_once: bool = False, now: datetime | None = None
) -> Scrub:
    """Erases what is due: for one page with `page_id`, without waiting for its days with `at_once`.

    A dry run does the same inside a transaction that is rolled back; files go after a commit, hence not then. Each page
    has a transaction of its own, so that one that cannot be erased stops none. Safe to repeat and to run twice at once.

    Raises:
        StillStanding: `at_once` for a page the public can see, or will.
    """
    now = now or timezone.now()
    if at_once and page_id is not None and Edition.objects.withdrawable().filter(page_id=page_id).exists():
        raise StillStanding
    done = Scrub()
    if not dry_run:
        _run(done, page_id, at_once, now)
        if done.counts and not connection.in_atomic_block:
            housekeeping.storage_compact()
    else:
        with transaction.atomic():
            _run(done, page_id, at_once, now)
            transaction.set_rollback(True)
    logger.info("Scrubbed", extra={"dry_run": dry_run, "pages": done.pages, "counts": dict(done.counts)})
    return done


def _run(done: Scrub, page_id: int | None, at_once: bool, now: datetime) -> None:
    def due(ids: Iterable[int]) -> list[int]:
        return sorted(pk for pk in ids if page_id is None or pk == page_id)

    early = timedelta(days=10_000) if at_once else timedelta()
    withdrawn = withdrawn_due(now + early)
    _each(done, "withdrawn pages", due(withdrawn), lambda pk: erasure.page_erase(pk, still=_is_dark))
    drafts = [page.pk for page in idle_drafts(now + early if at_once else now, DRAFT)]
    _each(done, "idle drafts", due(drafts), lambda pk: erasure.page_erase(pk, still=_was_never_signed))
    _each(done, "", due(superseded_due(now)), lambda pk: erasure.superseded_erase(pk, before=now - SETTLED))
    _each(done, "", due(published()), lambda pk: erasure.revisions_purge(pk, draft_before=now - DRAFT))
    if page_id is None:
        done.counts.update(housekeeping.tidy(now))
        with transaction.atomic():
            done.counts.update(picture_erasure.pictures_erase(picture_erasure.orphans()))
        done.counts["search rows"] += fulltext.tidy()
    if done.counts:
        housekeeping.words_merge()
    done.counts = +done.counts


def _each(done: Scrub, kind: str, ids: Iterable[int], act: Callable[[int], Counts | None]) -> None:
    """Counts what was done to each page; `kind` counts the pages themselves."""
    for pk in ids:
        try:
            with transaction.atomic():
                counts = act(pk)
        except Exception:
            logger.exception("A page could not be scrubbed", extra={"page": pk})
            done.counts["failed"] += 1
            continue
        if counts is None:  # its state changed since it was listed
            continue
        if counts:  # empty: another run was faster
            done.pages.append(pk)
            done.counts.update(counts)
            done.counts[kind] += bool(kind)


def personal_types() -> list[str]:
    """Labels of the page types that tell of a person."""
    return [model._meta.label_lower for model in apps.get_models() if is_personal(model)]


def withdrawn_due(now: datetime) -> list[int]:
    """Pages of a person whose last edition was withdrawn days ago, and of which something is left to erase.

    6 days after a take-down, 30 after an end by itself (reference: at most 7, and 30). A page that is in review again
    is spared while it is: its words are about to be signed anew. A draft that is merely saved is not.
    """
    pages = Edition.objects.filter(page_type__in=personal_types()).order_by().values("page_id")
    pages = pages.annotate(
        last=Max("withdrawn_at"),
        alive=Max("starts_at", filter=Q(withdrawn_at=None)),
        by_itself=Max("withdrawn_at", filter=Q(expires_at__lte=F("withdrawn_at"))),
        words=Max("page_id", filter=~Q(card="") | ~Q(content="")),
        row=Exists(Page.objects.filter(pk=OuterRef("page_id"))),
    )
    ids = []
    for page in pages.filter(alive=None).filter(Q(row=True) | Q(words__isnull=False)):
        kept = EXPIRED if page["by_itself"] == page["last"] else WITHDRAWN
        if page["last"] <= now - kept and _is_dark(page["page_id"]):
            ids.append(page["page_id"])
    return ids


def _is_dark(page_id: int) -> bool:
    """No edition stands or is to come, and nobody reviews the page."""
    alive = Edition.objects.withdrawable().filter(page_id=page_id).exists()
    return not alive and not _reviewed_now(page_id)


def _was_never_signed(page_id: int) -> bool:
    return not Edition.objects.filter(page_id=page_id).exists() and not _reviewed_now(page_id)


def _reviewed_now(page_id: int) -> bool:
    page = Page.objects.filter(pk=page_id).first()
    return bool(page and page.workflow_states.filter(status=WorkflowState.STATUS_IN_PROGRESS).exists())


def superseded_due(now: datetime) -> list[int]:
    """Pages of a person that stand, but have older editions whose words are still here."""
    alive = Edition.objects.withdrawable().filter(page_id=OuterRef("page_id"))
    old = Edition.objects.filter(
        Exists(alive), page_type__in=personal_types(), withdrawn_at__lte=now - SETTLED
    )
    old = old.exclude(card="", content="")
    return list(old.order_by().values_list("page_id", flat=True).distinct())


def published() -> list[int]:
    """Pages of a person that stand, or will, and have more than one revision or comments. Three queries."""
    alive = Edition.objects.withdrawable().filter(page_type__in=personal_types())
    standing = set(alive.order_by().values_list("page_id", flat=True))
    base = ContentType.objects.get_for_model(Page)
    revisions = Revision.objects.filter(base_content_type=base).order_by().values("object_id")
    several = revisions.annotate(count=Count("pk")).filter(count__gt=1).values_list("object_id", flat=True)
    commented = Comment.objects.values_list("page_id", flat=True).distinct()
    return sorted(standing & ({int(pk) for pk in several} | set(commented)))


def touched_at(page: Page) -> datetime:
    """When anybody last saved it."""
    touched: datetime = page.latest_revision_created_at or page.first_published_at or timezone.now()
    return touched


def idle_drafts(now: datetime, age: timedelta) -> list[Page]:
    """Pages of a person that were never signed, are not in review, and were not saved for `age`."""
    models = [model for model in apps.get_models() if is_personal(model)]
    found: list[Page] = []
    for model in models:
        drafts = model._default_manager.filter(latest_revision_created_at__lte=now - age)
        drafts = drafts.filter(~Exists(Edition.objects.filter(page_id=OuterRef("pk"))))
        found += [page for page in drafts.order_by("pk") if not _reviewed_now(page.pk)]
    return found


def drafts_to_warn(now: datetime) -> list[Page]:
    """Drafts that are deleted within 15 days unless somebody saves them."""
    return [page for page in idle_drafts(now, DRAFT_WARNING) if touched_at(page) > now - DRAFT]


def scrub_duty() -> dict[str, int]:
    """The periodic run; a page that could not be erased makes it a failure."""
    counts = dict(scrub().counts)
    if failed := counts.pop("failed", 0):
        raise duties.DutyFailed(f"{failed} pages could not be scrubbed; the log says which.")
    return counts
