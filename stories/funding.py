"""What a signature means for money: the fund opens with the source language's budget, and closes with it."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.core.codes import code_for
from giving import beneficiaries, standing
from giving.exceptions import CurrencyChanged, TargetBelowAllocated
from giving.money import format_money
from giving.services import LineNeed, fund_check, fund_close, fund_open
from privacy import addresses, editions
from privacy.exceptions import NotSignable
from privacy.models import Edition
from privacy.signals import edition_signed, edition_started, edition_withdrawn
from stories.models import StoryPage

STORY = StoryPage._meta.label_lower


def _is_source(edition: Any) -> bool:
    """Amounts come from one language only: the one whose edition was signed first."""
    source = editions.source_edition(edition.page_key)
    return source is None or source.locale == edition.locale


def _lines(page: StoryPage) -> list[LineNeed]:
    return [
        LineNeed(
            identity=line.identity, category=line.category, amount_minor=line.amount_minor, priority=number
        )
        for number, line in enumerate(page.budget_lines.all())
    ]


def check_fund(sender: Any, edition: Any, page: StoryPage, **kwargs: Any) -> None:
    """Receiver of `edition_signed`: refuses the signature when more was already given than the new target.

    Raises:
        NotSignable: with both figures, or because the currency of money already given would change.
    """
    if not _is_source(edition):
        return
    try:
        fund_check(reference=edition.page_key, currency=page.currency, lines=_lines(page))
    except TargetBelowAllocated as refused:
        locale = get_language() or "en"
        figures = {
            "given": format_money(refused.allocated_minor, page.currency, locale),
            "target": format_money(refused.target_minor, page.currency, locale),
        }
        raise NotSignable(
            _("%(given)s was already given, more than the new target of %(target)s.") % figures
        ) from refused
    except CurrencyChanged as refused:
        raise NotSignable(
            _("Money was already given in another currency. Keep the currency of the budget.")
        ) from refused


def open_fund(sender: Any, edition: Any, page: StoryPage, **kwargs: Any) -> None:
    """Receiver of `edition_started`: the fund takes gifts from the moment the story can be read, not before."""
    if _is_source(edition):
        fund_open(reference=edition.page_key, currency=page.currency, lines=_lines(page))


def close_fund(sender: Any, edition: Any, **kwargs: Any) -> None:
    """Receiver of `edition_withdrawn`: no more gifts; what was given stays given."""
    if _is_source(edition):
        fund_close(reference=edition.page_key)


def ended(references: Collection[UUID]) -> set[UUID]:
    """Of these references, the stories whose source language has no standing, verified edition. Two queries.

    An end or a withdrawal by SQL closes a fund here, in the same request; the row follows (`privacy.expiry`).
    """
    mine = Edition.objects.filter(page_type=STORY, page_key__in=references)
    source: dict[UUID, str] = {}
    for key, locale in mine.order_by("signed_at", "id").values_list("page_key", "locale"):
        source.setdefault(key, locale)
    lit = {(edition.page_key, edition.locale) for edition in mine.standing().verified()}
    return {key for key, locale in source.items() if (key, locale) not in lit}


def beneficiary(reference: UUID, locale: str) -> beneficiaries.Beneficiary | None:
    """Whom a fund is for, as the public may see it now: the signed card in this language, else in the source's."""
    card = editions.card(page_key=reference, locale=locale, page_type=STORY)
    if card is None:
        source = editions.source_edition(reference)
        card = editions.card(page_key=reference, locale=source.locale, page_type=STORY) if source else None
    if card is None:
        return None
    return beneficiaries.Beneficiary(
        name=card.data["title"], lead=card.data["lead"], url=card.path, lang=card.locale
    )


def fund_addresses(key: UUID, locales: Iterable[str]) -> list[str]:
    """Addresses of a story's fund, for the list of what a proxy has to purge after a take-down."""
    pages = [f"/{locale}/give/{tail}" for locale in locales for tail in ("", f"{code_for(key)}/")]
    return [f"/funds/{code_for(key)}.json", *pages]


def connect() -> None:
    """Called once, when the app is ready."""
    edition_signed.connect(check_fund, sender=StoryPage, dispatch_uid="stories.fund_check")
    edition_started.connect(open_fund, sender=StoryPage, dispatch_uid="stories.fund_open")
    edition_withdrawn.connect(close_fund, sender=StoryPage, dispatch_uid="stories.fund_close")
    beneficiaries.register(beneficiary)
    standing.register(ended)
    addresses.register(fund_addresses)
