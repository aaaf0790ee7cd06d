"""Consents: recording one, finding the one that counts, and what changed since it was given."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from privacy import consent_officers, never
from privacy.asking import page_types_asking
from privacy.difference import Change, changes, lines_of
from privacy.exceptions import NotSignable, UnknownReference, UnknownSchema
from privacy.frozen import Frozen, canonical, freeze, sha256
from privacy.models import Consent, ReviewedPage
from privacy.models.consent import REFERENCE_REFUSED

QUESTION = "consent"
RECORDED, WITHDRAWN = "privacy.consent.record", "privacy.consent.withdraw"
DIGEST_LETTERS = 16


# --- Reading ------------------------------------------------------------------------------------------------------


def consent_newest(page_key: UUID) -> Consent | None:
    """The consent that was recorded last for a story, whether it counts or not."""
    return Consent.objects.filter(page_key=page_key).order_by("recorded_at", "pk").last()


def consent_for(page_key: UUID, at: datetime | None = None) -> Consent | None:
    """The consent that counts for a story at a time; None if there is none. An older one never stands in for it."""
    newest = consent_newest(page_key)
    return newest if newest and newest.holds(at or timezone.now()) else None


def officers_of(page_key: UUID) -> set[int]:
    """Users who ever took a consent to this story: they sign no page of it."""
    return set(Consent.objects.filter(page_key=page_key).values_list("officer_id", flat=True))


def pages_of(page_key: UUID) -> list[ReviewedPage]:
    """The pages of a story, one for each language, that need a consent."""
    found = [
        page
        for model in page_types_asking(QUESTION)
        for page in model._base_manager.filter(translation_key=page_key)
    ]
    return sorted(found, key=lambda page: page.pk)


# --- Recording ----------------------------------------------------------------------------------------------------


@transaction.atomic
def consent_record(*, pages: list[ReviewedPage], user: Any, values: Mapping[str, Any]) -> Consent:
    """Records a consent to a story, `pages` being its languages; it replaces what was recorded before.

    Raises:
        NotSignable: this user may not.
        ValidationError: by field, what is missing or wrong. Nothing was recorded.
    """
    if reason := consent_officers.refusal(user, pages):
        raise NotSignable(reason)
    list(
        Page.objects.select_for_update()
        .filter(pk__in=[page.pk for page in pages])
        .order_by("pk")
        .values_list("pk")
    )
    consent = Consent(
        **values,
        page_key=pages[0].translation_key,
        officer_id=user.pk,
        recorded_at=timezone.now(),
        places=_places(pages, values.get("languages", ())),
    )
    consent.full_clean()
    if never.never_hits(consent.reference, page=pages[0]):
        raise ValidationError({"reference": REFERENCE_REFUSED})
    consent.save(force_insert=True)
    log(instance=pages[0], action=RECORDED, user=user, data={"consent": consent.pk})
    return consent


def _places(pages: Iterable[ReviewedPage], languages: Iterable[str]) -> str:
    """What the pages say now, as digests; see `Consent`."""
    found = {}
    for page in pages:
        locale = page.locale.language_code
        if locale not in languages:
            continue
        revision = page.get_latest_revision()
        try:
            frozen = freeze(revision.as_object() if revision else page)
        except (UnknownReference, UnknownSchema) as error:
            raise ValidationError(
                _(
                    "The draft refers to something that cannot be shown: %(what)s. An editor has to take it out."
                )
                % {"what": error}
            ) from error
        found[locale] = {
            "digest": frozen.digest,
            "revision": revision.pk if revision else None,
            "places": {key: digest for key, (digest, _label) in places_of(frozen).items()},
        }
    return canonical(found)


def places_of(frozen: Frozen) -> dict[str, tuple[str, str]]:
    """(digest, label) of everything a copy shows, by an opaque name of its place, the same in every language."""
    found = {}
    with override("en"):
        for line, text in lines_of(frozen).items():
            bare = re.sub(r" “[^”]*”", "", line)  # headings are content: a place is known by its block's id
            label = re.sub(r"\s*\{[^}]*\}", "", line)
            key = sha256(bare)[:DIGEST_LETTERS]
            found[key] = (sha256(text)[:DIGEST_LETTERS], label)
    return found


# --- What changed since -------------------------------------------------------------------------------------------


def places_changed(consent: Consent, frozen: Frozen) -> list[str] | None:
    """Labels of places that are not what they were when the person agreed; None if there was no page to agree to."""
    then = consent.content_of(frozen.locale)
    if then is None:
        return None
    if then["digest"] == frozen.digest:
        return []
    was, now = then["places"], places_of(frozen)
    changed = [label for key, (digest, label) in now.items() if was.get(key) != digest]
    gone = len(was.keys() - now.keys())
    return list(dict.fromkeys(changed)) + (
        [_("%(count)d places that are gone") % {"count": gone}] if gone else []
    )


def consent_changes(consent: Consent, frozen: Frozen) -> list[Change] | None:
    """Word for word what changed since, as long as the draft of that day is still here; else None."""
    then = consent.content_of(frozen.locale) or {}
    revision = Revision.objects.filter(pk=then.get("revision"), object_id=str(frozen.page_id)).first()
    if revision is None:
        return None
    try:
        old = freeze(revision.as_object())
    except (UnknownReference, UnknownSchema, LookupError):
        return None
    # Autosave writes over a revision: what it says now may not be what it said.
    return changes(old, frozen) if old.digest == then["digest"] else None


# --- Erasure ------------------------------------------------------------------------------------------------------


def digests_erase() -> int:
    """Forgets what pages said of which none is left, in any language. The proof of consent stays. Two queries."""
    left = Page.objects.filter(translation_key=OuterRef("page_key"))
    gone = Consent.objects.exclude(places="{}").filter(~Exists(left))
    count: int = Consent.objects.filter(pk__in=list(gone.values_list("pk", flat=True))).update(places="{}")
    return count
