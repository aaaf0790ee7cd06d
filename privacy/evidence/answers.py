"""What a reviewer answers to each finding, and whether a signature may stand on it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from privacy.evidence.findings import Finding, Level, kind_named
from privacy.evidence.runs import Found
from privacy.exceptions import NotSignable
from privacy.frozen import Frozen, canonical, sha256
from privacy.models.evidence import EvidenceAnswer

SHORTEST_REASON = 10
KEPT = "kept"  # the answer of a tick


def to_answer(found: Iterable[Found]) -> list[Finding]:
    """The findings that want an answer, each once, in their order."""
    wanted = {one.finding.key: one.finding for one in found if one.finding.level != Level.NOTE}
    return list(wanted.values())


def refusal(finding: Finding, answer: str | None) -> str | None:
    """Why this answer does not do, as a sentence; None if it does."""
    kind = kind_named(finding.kind)
    if finding.is_final:
        return _("%(finding)s The page has to change: send it back.") % {"finding": finding.message}
    if answer is None:
        return _("Not answered: %(finding)s") % {"finding": finding.message}
    if kind.choices:
        known = answer in {value for value, _label in kind.choices}
        return None if known else _("Choose an answer: %(finding)s") % {"finding": finding.message}
    if finding.needs_reason and len(answer.strip()) < SHORTEST_REASON:
        return _("Write why it may stay: %(finding)s") % {"finding": finding.message}
    return None


class Unanswered(NotSignable):
    """Something that was found is not answered, or nobody can sign in spite of it. `found` is all that was found."""

    def __init__(self, reason: str, found: list[Found]) -> None:
        super().__init__(reason)
        self.found = found


def answers_check(found: list[Found], answers: Mapping[str, str]) -> None:
    """Raises `Unanswered` with the first thing that is not answered."""
    for finding in to_answer(found):
        if reason := refusal(finding, answers.get(finding.key)):
            raise Unanswered(reason, found)


def answers_save(frozen: Frozen, found: Iterable[Found], answers: Mapping[str, str], *, user: Any) -> None:
    """Keeps what this reviewer answered; called with the signature, in its transaction."""
    for finding in to_answer(found):
        EvidenceAnswer.objects.update_or_create(
            digest=frozen.digest,
            key=finding.key,
            user_id=user.pk,
            defaults={
                "page_id": frozen.page_id,
                "kind": finding.kind,
                "reason": answers[finding.key].strip(),
            },
        )


def answers_digest(digest: str) -> str:
    """All answers to a copy's findings in one number, for the signed header."""
    rows = EvidenceAnswer.objects.filter(digest=digest).order_by("key", "user_id")
    return sha256(canonical([list(row) for row in rows.values_list("key", "user_id", "reason")]))


def answered_keys(digest: str) -> set[str]:
    return set(EvidenceAnswer.objects.filter(digest=digest).values_list("key", flat=True))
