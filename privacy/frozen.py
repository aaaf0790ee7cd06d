"""A frozen copy of a page: how it is made from a draft, and how the page object is rebuilt from it.

Public view, review screen and editor's preview all show the page object a copy gives (`rendering.frozen_response`).
"""

import hashlib
import json
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from wagtail.blocks import StreamValue
from wagtail.models import Locale, Page, ReferenceIndex

from privacy.exceptions import UnknownReference, UnknownSchema
from privacy.upcasters import SCHEMA, upcast

if TYPE_CHECKING:
    from privacy.models import ReviewedPage

# Bookkeeping that is not content. A deny-list: a new field is signed by default.
BOOKKEEPING = frozenset(
    "pk page_ptr path depth numchild url_path slug title draft_title content_type owner live "
    "has_unpublished_changes first_published_at last_published_at live_revision latest_revision "
    "latest_revision_created_at go_live_at expire_at expired locked locked_at locked_by translation_key "
    "locale alias_of lineage wagtail_admin_comments show_in_menus seo_title search_description".split()
)
CHILD_BOOKKEEPING = frozenset(("pk", "page", "sort_order"))


def canonical(data: Any) -> str:
    """JSON with sorted keys and no spaces, for comparing and digesting; not ASCII-escaped."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Frozen:
    """A copy of one page, self-contained: nothing of it is looked up in a table of drafts.

    `content` is {"schema", "fields", "objects", "links"}: field values as JSON, referenced things with all they show,
    and the translation keys of linked pages. `card` is what lists show.
    """

    page_type: str
    page_id: int
    page_key: UUID
    locale: str
    path: str
    card: dict[str, Any]
    content: dict[str, Any]

    @property
    def objects(self) -> dict[str, dict[str, dict[str, Any]]]:
        objects: dict[str, dict[str, dict[str, Any]]] = self.content["objects"]
        return objects

    @property
    def links(self) -> dict[str, str]:
        links: dict[str, str] = self.content["links"]
        return links

    @cached_property
    def paths(self) -> dict[UUID, str]:
        """Addresses standing now for the pages this one links to, in its language. One query, none without links."""
        from privacy.models import Edition

        keys = [UUID(key) for key in self.links.values()]
        if not keys:
            return {}
        standing = Edition.objects.standing().filter(page_key__in=keys, locale=self.locale)
        return dict(standing.values_list("page_key", "path"))

    @cached_property
    def translations(self) -> list[tuple[str, str]]:
        """(locale, address) of this copy and of every standing translation, in the order of LANGUAGES. One query."""
        from privacy.models import Edition

        standing = dict(Edition.objects.standing().translations_of(self.page_key)) | {self.locale: self.path}
        return [(code, standing[code]) for code, _ in settings.LANGUAGES if code in standing]

    @property
    def files(self) -> list[str]:
        """SHA-256 of every file the copy shows, sorted."""
        kept = (entry for group in self.objects.values() for entry in group.values())
        return sorted({entry["sha256"] for entry in kept if "sha256" in entry})

    @property
    def card_text(self) -> str:
        return canonical(self.card)

    @property
    def content_text(self) -> str:
        return canonical(self.content)

    @property
    def digest(self) -> str:
        """What the reviewer was shown, in one number: type, language, address, card and content."""
        return sha256(
            canonical([self.page_type, str(self.page_key), self.locale, self.path, self.card, self.content])
        )

    def page(self) -> "ReviewedPage":
        """The page object this copy describes; needs no query."""
        model: type[ReviewedPage] = apps.get_model(self.page_type)
        fields = upcast(self.page_type, self.content["schema"], self.content["fields"])
        data = {"pk": self.page_id, "title": self.card["title"], **_packed(model, fields)}
        page: ReviewedPage = model.from_serializable_data(data, check_fks=False)
        page.frozen = self
        page.translation_key = self.page_key
        page.live = True
        page._state.adding = False
        page._state.fields_cache["locale"] = Locale(language_code=self.locale)
        page.__dict__["specific"] = page.__dict__["specific_deferred"] = page
        self._fill_foreign_keys(page)
        return page

    def _fill_foreign_keys(self, page: "ReviewedPage") -> None:
        for field in page._meta.concrete_fields:
            if not field.is_relation or field.name in BOOKKEEPING:
                continue
            label = field.related_model._meta.label_lower
            pk = getattr(page, field.attname)
            if pk is not None and str(pk) in self.objects.get(label, {}):
                page._state.fields_cache[field.name] = field.related_model.thaw(
                    pk, self.objects[label][str(pk)]
                )


def _packed(model: type[Page], fields: dict[str, Any]) -> dict[str, Any]:
    """Fields as the model reads them: StreamFields become text again. Unknown names refuse rather than vanish."""
    known = {field.name for field in model._meta.get_fields()}
    known |= {relation.get_accessor_name() for relation in model._meta.related_objects}
    if unknown := fields.keys() - known:
        raise UnknownSchema(f"{model._meta.label_lower}: no field {', '.join(sorted(unknown))}")
    streams = set(model.get_streamfield_names())
    return {name: _packed_value(value, is_stream=name in streams) for name, value in fields.items()}


def _packed_value(value: Any, *, is_stream: bool) -> Any:
    if is_stream:
        return json.dumps(value)
    if isinstance(value, list):  # children; their order is the list
        return [{"pk": None, "sort_order": number, **child} for number, child in enumerate(value)]
    return value


def _touch(value: Any) -> None:
    """Reads every block of a stream: a block that was never read serialises differently."""
    if isinstance(value, StreamValue):
        for child in value:
            _touch(child.value)
    elif isinstance(value, dict):
        for child in value.values():
            _touch(child)
    elif isinstance(value, list | tuple):
        for child in value:
            _touch(child)


def _fields(page: "ReviewedPage") -> dict[str, Any]:
    streams = page.get_streamfield_names()
    for name in streams:
        _touch(getattr(page, name))
    data: dict[str, Any] = page.serializable_data()
    fields = {name: value for name, value in data.items() if name not in BOOKKEEPING}
    for name, value in fields.items():
        if name in streams:
            fields[name] = _without_nothing(json.loads(value))
        elif isinstance(value, list):
            fields[name] = [{k: v for k, v in child.items() if k not in CHILD_BOOKKEEPING} for child in value]
    plain: dict[str, Any] = json.loads(json.dumps(fields, default=str))
    return plain


def _without_nothing(stream: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [block for block in stream if block.get("type")]


def _references(page: "ReviewedPage") -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """(objects, links) of everything the page refers to.

    Raises:
        UnknownReference: a model that has no `frozen()`.
    """
    objects: dict[str, dict[str, Any]] = {}
    links: dict[str, str] = {}
    for content_type_id, pk, model_path, _ in ReferenceIndex._extract_references_from_object(page):
        if model_path.partition(".")[0] in BOOKKEEPING:
            continue
        model = ContentType.objects.get_for_id(content_type_id).model_class()
        target = model._default_manager.filter(pk=pk).first() if model else None
        if model is None or target is None:
            raise UnknownReference(str(model._meta.verbose_name if model else content_type_id))
        if isinstance(target, Page):
            links[str(pk)] = str(target.translation_key)
        elif hasattr(target, "frozen"):
            objects.setdefault(model._meta.label_lower, {})[str(pk)] = target.frozen()
        else:
            raise UnknownReference(str(model._meta.verbose_name))
    return objects, links


def freeze(page: "ReviewedPage") -> Frozen:
    """A copy of `page` as it is in memory: usually a revision's content, sometimes a form that was never saved.

    Raises:
        UnknownReference: it refers to something that cannot be copied.
    """
    objects, links = _references(page)
    content = {"schema": SCHEMA, "fields": _fields(page), "objects": objects, "links": links}
    bare = Frozen(
        page_type=page._meta.label_lower,
        page_id=page.pk or 0,
        page_key=page.translation_key,
        locale=page.locale.language_code,
        path=page.address,
        card={"title": page.public_title},
        content=content,
    )
    # The card is made from the copy, not from the draft, so that it can say nothing the copy does not hold.
    return replace(bare, card=bare.page().card())
