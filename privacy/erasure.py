"""Erasing the words and pictures of one page, wherever Wagtail and we keep them. Call inside a transaction.

What stays: the headers of its editions (who signed which digest), the numbers of its contributors, and log entries with
neither a title nor details.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import (
    Comment,
    Page,
    PageLogEntry,
    ReferenceIndex,
    Revision,
    TaskState,
    WorkflowState,
)

from privacy import fulltext, picture_erasure
from privacy.models import Edition, Evidence, EvidenceAnswer, ReviewTaskState

Counts = Counter[str]


def page_erase(page_id: int, *, still: Callable[[int], bool]) -> Counts | None:
    """Erases a page that is dark: its editions' words, its row and what hangs on it, pictures nobody else uses.

    `still` is asked again once the row is locked; None when the page is not due any more. Children are erased with it;
    one that stands refuses.

    Raises:
        ChildStanding: a page below can still be seen.
    """
    page = Page.objects.select_for_update().filter(pk=page_id).first()
    if not still(page_id):
        return None
    counts = Counts()
    for child in page.get_children().order_by("-path") if page else ():
        below = page_erase(child.pk, still=_refuse_standing)
        counts.update(below or ())
        if page:
            page = Page.objects.get(pk=page_id)  # its number of children changed
    pictures = picture_erasure.pictures_of(page_id, page)
    counts["editions"] += _editions_erase(Edition.objects.filter(page_id=page_id))
    if page is not None:
        _hangings_delete(page, counts)
        page.specific.delete()
        counts["page rows"] += 1
    _leftovers_delete(page_id, counts)
    fulltext.page_forget(page_id)
    counts.update(picture_erasure.pictures_erase(pictures))
    return +counts


class ChildStanding(Exception):
    """A page below the one to be erased can still be seen."""


def _refuse_standing(page_id: int) -> bool:
    if Edition.objects.withdrawable().filter(page_id=page_id).exists():
        raise ChildStanding(page_id)
    return True


def _editions_erase(editions: Any) -> int:
    """Only what was withdrawn may become empty; a trigger holds that."""
    words = editions.exclude(withdrawn_at=None).exclude(card="", content="")
    count: int = words.update(card="", content="")
    return count


def _types_of(page: Page) -> list[ContentType]:
    return [ContentType.objects.get_for_model(Page), page.cached_content_type]


def _hangings_delete(page: Page, counts: Counts) -> None:
    """What cascades anyway, first and by hand: the counts are told, and nothing rests on a cascade."""
    counts["comments"] += Comment.objects.filter(page_id=page.pk).delete()[1].get("wagtailcore.Comment", 0)
    states = WorkflowState.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page), object_id=str(page.pk)
    )
    counts["submissions"] += TaskState.objects.filter(workflow_state__in=states).count()
    states.delete()
    Page.objects.filter(pk=page.pk).update(latest_revision=None, live_revision=None)
    counts["revisions"] += _revisions(page.pk).count()
    _revisions(page.pk).delete()
    page.refresh_from_db()


def _revisions(page_id: int) -> Any:
    return Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page), object_id=str(page_id)
    )


def _leftovers_delete(page_id: int, counts: Counts) -> None:
    """What no cascade reaches, whether the page's row is still here or was deleted in the admin long ago."""
    types = ContentType.objects.filter(
        app_label__in={model._meta.app_label for model in _page_models()},
        model__in={model._meta.model_name for model in _page_models()},
    )
    own: dict[str, Any] = {"content_type__in": types, "object_id": str(page_id)}
    counts["form states"] += FormState.objects.filter(**own).delete()[0]
    EditingSession.objects.filter(**own).delete()
    counts["revisions"] += _revisions(page_id).delete()[1].get("wagtailcore.Revision", 0)
    counts["evidence"] += Evidence.objects.filter(page_id=page_id).delete()[0]
    counts["evidence"] += EvidenceAnswer.objects.filter(page_id=page_id).delete()[0]
    index = apps.get_model("wagtailsearch", "IndexEntry")
    counts["search rows"] += index.objects.filter(**own).delete()[1].get("wagtailsearch.IndexEntry", 0)
    base = ContentType.objects.get_for_model(Page)
    ReferenceIndex.objects.filter(base_content_type=base, object_id=str(page_id)).delete()
    ReferenceIndex.objects.filter(to_content_type=base, to_object_id=str(page_id)).delete()
    counts["log entries"] += logs_neutralise(PageLogEntry.objects.filter(page_id=page_id), f"page {page_id}")


