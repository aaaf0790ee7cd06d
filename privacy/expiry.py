"""What time does to editions: the rest of the site follows an end or a beginning within a minute.

`EditionQuerySet.standing` compares times itself: an edition that ended is shown to nobody even when nothing here ever
runs. This brings page rows, funds and search in line.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page
from wagtail.signals import page_published, published

from privacy import finished, takedown
from privacy.models import Edition, ReviewTaskState
from privacy.signals import edition_started, edition_withdrawn

logger = logging.getLogger("privacy.expiry")


def rows_follow() -> dict[str, int]:
    """Brings everything in line with what ended or began; (ended, started, failed) pages. Safe to run twice at once."""
    now = timezone.now()
    over = Edition.objects.withdrawable().filter(expires_at__lte=now)
    ended, broken = _each(over.order_by().values_list("page_id", flat=True).distinct(), page_end)
    lost, unclear = _each(_lit_without_edition(), page_darken)
    begun, stuck = _each([edition.pk for edition in _out_of_line()], edition_start)
    return {"ended": ended + lost, "started": begun, "failed": broken + unclear + stuck}


def _each[T](keys: Iterable[T], act: Callable[[T], bool]) -> tuple[int, int]:
    """(done, failed); one that fails never stops the rest."""
    done = failed = 0
    for key in list(keys):
        try:
            done += act(key)
        except Exception:
            logger.exception("A page does not follow its edition", extra={"key": str(key)})
            failed += 1
    return done, failed


@transaction.atomic
def page_end(page_id: int) -> bool:
    """Withdraws the ended edition of a page and the older ones, which would stand again; says whether one had ended.

    If nothing else stands, the page's row goes dark and the other rooms are told once. An edition that begins later
    stays as it is.
    """
    page = Page.objects.select_for_update().filter(pk=page_id).first()
    mine = Edition.objects.filter(page_id=page_id)
    ended = (
        mine.withdrawable()
        .filter(expires_at__lte=timezone.now())
        .order_by("-starts_at", "-signed_at")
        .first()
    )
    if ended is None:
        return False
    mine.withdrawable().filter(starts_at__lte=ended.starts_at).update(withdrawn_at=timezone.now())
    finished.darken()
    if mine.standing().exists():
        return True
    if page is not None and page.live:
        _row_darken(page)
    ended.refresh_from_db()
    edition_withdrawn.send(sender=apps.get_model(ended.page_type), edition=ended)
    return True


def _lit_without_edition() -> list[int]:
    """Rows that say live though no edition stands: somebody withdrew it by SQL. One query."""
    mine = Edition.objects.filter(page_id=OuterRef("pk"))
    standing = Edition.objects.standing().filter(page_id=OuterRef("pk"))
    return list(Page.objects.filter(Exists(mine), ~Exists(standing), live=True).values_list("pk", flat=True))


@transaction.atomic
def page_darken(page_id: int) -> bool:
    """What a withdrawal by SQL alone left undone: the row goes dark, and the other rooms are told."""
    page = Page.objects.select_for_update().filter(pk=page_id, live=True).first()
    mine = Edition.objects.filter(page_id=page_id)
    newest = mine.exclude(withdrawn_at=None).order_by("-signed_at").first()
    if page is None or newest is None or mine.standing().exists():
        return False
    _row_darken(page)
    edition_withdrawn.send(sender=apps.get_model(newest.page_type), edition=newest)
    return True


def _row_darken(page: Page) -> None:
    with takedown.sparing_later_editions():
        UnpublishPageAction(page.specific, set_expired=True).execute(skip_permission_checks=True)


def _out_of_line() -> list[Edition]:
    """Standing editions whose page row is dark, or shows what an edition signed for later took over from. One query."""
    live = Page.objects.filter(pk=OuterRef("page_id"), live=True)
    same = live.filter(live_revision__task_states__reviewtaskstate__edition=OuterRef("pk"))
    reviewed = ReviewTaskState.objects.filter(edition=OuterRef("pk"))
    behind = ~Exists(live) | (Q(starts_at__gt=F("signed_at")) & ~Exists(same))
    page = Page.objects.filter(pk=OuterRef("page_id"))
    standing = Edition.objects.standing().filter(Exists(page), Exists(reviewed), behind)
    return list(standing.defer("card", "content"))


class RowFollows(PublishPageRevisionAction):
    """Publishing that cancels nothing: a newer draft may be in review when an edition signed for later begins."""

    def _after_publish(self) -> None:
        page_published.send(
            sender=self.object.specific_class, instance=self.object.specific, revision=self.revision
        )
        published.send(sender=type(self.object), instance=self.object, revision=self.revision)


@transaction.atomic
def edition_start(edition_id: UUID) -> bool:
    """Makes the page row show a standing edition's reviewed revision, and withdraws the editions it took over from."""
    edition = Edition.objects.get(pk=edition_id)
    page = Page.objects.select_for_update().get(pk=edition.page_id)
    if not Edition.objects.standing().filter(pk=edition.pk).exists():
        return False
    state = ReviewTaskState.objects.select_related("revision").filter(edition=edition).first()
    if state is None or (page.live and page.live_revision_id == state.revision_id):
        return False
    older = Edition.objects.withdrawable().filter(page_id=page.pk, starts_at__lt=edition.starts_at)
    if older.update(withdrawn_at=timezone.now()):
        finished.darken()
    RowFollows(state.revision).execute(skip_permission_checks=True)
    if edition.starts_at > edition.signed_at:
        frozen = edition.verify()
        edition_started.send(sender=apps.get_model(edition.page_type), edition=edition, page=frozen.page())
    return True


def ends_soon(now: datetime, within: timedelta) -> list[Edition]:
    """Standing editions that end within a time span and have no successor signed yet. One query."""
    successor = Edition.objects.withdrawable().filter(
        page_id=OuterRef("page_id"),
        starts_at__gt=OuterRef("starts_at"),
        starts_at__lte=OuterRef("expires_at"),
    )
    standing = Edition.objects.standing(at=now).filter(expires_at__lte=now + within)
    return list(standing.filter(~Exists(successor)).defer("card", "content").order_by("expires_at"))
