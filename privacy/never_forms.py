"""The form that adds to a never-publish list: a box for each kind, an entry a line. What is typed is never stored."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from privacy.models import NeverKind
from privacy.never import entry_problem

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# No help from the browser either: its spelling service, its memory and its guesses may leave this machine.
QUIET = {"autocomplete": "off", "autocorrect": "off", "autocapitalize": "off", "spellcheck": "false"}
HELP: "dict[str, StrOrPromise]" = {
    NeverKind.NAME: gettext_lazy("Full name and every nickname, also in the person's own script."),
    NeverKind.RELATIVE: gettext_lazy("Parents, children, partner, brothers and sisters."),
    NeverKind.VILLAGE: gettext_lazy("Home village, commune, district."),
    NeverKind.SCHOOL: "",
    NeverKind.EMPLOYER: gettext_lazy("Factory, shop, family, farm, company; also the manager."),
    NeverKind.SHIP: "",
    NeverKind.BROKER: gettext_lazy("Whoever recruited or carried them."),
    NeverKind.STREET: "",
    NeverKind.PHONE: gettext_lazy("Found by its last eight digits."),
    NeverKind.DOCUMENT: gettext_lazy("Passport, identity card, case number."),
    NeverKind.BIRTH: gettext_lazy("Like 3 December 1998 or 3/12/1998. Found in every spelling."),
    NeverKind.HANDLE: gettext_lazy("Names on social media."),
    NeverKind.SHELTER: "",
    NeverKind.OTHER: gettext_lazy(
        "Anything else they asked us not to say, in the words it would be said with."
    ),
}


class NeverForm(forms.Form):
    """One text box a kind. Errors name a line by its number and never quote it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in NeverKind:
            self.fields[kind] = forms.CharField(
                label=capfirst(str(kind.label)),
                help_text=HELP[kind],
                required=False,
                max_length=20_000,
                strip=False,
                widget=forms.Textarea(attrs={"rows": 2, **QUIET}),
            )

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for kind in NeverKind:
            for number, line in enumerate(cleaned.get(kind, "").splitlines(), start=1):
                if line.strip() and (problem := entry_problem(kind, line.strip())):
                    self.add_error(
                        kind, _("Line %(number)d: %(problem)s.") % {"number": number, "problem": problem}
                    )
        if not self.errors and not any(self.lines.values()):
            self.add_error(None, _("Nothing was typed. Write an entry on a line of its own."))
        return cleaned

    @property
    def lines(self) -> dict[str, list[str]]:
        """Entries by kind; the same line typed twice counts once."""
        return {
            kind: list(
                dict.fromkeys(
                    line.strip() for line in self.cleaned_data.get(kind, "").splitlines() if line.strip()
                )
            )
            for kind in NeverKind
        }
