"""The reviewer's form: every question of the checklist, the digest of what was shown, when it starts and ends."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from privacy.checklists import Checklist
from privacy.evidence.answers import KEPT, SHORTEST_REASON
from privacy.evidence.findings import Finding, kind_named
from privacy.remarks import Block

MONTHS = ((6, _("6 months")), (12, _("12 months")), (24, _("24 months")), (36, _("36 months")))
DAYS_A_MONTH = 30.4375
FURTHEST_START = timedelta(days=366)


class AnswersForm(forms.Form):
    """An answer to each finding: a choice, a written reason or a tick. What was given stays on an error."""

    def __init__(self, *args: Any, findings: Sequence[Finding] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.findings = findings
        self.fields |= {f"finding-{one.key}": _answer_field(one) for one in findings if not one.is_final}

    @property
    def kept(self) -> dict[str, str]:
        """The answer to each finding, by its key."""
        given = {one.key: self.cleaned_data.get(f"finding-{one.key}") for one in self.findings}
        return {key: KEPT if answer is True else answer for key, answer in given.items() if answer}


class SignForm(AnswersForm):
    """Built from a page type's checklist and what the machine found."""

    digest = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, checklist: Checklist, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checklist = checklist
        for question in checklist.questions:
            self.fields[f"answer-{question.key}"] = forms.BooleanField(
                label=question.text,
                help_text=question.help,
                error_messages={"required": _("Not answered. Tick it if it is true, or send the page back.")},
            )
        self.fields["starts_at"] = forms.DateTimeField(
            label=_("Publish at"),
            required=False,
            widget=AdminDateTimeInput,
            help_text=_("Leave empty to publish now. Times are UTC."),
        )
        if checklist.months:
            self.fields["months"] = forms.TypedChoiceField(
                label=_("Stands for"), choices=MONTHS, coerce=int, initial=checklist.months
            )

    def clean_starts_at(self) -> datetime | None:
        starts_at: datetime | None = self.cleaned_data["starts_at"]
        if starts_at and starts_at > timezone.now() + FURTHEST_START:
            raise forms.ValidationError(_("Choose a time within the next year."))
        return starts_at

    @property
    def questions(self) -> list[forms.BoundField]:
        return [self[f"answer-{question.key}"] for question in self.checklist.questions]

    @property
    def answers(self) -> dict[str, bool]:
        return {
            question.key: self.cleaned_data[f"answer-{question.key}"] for question in self.checklist.questions
        }

    @property
    def expires_at(self) -> datetime | None:
        """The end of a story's edition, counted from its start; None for pages that stand until withdrawn."""
        months = self.cleaned_data.get("months")
        start = self.cleaned_data.get("starts_at") or timezone.now()
        return start + timedelta(days=round(months * DAYS_A_MONTH)) if months else None


def _answer_field(finding: Finding) -> forms.Field:
    """What answers a finding: a choice, a written reason, or a tick."""
    choices = kind_named(finding.kind).choices
    if choices:
        return forms.ChoiceField(
            label=_("Your answer"),
            choices=choices,
            widget=forms.RadioSelect,
            error_messages={"required": _("Look at it and choose an answer.")},
        )
    if finding.needs_reason:
        return forms.CharField(
            label=_("Why it may stay"),
            widget=forms.Textarea(attrs={"rows": 2}),
            min_length=SHORTEST_REASON,
            max_length=1000,
            error_messages={"required": _("Write why it may stay, or send the page back.")},
        )
    return forms.BooleanField(
        label=_("I looked: it can stay"),
        error_messages={"required": _("Not answered. Tick it if it can stay, or send the page back.")},
    )


class SendBackForm(forms.Form):
    """A reason for the editors, and where wanted a comment on a block, which they find at that block."""

    comment = forms.CharField(
        label=_("What has to change"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        error_messages={"required": _("Say what has to change, so that the editor can change it.")},
    )

    def __init__(self, blocks: Sequence[Block], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.blocks = blocks
        for block in blocks:
            self.fields[block.contentpath] = forms.CharField(
                label=block.label, required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
            )

    @property
    def block_fields(self) -> list[forms.BoundField]:
        return [self[block.contentpath] for block in self.blocks]

    @property
    def remarks(self) -> dict[str, str]:
        """contentpath -> comment, of the blocks that got one."""
        given = {block.contentpath: self.cleaned_data[block.contentpath].strip() for block in self.blocks}
        return {path: text for path, text in given.items() if text}
