"""Looking again: at submissions whose worker was lost, and every night at what stands, with the rules of that day."""

from collections import Counter

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from cms.core.duties import once
from privacy import mail
from privacy.editions import frozen_of, read
from privacy.evidence.answers import answered_keys, to_answer
from privacy.evidence.runs import GIVEN_UP, evidence_collect, evidence_store, look
from privacy.exceptions import NotSignable
from privacy.frozen import Frozen, sha256
from privacy.models import Edition, Evidence, ReviewTask, ReviewTaskState


def forgotten_collect() -> Counter[str]:
    """Collects the evidence of submissions that wait and that no worker has finished in time."""
    counts: Counter[str] = Counter()
    recent = timezone.now() - GIVEN_UP
    settled = set(Evidence.objects.exclude(finished_at=None).values_list("digest", flat=True))
    young = set(Evidence.objects.filter(started_at__gt=recent).values_list("digest", flat=True))
    for state in ReviewTaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).exclude(digest=""):
        if state.digest in settled | young:
            continue
        try:
            evidence_collect(frozen_of(state))
        except NotSignable:
            continue
        counts["collected"] += 1
    return counts


def standing_look() -> Counter[str]:
    """Looks at every standing edition; what nobody answered goes to the reviewers, once for each set of findings."""
    counts: Counter[str] = Counter()
    for edition in Edition.objects.standing().order_by("path"):
        if frozen := read(edition):
            keys = _look(edition, frozen)
            counts["looked at"] += 1
            counts["unanswered findings"] += len(keys)
            if keys and once(f"evidence:{edition.pk}:{sha256(''.join(keys))[:16]}"):
                _alert(edition)
                counts["alerts"] += 1
    return counts


def _look(edition: Edition, frozen: Frozen) -> list[str]:
    """Keys of the findings of today that nobody answered, sorted."""
    found = look(frozen)
    keys = sorted({finding.key for finding in to_answer(found)} - answered_keys(frozen.digest))
    evidence = evidence_store(frozen, found)
    evidence.edition_id, evidence.unanswered = edition.pk, len(keys)
    evidence.save(update_fields=["edition_id", "unanswered"])
    return keys


def _alert(edition: Edition) -> None:
    """Tells every reviewer that a page which stands has a finding nobody answered; a link and no word of the page."""
    groups = {group for task in ReviewTask.objects.filter(active=True) for group in task.groups.all()}
    mail.send(
        get_user_model().objects.filter(groups__in=groups).distinct(),
        _("A page that stands has a new finding"),
        _(
            "Today's checks found something in a page the public can read. Look at it; if in doubt, take it down."
        ),
        reverse("privacy_review:standing", args=[edition.pk]),
    )
