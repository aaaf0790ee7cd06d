"""Reference publish-paths 2b: changing what is already live, without anybody's signature."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.models import Collection, Page, Revision

from cms.core.models import Picture
from giving.models import Fund, FundLine
from privacy.models import Edition
from privacy.picture_files import signed_path
from stories.models import BudgetLine, StoryIndexPage, StoryPage
from tests.attack import plant
from tests.attack.conftest import Attacker, Trap
from tests.privacy.pages import index_draft, sign, submit

pytestmark = pytest.mark.django_db


def signed_with_picture(trap: Trap) -> tuple[StoryPage, Edition, Picture]:
    """A story that stands with a picture, none of it marked."""
    picture = plant.picture("plain", trap.editor)
    page = plant.story(trap.editor, "plain", picture)
    page.budget_lines = [BudgetLine(category="legal", amount_minor=50_000, sentence="Papers.")]
    page.save_revision(user=trap.editor)
    return page, sign(submit(page, trap.editor), trap.reviewer), picture


def test_queryset_update(trap: Trap) -> None:
    page, _edition = trap.signed()
    words = {
        name: f"{trap.word} {name}"
        for name in ("title", "pseudonym", "summary", "content_warning", "seo_title")
    }
    StoryPage.objects.filter(pk=page.pk).update(**words, journey=plant.journey(trap.word))
    trap.check()


def test_an_inline_child(trap: Trap) -> None:
    page, _edition = trap.signed()
    line = BudgetLine.objects.filter(page=page).first()
    line.sentence, line.amount_minor = f"{trap.word} sentence", plant.AMOUNT
    line.save()
    BudgetLine.objects.create(page=page, category="legal", amount_minor=plant.AMOUNT, sentence=trap.word)
    trap.check()


def test_the_live_object_in_code(trap: Trap) -> None:
    page, _edition = trap.signed()
    with trap.attempt():
        plant.mark(StoryPage.objects.get(pk=page.pk), trap.word, trap.picture()).save()
    with trap.attempt():
        plant.mark(StoryPage.objects.get(pk=page.pk), trap.word).save(update_fields=["summary", "pseudonym"])
    trap.check()


def test_an_ordinary_edit(attacker: Attacker, trap: Trap) -> None:
    page, _edition = trap.signed()
    attacker.post(f"/admin/pages/{page.pk}/edit/", plant.story_form(trap.word, page, trap.picture()))
    trap.check()


def test_the_list_of_stories(trap: Trap) -> None:
    index = index_draft(trap.editor)
    sign(submit(index, trap.editor), trap.reviewer)
    StoryIndexPage.objects.filter(pk=index.pk).update(
        intro=f"{trap.word} intro", title=trap.word, empty=trap.word
    )
    trap.draft()
    trap.check()


def picture_form(trap: Trap, picture: Picture, **more: Any) -> dict[str, Any]:
    return {
        "title": f"{trap.word} title",
        "description": f"{trap.word} alt",
        "collection": str(picture.collection_id),
        "tags": f"{trap.word}tag",
        "focal_point_x": "7",
        "focal_point_y": "7",
        "focal_point_width": "5",
        "focal_point_height": "5",
    } | more


def test_a_pictures_words(attacker: Attacker, trap: Trap, pictures_open: None) -> None:
    _page, _edition, picture = signed_with_picture(trap)
    attacker.post(f"/admin/images/{picture.pk}/", picture_form(trap, picture))
    assert Picture.objects.get(pk=picture.pk).title == f"{trap.word} title"
    trap.check()


def test_a_pictures_file_exchanged(attacker: Attacker, trap: Trap, pictures_open: None) -> None:
    _page, _edition, picture = signed_with_picture(trap)
    file = SimpleUploadedFile(f"{trap.word}.png", plant.noise(), "image/png")
    attacker.post(f"/admin/images/{picture.pk}/", picture_form(trap, picture, file=file))
    now = Picture.objects.get(pk=picture.pk)
    assert now.sha256 != picture.sha256
    trap.pictures.append(now)
    trap.check()


def test_a_pictures_file_exchanged_in_the_shell(trap: Trap, pictures_open: None) -> None:
    _page, _edition, picture = signed_with_picture(trap)
    plant.set_file(picture, f"{trap.word}.png")
    picture.title = trap.word
    picture.save()
    trap.pictures.append(picture)
    trap.check()


@pytest.mark.parametrize("whose", ["the row's file", "the signed copy"])
def test_bytes_exchanged_in_the_storage(trap: Trap, pictures_open: None, whose: str) -> None:
    """Somebody writes other bytes under the name of a signed file: what is served must have the hash it is asked by."""
    _page, _edition, picture = signed_with_picture(trap)
    other = plant.picture(trap.word, trap.editor)
    with other.file.open("rb") as file:
        pixels = file.read()
    name = picture.file.name if whose == "the row's file" else signed_path(picture.sha256)
    default_storage.delete(str(name))
    default_storage.save(str(name), ContentFile(pixels))
    Picture.objects.filter(pk=other.pk).delete()
    trap.pictures.append(other)
    if whose == "the signed copy":
        trap.pictures.append(picture)
    trap.check()


def test_a_row_with_the_hash_of_a_signed_picture(trap: Trap, pictures_open: None) -> None:
    """Another picture claims the name of a signed one."""
    _page, _edition, picture = signed_with_picture(trap)
    default_storage.delete(signed_path(picture.sha256))
    other = trap.picture()
    Picture.objects.filter(pk=other.pk).update(sha256=picture.sha256)
    trap.check()


def test_a_picture_deleted_and_its_id_given_to_another(trap: Trap, pictures_open: None) -> None:
    _page, _edition, picture = signed_with_picture(trap)
    key = picture.pk
    Picture.objects.filter(pk=key).delete()
    other = trap.picture()
    Picture.objects.filter(pk=other.pk).update(id=key)
    trap.check()


def test_a_reference_that_pointed_nowhere_when_it_was_signed(trap: Trap, pictures_open: None) -> None:
    """The id of a picture that does not exist yet; it is uploaded after the signature."""
    page = plant.story(trap.editor, "plain")
    page.budget_lines = [BudgetLine(category="legal", amount_minor=50_000, sentence="Papers.")]
    blocks = plant.journey("plain")
    following = (Picture.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    for block in blocks:
        block["value"]["illustration"]["image"] = following
        block["value"]["narrative"] = (
            f'<p><embed embedtype="image" id="{following}" alt="x" format="left"/> told</p>'
        )
    plant.set_journey(page, blocks)
    page.save_revision(user=trap.editor)
    with trap.attempt():
        sign(submit(page, trap.editor), trap.reviewer)
    trap.picture()
    trap.check()


def test_a_revision_rewritten_in_place(trap: Trap) -> None:
    page, _edition = trap.signed()
    draft = plant.mark(page.get_latest_revision_as_object(), trap.word, trap.picture())
    with trap.attempt():
        draft.save_revision(user=trap.editor, overwrite_revision=page.latest_revision)
    Revision.objects.for_instance(page).update(content=draft.serializable_data(), object_str=trap.word)
    trap.check()


def test_a_revision_rewritten_under_review(trap: Trap) -> None:
    """The frozen copy is signed, and what is signed is shown; but the page row now takes over what nobody saw."""
    page, _edition = trap.signed()
    draft = page.get_latest_revision_as_object()
    draft.save_revision(user=trap.editor)
    state = submit(draft, trap.editor)
    worse = plant.mark(draft, trap.word, trap.picture())
    Revision.objects.filter(pk=state.revision_id).update(content=worse.serializable_data())
    with trap.attempt():
        sign(state, trap.reviewer)
    trap.check()


def test_a_collections_privacy(attacker: Attacker, trap: Trap, pictures_open: None) -> None:
    trap.draft()
    root = Collection.objects.get(depth=1)
    address = f"/admin/collections/{root.pk}/privacy/"
    attacker.post(address, {"restriction_type": "none"})
    attacker.post("/admin/collections/add/", {"name": trap.word, "parent": str(root.pk)})
    group = Group.objects.get(name="Finance")
    attacker.post(address, {"restriction_type": "groups", "groups": [str(group.pk)]})
    trap.check()


def test_snippets_and_their_chooser(attacker: Attacker, trap: Trap) -> None:
    trap.draft()
    for address in (
        "/admin/snippets/",
        "/admin/snippets/stories/storypage/",
        "/admin/snippets/choose/core/picture/",
    ):
        attacker.get(address)
        attacker.post(address, {"title": trap.word, "action-publish": "1"})
    trap.check()


def test_the_money_of_a_fund_follows_signatures_alone(trap: Trap) -> None:
    page, edition = trap.signed()
    draft = plant.mark(page.get_latest_revision_as_object(), trap.word)
    draft.save_revision(user=trap.editor)
    submit(draft, trap.editor)
    fund = Fund.objects.get(reference=edition.page_key)
    assert plant.AMOUNT not in (
        fund.target_minor,
        *FundLine.objects.filter(fund=fund).values_list("amount_minor", flat=True),
    )
    trap.check()


def test_a_page_linked_from_a_signed_one(trap: Trap) -> None:
    """A link to a draft leads nowhere, and says nothing of it."""
    draft = trap.draft()
    page = plant.content(trap.editor, "plain")
    page.body = f'<p><a linktype="page" id="{draft.pk}">there</a></p>'
    page.save_revision(user=trap.editor)
    sign(submit(page, trap.editor), trap.reviewer)
    Page.objects.filter(pk=draft.pk).update(live=True, slug=f"{trap.word}-linked")
    trap.check()


def test_a_document_linked_before_it_exists(trap: Trap) -> None:
    """When it was signed the id led nowhere; the document comes later."""
    page = plant.content(trap.editor, "plain")
    page.body = '<p><a linktype="document" id="1">file</a></p>'
    page.save_revision(user=trap.editor)
    with trap.attempt():
        sign(submit(page, trap.editor), trap.reviewer)
    words = {"title": f"{trap.word} title", "file": ContentFile(trap.word.encode(), f"{trap.word}.txt")}
    apps.get_model("wagtaildocs.Document").objects.create(pk=1, **words)
    trap.check()
