"""Which page types ask a question of their checklist, which pages belong to one story, and who somebody is."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext as _

from privacy.frozen import Frozen
from privacy.models import ReviewedPage


def asks(page_type: Any, question: str) -> bool:
    """Whether pages of a type are reviewed with this question of a checklist."""
    return isinstance(page_type, type) and (
        issubclass(page_type, ReviewedPage)
        and any(asked.key == question for asked in page_type.checklist.questions)
    )


def page_types_asking(question: str) -> list[type[ReviewedPage]]:
    """Every installed page type that asks it."""
    return [model for model in apps.get_models() if issubclass(model, ReviewedPage) and asks(model, question)]


def lineages_of(page: ReviewedPage) -> set[UUID]:
    """The lineages of a page and its translations; all of one story, however it was copied. One query."""
    return _lineages(type(page), page.pk, page.translation_key) | {page.lineage}


def lineages_of_copy(frozen: Frozen) -> set[UUID]:
    """The same for a frozen copy, which does not carry its own. One query."""
    return _lineages(apps.get_model(frozen.page_type), frozen.page_id, frozen.page_key)


def _lineages(page_type: Any, page_id: int | None, page_key: UUID) -> set[UUID]:
    pages = page_type._base_manager.filter(Q(pk=page_id) | Q(translation_key=page_key))
    return set(pages.values_list("lineage", flat=True))


def people_names(user_ids: Iterable[int | None]) -> dict[int | None, str]:
    """What each is called; one who is gone is called that. One query."""
    wanted = set(user_ids)
    users = get_user_model().objects.filter(pk__in=[pk for pk in wanted if pk])
    names: dict[int | None, str] = {user.pk: user.get_full_name() or user.get_username() for user in users}
    return {pk: names.get(pk) or _("a user who was deleted") for pk in wanted}
