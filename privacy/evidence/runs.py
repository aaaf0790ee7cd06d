"""Looking at a frozen copy: in the background when it is submitted, once more when it is signed, and every night."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from privacy.evidence.checkers import Checker, checker_run, checkers_for
from privacy.evidence.findings import Finding, Level
from privacy.frozen import Frozen
from privacy.models.evidence import Evidence, EvidenceFinding

# When a worker is given up: its run is begun again by whoever comes first (the duty, or a reviewer's button).
GIVEN_UP = timedelta(minutes=2)


@dataclass(frozen=True)
class Found:
    """A finding, the checker it came from, and the item of the checklist it stands beside."""

    checker: str
    question: str
    finding: Finding


def rules_of(page_type: str) -> str:
    """One name for the checkers of a page type in their versions."""
    names = ",".join(f"{checker.name}:{checker.version}" for checker in _checkers(page_type))
    return hashlib.sha256(names.encode()).hexdigest()[:16]


def _checkers(page_type: str) -> list[Checker]:
    return checkers_for(apps.get_model(page_type))


def look(frozen: Frozen, *, told: Callable[[], None] = lambda: None) -> list[Found]:
    """Runs every checker of the copy's page type and stores nothing. `told` hears of each that is done."""
    asked = [question.key for question in apps.get_model(frozen.page_type).checklist.questions]
    found = []
    for checker in _checkers(frozen.page_type):
        question = next(key for key in asked if key in checker.questions)
        found += [Found(checker.name, question, finding) for finding in checker_run(checker, frozen)]
        told()
    return found


def evidence_begin(frozen: Frozen) -> Evidence:
    """The row of a copy's evidence, empty and to be filled."""
    now, total = timezone.now(), len(_checkers(frozen.page_type))
    fresh = {
        "page_id": frozen.page_id,
        "rules": rules_of(frozen.page_type),
        "done": 0,
        "total": total,
        "started_at": now,
        "finished_at": None if total else now,
    }
    return Evidence.objects.update_or_create(digest=frozen.digest, defaults=fresh)[0]


def evidence_collect(frozen: Frozen) -> Evidence:
    """Looks, tells how far it is, and stores what was found. Safe to repeat and to run twice at once."""
    evidence = evidence_begin(frozen)

    def step() -> None:
        Evidence.objects.filter(pk=evidence.pk).update(done=F("done") + 1)

    return evidence_store(frozen, look(frozen, told=step))


@transaction.atomic
def evidence_store(frozen: Frozen, found: list[Found]) -> Evidence:
    """Replaces what is kept of a copy's evidence."""
    evidence = evidence_begin(frozen)
    evidence = Evidence.objects.select_for_update().get(pk=evidence.pk)
    evidence.findings.all().delete()
    EvidenceFinding.objects.bulk_create(_row(evidence, one) for one in found)
    evidence.done, evidence.finished_at = evidence.total, timezone.now()
    evidence.save(update_fields=["done", "finished_at"])
    return evidence


def _row(evidence: Evidence, found: Found) -> EvidenceFinding:
    finding = found.finding
    return EvidenceFinding(
        evidence=evidence,
        checker=found.checker,
        question=found.question,
        kind=finding.kind,
        level=finding.level,
        where=finding.where,
        excerpt=finding.excerpt,
        extent={"span": finding.span, "box": finding.box, "details": dict(finding.details)},
    )


def found_of(evidence: Evidence) -> list[Found]:
    """What was stored, as it was found."""
    return [_found(row) for row in evidence.findings.all()]


def _found(row: EvidenceFinding) -> Found:
    def pair(name: str) -> Any:
        return tuple(row.extent[name]) if row.extent.get(name) else None

    finding = Finding(
        kind=row.kind,
        level=Level(row.level),
        where=row.where,
        excerpt=row.excerpt,
        span=pair("span"),
        box=pair("box"),
        details=row.extent.get("details", {}),
    )
    return Found(row.checker, row.question, finding)


def finished_look(frozen: Frozen) -> Evidence | None:
    """The evidence of a copy, if a look at it was finished."""
    return Evidence.objects.filter(pk=frozen.digest).exclude(finished_at=None).first()
