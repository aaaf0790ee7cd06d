"""Signing, withdrawing and reading editions. The one function that writes an edition is `edition_sign`."""

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState

from privacy import finished, keys
from privacy.consents import consent_for, officers_of
from privacy.evidence.answers import Unanswered, answers_check, answers_digest, answers_save
from privacy.evidence.runs import evidence_collect, evidence_store, finished_look, look, rules_of
from privacy.exceptions import NotSignable, Tampered
from privacy.frozen import Frozen, canonical, sha256
from privacy.models import Contributor, Edition, EditionFile, ReviewTask, ReviewTaskState
from privacy.models.edition import EditionQuerySet
from privacy.picture_files import signed_keep
from privacy.picture_hands import contributors_of, has_unknown
from privacy.remarks import remarks_save
from privacy.signals import edition_signed, edition_started, edition_withdrawn


@dataclass(frozen=True)
class Card:
    """A verified card: what a list may show of a page, and where it leads."""

    page_key: UUID
    page_type: str
    locale: str
    path: str
    signed_at: datetime
    data: dict[str, Any]


def _card(edition: Edition) -> Card:
    return Card(
        page_key=edition.page_key,
        page_type=edition.page_type,
        locale=edition.locale,
        path=edition.path,
        signed_at=edition.signed_at,
        data=edition.verify_card(),
    )


def cards(*, page_type: str, locale: str, keys_in: Iterable[UUID] | None = None) -> list[Card]:
    """Cards of all standing editions of a type and language, newest first. One query."""
    found = Edition.objects.standing().filter(page_type=page_type, locale=locale).order_by("-signed_at")
    if keys_in is not None:
        found = found.filter(page_key__in=list(keys_in))
    return [_card(edition) for edition in found.verified()]


def card(*, page_key: UUID, locale: str, page_type: str) -> Card | None:
    """The card standing for a page in a language, or None."""
    found = cards(page_type=page_type, locale=locale, keys_in=[page_key])
    return found[0] if found else None


def all_cards() -> list[Card]:
    """Cards of every standing edition, for the sitemap. One query."""
    return [_card(edition) for edition in Edition.objects.standing().order_by("path").verified()]


def standing_at(path: str) -> Edition | None:
    """The edition standing at an address, or None."""
    return Edition.objects.standing().filter(path=path).first()


def was_withdrawn(path: str) -> bool:
    """Whether something once stood at an address, so that it answers 410 and not 404."""
    return Edition.objects.filter(path=path, starts_at__lte=timezone.now()).exists()


def source_edition(page_key: UUID) -> Edition | None:
    """The first edition ever signed of a page in any language: its language is the source, whose amounts count."""
    return Edition.objects.filter(page_key=page_key).order_by("signed_at", "id").first()


def frozen_of(state: ReviewTaskState) -> Frozen:
    """The copy a submission froze.

    Raises:
        NotSignable: the stored copy is not what was frozen.
    """
    page = state.revision.content_object
    if not state.digest:
        raise NotSignable(_("This submission has no frozen copy. Cancel it and submit the page again."))
    frozen = Frozen(
        page_type=page.specific_class._meta.label_lower,
        page_id=page.pk,
        page_key=page.translation_key,
        locale=page.locale.language_code,
        path=state.path,
        card=json.loads(state.card),
        content=json.loads(state.content),
    )
    if frozen.digest != state.digest:
        raise NotSignable(
            _("The frozen copy was changed after it was submitted. Cancel it and submit the page again.")
        )
    return frozen


def barred(state: ReviewTaskState, frozen: Frozen) -> dict[int, str]:
    """User ids that may not sign this copy, each with the reason. Superusers are no exception."""
    reasons: dict[int, str] = {}
    for user_id in Contributor.objects.filter(page_id=frozen.page_id).values_list("user_id", flat=True):
        reasons[user_id] = _("You saved or own part of this page. Somebody else has to sign it.")
    for user_id in contributors_of(frozen):
        reasons.setdefault(
            user_id, _("You uploaded or edited a picture of this page. Somebody else has to sign it.")
        )
    for user_id in officers_of(frozen.page_key):
        reasons.setdefault(
            user_id, _("You recorded this person's consent. Somebody else has to sign the page.")
        )
    if state.submitted_by_id:
        reasons.setdefault(state.submitted_by_id, _("You submitted this page. Somebody else has to sign it."))
    return reasons


