"""Going dark: one call for a button and a command, and every way Wagtail has of unpublishing or deleting a page."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models.signals import pre_delete
from django.utils.translation import gettext_lazy as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import Page, WorkflowState
from wagtail.signals import page_unpublished

from privacy.editions import edition_withdraw
from privacy.models import Edition, ReviewedPage

LOG_ACTION = "privacy.take_down"


class Reason(models.TextChoices):
    """Why a page is taken down. A closed list: a free text would carry content into the log."""

    UNSAID = "", _("No reason given")
    CONSENT = "consent", _("The person withdrew consent")
    DANGER = "danger", _("It may endanger somebody")
    MISTAKE = "mistake", _("Something in it is wrong")
    OTHER = "other", _("Another reason")


@dataclass(frozen=True)
class Withdrawal:
    """What taking one page down did. All counts 0: it was dark already."""

    page_id: int
    locale: str
    path: str
    editions: int
    reviews: int
    was_live: bool

    @property
    def is_new(self) -> bool:
        return bool(self.editions or self.reviews or self.was_live)


def is_personal(page_type: type[Any]) -> bool:
    """Whether pages of a type tell of a person: those end by themselves, and are erased after they end."""
    return bool(issubclass(page_type, ReviewedPage) and page_type.checklist.months)


def is_offered(page: Page) -> bool:
    """Whether there is anything to take down: an edition that stands or is to come, in any language."""
    return bool(page.live or Edition.objects.withdrawable().filter(page_key=page.translation_key).exists())


def family(page: Page) -> list[Page]:
    """The page in every language, and for a person's page what lies below it. The page itself comes first."""
    found = {page.pk: page}
    for translation in Page.objects.filter(translation_key=page.translation_key).order_by("pk").specific():
        found.setdefault(translation.pk, translation)
        if is_personal(type(translation)):
            for below in translation.get_descendants().specific():
                found.setdefault(below.pk, below)
    return list(found.values())


def page_withdraw(*, page: Page, user: Any = None) -> int:
    """Takes one page, in its language, off every public surface at once; returns how many editions were withdrawn.

    Needs no review. A submission of the page that is in review is cancelled: nobody signs it meanwhile.
    """
    return pages_withdraw(pages=[page], user=user)[0].editions


@transaction.atomic
def pages_withdraw(
    *, pages: Iterable[Page], user: Any = None, reason: str = Reason.UNSAID
) -> list[Withdrawal]:
    """Takes pages down together: all of them are dark when this returns, or none was touched. Safe to repeat.

    The page rows are locked first, as for signing: a signature that was on its way has landed by then, and is withdrawn
    too, or comes after the review was cancelled, and is refused.
    """
    pages = list(pages)
    rows = Page.objects.select_for_update().filter(pk__in=[page.pk for page in pages])
    list(rows.order_by("pk").values_list("pk"))
    return [_withdraw(page, user, reason) for page in pages]


def _withdraw(page: Page, user: Any, reason: str) -> Withdrawal:
    specific = page.specific
    was_live = Page.objects.filter(pk=page.pk, live=True).exists()
    withdrawal = Withdrawal(
        page_id=page.pk,
        locale=page.locale.language_code,
        path=specific.address if isinstance(specific, ReviewedPage) else "",
        editions=edition_withdraw(page_id=page.pk),
        reviews=_reviews_cancel(page.pk, user),
        was_live=was_live,
    )
    if was_live:
        Page.objects.get(pk=page.pk).specific.unpublish(user=user)
        page.live, page.live_revision = False, None
    if withdrawal.is_new:
        log(instance=specific, action=LOG_ACTION, user=user, data={"reason": str(reason)})
    return withdrawal


def _reviews_cancel(page_id: int, user: Any = None) -> int:
    """Cancels what is in review of a page: signed afterwards, it would bring the page back."""
    in_review = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_IN_PROGRESS,
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=str(page_id),
    )
    reviews = list(in_review)
    for review in reviews:
        review.cancel(user=user)
    return len(reviews)


def edition_only_withdraw(*, page_id: int) -> int:
    """For an edition whose page row is gone: nothing but the edition is left to take down."""
    return edition_withdraw(page_id=page_id)


_spare_later: ContextVar[bool] = ContextVar("spare_later", default=False)


@contextmanager
def sparing_later_editions() -> Iterator[None]:
    """Unpublishing inside darkens the page's row alone: an edition that begins later is not withdrawn with it."""
    token = _spare_later.set(True)
    try:
        yield
    finally:
        _spare_later.reset(token)


def behind_drafts(pages: Iterable[Page], *, may: Callable[[Page], bool] = lambda page: True) -> list[Page]:
    """Of these pages, those whose row says draft though an edition stands or is to come: Wagtail overlooks them."""
    wanted = [page.pk for page in pages]
    lit = Edition.objects.withdrawable().filter(page_id__in=wanted).values_list("page_id", flat=True)
    rows = Page.objects.filter(pk__in=list(lit), live=False)
    return [page for page in rows.specific() if may(page)]


def _ask_editions() -> None:
    """Wagtail's Unpublish does nothing to a page whose row says draft; every way to it ends in this one method.

    Replace this once the action asks whether there is something to unpublish instead of looking at `live`.
    """
    stock = UnpublishPageAction.execute
    if getattr(stock, "asks_editions", False):
        return

    def execute(action: Any, skip_permission_checks: bool = False) -> None:
        # Asked of the page's own type: the base page's rights are Wagtail's.
        UnpublishPageAction(action.object.specific, user=action.user).check(skip_permission_checks)
        if _spare_later.get():
            stock(action, skip_permission_checks=True)
            return
        with transaction.atomic():
            pages_withdraw(pages=_overlooked(action), user=action.user)
            stock(action, skip_permission_checks=True)

    execute.asks_editions = True  # type: ignore[attr-defined]
    UnpublishPageAction.execute = execute


def _overlooked(action: Any) -> list[Page]:
    """The action's page, and the pages below it where it takes those too and its user may."""
    found = behind_drafts([action.object])
    if action.include_descendants:
        user = action.user
        found += behind_drafts(
            action.object.get_descendants(),
            may=lambda page: user is None or bool(page.permissions_for_user(user).can_unpublish()),
        )
    return found


def _on_unpublish(sender: Any, instance: Page, **kwargs: Any) -> None:
    if not _spare_later.get():
        edition_withdraw(page_id=instance.pk)
        _reviews_cancel(instance.pk)


def _on_delete(sender: Any, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, ReviewedPage):
        edition_withdraw(page_id=instance.pk)


def connect() -> None:
    """Called once, when the app is ready."""
    page_unpublished.connect(_on_unpublish, dispatch_uid="privacy.unpublished")
    pre_delete.connect(_on_delete, dispatch_uid="privacy.deleted")
    _ask_editions()
    if apps.is_installed("wagtail.admin"):
        from privacy import takedown_hooks  # noqa: F401  (the button registers itself)
