"""What a person agreed to: kept as an opaque reference, dates and closed lists, with no name and no text."""

import json
import re
from datetime import UTC, date, datetime, time
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MONTHS = 36
UUID_LIKE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
REFERENCE = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
LONGEST_REFERENCE = 40
LONGEST_LETTERS = 4  # in a row: a prefix, not a name
FEWEST_DIGITS = 3
REFERENCE_REFUSED = _(
    "Give the number of the case, such as KH-2024-0117: letters, digits and dashes, at least three digits, at most "
    "four letters in a row. Never a name."
)


class Surface(models.TextChoices):
    """Where the story may appear."""

    TEXT = "text", _("the text")
    PICTURES = "pictures", _("the pictures")
    MAP = "map", _("the map")
    LISTS = "lists", _("lists and the search")
    CARD = "card", _("the card that social media show of a link")
    MAILS = "mails", _("mails to donors")


class Method(models.TextChoices):
    """How the person was asked."""

    IN_PERSON = "in_person", _("in person")
    CALL = "call", _("by telephone or video")
    WRITING = "writing", _("in writing")


class Age(models.TextChoices):
    """Whether somebody else had to agree as well."""

    ADULT = "adult", _("The person is of age")
    GUARDIAN = "guardian", _("The person is under 18, and the guardian agreed as well")


class Consent(models.Model):
    """One consent to one story in all its languages. A new one replaces it; it is never changed.

    `places` is JSON: {locale: {"digest", "revision", "places": {place: digest}}}, what the pages said when it was
    recorded, so that what changed since is known while nothing of the text is kept. `withdrawn_at` goes from empty to a
    time, once. Users are plain numbers: the row outlives them.
    """

    page_key = models.UUIDField(db_index=True)
    reference = models.CharField(_("reference in the case system"), max_length=LONGEST_REFERENCE)
    given_on = models.DateField(_("given on"))
    ends_on = models.DateField(_("ends on"))
    method = models.CharField(_("how it was given"), max_length=10, choices=Method)
    interpreter = models.BooleanField(_("an interpreter was present"), default=False)
    own_language = models.BooleanField(_("given in a language the person speaks well"), default=False)
    surfaces = models.JSONField(_("agreed for"), default=list)
    languages = models.JSONField(_("languages"), default=list)
    altered_facts = models.PositiveSmallIntegerField(_("number of altered facts"))
    risk_statement_on = models.DateField(_("risk statement of"))
    out_of_programme = models.BooleanField(_("out of the programme long enough"), default=False)
    no_proceedings = models.BooleanField(_("no open proceedings"), default=False)
    age = models.CharField(_("age"), max_length=10, choices=Age)
    withdrawal_rehearsed = models.BooleanField(
        _("the person knows how to withdraw, and has tried it"), default=False
    )
    officer_id = models.BigIntegerField(editable=False)
    recorded_at = models.DateTimeField(editable=False)
    places = models.TextField(default="{}", editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = models.BigIntegerField(null=True, editable=False)

    class Meta:
        ordering = ("pk",)
        indexes = [models.Index(fields=("page_key", "recorded_at"), name="privacy_consent_newest")]

    def __str__(self) -> str:
        return f"consent {self.pk}"

    @property
    def ends_at(self) -> datetime:
        """The last moment: the day it ends on begins without it, in UTC."""
        return datetime.combine(self.ends_on, time(), UTC)

    def holds(self, at: datetime) -> bool:
        """Whether it counts at a time: not withdrawn, begun, not ended, and everything was affirmed."""
        given_at = datetime.combine(self.given_on, time(), UTC)
        return self.withdrawn_at is None and given_at <= at < self.ends_at and not self.unaffirmed()

    def unaffirmed(self) -> list[Any]:
        """What has to be true before it counts and is not, as the names of the fields."""
        names = ("own_language", "out_of_programme", "no_proceedings", "withdrawal_rehearsed")
        return [self._meta.get_field(name).verbose_name for name in names if not getattr(self, name)]  # type: ignore[union-attr]

    def for_header(self) -> dict[str, Any]:
        """What an edition's signed header says of it."""
        return {"id": self.pk, "reference": self.reference, "ends_on": self.ends_on.isoformat()}

    def content_of(self, locale: str) -> dict[str, Any] | None:
        """What the page in a language said when it was recorded; None if there was none, or it was erased."""
        content: dict[str, Any] | None = json.loads(self.places).get(locale)
        return content

    def clean(self) -> None:
        """Every rule that needs nothing but the row.

        Raises:
            ValidationError: by field.
        """
        errors: dict[str, Any] = {}
        if not reference_is_opaque(self.reference):
            errors["reference"] = REFERENCE_REFUSED
        errors |= self._wrong_dates(timezone.localdate())
        errors |= self._wrong_choices()
        if errors:
            raise ValidationError(errors)

    def _wrong_dates(self, today: date) -> dict[str, Any]:
        wrong: dict[str, Any] = {}
        if self.given_on and self.given_on > today:
            wrong["given_on"] = _("This day is still to come.")
        if self.risk_statement_on and self.risk_statement_on > today:
            wrong["risk_statement_on"] = _("This day is still to come.")
        if self.ends_on and self.ends_on <= today:
            wrong["ends_on"] = _("It would have ended already. Choose a later day.")
        elif self.ends_on and self.given_on and self.ends_on > latest_end(self.given_on):
            wrong["ends_on"] = _("At most 36 months after it was given: %(day)s.") % {
                "day": latest_end(self.given_on).isoformat()
            }
        return wrong

    def _wrong_choices(self) -> dict[str, Any]:
        wrong: dict[str, Any] = {}
        if not self.surfaces or set(self.surfaces) - set(Surface.values):
            wrong["surfaces"] = _("Choose what the person agreed to.")
        elif Surface.TEXT not in self.surfaces:
            wrong["surfaces"] = _("Without the text there is nothing to publish.")
        if not self.languages or set(self.languages) - set(dict(settings.LANGUAGES)):
            wrong["languages"] = _("Choose the languages the person agreed to.")
        for name in ("own_language", "out_of_programme", "no_proceedings", "withdrawal_rehearsed"):
            if not getattr(self, name):
                wrong[name] = _("Consent does not count before this is true. Come back when it is.")
        return wrong


def reference_is_opaque(reference: str) -> bool:
    """Whether it looks like the number of a case, and not like a name."""
    if UUID_LIKE.fullmatch(reference):
        return True
    letters = max((len(run) for run in re.findall(r"[A-Za-z]+", reference)), default=0)
    return bool(
        REFERENCE.fullmatch(reference)
        and len(reference) <= LONGEST_REFERENCE
        and letters <= LONGEST_LETTERS
        and sum(letter.isdigit() for letter in reference) >= FEWEST_DIGITS
    )


def latest_end(given_on: date) -> date:
    """36 months later, the same day of the month or the last there is."""
    year = given_on.year + MONTHS // 12
    try:
        return given_on.replace(year=year)
    except ValueError:  # 29 February
        return given_on.replace(year=year, day=28)
