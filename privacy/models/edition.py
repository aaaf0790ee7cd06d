"""Editions: the signed, append-only copies that are all the public can read."""

import base64
import json
import logging
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from django.db import connections, models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from privacy import keys
from privacy.exceptions import Tampered
from privacy.frozen import Frozen, sha256

logger = logging.getLogger("privacy.editions")

# Columns beside the header that queries use. Every one must say what the signed header says.
INDEX_COLUMNS = ("page_id", "page_type", "page_key", "locale", "path", "signed_at", "starts_at", "expires_at")


class EditionQuerySet(models.QuerySet["Edition"]):
    """Reads of editions. `standing()` is the only door for the public."""

    def standing(self, at: datetime | None = None) -> "EditionQuerySet":
        """Not withdrawn, started, not expired, and the newest such edition of its page."""
        now = at or timezone.now()
        current = Q(withdrawn_at=None, starts_at__lte=now) & (Q(expires_at=None) | Q(expires_at__gt=now))
        later = Q(starts_at__gt=OuterRef("starts_at")) | Q(
            starts_at=OuterRef("starts_at"), id__gt=OuterRef("id")
        )
        newer = Edition.objects.filter(current, later, page_id=OuterRef("page_id"))
        found = self.filter(current).filter(~Exists(newer)).spelt()
        return found.annotate(asked_at=Value(now, output_field=models.DateTimeField()))

    def spelt(self) -> "EditionQuerySet":
        """With the id as the database spells it, where it keeps ids as text and spellings are different keys."""
        if connections[self.db].vendor != "sqlite":
            return self
        return self.annotate(spelling=Cast("id", models.TextField()))

    def withdrawable(self) -> "EditionQuerySet":
        return self.filter(withdrawn_at=None)

    def translations_of(self, page_key: UUID) -> list[tuple[str, str]]:
        """(locale, path) of each edition of the key in this queryset."""
        return list(self.filter(page_key=page_key).values_list("locale", "path"))

    def verified(self) -> Iterator["Edition"]:
        """The editions whose card may be shown; one that does not verify is left out and reported."""
        for edition in self.defer("content"):
            try:
                edition.verify_card()
            except Tampered:
                continue
            yield edition


class Edition(models.Model):
    """One signed copy of one page in one language.

    `header` is the signed text; it holds digests of `card` and `content`, so that lists verify without a body and an
    erased edition still proves who signed what. The other columns repeat the header for queries and are compared with
    it at every read. Only `withdrawn_at` is believed unsigned (a trigger lets it go from NULL to a time, once).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    header = models.TextField()
    card = models.TextField()
    content = models.TextField()
    signature = models.CharField(max_length=100)
    signing_key = models.CharField(max_length=16)
    page_id = models.BigIntegerField()
    page_type = models.CharField(max_length=100)
    page_key = models.UUIDField()
    locale = models.CharField(max_length=10)
    path = models.CharField(max_length=100, db_index=True)  # the whole column: the trigger on paths needs it
    signed_at = models.DateTimeField()
    starts_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=("page_id", "starts_at"), name="privacy_edition_page"),
            models.Index(fields=("page_type", "locale", "starts_at"), name="privacy_edition_type"),
            models.Index(fields=("page_key", "locale"), name="privacy_edition_key"),
            models.Index(
                fields=("withdrawn_at", "signed_at", "starts_at", "expires_at"), name="privacy_edition_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.id}"

    @cached_property
    def head(self) -> dict[str, Any]:
        """The header after its signature and its agreement with this row were checked.

        Raises:
            Tampered: and a critical log, because somebody wrote to the table.
        """
        try:
            key = keys.public_key(self.signing_key)
            if key is None:
                raise Tampered("unknown key")
            key.verify(base64.b64decode(self.signature), keys.PREFIX + self.header.encode())
            head: dict[str, Any] = json.loads(self.header)
            self._compare(head)
        except (InvalidSignature, ValueError, KeyError, TypeError, AttributeError, Tampered) as error:
            self._report(str(error) or "bad signature")
            raise Tampered(str(error)) from error
        return head

    def _compare(self, head: dict[str, Any]) -> None:
        if head["id"] != str(self.id):
            raise Tampered("id")
        for name in INDEX_COLUMNS:
            if _plain(getattr(self, name)) != _plain(head[name], of=name):
                raise Tampered(name)
        # Set by `spelt()` and `standing()`. The database has compared both already, but SQLite compares how they are
        # spelt.
        spelling: str | None = getattr(self, "spelling", None)
        if spelling not in (None, self.id.hex):
            raise Tampered("spelling of the id")
        now: datetime | None = getattr(self, "asked_at", None)
        if now and not (self.starts_at <= now and (self.expires_at is None or now < self.expires_at)):
            raise Tampered("not its time")

    def _report(self, what: str) -> None:
        logger.critical("An edition does not verify", extra={"edition": str(self.pk), "what": what})

    def verify_card(self) -> dict[str, Any]:
        """The card, verified. Raises `Tampered`."""
        self._match("card")
        card: dict[str, Any] = json.loads(self.card)
        return card

    def _match(self, part: str) -> None:
        if self.head[f"{part}_sha256"] != sha256(getattr(self, part)):
            self._report(part)
            raise Tampered(part)

    def verify(self) -> Frozen:
        """The frozen copy, every byte verified against the signed header.

        Raises:
            Tampered: something disagrees; show nothing.
        """
        card = self.verify_card()
        self._match("content")
        return Frozen(
            page_type=self.page_type,
            page_id=self.page_id,
            page_key=self.page_key,
            locale=self.locale,
            path=self.path,
            card=card,
            content=json.loads(self.content),
        )


def _plain(value: Any, of: str = "") -> Any:
    """A column and its header text in one comparable form: times as aware datetimes, the rest as text."""
    if of in ("signed_at", "starts_at", "expires_at") and isinstance(value, str):
        return parse_datetime(value)
    return str(value) if isinstance(value, UUID | int) else value


class EditionFile(models.Model):
    """Which editions show a file. A row alone is not believed: the header's own list must name the file too."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="file_rows")
    sha256 = models.CharField(max_length=64, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("edition", "sha256"), name="privacy_editionfile_once")]

    def __str__(self) -> str:
        return self.sha256


def standing_shows(sha256_names: Iterable[str]) -> bool:
    """Whether a standing, verified edition lists any of these files in its signed header."""
    wanted = set(sha256_names)
    for edition in Edition.objects.standing().filter(file_rows__sha256__in=wanted).defer("content", "card"):
        try:
            if wanted & set(edition.head["files"]):
                return True
        except Tampered:
            continue
    return False
