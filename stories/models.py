"""Pages of the stories room: the list, and one survivor's story."""

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.models import Orderable

from cms.core.codes import code_for
from privacy.checklists import STORY, Checklist
from privacy.models import ReviewedPage
from stories import enums
from stories.amounts import AmountField
from stories.blocks import JourneyBlock
from stories.panels import CrowdPanel
from stories.periods import period_choices, waiting_choices
from stories.places import PlaceStreamField
from stories.places.points import refuse_points
from stories.regions import region_choices
from stories.rounding import Line, budget_refusals

PAGE_SIZE = 24


class StoryIndexPage(ReviewedPage):
    """The list of stories in one language."""

    intro = models.CharField(_("introduction"), max_length=300, blank=True, validators=[refuse_points])
    empty = models.CharField(
        _("when there is no story"), max_length=300, blank=True, validators=[refuse_points]
    )

    fixed_address = "stories/"
    template = "stories/story_index_page.html"
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["stories.StoryPage"]
    max_count_per_parent = 1
    content_panels: ClassVar[list[Any]] = [FieldPanel("title"), FieldPanel("intro"), FieldPanel("empty")]

    class Meta:
        verbose_name = _("list of stories")

    def card(self) -> dict[str, Any]:
        return {"title": self.public_title, "lead": self.intro}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from stories.selectors import story_cards

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"stories": story_cards(locale=self.locale.language_code)}


NO_MILESTONE = _("A journey needs at least one milestone. Add one.")
NO_BUDGET_LINE = _("Add at least one budget line: what is needed, and what it costs.")
NO_SECTOR = _("Choose the sector: this person was made to work.")


