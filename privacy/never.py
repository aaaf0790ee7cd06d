"""Never-publish lists: adding, removing, comparing. Nothing here gives an entry back.

An entry is decrypted in one place (`_entry`), straight into what the matcher looks for, which shows nothing.
"""

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from wagtail.log_actions import log
from wagtail.models import Page

from privacy import never_keys
from privacy.asking import asks, lineages_of, lineages_of_copy
from privacy.evidence import never, never_sealed
from privacy.evidence.never import Hit, Looked
from privacy.evidence.never_needles import Needle, is_comparable, needle
from privacy.evidence.never_sealed import Sealed
from privacy.frozen import Frozen
from privacy.models import NeverEntry, NeverKind, ReviewedPage

logger = logging.getLogger("privacy.never")

QUESTION = "never"
LONGEST_ENTRY = 120
MOST_ENTRIES = 300
ADDED, REMOVED, MATCHED = "privacy.never.add", "privacy.never.remove", "privacy.never.match"


def has_list(page: Any) -> bool:
    """Whether pages of this kind have a never-publish list: those whose checklist asks about it."""
    return asks(type(page), QUESTION)


# --- Writing ------------------------------------------------------------------------------------------------------


@sensitive_variables("entry")
def entry_problem(kind: str, entry: str) -> str:
    """Why an entry cannot be taken, without quoting it; "" if it can."""
    if len(entry) > LONGEST_ENTRY:
        return _("too long: at most %(count)d letters") % {"count": LONGEST_ENTRY}
    if is_comparable(kind, entry):
        return ""
    if kind == NeverKind.BIRTH:
        return _("not a full date: write it like 3 December 1998 or 3/12/1998")
    if kind == NeverKind.PHONE:
        return _("not a telephone number: at least six digits")
    return _("too short to be looked for")


@transaction.atomic
@sensitive_variables("lines", "entry", "fresh")
def entries_add(*, page: ReviewedPage, user: Any, lines: Mapping[str, Sequence[str]]) -> int:
    """Adds entries, by kind, to the list of a story; returns how many. Logged without any of them.

    Raises:
        ValidationError: an entry that could never be found, or too many. Nothing was added.
        ImproperlyConfigured: this process holds no key.
    """
    fresh = [(kind, entry.strip()) for kind, entries in lines.items() for entry in entries if entry.strip()]
    if any(entry_problem(kind, entry) or kind not in NeverKind.values for kind, entry in fresh):
        raise ValidationError(_("An entry could not be taken."))
    _lock(page)
    mine = NeverEntry.objects.filter(lineage=page.lineage)
    last = mine.aggregate(last=Max("number"))["last"] or 0
    if mine.count() + len(fresh) > MOST_ENTRIES:
        raise ValidationError(_("A list has room for %(count)d entries.") % {"count": MOST_ENTRIES})
    now, box = timezone.now(), never_keys.box()
    NeverEntry.objects.bulk_create(
        NeverEntry(
            lineage=page.lineage,
            number=number,
            kind=kind,
            token=box.encrypt(_bound(page.lineage, number, entry)).decode(),
            added_at=now,
            added_by=user.pk,
        )
        for number, (kind, entry) in enumerate(fresh, start=last + 1)
    )
    if fresh:
        log(instance=page, action=ADDED, user=user, data={"count": len(fresh)})
    return len(fresh)


def _lock(page: ReviewedPage) -> None:
    """Holds the rows of every page that shares the list, so that two writers number their entries one after another."""
    kin = type(page)._base_manager.filter(lineage=page.lineage).values_list("pk", flat=True)
    list(Page.objects.select_for_update().filter(pk__in=list(kin)).order_by("pk").values_list("pk"))


@sensitive_variables("entry")
def _bound(lineage: UUID, number: int, entry: str) -> bytes:
    """What is encrypted: the entry and where it belongs, so that a row's token cannot be put in another's place."""
    return json.dumps([str(lineage), number, entry]).encode()