def _page_models() -> list[type[Page]]:
    return [model for model in apps.get_models() if issubclass(model, Page)]


def logs_neutralise(entries: Any, label: str) -> int:
    """Keeps who did what and when; takes titles, old titles and comments out."""
    count: int = entries.exclude(label=label, data={}).update(label=label, data={})
    return count


def superseded_erase(page_id: int, *, before: datetime) -> Counts:
    """The words of editions that newer ones replaced, and pictures only they showed."""
    Page.objects.select_for_update().filter(pk=page_id).first()
    old = Edition.objects.filter(page_id=page_id, withdrawn_at__lte=before)
    hashes = picture_erasure.files_of(old)
    counts = Counts(editions=_editions_erase(old))
    counts.update(picture_erasure.pictures_erase(hashes))
    return +counts


def revisions_purge(page_id: int, *, draft_before: datetime) -> Counts:
    """Deletes every revision of a published page but the signed one and what is at work: in review, or a fresh draft.

    A draft is left alone until nobody has saved it since `draft_before`; comments go with it.
    """
    counts = Counts()
    page = Page.objects.select_for_update().filter(pk=page_id).first()
    signed = _signed_revisions(page_id)
    if page is None or not signed:
        return counts
    kept = {pk for pk in signed | {page.live_revision_id} | _reviewed_revisions(page_id) if pk}
    newest = max(kept)
    is_fresh = bool(page.latest_revision_created_at and page.latest_revision_created_at > draft_before)
    drafts_kept = is_fresh and page.latest_revision_id and page.latest_revision_id > newest
    doomed = _revisions(page_id).exclude(pk__in=kept)
    if drafts_kept:
        doomed = doomed.filter(pk__lt=newest)
    doomed = list(doomed.order_by("pk"))
    pictures = picture_erasure.pictures_in(doomed)
    for revision in doomed:
        revision.delete()  # one by one: comments move on to the next revision
        counts["revisions"] += 1
    if not drafts_kept:
        counts["comments"] += (
            Comment.objects.filter(page_id=page_id).delete()[1].get("wagtailcore.Comment", 0)
        )
        if page.latest_revision_id not in kept:
            _draft_forget(page, newest)
    _submissions_forget(page)
    counts.update(picture_erasure.pictures_erase(pictures))
    return +counts


def _signed_revisions(page_id: int) -> set[int | None]:
    alive = Edition.objects.withdrawable().filter(page_id=page_id)
    return set(ReviewTaskState.objects.filter(edition__in=alive).values_list("revision_id", flat=True))


def _reviewed_revisions(page_id: int) -> set[int | None]:
    in_review = ReviewTaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS, revision__object_id=str(page_id)
    )
    return set(in_review.values_list("revision_id", flat=True))


def _submissions_forget(page: Page) -> None:
    """Submissions that went with their revisions leave an empty row each."""
    base = ContentType.objects.get_for_model(Page)
    ended = WorkflowState.objects.filter(base_content_type=base, object_id=str(page.pk), task_states=None)
    ended.exclude(status=WorkflowState.STATUS_IN_PROGRESS).delete()


def _draft_forget(page: Page, revision_id: int | None) -> None:
    """The editor opens what is signed, as if the draft had never been."""
    created = Revision.objects.values_list("created_at", flat=True).get(pk=revision_id)
    Page.objects.filter(pk=page.pk).update(
        latest_revision=revision_id,
        latest_revision_created_at=created,
        has_unpublished_changes=not page.live,
        draft_title=F("title"),
    )