def refusal(state: ReviewTaskState, frozen: Frozen, user: Any) -> str | None:
    """Why `user` may not sign, as a sentence; None if they may."""
    if not state.task.specific.is_reviewer(user):
        return _("Only members of the group Privacy reviewers sign.")
    reasons = barred(state, frozen)
    if Contributor.NOBODY in reasons or state.revision.user_id is None:
        return _(
            "Nobody is known to have written this page. Its editor has to save it again under their own name."
        )
    if has_unknown(frozen):
        return _(
            "Nobody is known to have uploaded a picture of this page. Its editor has to save the picture under their "
            "own name."
        )
    if state.approvals.filter(user_id=user.pk, digest=frozen.digest).exists():
        return _("You have signed this page. It needs a second reviewer, and that is somebody else.")
    return reasons.get(user.pk)


def _lock_page(page_id: int) -> None:
    """Holds the page's row until the transaction ends. A deleted page has no row, and nobody to wait for."""
    list(Page.objects.select_for_update().filter(pk=page_id).values_list("pk"))


def _locked(state_id: int) -> ReviewTaskState:
    """The submission, locked: no edit, second reviewer or take-down comes between check and signature.

    Lock order everywhere: the page's row first, then the submission's.
    """
    _lock_page(int(ReviewTaskState.objects.get(pk=state_id).revision.object_id))
    state: ReviewTaskState = ReviewTaskState.objects.select_for_update().get(pk=state_id)
    if state.status != TaskState.STATUS_IN_PROGRESS:
        raise NotSignable(_("Somebody else has already decided on this submission."))
    if state.revision != state.revision.content_object.get_latest_revision():
        raise NotSignable(_("The page was changed after it was submitted. It has to be submitted again."))
    return state


def _review_tasks(state: ReviewTaskState) -> int:
    """How many reviews the workflow has: with a second one, the first signature would publish before it."""
    workflow = state.workflow_state.workflow
    return int(ReviewTask.objects.filter(active=True, workflow_tasks__workflow=workflow).count())


