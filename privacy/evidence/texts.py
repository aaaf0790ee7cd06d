"""Every string of a frozen copy that a reader, a list or a screen reader would get, with the place it stands at."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.db import models
from django.utils.html import strip_tags
from modelcluster.models import get_all_child_relations
from wagtail.blocks import ChoiceBlock, ListBlock, StreamValue, StructBlock
from wagtail.images.models import AbstractImage
from wagtail.rich_text import RichText

from privacy.frozen import BOOKKEEPING, CHILD_BOOKKEEPING, Frozen

PARAGRAPH_ENDS = re.compile(r"</(p|h\d|li|blockquote)>|<br\s*/?>")
LINKS = re.compile(r'<a [^>]*href="([^"]+)"')


@dataclass(frozen=True)
class Text:
    """Plain text at one place of a copy. `where` reads like the content path of a comment in Wagtail's editor."""

    where: str
    label: str
    text: str
    lang: str


def texts_of(frozen: Frozen) -> list[Text]:
    """All of them, in reading order; empty ones and codes of choices are left out."""
    found = (Text(where, label, text, frozen.locale) for where, label, text in _page(frozen))
    return [text for text in found if text.text.strip()]


def plain(source: str) -> str:
    """Rich text without its tags, a line for each paragraph, and the addresses of its links after it."""
    text = unescape(strip_tags(PARAGRAPH_ENDS.sub("\n", source))).strip()
    return "\n".join([text, *(unescape(address) for address in LINKS.findall(source))])


Line = tuple[str, str, str]


def _page(frozen: Frozen) -> Iterator[Line]:
    page = frozen.page()
    yield "title", "Title", page.public_title
    yield from _fields(page, "", BOOKKEEPING)
    for relation in get_all_child_relations(page):
        name = relation.get_accessor_name()
        if name in BOOKKEEPING:
            continue
        for number, child in enumerate(getattr(page, name).all()):
            yield from _fields(child, f"{name}.{getattr(child, 'identity', number)}.", CHILD_BOOKKEEPING)
    for group in frozen.objects.values():
        for thing in group.values():
            yield f"picture.{thing.get('sha256', '')}", "Picture", str(thing.get("alt") or "")


def _fields(instance: Any, prefix: str, left_out: frozenset[str]) -> Iterator[Line]:
    for field in instance._meta.concrete_fields:
        if field.name in left_out or field.choices or field.is_relation:
            continue
        value = field.value_from_object(instance)
        label = str(field.verbose_name).capitalize()
        if isinstance(value, StreamValue):
            yield from _stream(f"{prefix}{field.name}", value)
        elif isinstance(field, models.CharField | models.TextField):
            yield f"{prefix}{field.name}", label, plain(str(value or ""))


def _stream(where: str, stream: StreamValue) -> Iterator[Line]:
    for number, child in enumerate(stream, start=1):
        heading = child.value.get("heading") if isinstance(child.value, dict) else None
        yield from _block(
            f"{where}.{child.id}", f"{number}. {heading or child.block.label}", child.block, child.value
        )


def _block(where: str, label: str, block: Any, value: Any) -> Iterator[Line]:
    if isinstance(value, AbstractImage):
        yield where, label, str(getattr(value, "contextual_alt_text", "") or "")
    elif isinstance(block, StructBlock) and isinstance(value, dict):
        for name, inner in block.child_blocks.items():
            yield from _block(f"{where}.{name}", f"{label}: {inner.label}", inner, value.get(name))
    elif isinstance(block, ListBlock):
        for number, item in enumerate(value, start=1):
            yield from _block(f"{where}.{number}", label, block.child_block, item)
    elif isinstance(value, StreamValue):
        yield from _stream(where, value)
    elif isinstance(value, RichText):
        yield where, label, plain(value.source)
    elif isinstance(value, str) and not isinstance(block, ChoiceBlock):
        yield where, label, plain(value)
