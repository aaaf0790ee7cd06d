"""What no page owns but time makes superfluous: frozen copies, half-filled forms, left uploads, old log entries."""

from collections import Counter
from datetime import datetime

from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction
from wagtail.admin.models import FormState
from wagtail.models import ModelLogEntry, PageLogEntry, TaskState, UploadedFile, WorkflowState

from privacy.consents import digests_erase
from privacy.models import Edition, Evidence, PictureEvidence, ReviewTaskState
from privacy.picture_files import submitted_tidy
from privacy.retention_times import AUDIT_LOG, FORM_STATE, PICTURE_EVIDENCE, SETTLED, UPLOAD

# Tables a scrub takes text from: PostgreSQL gives their space back, so that nothing of it stays in their files.
EMPTIED = (
    "privacy_edition",
    "privacy_evidenceanswer",
    "privacy_evidencefinding",
    "privacy_neverentry",
    "privacy_reviewtaskstate",
    "wagtailcore_comment",
    "wagtailcore_page",
    "wagtailcore_pagelogentry",
    "wagtailcore_revision",
    "wagtailcore_taskstate",
    "wagtailsearch_indexentry",
    "wagtailadmin_formstate",
)


@transaction.atomic
def tidy(now: datetime) -> Counter[str]:
    """Does all of it; counts by kind."""
    return +Counter(
        {
            "frozen copies": _frozen_copies_erase(now),
            "form states": FormState.objects.filter(last_updated_at__lt=now - FORM_STATE).delete()[0],
            "evidence": _evidence_delete(),
            "digests of consents": digests_erase(),
            "picture evidence": PictureEvidence.objects.filter(found_at__lt=now - PICTURE_EVIDENCE).delete()[
                0
            ],
            "uploads": _uploads_delete(now),
            "submitted files": submitted_tidy(now - SETTLED),
            "old log entries": _old_logs_delete(now),
        }
    )


def _frozen_copies_erase(now: datetime) -> int:
    """Of submissions that were sent back, cancelled or signed: what was signed lies in the edition."""
    settled = ReviewTaskState.objects.filter(finished_at__lte=now - SETTLED).exclude(card="", content="")
    settled = settled.exclude(status=TaskState.STATUS_IN_PROGRESS)
    settled = settled.exclude(workflow_state__status=WorkflowState.STATUS_IN_PROGRESS)
    ids = list(settled.values_list("pk", flat=True))
    count: int = ReviewTaskState.objects.filter(pk__in=ids).update(card="", content="")
    return count


def _evidence_delete() -> int:
    """Of copies that are neither in review any more nor stand: its findings quote them."""
    kept = ReviewTaskState.objects.exclude(card="", content="").values_list("digest", flat=True)
    standing = Edition.objects.standing().values_list("pk", flat=True)
    shown = Evidence.objects.filter(edition_id__in=list(standing)).values_list("pk", flat=True)
    gone = Evidence.objects.exclude(digest__in=kept).exclude(digest__in=list(shown))
    return gone.delete()[1].get("privacy.Evidence", 0)


def _uploads_delete(now: datetime) -> int:
    """Wagtail keeps a file as it came when the form beside it was not valid (rule 3: not for long, then)."""
    left = 0
    for upload in UploadedFile.objects.all():
        path = upload.file.name
        if path and default_storage.exists(path) and default_storage.get_modified_time(path) > now - UPLOAD:
            continue
        upload.delete()
        if path:  # what was no picture was never stored
            transaction.on_commit(lambda path=path: default_storage.delete(path))  # type: ignore[misc]
        left += 1
    return left


def _old_logs_delete(now: datetime) -> int:
    before = now - AUDIT_LOG
    return sum(
        entries.objects.filter(timestamp__lt=before).delete()[0] for entries in (PageLogEntry, ModelLogEntry)
    )


def storage_compact() -> None:
    """Makes the database's own files forget what was deleted. Best effort: readers and rights may stand in the way."""
    with connection.cursor() as cursor:
        statements = (
            ["VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"]
            if connection.vendor == "sqlite"
            else [f"VACUUM {table}" for table in EMPTIED]
        )
        for statement in statements:
            try:
                cursor.execute(statement)
            except DatabaseError:
                continue


def fts_tables() -> list[str]:
    """SQLite's full-text tables, whoever made them: deleted words stay in them until their parts are merged."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%fts5%'"
        )
        return [row[0] for row in cursor.fetchall()]


def words_merge() -> None:
    """Merges SQLite's full-text tables. Nothing to do on PostgreSQL, which indexes rows."""
    if connection.vendor != "sqlite":
        return
    for table in fts_tables():
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {table}({table}) VALUES('optimize')")
