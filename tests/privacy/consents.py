"""A consent that counts, for tests: recorded by an officer who has nothing to do with the pages."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from privacy import consents
from privacy.models import Consent, ReviewedPage
from privacy.models.consent import Age, Method, Surface


def consent_values(**over: Any) -> dict[str, Any]:
    """What an officer fills in: everything is agreed to, in every language, for two years."""
    today = timezone.localdate()
    return {
        "reference": "KH-2024-0117",
        "given_on": today - timedelta(days=10),
        "ends_on": today + timedelta(days=720),
        "method": Method.IN_PERSON,
        "interpreter": True,
        "own_language": True,
        "surfaces": list(Surface.values),
        "languages": [code for code, _name in settings.LANGUAGES],
        "altered_facts": 4,
        "risk_statement_on": today - timedelta(days=12),
        "out_of_programme": True,
        "no_proceedings": True,
        "age": Age.ADULT,
        "withdrawal_rehearsed": True,
    } | over


def consent_given(page: ReviewedPage, officer: Any, **over: Any) -> Consent:
    """Records a consent to a page's story, `over` being what is different."""
    pages = consents.pages_of(page.translation_key)
    return consents.consent_record(pages=pages, user=officer, values=consent_values(**over))