class StoryForm(WagtailAdminPageForm):
    """A draft may hold anything; a story that is submitted must hold together."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.is_deferred_validation:
            return cleaned
        labour = cleaned.get("exploitation_type") == enums.ExploitationType.FORCED_LABOUR
        if labour and not cleaned.get("sector"):
            self.add_error("sector", NO_SECTOR)
        if "journey" in cleaned and not cleaned["journey"]:
            self.add_error("journey", NO_MILESTONE)
        return cleaned

    def is_valid(self) -> bool:
        """Formsets are validated after the form: only then is it known whether a budget line is left."""
        if not super().is_valid():
            return False
        if self.is_deferred_validation:
            return True
        lines = self.formsets["budget_lines"].forms
        left = [line for line in lines if line.cleaned_data and not line.cleaned_data.get("DELETE")]
        if not left:
            self.add_error(None, NO_BUDGET_LINE)
        else:
            self._check_amounts(left)
        return not self.errors

    def _check_amounts(self, forms: list[Any]) -> None:
        """An exact sum is told what to write instead, at its line and for the whole budget."""
        currency = self.cleaned_data["currency"]
        lines = [
            Line(number, form.cleaned_data.get("category") or "", form.cleaned_data.get("amount_minor") or 0)
            for number, form in enumerate(forms)
        ]
        for sentence in budget_refusals(lines, currency):
            self.add_error(None, sentence)


class StoryPage(ReviewedPage):
    """One survivor's story, in bands and approximations: nothing here says exactly who, when or where.

    `title` is a neutral working code, because Wagtail writes titles into logs and mails; the public sees `pseudonym`.
    """

    pseudonym = models.CharField(
        _("pseudonym"),
        max_length=60,
        help_text=_("Not close to the real name."),
        validators=[refuse_points],
    )
    summary = models.CharField(
        _("summary"),
        max_length=280,
        help_text=_("One or two sentences that lead into the story."),
        validators=[refuse_points],
    )
    age_band = models.CharField(_("age"), max_length=20, choices=enums.AgeBand)
    gender = models.CharField(_("gender, as told"), max_length=20, choices=enums.Gender)
    exploitation_type = models.CharField(
        _("type of exploitation"), max_length=40, choices=enums.ExploitationType
    )
    sector = models.CharField(_("sector of work"), max_length=40, choices=enums.Sector, blank=True)
    origin = models.CharField(_("from"), max_length=80, choices=region_choices)
    destination = models.CharField(_("exploited in"), max_length=80, choices=region_choices)
    period = models.CharField(_("years of the events"), max_length=9, choices=period_choices)
    waiting_since = models.CharField(
        _("waiting to go home since"),
        max_length=7,
        choices=waiting_choices,
        blank=True,
        help_text=_("Empty: already home."),
    )
    content_warning = models.CharField(
        _("content warning"),
        max_length=200,
        blank=True,
        help_text=_("What the reader should know before a hard passage."),
        validators=[refuse_points],
    )
    journey = PlaceStreamField(JourneyBlock(required=False), verbose_name=_("journey"), blank=True)
    currency = models.CharField(
        _("currency"), max_length=3, choices=enums.Currency, default=enums.Currency.USD
    )

    address_prefix = "stories"
    checklist: ClassVar[Checklist] = STORY
    template = "stories/story_page.html"
    base_form_class = StoryForm
    parent_page_types: ClassVar[list[str]] = ["stories.StoryIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [
                FieldPanel("pseudonym"),
                FieldPanel("summary", widget=AdminAutoHeightTextInput),
                FieldRowPanel([FieldPanel("age_band"), FieldPanel("gender")]),
            ],
            heading=_("Who"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("exploitation_type"), FieldPanel("sector")]),
                FieldRowPanel([FieldPanel("origin"), FieldPanel("destination")]),
                FieldRowPanel([FieldPanel("period"), FieldPanel("waiting_since")]),
                FieldPanel("content_warning"),
            ],
            heading=_("What happened, in bands"),
        ),
        CrowdPanel(heading=_("The crowd")),
        FieldPanel("journey"),
        MultiFieldPanel(
            [
                FieldPanel("currency"),
                InlinePanel(
                    "budget_lines", label=_("Budget line"), help_text=_("Gifts fill the first line first.")
                ),
            ],
            heading=_("What is needed"),
        ),
    ]

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.__dict__.get("title", "deferred"):
            self.title = f"Story {code_for(self.translation_key)}"

    @property
    def public_title(self) -> str:
        return str(self.pseudonym)

    @property
    def signatures_required(self) -> int:
        """A child's story needs two (UNICEF's reporting guidelines: what identifies may endanger even when hidden)."""
        return 2 if self.age_band == enums.AgeBand.UNDER_18 else 1

    @property
    def proposed_start(self) -> datetime | None:
        """Events of a life are told late, so that nobody learns from the site when they happened."""
        from stories.releases import publish_not_before

        return publish_not_before(self.frozen) if self.frozen else None

    def evidence_panels(self) -> dict[str, SafeString]:
        from stories.evidence.crowd import crowd_summary

        if self.frozen is None:
            return {}
        figures = render_to_string("stories/panels/crowd_figures.html", {"crowd": crowd_summary(self.frozen)})
        return {"crowd": figures}

    def clean_for_review(self) -> None:
        super().clean_for_review()
        if not self.journey:
            raise ValidationError({"journey": NO_MILESTONE})
        if not self.budget_lines.all():
            raise ValidationError(NO_BUDGET_LINE)
        if refused := budget_refusals(self.budget(), self.currency):
            raise ValidationError(refused)
        if self.exploitation_type == enums.ExploitationType.FORCED_LABOUR and not self.sector:
            raise ValidationError({"sector": NO_SECTOR})

    def budget(self) -> list[Line]:
        """The lines of the budget as figures; an unfinished one asks for nothing."""
        return [
            Line(number, line.category, line.amount_minor or 0)
            for number, line in enumerate(self.budget_lines.all())
        ]

    def card(self) -> dict[str, Any]:
        from stories import reading

        return {
            "title": self.public_title,
            "lead": self.summary,
            "exploitation_type": self.exploitation_type,
            "sector": self.sector,
            "age_band": self.age_band,
            "waiting_since": self.waiting_since,
            "origin": self.origin,
            "destination": self.destination,
            "stops": [[stop.place.key, stop.phase] for stop in reading.stops(self.journey)],
        }

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from stories.selectors import story_context

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | story_context(self)


class BudgetLine(Orderable):
    """One thing that is needed. `identity` never changes: gifts already given are booked under it."""

    page = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="budget_lines")
    identity = models.UUIDField(default=uuid.uuid4, editable=False)
    category = models.CharField(_("category"), max_length=40, choices=enums.BudgetCategory)
    amount_minor = AmountField(_("amount"), null=True)  # a draft may be unfinished; a submission may not
    sentence = models.CharField(_("what it pays for"), max_length=160, validators=[refuse_points])

    panels: ClassVar[list[Any]] = [
        FieldRowPanel([FieldPanel("category"), FieldPanel("amount_minor")]),
        FieldPanel("sentence"),
    ]

    class Meta(Orderable.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="stories_budgetline_amount_positive"
            ),
            models.UniqueConstraint(fields=("page", "identity"), name="stories_budgetline_identity_once"),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.amount_minor}"


class StoryFacts(models.Model):
    """What one signed edition tells in bands, for counting crowds: made by `stories.crowd_index`, read by staff alone.

    `is_source`: whether the edition is in its story's source language. `route`: keys of the places in their order.
    """

    edition = models.OneToOneField(
        "privacy.Edition", primary_key=True, on_delete=models.CASCADE, related_name="story_facts"
    )
    is_source = models.BooleanField()
    origin = models.CharField(max_length=80)
    destination = models.CharField(max_length=80)
    work = models.CharField(max_length=90)
    age_band = models.CharField(max_length=20)
    gender = models.CharField(max_length=20)
    period = models.CharField(max_length=9)
    route = models.TextField(blank=True)

    def __str__(self) -> str:
        return str(self.edition_id)
