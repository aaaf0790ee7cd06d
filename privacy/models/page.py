"""The base of every page: drafted in Wagtail, read only as a signed copy."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, PagePermissionTester
from wagtail.models.panels import CommentPanelPlaceholder

from cms.core.codes import code_for
from privacy.checklists import PLAIN, Checklist
from privacy.frozen import BOOKKEEPING, Frozen, freeze

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class PublicationNotSigned(PermissionDenied):
    """Somebody tried to make a page live that no reviewer signed."""

    def __init__(self) -> None:
        super().__init__(_("This page is not signed. Submit it for review; signing publishes it."))


class ReviewedPagePermissionTester(PagePermissionTester):
    """Wagtail's permissions without publishing: nobody holds it, superusers included. Going dark needs only edit."""

    def can_publish(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False

    def can_set_view_restrictions(self) -> bool:
        return False

    def can_unschedule(self) -> bool:
        return bool(self.can_edit())

    def can_unpublish(self) -> bool:
        return bool(not self.page_is_root and self._may_stand() and self.can_edit_at_all())

    def _may_stand(self) -> bool:
        """Asked of the editions, not of the row: what begins to stand by itself can be taken down at once."""
        from privacy.models.edition import Edition

        return self.page.live or Edition.objects.withdrawable().filter(page_id=self.page.pk).exists()

    def can_edit_at_all(self) -> bool:
        """May edit, whatever lock a review has put on the page: taking down waits for nobody."""
        return bool(super().can_edit())

    def can_reorder_children(self) -> bool:
        return bool(self.user.is_active and (self.user.is_superuser or "change" in self.permissions))


class ReviewedPage(Page):
    """A page the public reads only through editions.

    Subclasses set `address_prefix` (public address /<locale>/<prefix>/<code>/) or `fixed_address`, and may extend
    `card()`. Inside a render the object is rebuilt from a frozen copy, which `frozen` holds: it has no place in the
    tree, and tree queries raise.
    """

    address_prefix: ClassVar[str] = ""
    fixed_address: ClassVar[str | None] = None
    checklist: ClassVar[Checklist] = PLAIN
    frozen: Frozen | None = None

    # The same for a page and everything ever copied from it, translations included: words keep their authors.
    lineage = models.UUIDField(default=uuid.uuid4, editable=False)

    # Content only: no promote panel (addresses are opaque) and no schedule (an edition carries its own start).
    promote_panels: ClassVar[list[Any]] = []
    settings_panels: ClassVar[list[Any]] = [CommentPanelPlaceholder()]
    show_in_menus_default = False

    class Meta:
        abstract = True

    @property
    def public_title(self) -> str:
        """What the public calls the page; `title` is for staff where the two differ."""
        return str(self.title)

    def card(self) -> dict[str, Any]:
        """What lists show of this page: plain JSON, signed with the edition. Made from the frozen copy."""
        return {"title": self.public_title, "lead": ""}

    @property
    def signatures_required(self) -> int:
        """How many different reviewers have to sign. A rule per page type, asked of the frozen copy."""
        return 1

    @property
    def proposed_start(self) -> datetime | None:
        """When the review screen proposes to publish it; None: at once. Asked of the frozen copy."""
        return None

    def evidence_panels(self) -> dict[str, SafeString]:
        """Tables and figures for the review screen, by the question of the checklist they stand beside."""
        return {}

    def clean_for_review(self) -> None:
        """Whether the page is complete: drafts are saved unfinished, and children are not part of `full_clean`.

        Raises:
            ValidationError: what is missing.
        """
        self.full_clean()
        for relation in get_all_child_relations(self):
            name = relation.get_accessor_name()
            for child in () if name in BOOKKEEPING else getattr(self, name).all():
                child.full_clean(exclude=[relation.field.name])

    @property
    def address(self) -> str:
        """The signed public address; moving the page or changing its slug does not change it."""
        tail = (
            f"{self.address_prefix}/{code_for(self.translation_key)}/"
            if self.fixed_address is None
            else self.fixed_address
        )
        return f"/{self.locale.language_code}/{tail}"

    # Wagtail asks these for links; `url` and `full_url` are properties bound to the stock functions, so rebound below.
    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str]:
        return (0, settings.SITE_URL, self.address)

    def get_url(self, request: HttpRequest | None = None, current_site: Any = None) -> str:
        return self.address

    def get_full_url(self, request: HttpRequest | None = None) -> str:
        return settings.SITE_URL + self.address

    def relative_url(self, current_site: Any, request: HttpRequest | None = None) -> str:
        return self.address

    url = property(get_url)
    full_url = property(get_full_url)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The editor's preview: the renderer of the public view on a copy of the form's content."""
        from privacy.fence import lifted
        from privacy.rendering import preview_response

        with lifted():  # freezing reads the draft and its pictures; what follows reads the copy alone
            frozen = freeze(self)
        return preview_response(request, frozen)

    def permissions_for_user(self, user: "AbstractBaseUser") -> ReviewedPagePermissionTester:
        return ReviewedPagePermissionTester(user, self)

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        return bool(super().can_create_at(parent))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuses `live` without a standing edition. `page.live` follows the edition, never the other way round.

        Raises:
            PublicationNotSigned: the page would be live and is not signed.
        """
        fields: Sequence[str] | None = kwargs.get("update_fields")
        is_new = self._state.adding
        if is_new:
            self.live, self.live_revision = False, None
            self.has_unpublished_changes = True
        elif self.live and (fields is None or "live" in fields) and not self._is_signed():
            raise PublicationNotSigned
        super().save(*args, **kwargs)
        if is_new:
            self._inherit_contributors()

    def _inherit_contributors(self) -> None:
        """Whoever wrote what this page was copied from has written this page too. One query where nothing was."""
        from privacy.models.contributor import Contributor

        kin = (
            type(self)
            ._base_manager.filter(lineage=self.lineage)
            .exclude(pk=self.pk)
            .values_list("pk", flat=True)
        )
        authors = Contributor.objects.filter(page_id__in=list(kin)).values_list("user_id", flat=True)
        rows = [Contributor(page_id=self.pk, user_id=user_id) for user_id in set(authors)]
        Contributor.objects.bulk_create(rows, ignore_conflicts=True)

    def update_aliases(self, **kwargs: Any) -> None:
        """An alias never goes live with its original: nobody signed it. It stays the draft it was made as."""

    def _is_signed(self) -> bool:
        from privacy.models.edition import Edition

        return Edition.objects.standing().filter(page_id=self.pk).exists()

    # A frozen page has no place in the tree: whoever asks for relatives would read drafts.
    def get_parent(self, *args: Any, **kwargs: Any) -> Any:
        return self._of_tree("get_parent", *args, **kwargs)

    def get_children(self, *args: Any, **kwargs: Any) -> Any:
        return self._of_tree("get_children", *args, **kwargs)

    def get_ancestors(self, *args: Any, **kwargs: Any) -> Any:
        return self._of_tree("get_ancestors", *args, **kwargs)

    def get_descendants(self, *args: Any, **kwargs: Any) -> Any:
        return self._of_tree("get_descendants", *args, **kwargs)

    def get_siblings(self, *args: Any, **kwargs: Any) -> Any:
        return self._of_tree("get_siblings", *args, **kwargs)

    def _of_tree(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if self.frozen is not None:
            raise RuntimeError(
                f"{name}() on a frozen page: public code reads editions, never the tree of drafts."
            )
        return getattr(super(), name)(*args, **kwargs)
