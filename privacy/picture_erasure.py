"""Pictures that nobody uses any more: their rows, their files, the copies editions keep, and tags left behind.

A picture is used when a page row, a draft, a submission in review, or an edition that stands or is to come shows it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from taggit.models import Tag, TaggedItem
from wagtail.models import ModelLogEntry, Page, ReferenceIndex, Revision, TaskState

from cms.core.models import Picture
from privacy.models import Edition, EditionFile, ReviewTaskState
from privacy.picture_files import signed_path, submitted_path


@dataclass
class Shown:
    """Pictures something showed: rows by id, files by the hash of their bytes."""

    ids: set[int] = field(default_factory=set)
    hashes: set[str] = field(default_factory=set)


def pictures_of(page_id: int, page: Page | None) -> Shown:
    """Every picture a page ever showed: in its editions, its row, its revisions."""
    shown = files_of(Edition.objects.filter(page_id=page_id))
    if page is not None:
        revisions = Revision.objects.filter(
            base_content_type=ContentType.objects.get_for_model(Page), object_id=str(page_id)
        )
        shown.ids |= set(_ids(page.specific)) | pictures_in(revisions).ids
    return shown


def files_of(editions: Any) -> Shown:
    """The files that editions list. Their rows are believed here: what is in use is found out before anything goes."""
    names = EditionFile.objects.filter(edition__in=editions).values_list("sha256", flat=True)
    return Shown(hashes=set(names))


def pictures_in(revisions: Iterable[Revision]) -> Shown:
    """Every picture of these revisions."""
    return Shown(ids={pk for revision in revisions for pk in _ids_in(revision)})


def orphans() -> Shown:
    """Pictures that only erased editions ever showed, and that something else still used when those were erased."""
    erased = EditionFile.objects.filter(edition__card="", edition__content="")
    alive = EditionFile.objects.filter(edition__withdrawn_at=None).values("sha256")
    names = Picture.objects.filter(sha256__in=erased.values("sha256")).exclude(sha256__in=alive)
    return Shown(hashes=set(names.values_list("sha256", flat=True)))


def _ids(page: Page) -> Iterator[int]:
    content_type = ContentType.objects.get_for_model(Picture)
    for type_id, pk, _model_path, _content_path in ReferenceIndex._extract_references_from_object(page):
        if type_id == content_type.pk:
            yield int(pk)


def _ids_in(revision: Revision) -> set[int]:
    """Pictures of a revision; of one that no longer fits its model, none can be read."""
    try:
        return set(_ids(revision.as_object()))
    except (ValueError, TypeError, KeyError, LookupError):
        return set()


def pictures_erase(shown: Shown) -> Counter[str]:
    """Deletes those of `shown` that are used nowhere; files go after the commit. Call inside a transaction."""
    counts: Counter[str] = Counter()
    rows = Picture.objects.filter(Q(pk__in=shown.ids) | Q(sha256__in=shown.hashes)).order_by("pk")
    rows = list(rows.select_for_update())
    hashes = shown.hashes | {picture.sha256 for picture in rows}
    used_ids, used_hashes = _used({picture.pk for picture in rows}, hashes)
    for picture in rows:
        if picture.pk in used_ids or picture.sha256 in used_hashes:
            used_hashes.add(picture.sha256)
            continue
        counts.update(_picture_delete(picture))
    for sha256 in hashes - used_hashes:
        for path in (signed_path(sha256), submitted_path(sha256)):
            if default_storage.exists(path):
                counts["files"] += 1
                transaction.on_commit(_deletion(path))
    return +counts


def _used(ids: set[int], hashes: set[str]) -> tuple[set[int], set[str]]:
    """(ids, hashes) of these that something still shows."""
    if not ids and not hashes:
        return set(), set()
    alive = EditionFile.objects.filter(edition__withdrawn_at=None, sha256__in=hashes)
    used_hashes = set(alive.values_list("sha256", flat=True))
    in_review = ReviewTaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS)
    for sha256 in hashes - used_hashes:
        if in_review.filter(content__contains=sha256).exists():
            used_hashes.add(sha256)
    rows = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(Picture), to_object_id__in=[str(pk) for pk in ids]
    )
    used_ids = {int(pk) for pk in rows.values_list("to_object_id", flat=True)}
    if ids - used_ids:
        # A draft of a live page is in no row: each is opened. A few milliseconds a draft, in a nightly run.
        for revision in Revision.objects.filter(pk__in=_draft_revisions()).iterator(chunk_size=100):
            used_ids |= _ids_in(revision) & ids
    return used_ids, used_hashes


def _draft_revisions() -> Any:
    return Page.objects.filter(has_unpublished_changes=True).values("latest_revision")


def _picture_delete(picture: Picture) -> Counter[str]:
    """The row, its file (Wagtail deletes it after the commit), its log labels, and tags nothing else has."""
    tags = list(picture.tags.values_list("pk", flat=True))
    content_type = ContentType.objects.get_for_model(Picture)
    pk = picture.pk
    picture.delete()
    entries = ModelLogEntry.objects.filter(content_type=content_type, object_id=str(pk))
    entries.update(label=f"picture {pk}", data={})
    Tag.objects.filter(pk__in=tags).exclude(pk__in=TaggedItem.objects.values("tag")).delete()
    return Counter(pictures=1, files=1)


def _deletion(name: str) -> Callable[[], None]:
    return lambda: default_storage.delete(name)