def edition_sign(
    *,
    state_id: int,
    user: Any,
    digest: str,
    answers: Mapping[str, bool],
    kept: Mapping[str, str] | None = None,
    starts_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> Edition | None:
    """Signs the frozen copy a reviewer was shown; the last signature a page needs makes its edition.

    `digest` is what the screen carried; `answers` has every question of the page type's checklist, affirmed; `kept`
    has the reviewer's answer to each finding, by its key (`evidence.answers`). Returns the edition, which stands from
    `starts_at` on, or None while another reviewer has to sign.

    Raises:
        NotSignable: wrong person, moment, content or answers. Nothing was signed.
    """
    frozen = frozen_of(ReviewTaskState.objects.get(pk=state_id))
    if finished_look(frozen) is None:
        evidence_collect(frozen)  # pictures take seconds: not while the page is locked
    try:
        return _sign(state_id, user, digest, answers, kept or {}, starts_at, expires_at)
    except Unanswered as news:
        evidence_store(frozen, news.found)  # the screen shows what only signing found
        raise


@transaction.atomic
def _sign(
    state_id: int,
    user: Any,
    digest: str,
    answers: Mapping[str, bool],
    kept: Mapping[str, str],
    starts_at: datetime | None,
    expires_at: datetime | None,
) -> Edition | None:
    state = _locked(state_id)
    frozen = frozen_of(state)
    if digest != frozen.digest:
        raise NotSignable(_("What you looked at is not what is submitted now. Look at it again."))
    if reason := refusal(state, frozen, user):
        raise NotSignable(reason)
    page_class = apps.get_model(frozen.page_type)
    questions = [question.key for question in page_class.checklist.questions]
    if _review_tasks(state) != 1:
        raise NotSignable(
            _("The workflow must have exactly one privacy review. Ask an administrator to mend it.")
        )
    if any(answers.get(key) is not True for key in questions):
        raise NotSignable(_("Answer every question of the checklist, or send the page back."))
    found = look(frozen)
    answers_check(found, kept)
    answers_save(frozen, found, kept, user=user)
    consent = consent_for(frozen.page_key) if "consent" in questions else None
    if consent:
        expires_at = min(expires_at or consent.ends_at, consent.ends_at)

    state.approvals.update_or_create(user_id=user.pk, defaults={"digest": frozen.digest})
    reviewers = list(
        state.approvals.filter(digest=frozen.digest).order_by("pk").values_list("user_id", flat=True)
    )
    if len(reviewers) < frozen.page().signatures_required:
        return None
    edition = _write(
        frozen,
        reviewers=reviewers,
        answers=questions,
        consent=consent.for_header() if consent else None,
        starts_at=starts_at,
        expires_at=expires_at,
    )
    ReviewTaskState.objects.filter(pk=state.pk).update(edition=edition)
    state.edition = edition
    edition_signed.send(sender=page_class, edition=edition, page=frozen.page())
    if Edition.objects.standing(at=edition.signed_at).filter(pk=edition.pk).exists():
        edition_started.send(sender=page_class, edition=edition, page=frozen.page())
    state.approve(user=user)
    return edition


def _write(
    frozen: Frozen,
    *,
    reviewers: list[int],
    answers: list[str],
    consent: dict[str, Any] | None,
    starts_at: datetime | None,
    expires_at: datetime | None,
) -> Edition:
    now = timezone.now()
    if starts_at is None or starts_at < now:
        starts_at = now
        _withdraw(Edition.objects.filter(page_id=frozen.page_id), now)
    edition = Edition(
        id=uuid.uuid4(),
        card=frozen.card_text,
        content=frozen.content_text,
        page_id=frozen.page_id,
        page_type=frozen.page_type,
        page_key=frozen.page_key,
        locale=frozen.locale,
        path=frozen.path,
        signed_at=now,
        starts_at=starts_at,
        expires_at=expires_at,
    )
    edition.header = canonical(
        {
            "format": 1,
            "id": str(edition.id),
            "page_id": edition.page_id,
            "page_type": edition.page_type,
            "page_key": str(edition.page_key),
            "locale": edition.locale,
            "path": edition.path,
            "signed_at": now.isoformat(),
            "starts_at": starts_at.isoformat(),
            "expires_at": expires_at.isoformat() if expires_at else None,
            "card_sha256": sha256(edition.card),
            "content_sha256": sha256(edition.content),
            "files": frozen.files,
            "reviewers": reviewers,
            "answers": answers,
            "consent": consent,
            "evidence": {"rules": rules_of(frozen.page_type), "answers": answers_digest(frozen.digest)},
        }
    )
    edition.signature, edition.signing_key = keys.sign(edition.header)
    edition.save(force_insert=True)
    finished.darken_on_commit()
    EditionFile.objects.bulk_create(EditionFile(edition=edition, sha256=name) for name in frozen.files)
    signed_keep(frozen.files)
    return edition


def _withdraw(editions: EditionQuerySet, now: datetime) -> int:
    count = editions.withdrawable().update(withdrawn_at=now)
    finished.darken()
    return count


@transaction.atomic
def edition_withdraw(*, page_id: int) -> int:
    """Withdraws every edition of a page at once, so that no older one stands again. Needs no review.

    Returns how many were withdrawn; other rooms are told once.
    """
    _lock_page(page_id)
    editions = Edition.objects.filter(page_id=page_id)
    newest = editions.withdrawable().order_by("-signed_at").first()
    count = _withdraw(editions, timezone.now())
    if newest is not None:
        newest.refresh_from_db()
        edition_withdrawn.send(sender=apps.get_model(newest.page_type), edition=newest)
    return count


@transaction.atomic
def review_send_back(
    *, state_id: int, user: Any, comment: str, remarks: Mapping[str, str] | None = None
) -> None:
    """Returns a submission to its editors with a reason, and with remarks on blocks (contentpath -> text).

    Raises:
        NotSignable: not a reviewer, already decided, or no reason given.
    """
    state = _locked(state_id)
    if not state.task.specific.is_reviewer(user):
        raise NotSignable(_("Only members of the group Privacy reviewers send a page back."))
    if not comment.strip():
        raise NotSignable(_("Say what has to change."))
    remarks_save(state, user=user, remarks=remarks or {})
    state.reject(user=user, comment=comment.strip())


def read(edition: Edition) -> Frozen | None:
    """The verified copy of an edition, or None if it does not verify (the log has it)."""
    try:
        return edition.verify()
    except Tampered:
        return None
