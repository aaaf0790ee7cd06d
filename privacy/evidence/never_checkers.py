"""The checkers "never" and "pseudonym": a frozen copy against what must never be published."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cms.core.models import Picture
from privacy.asking import lineages_of_copy, people_names
from privacy.evidence.checkers import Checker
from privacy.evidence.findings import Finding, Kind, Level, register_kinds
from privacy.evidence.never import Hit
from privacy.evidence.texts import Text, texts_of
from privacy.frozen import Frozen
from privacy.models import Edition, NeverEntry, NeverKind
from privacy.never import NeverList, list_of_copy

logger = logging.getLogger("privacy.never")

HIT, CLOSE, EMPTY, UNREADABLE = "never_hit", "pseudonym_close", "never_empty", "never_unreadable"
REMOVED, COMPARED = "never_removed", "never_compared"
TITLE, INTERNAL = "title", "internal."

register_kinds(
    Kind(
        HIT,
        gettext_lazy(
            "“%(excerpt)s” (%(place)s) matches entry %(number)s (%(what)s) of the never-publish list. Take it out."
        ),
        overridable=False,
    ),
    Kind(
        CLOSE,
        gettext_lazy(
            "The pseudonym “%(excerpt)s” matches entry %(number)s (%(what)s) of the never-publish list. "
            "Choose another."
        ),
        overridable=False,
    ),
    Kind(
        EMPTY,
        gettext_lazy(
            "The never-publish list is empty. Ask what must never be known, or say why there is nothing."
        ),
        reasoned=True,
    ),
    Kind(
        UNREADABLE,
        gettext_lazy(
            "Entry %(number)s (%(what)s) of the never-publish list cannot be compared: its key is not here. "
            "An administrator brings the key back, or the entry is removed and added again."
        ),
        overridable=False,
    ),
    Kind(
        REMOVED,
        gettext_lazy(
            "Entry %(number)s (%(what)s) was taken off the never-publish list on %(day)s by %(who)s. Ask why."
        ),
    ),
    Kind(COMPARED, gettext_lazy("%(summary)s")),
)


@dataclass(frozen=True)
class Material:
    """What is compared: the list, and every text that becomes public or may come to light with it."""

    page_id: int
    entries: NeverList
    hashed: int
    removed: tuple[dict[str, Any], ...]  # what the sentence about each names
    texts: tuple[Text, ...]
    pseudonym: str


def material_of(frozen: Frozen) -> Material:
    """Everything the checkers look at. A handful of queries."""
    rows = list(NeverEntry.objects.filter(lineage__in=lineages_of_copy(frozen)).order_by("number", "pk"))
    signed = Edition.objects.filter(page_id=frozen.page_id).order_by("-signed_at").first()
    removed = [
        row for row in rows if row.removed_at and (signed is None or row.removed_at > signed.signed_at)
    ]
    page_type = apps.get_model(frozen.page_type)
    has_pseudonym = any(question.key == "pseudonym" for question in page_type.checklist.questions)
    return Material(
        page_id=frozen.page_id,
        entries=list_of_copy(frozen),
        hashed=sum(bool(row.hashes) for row in rows),
        removed=tuple(_removals(removed)),
        texts=(*texts_of(frozen), *_internal(frozen, page_type)),
        pseudonym=frozen.page().public_title if has_pseudonym else "",
    )


def _removals(rows: list[NeverEntry]) -> Iterator[dict[str, Any]]:
    names = people_names(row.removed_by for row in rows)
    for row in rows:
        day = row.removed_at.date().isoformat() if row.removed_at else ""
        yield {"number": row.number, "what": _what(row.kind), "day": day, "who": names[row.removed_by]}


def _internal(frozen: Frozen, page_type: Any) -> Iterator[Text]:
    """Names for staff that end up in addresses, mails and logs."""
    row = page_type._base_manager.filter(pk=frozen.page_id).values("title", "slug", "seo_title").first()
    labels = {"title": _("Working title"), "slug": _("Slug"), "seo_title": _("Title tag")}
    for name, value in (row or {}).items():
        if value:
            yield Text(f"{INTERNAL}{name}", str(labels[name]), str(value), frozen.locale)
    for picture in Picture.objects.filter(sha256__in=frozen.files):
        yield Text(f"picture.{picture.sha256}", _("Title of a picture"), picture.title, frozen.locale)


def _finding(kind: str, text: Text, hit: Hit) -> Finding:
    return Finding(
        kind,
        Level.BLOCK,
        where=text.where,
        excerpt=text.text[hit.start : hit.end],
        span=(hit.start, hit.end),
        details={"number": hit.number, "what": _what(hit.kind), "place": text.label},
    )


def _what(kind: str) -> str:
    return str(NeverKind(kind).label)


def _look(material: Material) -> Iterator[Finding]:
    """Every entry at every place, but for the pseudonym itself, which has a checker of its own."""
    entries, found = material.entries, 0
    for text in material.texts:
        for hit in () if _is_pseudonym(text, material) else entries.hits(text.text):
            found += 1
            yield _finding(HIT, text, hit)
    for number, kind in entries.unreadable:
        yield Finding(
            UNREADABLE, Level.BLOCK, details={"number": number, "what": _what(kind)}, where=f"entry.{number}"
        )
    for details in material.removed:
        yield Finding(REMOVED, Level.FLAG, details=details, where=f"entry.{details['number']}")
    if not entries.count:
        yield Finding(EMPTY, Level.FLAG)
    yield Finding(COMPARED, Level.NOTE, details={"summary": _summary(material)})
    logger.info(
        "Compared with a never-publish list",
        extra={
            "page": material.page_id,
            "entries": entries.count,
            "texts": len(material.texts),
            "hits": found,
        },
    )


def _is_pseudonym(text: Text, material: Material) -> bool:
    """The pseudonym as such: the public title, or the field that holds it."""
    is_field = "." not in text.where
    return bool(material.pseudonym) and is_field and text.text.strip() == material.pseudonym.strip()


def _look_at_pseudonym(material: Material) -> Iterator[Finding]:
    mine = [text for text in material.texts if _is_pseudonym(text, material)]
    # The field comes before the title that is made of it: there the editor can change it.
    text = next((one for one in mine if one.where != TITLE), next(iter(mine), None))
    if text is not None:
        for hit in material.entries.hits(text.text):
            yield _finding(CLOSE, replace(text, label=""), hit)


def _summary(material: Material) -> str:
    count, texts = material.entries.count, len(material.texts)
    entries = ngettext("%(count)d entry", "%(count)d entries", count) % {"count": count}
    compared = ngettext(
        "%(entries)s on the never-publish list, compared with %(texts)d text.",
        "%(entries)s on the never-publish list, compared with %(texts)d texts.",
        texts,
    ) % {"entries": entries, "texts": texts}
    if not material.hashed:
        return compared
    return (
        compared
        + " "
        + _("Of %(count)d only hashes are left, which find fewer spellings.") % {"count": material.hashed}
    )


def never_summary(frozen: Frozen) -> str:
    """How long the list is and what it was compared with, in one sentence."""
    return _summary(material_of(frozen))


def findings(frozen: Frozen) -> list[Finding]:
    """Hits alone, the pseudonym's among them: what an editor is told when a draft is saved."""
    material = material_of(frozen)
    found = [*_look_at_pseudonym(material), *_look(material)]
    return [finding for finding in found if finding.kind in (HIT, CLOSE)]


CHECKERS = (
    Checker(
        "never", gettext_lazy("The never-publish list"), ("never",), 1, material_of, _look, is_vital=True
    ),
    Checker(
        "pseudonym_close",
        gettext_lazy("The pseudonym and the never-publish list"),
        ("pseudonym",),
        1,
        material_of,
        _look_at_pseudonym,
        is_vital=True,
    ),
)
