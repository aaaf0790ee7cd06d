"""Drafts with one word in every place a word can stand, and pictures no other test has."""

import json
import secrets
from io import BytesIO
from typing import Any

from django.contrib.auth.models import User
from django.core.files.images import ImageFile
from PIL import Image
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from cms.core.models import Picture
from home.models import ContentPage, HomePage
from stories.journey import gazetteer
from stories.models import BudgetLine, StoryPage
from stories.places import names
from tests.privacy.pages import FIELDS, index_draft, milestone

# An amount no other test uses; in JSON and as pages write it.
AMOUNT = 98_750_000
AMOUNT_WORDS = [b"98750000", b"987,500"]
PLACE = "KH:battambang:city"


def word() -> str:
    return f"zq{secrets.token_hex(5)}"


def noise(size: tuple[int, int] = (64, 48), kind: str = "PNG", **options: Any) -> bytes:
    """A picture of random pixels, so that its hash is nobody else's."""
    out = BytesIO()
    Image.frombytes("RGB", size, secrets.token_bytes(size[0] * size[1] * 3)).save(out, kind, **options)
    return out.getvalue()


def picture(marker: str, uploader: User | None) -> Picture:
    """A picture with the word as title, alternative text, tag and file name."""
    file = ImageFile(BytesIO(noise()), name=f"{marker}.png")
    found = Picture.objects.create(
        title=f"{marker} title", description=f"{marker} alt", file=file, uploaded_by_user=uploader
    )
    found.tags.add(f"{marker}tag")
    return found


def journey(marker: str, illustration: Picture | None = None) -> list[dict[str, Any]]:
    blocks = [
        milestone(phase, f"{marker} heading", PLACE, f"<p>{marker} <b>told</b></p>")
        for phase in ("circumstances", "hope")
    ]
    for block in blocks:
        block["value"]["time"] = f"{marker} later"
        shown = {"image": illustration and illustration.pk, "alt_text": f"{marker} alt", "decorative": False}
        block["value"]["illustration"] = shown
    return blocks


def fields(marker: str) -> dict[str, str]:
    return FIELDS | {
        "pseudonym": f"{marker} P",
        "summary": f"{marker} summary",
        "content_warning": f"{marker} warning",
    }


def story(editor: User, marker: str, illustration: Picture | None = None, **extra: Any) -> StoryPage:
    """A complete draft by `editor` that has the word in every field, block, child, title and slug."""
    # live=False as the admin's form says it: in code Wagtail's own pages are born live.
    page = StoryPage(
        owner=editor, title=f"{marker} title", slug=f"{marker}-slug", live=False, **fields(marker)
    )
    page.draft_title, page.seo_title, page.search_description = (
        page.title,
        f"{marker} seo",
        f"{marker} description",
    )
    mark(page, marker, illustration)
    for name, value in extra.items():
        setattr(page, name, value)
    index_draft(editor).add_child(instance=page)
    page.save_revision(user=editor)
    return page


def mark(page: StoryPage, marker: str, illustration: Picture | None = None) -> StoryPage:
    """Writes the word over everything the page object holds; saves nothing."""
    for name, value in fields(marker).items():
        setattr(page, name, value)
    set_journey(page, journey(marker, illustration))
    page.budget_lines = [BudgetLine(category="legal", amount_minor=AMOUNT, sentence=f"{marker} sentence")]
    return page


def set_journey(page: Any, blocks: list[dict[str, Any]]) -> None:
    """A StreamField takes text; its declared type is the field's own."""
    page.journey = json.dumps(blocks)


def set_file(picture: Any, name: str) -> None:
    """Other pixels for a picture, not saved."""
    picture.file = ImageFile(BytesIO(noise()), name=name)


def content(editor: User, marker: str) -> ContentPage:
    """A draft of plain content below the home page."""
    page = ContentPage(
        owner=editor,
        title=f"{marker} title",
        slug=f"{marker}-slug",
        lead=f"{marker} lead",
        body=f"<p>{marker}</p>",
    )
    HomePage.objects.get(depth=2, locale__language_code="en").add_child(instance=page)
    page.save_revision(user=editor)
    return page


def _rich_text(html: str) -> str:
    return str(ContentstateConverter(["bold", "italic"]).from_database_format(html))


def story_form(marker: str, page: Page | None = None, illustration: Picture | None = None) -> dict[str, str]:
    """What the editor's form posts for a story that has the word everywhere; for a new page without `page`."""
    place = {"place": names.written(gazetteer.place(PLACE)), "place-country": ""}
    block = {
        "phase": "hope",
        "icon": "road",
        "heading": f"{marker} heading",
        "time": f"{marker} later",
        "narrative": _rich_text(f"<p>{marker} told</p>"),
        "illustration": {"image": str(illustration.pk) if illustration else "", "alt_text": f"{marker} alt"},
    }
    kept = list(page.specific.get_latest_revision_as_object().budget_lines.all()) if page else []
    lines = [
        {
            "id": str(line.pk or ""),
            "category": line.category,
            "amount_minor": "500",
            "sentence": line.sentence,
        }
        for line in kept
    ]
    lines.append(
        {"id": "", "category": "legal", "amount_minor": "987500.00", "sentence": f"{marker} sentence"}
    )
    data = fields(marker) | {
        "journey": streamfield([("milestone", block | place)]),
        "budget_lines": inline_formset(lines, initial=len(kept)),
        "title": f"{marker} title",
        "slug": f"{marker}-slug",
        "live": "on",
        "next": "",
    }
    return {name: str(value) for name, value in nested_form_data(data).items()}


def content_form(marker: str) -> dict[str, str]:
    return {
        "title": f"{marker} title",
        "slug": f"{marker}-slug",
        "lead": f"{marker} lead",
        "body": _rich_text(f"<p>{marker}</p>"),
        "live": "on",
    }


def home_form(marker: str) -> dict[str, str]:
    data = {
        "title": f"{marker} title",
        "slug": f"{marker}-slug",
        "lead": f"{marker} lead",
        "how": streamfield([]),
    }
    return {name: str(value) for name, value in nested_form_data(data).items()}
