"""Findings as the reviewer reads them: beside their question, at their place in the text or on the picture."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.forms import Form
from django.utils.translation import gettext as _

from privacy.evidence.findings import Finding, Level
from privacy.evidence.runs import Found
from privacy.evidence.texts import texts_of
from privacy.frozen import Frozen

if TYPE_CHECKING:
    from privacy.forms import SignForm

AROUND = 60  # characters of text shown on either side of what was found
PICTURE = "picture."


@dataclass(frozen=True)
class Shot:
    """A picture with the box of a finding; sizes and box (left, top, width, height) in pixels of the stored picture."""

    sha256: str
    width: int
    height: int
    box: tuple[int, int, int, int] | None


@dataclass(frozen=True)
class Shown:
    """A finding with the place it stands at. `field` is what answers it, None where nothing can."""

    finding: Finding
    label: str
    before: str
    after: str
    shot: Shot | None
    field: Any


@dataclass(frozen=True)
class Item:
    """An item of the checklist: what the reviewer affirms, figures beside it, what was looked at and found."""

    field: Any
    panel: str
    notes: list[str]
    findings: list[Shown]


def items(frozen: Frozen, found: Iterable[Found], form: "SignForm") -> list[Item]:
    """The checklist with its evidence, in its order."""
    found, panels = list(found), frozen.page().evidence_panels()
    rows = []
    for question in form.checklist.questions:
        mine = {one.finding.key: one.finding for one in found if one.question == question.key}
        rows.append(
            Item(
                field=form[f"answer-{question.key}"],
                panel=panels.get(question.key, ""),
                notes=[finding.message for finding in mine.values() if finding.level == Level.NOTE],
                findings=shown(
                    frozen, [finding for finding in mine.values() if finding.level != Level.NOTE], form
                ),
            )
        )
    return rows


def shown(frozen: Frozen, findings: Sequence[Finding], form: Form) -> list[Shown]:
    """Findings with the places they stand at and the fields of `form` that answer them."""
    if not findings:
        return []
    texts = {text.where: text for text in texts_of(frozen)}
    pictures = {
        thing["sha256"]: thing
        for group in frozen.objects.values()
        for thing in group.values()
        if "sha256" in thing
    }
    return [_shown(finding, texts.get(finding.where), pictures, form) for finding in findings]


def _shown(finding: Finding, text: Any, pictures: dict[str, dict[str, Any]], form: Form) -> Shown:
    before = after = ""
    label = text.label if text else ""
    if text and finding.span:
        start, end = finding.span
        before, after = text.text[max(0, start - AROUND) : start], text.text[end : end + AROUND]
    name = finding.where.removeprefix(PICTURE)
    thing = pictures.get(name) if finding.where.startswith(PICTURE) else None
    if thing:
        label = label or _("Picture")
    shot = Shot(name, thing["width"], thing["height"], finding.box) if thing else None
    field = f"finding-{finding.key}"
    return Shown(finding, label, before, after, shot, form[field] if field in form.fields else None)
