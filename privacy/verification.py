"""Whether everything signed is still what was signed: what `manage.py verify_editions` and the nightly duty look at."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from wagtail.models import Page, Revision

from cms.core import duties, triggers
from cms.core.models import Picture
from privacy import keys
from privacy.exceptions import Tampered, UnknownSchema
from privacy.models import Contributor, Edition, EditionFile, PictureContributor
from privacy.picture_files import signed_path

# A page row may be this far behind its edition: the duty that brings it in line runs every half minute.
PATIENCE = timedelta(minutes=2)
CHUNK = 200


@dataclass
class Finding:
    """One thing that was looked at: how many of them, and a sentence for each that is off (opaque ids only)."""

    name: str
    checked: int = 0
    problems: list[str] = field(default_factory=list)


def verify() -> list[Finding]:
    """Looks at all of it, changes nothing. Memory stays small; every edition and every standing file is read."""
    editions, erased, lists = Finding("editions"), Finding("erased editions"), Finding("lists of files")
    for edition in Edition.objects.spelt().order_by("pk").iterator(chunk_size=CHUNK):
        is_erased = edition.withdrawn_at is not None and edition.card == edition.content == ""
        _edition(erased if is_erased else editions, edition, is_erased)
        _files_listed(lists, edition)
    return [editions, erased, lists, *(check() for check in CHECKS)]


def _edition(finding: Finding, edition: Edition, is_erased: bool) -> None:
    finding.checked += 1
    try:
        if is_erased:
            edition.head  # noqa: B018  (raises)
        else:
            edition.verify().page()
    except Tampered as what:
        finding.problems.append(f"edition {edition.pk} does not verify: {what}")
    except (UnknownSchema, ValueError, LookupError) as what:
        finding.problems.append(f"edition {edition.pk} cannot be shown: {what.__class__.__name__}")


def _files_listed(finding: Finding, edition: Edition) -> None:
    try:
        signed = set(edition.head["files"])
    except Tampered:
        return  # reported already
    finding.checked += 1
    if signed != set(edition.file_rows.values_list("sha256", flat=True)):
        finding.problems.append(f"edition {edition.pk} and its rows do not list the same files")


def _files() -> Finding:
    """Of editions that stand or are to come: those of withdrawn ones may have been erased."""
    finding = Finding("files")
    alive = EditionFile.objects.filter(edition__withdrawn_at=None).order_by().values_list("sha256", flat=True)
    for name in alive.distinct():
        finding.checked += 1
        path = signed_path(name)
        if not default_storage.exists(path):
            finding.problems.append(f"file {name[:16]} is missing")
            continue
        with default_storage.open(path, "rb") as file:
            if hashlib.sha256(file.read()).hexdigest() != name:
                finding.problems.append(f"file {name[:16]} has other bytes than its name says")
    return finding


def _triggers() -> Finding:
    absent = [f"trigger {name} is missing: run manage.py migrate" for name in triggers.missing()]
    return Finding("triggers", checked=len(triggers._registry), problems=absent)


def _keys() -> Finding:
    names = list(Edition.objects.order_by().values_list("signing_key", flat=True).distinct())
    unknown = [f"public key {name} is not listed" for name in names if keys.public_key(name) is None]
    return Finding("public keys", checked=len(names), problems=unknown)


def _contributors() -> Finding:
    """Whoever owns or saved what is here is in the table; it may hold more, of what is gone."""
    finding = Finding("contributors")
    for kind, pairs in (("owner", _owners()), ("author", _authors())):
        for page_id, user_id in pairs:
            finding.problems.append(f"user {user_id} is {kind} of page {page_id} and not in the table")
    for picture_id, user_id in _uploaders():
        finding.problems.append(f"user {user_id} uploaded picture {picture_id} and is not in the table")
    finding.checked = Contributor.objects.count() + PictureContributor.objects.count()
    return finding


def _owners() -> Iterator[tuple[int, int]]:
    known = Contributor.objects.filter(page_id=OuterRef("pk"), user_id=OuterRef("owner_id"))
    yield from Page.objects.exclude(owner=None).filter(~Exists(known)).values_list("pk", "owner_id")


def _authors() -> Iterator[tuple[int, int]]:
    base = ContentType.objects.get_for_model(Page)
    known = set(Contributor.objects.values_list("page_id", "user_id"))
    saved = Revision.objects.filter(base_content_type=base).exclude(user=None).order_by()
    for object_id, user_id in saved.values_list("object_id", "user_id").distinct():
        if (int(object_id), user_id) not in known:
            yield int(object_id), user_id


def _uploaders() -> Iterator[tuple[int, int]]:
    """By the picture's number: of bytes that were exchanged later the uploader knows nothing."""
    known = PictureContributor.objects.filter(
        picture_id=OuterRef("pk"), user_id=OuterRef("uploaded_by_user_id")
    )
    uploaded = Picture.objects.exclude(uploaded_by_user=None).filter(~Exists(known))
    yield from uploaded.values_list("pk", "uploaded_by_user_id")


def _standing() -> Finding:
    """What the database says stands must stand by its signed header as well: it may compare times as text."""
    finding = Finding("standing editions")
    for edition in Edition.objects.standing().order_by("pk").iterator(chunk_size=CHUNK):
        finding.checked += 1
        try:
            edition.head  # noqa: B018  (raises)
        except Tampered as what:
            finding.problems.append(f"edition {edition.pk} stands and should not: {what}")
    return finding


def _paths() -> Finding:
    """A story's address is its own for ever; a list's may have had several pages, one after the other."""
    now = Count("page_id", distinct=True, filter=Q(withdrawn_at=None))
    ever = Count("page_id", distinct=True)
    several = Edition.objects.order_by().values("path").annotate(now=now, ever=ever)
    shared = several.filter(ever__gt=1).values_list("path", "now")
    return Finding(
        "addresses",
        checked=several.count(),
        problems=[
            f"{path} belongs to more than one page" for path, now in shared if now > 1 or path.count("/") > 3
        ],
    )


def _page_rows() -> Finding:
    """A row that says live without an edition shows nobody anything, but misleads staff; and the other way round."""
    now = timezone.now()
    standing = Edition.objects.standing(at=now)
    before = Edition.objects.standing(at=now - PATIENCE)
    live = Page.objects.filter(live=True, depth__gt=1)
    unsigned = live.filter(
        ~Exists(standing.filter(page_id=OuterRef("pk"))), ~Exists(before.filter(page_id=OuterRef("pk")))
    )
    dark = Page.objects.filter(
        Exists(before.filter(page_id=OuterRef("pk"), withdrawn_at=None)),
        Exists(standing.filter(page_id=OuterRef("pk"))),
        live=False,
    )
    problems = [f"page {pk} says live, and no edition stands" for pk in unsigned.values_list("pk", flat=True)]
    problems += [f"page {pk} says dark, and an edition stands" for pk in dark.values_list("pk", flat=True)]
    return Finding("page rows", checked=live.count(), problems=problems)


CHECKS: tuple[Callable[[], Finding], ...] = (
    _standing,
    _files,
    _triggers,
    _keys,
    _contributors,
    _paths,
    _page_rows,
)


def verify_duty() -> dict[str, int]:
    """The nightly run: anything off makes it a failure."""
    findings = verify()
    off = {finding.name: len(finding.problems) for finding in findings if finding.problems}
    if off:
        raise duties.DutyFailed(", ".join(f"{name}: {count} off" for name, count in off.items()))
    return {"checked": sum(finding.checked for finding in findings)}
