"""The worker's part: it is told the number of a submission, so that no queue ever holds a word of it."""

from django.db import transaction
from django.tasks import task

from privacy.editions import frozen_of
from privacy.evidence.runs import evidence_begin, evidence_collect
from privacy.exceptions import NotSignable
from privacy.models import ReviewTaskState


@task(backend="worker")
def evidence_task(state_id: int) -> int:
    """Collects the evidence of a submission; returns how many findings there are."""
    state = ReviewTaskState.objects.filter(pk=state_id).first()
    if state is None:
        return 0
    try:
        frozen = frozen_of(state)
    except NotSignable:
        return 0
    return evidence_collect(frozen).findings.count()


def evidence_request(state: ReviewTaskState) -> None:
    """Asks the worker to look at a submission, once its transaction is committed."""
    if evidence_begin(frozen_of(state)).finished_at is None:
        transaction.on_commit(lambda: evidence_task.enqueue(state.pk))