@transaction.atomic
def entry_remove(*, page: ReviewedPage, user: Any, number: int) -> bool:
    """Takes an entry off the list, by its number; False if none is there. Its row stays for the reviewer to see."""
    entries = NeverEntry.objects.on_list().filter(lineage__in=lineages_of(page), number=number)
    removed = entries.update(token="", hashes="", removed_at=timezone.now(), removed_by=user.pk)
    if removed:
        log(instance=page, action=REMOVED, user=user, data={"entry": number})
    return bool(removed)


def entries_of(page: ReviewedPage) -> Any:
    """The rows of a page's list, removed ones among them, by number."""
    return NeverEntry.objects.filter(lineage__in=lineages_of(page)).order_by("number", "pk")


# --- Comparing ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class NeverList:
    """A list as the matcher takes it. `unreadable`: (number, kind) of entries no key at hand opens."""

    needles: tuple[Needle, ...] = ()
    sealed: tuple[Sealed, ...] = ()
    unreadable: tuple[tuple[int, str], ...] = ()

    @property
    def count(self) -> int:
        return len(self.needles) + len(self.sealed) + len(self.unreadable)

    def hits(self, text: str) -> list[Hit]:
        """Where its entries are seen in a text. Pure."""
        if not (self.needles or self.sealed):
            return []
        looked = Looked(text)
        return never.merged([*never.hits(looked, self.needles), *never_sealed.hits(looked, self.sealed)])


def list_of(page: ReviewedPage) -> NeverList:
    """The list of a page and its translations and copies. Two queries."""
    return _opened(NeverEntry.objects.on_list().filter(lineage__in=lineages_of(page)))


def list_of_copy(frozen: Frozen) -> NeverList:
    """The list that concerns a frozen copy. Two queries."""
    return _opened(NeverEntry.objects.on_list().filter(lineage__in=lineages_of_copy(frozen)))


@sensitive_variables("entry")
def _opened(entries: Iterable[NeverEntry]) -> NeverList:
    needles: list[Needle] = []
    sealed: list[Sealed] = []
    unreadable: list[tuple[int, str]] = []
    for row in entries:
        try:
            if row.token:
                needles.append(needle(row.number, row.kind, _entry(row)))
            else:
                key = never_keys.hash_keys()[row.hash_key]
                sealed.append(Sealed(row.number, row.kind, never_sealed.unpacked(row.hashes), key))
        except (InvalidToken, ImproperlyConfigured, KeyError, ValueError):
            unreadable.append((row.number, row.kind))
    return NeverList(tuple(needles), tuple(sealed), tuple(unreadable))


def _entry(row: NeverEntry) -> str:
    """Only for the matcher and for `needle_of`.

    Raises:
        InvalidToken: no key at hand opens it, or it was put here from another row.
    """
    lineage, number, entry = json.loads(never_keys.box().decrypt(row.token))
    if (lineage, number) != (str(row.lineage), row.number):
        raise InvalidToken
    return str(entry)


def needle_of(row: NeverEntry) -> Needle | None:
    """What an entry that is still kept is looked for by, to be hashed; None if no key at hand opens it."""
    try:
        return needle(row.number, row.kind, _entry(row))
    except (InvalidToken, ImproperlyConfigured, ValueError):
        return None


@sensitive_variables("text")
def never_hits(text: str, *, page: ReviewedPage | None = None) -> list[Hit]:
    """Where a text shows entries of a page's list; without a page, of any list there is.

    Without a page it answers for texts that belong to no story yet: the file name and title of an upload. Tell whoever
    typed it no more than that there was a hit.
    """
    if page is not None:
        return list_of(page).hits(text)
    return _opened(NeverEntry.objects.on_list()).hits(text)


def matching_log(page: ReviewedPage, user: Any, *, numbers: Iterable[int], texts: int) -> None:
    """Keeps that an editor's draft showed entries: their numbers, and in how many texts."""
    if found := sorted(set(numbers)):
        log(instance=page, action=MATCHED, user=user, data={"entries": found, "texts": texts})
