"""What a consent officer fills in. Closed lists, dates and one opaque reference: there is no box for a name."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from privacy.models import Consent
from privacy.models.consent import Surface

FIELDS = (
    "reference",
    "given_on",
    "method",
    "interpreter",
    "own_language",
    "languages",
    "surfaces",
    "altered_facts",
    "age",
    "risk_statement_on",
    "out_of_programme",
    "no_proceedings",
    "withdrawal_rehearsed",
    "ends_on",
)


class ConsentForm(forms.ModelForm[Consent]):
    """Its rules are the model's (`Consent.clean`); they come back beside the field they are about."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("In which languages the story may appear."),
        error_messages={"required": _("Choose the languages the person agreed to.")},
    )
    surfaces = forms.MultipleChoiceField(
        label=_("Agreed for"),
        choices=Surface.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick only what was named and understood. Pages cannot do without text, map and lists."),
        error_messages={"required": _("Choose what the person agreed to.")},
    )

    class Meta:
        model = Consent
        fields = FIELDS
        widgets = dict.fromkeys(("given_on", "ends_on", "risk_statement_on"), AdminDateInput)
        help_texts = {
            "reference": _("The number of the case in your own system, such as KH-2024-0117. Never a name."),
            "altered_facts": _("How many facts were changed. Do not write down which."),
            "risk_statement_on": _("The day the risk to the person was last assessed in writing."),
            "ends_on": _("The story goes dark when this day begins (UTC). At most 36 months after consent."),
            "withdrawal_rehearsed": _("They have called the number, or shown how they would."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reference"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    @property
    def values(self) -> dict[str, Any]:
        """What `consents.consent_record` takes."""
        return {name: self.cleaned_data[name] for name in FIELDS}
