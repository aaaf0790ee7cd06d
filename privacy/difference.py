"""What changed since the last edition, in words a reviewer reads: text, places, money and pictures alike."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.html import conditional_escape, strip_tags
from django.utils.safestring import SafeString, mark_safe
from modelcluster.models import get_all_child_relations
from wagtail.blocks import ListBlock, StreamValue, StructBlock
from wagtail.images.models import AbstractImage
from wagtail.rich_text import RichText

from privacy.frozen import BOOKKEEPING, Frozen

Line = tuple[str, str]
# Where text is cut for comparing: words, and every sign between them.
WORDS = re.compile(r"\s+|[^\s\w]|\w+")


@dataclass(frozen=True)
class Change:
    """One place whose text is not what it was; an empty side means added or removed. Both sides are marked-up HTML."""

    label: str
    before: SafeString
    after: SafeString


def changes(old: Frozen, new: Frozen) -> list[Change]:
    """Every difference a reader could see between two copies, in the order of the new one.

    Blocks are told apart by their own ids, so that a milestone that moved is not shown as rewritten.
    """
    was, now = dict(_lines(old)), dict(_lines(new))
    found = [
        _change(_label(key), was.get(key, ""), text) for key, text in now.items() if was.get(key, "") != text
    ]
    return found + [_change(_label(key), text, "") for key, text in was.items() if key not in now and text]


def lines_of(frozen: Frozen) -> dict[str, str]:
    """What a copy shows, by place; the place is named in the language that is active, with ids in braces."""
    return dict(_lines(frozen))


def _label(key: str) -> str:
    """A key without the ids that only serve to tell blocks apart."""
    return re.sub(r"\s*\{[^}]*\}", "", key)


def _change(label: str, before: str, after: str) -> Change:
    old, new = WORDS.findall(before), WORDS.findall(after)
    left: list[str] = []
    right: list[str] = []
    for what, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        removed, added = conditional_escape("".join(old[a:b])), conditional_escape("".join(new[c:d]))
        left.append(removed if what == "equal" or not removed else f"<del>{removed}</del>")
        right.append(added if what == "equal" or not added else f"<ins>{added}</ins>")
    return Change(label, _joined(left), _joined(right))


def _joined(parts: list[str]) -> SafeString:
    """Escaped parts as one text; marks that only white space parts become one."""
    return mark_safe(re.sub(r"</(del|ins)>(\s+)<\1>", r"\2", "".join(parts)))  # noqa: S308


def _lines(frozen: Frozen) -> Iterator[Line]:
    """(key, text) of everything a copy shows, in order."""
    page = frozen.page()
    yield "Title", page.public_title
    for field in page._meta.get_fields():
        if field.name in BOOKKEEPING or not getattr(field, "concrete", False) or field.name == "id":
            continue
        value = field.value_from_object(page)
        if isinstance(value, StreamValue):
            yield from _stream(str(field.verbose_name).capitalize(), value)
        elif field.is_relation:
            yield str(field.verbose_name).capitalize(), _target(frozen, field, value)
        else:
            yield str(field.verbose_name).capitalize(), _shown(page, field, value)
    for relation in get_all_child_relations(page):
        if relation.get_accessor_name() not in BOOKKEEPING:
            yield from _children(page, relation.get_accessor_name())


def _target(frozen: Frozen, field: Any, value: Any) -> str:
    """A reference by what stands for it: a picture's hash, a page's key."""
    if value is None:
        return ""
    kept = frozen.objects.get(field.related_model._meta.label_lower, {}).get(str(value), {})
    return str(kept.get("sha256") or frozen.links.get(str(value)) or value)


def _shown(instance: Any, field: Any, value: Any) -> str:
    """A field as people read it: the label of a choice, text without tags."""
    display = getattr(instance, f"get_{field.name}_display", None)
    return strip_tags(str(display() if display else "" if value is None else value))


def _children(page: Any, name: str) -> Iterator[Line]:
    for number, child in enumerate(getattr(page, name).all(), start=1):
        fields = [
            f
            for f in child._meta.fields
            if f.editable and not f.is_relation and f.name not in ("id", "sort_order")
        ]
        identity = getattr(child, "identity", number)
        for field in fields:
            kind = str(child._meta.verbose_name).capitalize()
            text = _shown(child, field, _amount(field, field.value_from_object(child)))
            yield f"{kind} {{{identity}}}: {field.verbose_name}", text


def _amount(field: Any, value: Any) -> Any:
    """Money as the editor typed it, where the field knows how."""
    form_field = field.formfield()
    return form_field.prepare_value(value) if form_field else value


def _stream(label: str, stream: StreamValue) -> Iterator[Line]:
    yield f"{label}: order", ", ".join(_heading(child) for child in stream)
    for child in stream:
        yield from _block(f"{child.block.label} “{_heading(child)}” {{{child.id}}}", child.block, child.value)


def _heading(child: Any) -> str:
    value = child.value
    return str(value.get("heading", child.block.label)) if isinstance(value, dict) else str(child.block.label)


def _block(label: str, block: Any, value: Any) -> Iterator[Line]:
    if isinstance(value, AbstractImage):
        alt = getattr(value, "contextual_alt_text", "")
        yield label, f"{getattr(value, 'sha256', '')[:12]} – {alt}"
    elif isinstance(block, StructBlock) and isinstance(value, dict):
        for name, inner in block.child_blocks.items():
            yield from _block(f"{label}: {inner.label}", inner, value.get(name))
    elif isinstance(block, ListBlock):
        for number, item in enumerate(value, start=1):
            yield from _block(f"{label} {number}", block.child_block, item)
    elif isinstance(value, StreamValue):
        yield from _stream(label, value)
    else:
        yield label, _text(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, RichText):
        return strip_tags(value.source.replace("</p>", "</p> ")).strip()
    return strip_tags(str(value))
