"""A reviewer's remarks on blocks of a submission; editors meet them as Wagtail's comments at those blocks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wagtail.blocks import StructBlock
from wagtail.models import Comment

from privacy.frozen import Frozen
from privacy.models import ReviewTaskState

# The part of a block a comment hangs on: Wagtail's editor has comment buttons at fields, not at whole blocks.
ANCHOR = "heading"


@dataclass(frozen=True)
class Block:
    """A block that can be remarked on: what the reviewer sees, and where Wagtail's editor shows the comment."""

    label: str
    contentpath: str


def blocks_of(frozen: Frozen) -> list[Block]:
    """The blocks of every stream of a copy, in order."""
    page = frozen.page()
    found = []
    for name in page.get_streamfield_names():
        for number, child in enumerate(getattr(page, name), start=1):
            heading = child.value.get(ANCHOR) if isinstance(child.value, dict) else ""
            label = f"{number}. {heading or child.block.label}"
            found.append(Block(label, ".".join((name, str(child.id), *_anchor(child.block)))))
    return found


def _anchor(block: Any) -> list[str]:
    if not isinstance(block, StructBlock):
        return []
    return [ANCHOR if ANCHOR in block.child_blocks else next(iter(block.child_blocks))]


def remarks_save(state: ReviewTaskState, *, user: Any, remarks: Mapping[str, str]) -> None:
    """Stores remarks (contentpath -> text) as comments on the draft. A comment makes nobody an author."""
    for contentpath, text in remarks.items():
        Comment.objects.create(
            page_id=int(state.revision.object_id),
            user=user,
            text=text,
            contentpath=contentpath,
            revision_created=state.revision,
        )
