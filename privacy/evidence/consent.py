"""The checker "consent": whether the person agreed to this very page, and until when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.consents import consent_newest, places_changed
from privacy.evidence.checkers import Checker
from privacy.evidence.findings import Finding, Kind, Level, register_kinds
from privacy.frozen import Frozen
from privacy.models import Consent, Contributor
from privacy.models.consent import Age, Surface

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ENDS_SOON = timedelta(days=60)
MOST_PLACES = 8
# Every page of a person is read, found in lists, and draws a map.
NEEDED = (Surface.TEXT, Surface.MAP, Surface.LISTS)


def _final(name: str, sentence: "StrOrPromise") -> Kind:
    return Kind(name, sentence, overridable=False)


register_kinds(
    _final(
        "consent_missing",
        gettext_lazy("No consent is recorded. A consent officer has to record it before anybody can sign."),
    ),
    _final("consent_withdrawn", gettext_lazy("Consent was withdrawn on %(day)s. Do not publish.")),
    _final("consent_ended", gettext_lazy("Consent ended on %(day)s. It has to be asked for again.")),
    _final(
        "consent_unaffirmed",
        gettext_lazy("The consent does not count: “%(what)s” is not affirmed. It has to be recorded again."),
    ),
    _final("consent_language", gettext_lazy("Consent was not given for this language (%(language)s).")),
    _final("consent_surface", gettext_lazy("Consent was not given for %(what)s, which this page has.")),
    _final(
        "consent_guardian",
        gettext_lazy("The story is told of somebody under 18, and no guardian is recorded as having agreed."),
    ),
    _final(
        "consent_officer_wrote",
        gettext_lazy(
            "Whoever recorded the consent also wrote part of the page. Somebody else has to take it."
        ),
    ),
    Kind("consent_ends_soon", gettext_lazy("Consent ends on %(day)s, and the page with it.")),
    Kind(
        "consent_changed",
        gettext_lazy(
            "This is not what the person agreed to. Changed since: %(what)s. Ask whether they know."
        ),
        reasoned=True,
    ),
    Kind(
        "consent_unseen",
        gettext_lazy(
            "When consent was recorded, there was no page in this language. Ask whether the person has heard "
            "this text."
        ),
        reasoned=True,
    ),
    Kind("consent_given", gettext_lazy("%(summary)s")),
)


@dataclass(frozen=True)
class Material:
    """The consent recorded last, what it is compared with, and when."""

    consent: Consent | None
    locale: str
    has_pictures: bool
    is_child: bool
    officer_wrote: bool
    changed: list[str] | None
    now: datetime


def material_of(frozen: Frozen) -> Material:
    """Two queries."""
    consent = consent_newest(frozen.page_key)
    wrote = (
        consent and Contributor.objects.filter(page_id=frozen.page_id, user_id=consent.officer_id).exists()
    )
    return Material(
        consent=consent,
        locale=frozen.locale,
        has_pictures=bool(frozen.files),
        is_child=frozen.page().signatures_required > 1,
        officer_wrote=bool(wrote),
        changed=places_changed(consent, frozen) if consent else [],
        now=timezone.now(),
    )


def _block(kind: str, **details: Any) -> Finding:
    return Finding(kind, Level.BLOCK, excerpt=str(details.get("what", "")), details=details)


def _look(material: Material) -> Iterator[Finding]:
    consent = material.consent
    if consent is None:
        yield _block("consent_missing")
        return
    yield from _void(consent, material)
    yield from _beyond(consent, material)
    if material.now < consent.ends_at <= material.now + ENDS_SOON:
        yield Finding("consent_ends_soon", Level.FLAG, details={"day": _day(consent.ends_on)})
    if material.changed is None:
        if material.locale in consent.languages:
            yield Finding("consent_unseen", Level.FLAG)
    elif material.changed:
        yield Finding("consent_changed", Level.FLAG, details={"what": _listed(material.changed)})
    for number, sentence in enumerate(summary_of(consent)):
        yield Finding("consent_given", Level.NOTE, where=f"consent.{number}", details={"summary": sentence})


def _void(consent: Consent, material: Material) -> Iterator[Finding]:
    """Why it does not count at all."""
    if consent.withdrawn_at:
        yield _block("consent_withdrawn", day=_day(consent.withdrawn_at))
    elif consent.ends_at <= material.now:
        yield _block("consent_ended", day=_day(consent.ends_on))
    for name in consent.unaffirmed():
        yield _block("consent_unaffirmed", what=str(name))
    if material.officer_wrote:
        yield _block("consent_officer_wrote")


def _beyond(consent: Consent, material: Material) -> Iterator[Finding]:
    """What the page has and the consent has not."""
    if material.locale not in consent.languages:
        yield _block("consent_language", language=_language(material.locale))
    needed = [*NEEDED, *([Surface.PICTURES] if material.has_pictures else [])]
    for surface in needed:
        if surface not in consent.surfaces:
            yield _block("consent_surface", what=str(surface.label))
    if material.is_child and consent.age != Age.GUARDIAN:
        yield _block("consent_guardian")


def _listed(labels: list[str]) -> str:
    shown = ", ".join(labels[:MOST_PLACES])
    more = len(labels) - MOST_PLACES
    return shown if more <= 0 else _("%(shown)s and %(count)d more") % {"shown": shown, "count": more}


def summary_of(consent: Consent) -> list[str]:
    """What a reviewer needs to know of it, in sentences."""
    surfaces = [str(Surface(code).label) for code in consent.surfaces]
    return [
        _("%(reference)s: given on %(given)s, %(how)s, %(interpreter)s. It ends on %(ends)s.")
        % {
            "reference": consent.reference,
            "given": _day(consent.given_on),
            "how": consent.get_method_display(),
            "interpreter": _("with an interpreter") if consent.interpreter else _("without an interpreter"),
            "ends": _day(consent.ends_on),
        },
        _("Agreed for %(surfaces)s, in %(languages)s.")
        % {
            "surfaces": ", ".join(surfaces),
            "languages": ", ".join(_language(code) for code in consent.languages),
        },
        _("Risk statement of %(day)s; altered facts: %(count)d; %(age)s.")
        % {
            "day": _day(consent.risk_statement_on),
            "count": consent.altered_facts,
            "age": consent.get_age_display(),
        },
    ]


def _day(when: Any) -> str:
    return date_format(when, "j F Y")


def _language(code: str) -> str:
    return str(dict(settings.LANGUAGES).get(code, code))


CHECKER = Checker(
    "consent",
    gettext_lazy("The consent"),
    ("consent", "safe", "withdrawal"),
    1,
    material_of,
    _look,
    is_vital=True,
)
