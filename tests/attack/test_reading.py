"""Reference publish-paths 2c: reading a draft without anybody publishing it."""

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from PIL import Image
from wagtail.admin.models import FormState
from wagtail.models import Page

from cms.core.models import Picture
from privacy import editions
from stories.models import StoryPage
from tests.attack import gate, plant
from tests.attack.conftest import Attacker, Trap
from tests.privacy.pages import index_draft, sign, submit

pytestmark = pytest.mark.django_db


def test_previews(attacker: Attacker, trap: Trap) -> None:
    page = trap.draft()
    admin = f"/admin/pages/{page.pk}"
    attacker.post(f"{admin}/edit/preview/", plant.story_form(trap.word, page))
    for address in (
        "edit/preview/",
        "view_draft/",
        f"revisions/{page.latest_revision.pk}/view/",
        "edit/preview/?mode=",
    ):
        attacker.get(f"{admin}/{address}")
    assert FormState.objects.exists() or trap.crashes == []
    trap.check()


def test_a_preview_of_a_page_that_was_never_saved(attacker: Attacker, trap: Trap) -> None:
    address = f"/admin/pages/add/stories/storypage/{index_draft(trap.editor).pk}/preview/"
    attacker.post(address, plant.story_form(trap.word, illustration=trap.picture()))
    attacker.get(address)
    assert Client().get(address).status_code == 302
    trap.check()


def test_a_workflows_preview(attacker: Attacker, trap: Trap) -> None:
    page = trap.draft()
    state = submit(page, trap.editor)
    address = f"/admin/pages/workflow/preview/{page.pk}/{state.task_id}/"
    attacker.get(address)
    assert Client().get(address).status_code == 302
    trap.check()


def test_the_session_of_somebody_who_logged_out(attacker: Attacker, trap: Trap) -> None:
    page = trap.draft()
    attacker.post(f"/admin/pages/{page.pk}/edit/preview/", plant.story_form(trap.word, page))
    attacker.client.post("/admin/logout/")
    assert trap.word.encode() not in attacker.get(f"/admin/pages/{page.pk}/edit/preview/").content
    trap.check()


Callbacks = Callable[..., Any]


def in_mails(trap: Trap, mailoutbox: list[EmailMessage]) -> list[str]:
    return [f"mail: {mail.subject}" for mail in mailoutbox if trap.word in mail.message().as_string()]


def test_mails_of_the_workflow(
    attacker: Attacker,
    trap: Trap,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Callbacks,
) -> None:
    page = trap.draft()
    address = f"/admin/pages/{page.pk}/edit/"
    with django_capture_on_commit_callbacks(execute=True):
        attacker.post(address, plant.story_form(trap.word, page) | {"action-submit": "true"})
        attacker.post(address, plant.story_form(trap.word, page) | {"action-cancel-workflow": "true"})
        attacker.post(f"/admin/pages/{page.pk}/unpublish/")
    trap.found += in_mails(trap, mailoutbox)
    trap.check()


@pytest.mark.filterwarnings("ignore:get_connection")  # Wagtail 8.0 still sends its mails that way
def test_mails_about_comments(
    attacker: Attacker, trap: Trap, mailoutbox: list[EmailMessage], second_reviewer: User
) -> None:
    page = trap.draft()
    Page.objects.get(pk=page.pk).subscribers.create(user=second_reviewer, comment_notifications=True)
    comment = {
        "TOTAL_FORMS": "1",
        "INITIAL_FORMS": "0",
        "0-text": f"{trap.word} comment",
        "0-contentpath": "summary",
    }
    comment |= {"0-id": "", "0-position": "", "0-replies-TOTAL_FORMS": "0", "0-replies-INITIAL_FORMS": "0"}
    data = plant.story_form(trap.word, page) | {f"comments-{name}": value for name, value in comment.items()}
    attacker.post(f"/admin/pages/{page.pk}/edit/", data)
    trap.found += in_mails(trap, mailoutbox)
    trap.check()


def test_logs(trap: Trap, attack_as: Callable[[str], Attacker], caplog: pytest.LogCaptureFixture) -> None:
    """At the levels the settings choose, no line has a draft's title."""
    attacker = attack_as("superuser")
    page = trap.draft()
    attacker.post(
        f"/admin/pages/{page.pk}/edit/", plant.story_form(trap.word, page) | {"action-publish": "1"}
    )
    attacker.post(
        f"/admin/pages/{page.pk}/copy/",
        {"new_title": trap.word, "new_slug": trap.word, "new_parent_page": "1"},
    )
    attacker.post(f"/admin/pages/{page.pk}/unpublish/")
    attacker.post(f"/admin/pages/{page.pk}/delete/")
    trap.found += [f"log: {record.name}" for record in caplog.records if trap.word in record.getMessage()]
    if not gate.OFF:
        assert logging.getLogger("wagtail").level >= logging.WARNING
    trap.check()


def test_an_uploaded_picture(attacker: Attacker, trap: Trap, pictures_open: None) -> None:
    file = SimpleUploadedFile(f"{trap.word}.png", plant.noise(), "image/png")
    attacker.post(
        "/admin/images/add/",
        {"title": f"{trap.word} title", "file": file, "collection": "1", "description": trap.word},
    )
    several = SimpleUploadedFile(f"{trap.word}-2.png", plant.noise(), "image/png")
    attacker.post("/admin/images/multiple/add/", {"files[]": several, "title": trap.word, "collection": "1"})
    trap.pictures += Picture.objects.filter(title__contains=trap.word)
    assert trap.pictures, "the form was not accepted"
    trap.check()


def test_a_picture_of_a_draft(trap: Trap, pictures_open: None) -> None:
    submit(trap.draft(), trap.editor)
    trap.check()


def test_a_picture_of_an_edition_to_come(trap: Trap, pictures_open: None) -> None:
    """Its story is not marked: only the picture is hunted."""
    page = plant.story(trap.editor, "plain", trap.picture())
    sign(submit(page, trap.editor), trap.reviewer, starts_at=timezone.now() + timedelta(hours=1))
    trap.word = plant.word()
    trap.words_of_money = False
    trap.check()


def test_exif_in_what_is_served(trap: Trap, pictures_open: None) -> None:
    """A picture that was signed comes without anything that came with its file, in every size."""
    exif = Image.Exif()
    exif[0x013B] = f"{trap.word} artist"
    file = SimpleUploadedFile(
        f"{trap.word}.jpg", plant.noise(kind="JPEG", exif=exif.tobytes(), comment=trap.word.encode())
    )
    picture = Picture.objects.create(title=trap.word, file=file, uploaded_by_user=trap.editor)
    page = plant.story(trap.editor, "plain", picture)
    sign(submit(page, trap.editor), trap.reviewer)
    trap.words_of_money = False
    assert gate.OFF or Client().get(f"/i/{picture.sha256}/width-800.webp").status_code == 200
    trap.check()


def test_documents(trap: Trap, attack_as: Callable[[str], Attacker]) -> None:
    attacker = attack_as("superuser")
    file = SimpleUploadedFile(f"{trap.word}.txt", f"{trap.word} text".encode())
    attacker.post("/admin/documents/multiple/add/", {"files[]": file, "title": trap.word, "collection": "1"})
    model = apps.get_model("wagtaildocs.Document")
    model.objects.create(title=trap.word, file=ContentFile(trap.word.encode(), f"{trap.word}-2.txt"))
    trap.check()


def test_media(trap: Trap, pictures_open: None) -> None:
    """Whatever lies in the storage, no address leads to it."""
    trap.draft()
    for name in ("left.txt", "pictures/left.txt", "editions/left.txt"):
        from django.core.files.storage import default_storage

        stored = default_storage.save(name, ContentFile(trap.word.encode()))
        for prefix in (
            "/media/",
            "/",
            "/static/",
            "/i/",
            "/static/../media/",
            "/static/%2e%2e/media/",
            "//media/",
        ):
            response = Client(raise_request_exception=False).get(f"{prefix}{stored}")
            if trap.word.encode() in response.getvalue():
                trap.found.append(f"{prefix}{stored}")
    trap.check()


@pytest.mark.parametrize("live", [False, True])
def test_apis_search_sitemap_and_lists(trap: Trap, live: bool) -> None:
    """The addresses are in the crawl; here the row is live or not, signed never."""
    page = trap.draft()
    Page.objects.filter(pk=page.pk).update(live=live)
    trap.check()


def test_redirects_from_an_old_slug(trap: Trap) -> None:
    page, edition = trap.signed()
    StoryPage.objects.filter(pk=page.pk).update(slug=f"{trap.word}-old")
    page.refresh_from_db()
    page.slug = "new"
    page.save()
    for address in (f"/en/stories/{trap.word}-old/", f"/stories/{trap.word}-old/"):
        response = Client().get(address, follow=True)
        assert edition.path not in str(response.redirect_chain)
    trap.check()


def test_draft_title(trap: Trap) -> None:
    page, _edition = trap.signed()
    draft = page.get_latest_revision_as_object()
    draft.title = f"{trap.word} working title"
    draft.save_revision(user=trap.editor)
    trap.check()


def test_no_page_asks_another_host(trap: Trap, attack_as: Callable[[str], Attacker]) -> None:
    """Preview side effects: tiles, oEmbed, Gravatar, update check. tests/conftest.py refuses every other host."""
    page = trap.draft()
    html = '<p>told <embed embedtype="media" url="https://example.com/video"/></p>'
    blocks = plant.journey(trap.word, trap.pictures[0])
    blocks[0]["value"]["narrative"] = html
    plant.set_journey(page, blocks)
    page.save_revision(user=trap.editor)
    response = attack_as("superuser").get(f"/admin/pages/{page.pk}/view_draft/")
    assert response.status_code == 200
    assert b"example.com" not in response.content
    trap.check()


def test_feeds_and_embeds_are_no_back_door(trap: Trap) -> None:
    page, _edition = trap.signed()
    plant.mark(page.get_latest_revision_as_object(), trap.word, trap.picture()).save_revision(
        user=trap.editor
    )
    for name in (
        "wagtaildocs_serve",
        "wagtailimages_serve",
        "wagtailapi:pages:listing",
        "wagtail_serve_preview",
    ):
        if not gate.OFF:
            with pytest.raises(NoReverseMatch):
                reverse(name, args=(1, "x"))
    trap.check()


def test_no_cache_outlives_a_take_down(trap: Trap, pictures_open: None) -> None:
    """A shared cache holds what `Cache-Control` lets it hold: nothing signed may be kept without asking again."""
    picture = plant.picture("plain", trap.editor)
    page = plant.story(trap.editor, "plain", picture)
    edition = sign(submit(page, trap.editor), trap.reviewer)
    for address in (edition.path, f"/i/{picture.sha256}/width-800.webp", "/sitemap.xml", "/en/give/"):
        policy = Client().get(address).headers.get("Cache-Control", "")
        if "no-cache" not in policy and "no-store" not in policy and address != "/sitemap.xml":
            trap.found.append(f"{address}: {policy or 'no policy'}")
    trap.words_of_money = False
    trap.check()


def test_originals_are_never_served(trap: Trap, pictures_open: None) -> None:
    """Not even of a picture that stands: sizes of the list only."""
    picture = plant.picture("plain", trap.editor)
    sign(submit(plant.story(trap.editor, "plain", picture), trap.editor), trap.reviewer)
    trap.words_of_money = False
    names = [
        "original",
        "width-320",
        "width-0800",
        "width-99",
        "max-800x800",
        "fill-800x800",
        "width-800|format-png",
        "WIDTH-800",
    ]
    for spec in names:
        response = Client(raise_request_exception=False).get(f"/i/{picture.sha256}/{spec}.webp")
        if response.status_code != 404:
            trap.found.append(f"{spec}: {response.status_code}")
    trap.check()


def upload_one(attacker: Attacker, file: SimpleUploadedFile) -> None:
    attacker.post("/admin/images/add/", {"title": "one", "file": file, "collection": "1"})


def upload_several(attacker: Attacker, file: SimpleUploadedFile) -> None:
    attacker.post("/admin/images/multiple/add/", {"files[]": file, "title": "two", "collection": "1"})


def upload_several_incomplete(attacker: Attacker, file: SimpleUploadedFile) -> None:
    """Wagtail keeps the file aside until the form is completed."""
    attacker.post("/admin/images/multiple/add/", {"files[]": file, "title": "x" * 300, "collection": "1"})


def upload_by_the_chooser(attacker: Attacker, file: SimpleUploadedFile) -> None:
    form = {
        "image-chooser-upload-title": "three",
        "image-chooser-upload-file": file,
        "image-chooser-upload-collection": "1",
    }
    attacker.post("/admin/images/chooser/create/", form)


def upload_an_avatar(attacker: Attacker, file: SimpleUploadedFile) -> None:
    form = {"name_email-first_name": "A", "name_email-last_name": "B", "name_email-email": "a@example.org"}
    form |= {"locale-preferred_language": "en", "locale-current_time_zone": "UTC", "theme-theme": "system"}
    form |= {"theme-contrast": "system", "theme-density": "default"}
    attacker.post("/admin/account/", form | {"avatar-avatar": file})


UPLOADS = [
    upload_one,
    upload_several,
    upload_several_incomplete,
    upload_by_the_chooser,
    upload_an_avatar,
]


@pytest.mark.parametrize("upload", UPLOADS)
def test_nothing_of_what_came_with_a_file_is_stored(
    trap: Trap, attack_as: Callable[[str], Attacker], upload: Callable[[Attacker, SimpleUploadedFile], None]
) -> None:
    """The storage itself, after an upload by each form that takes a picture."""
    comment = f"{trap.word} comment".encode()
    raw = plant.noise(kind="JPEG", comment=comment) + comment
    before = {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}
    upload(attack_as("editor"), SimpleUploadedFile(f"{trap.word}.jpg", raw, "image/jpeg"))
    kept = {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()} - before
    assert kept, "the form was not accepted"
    trap.found += [str(path) for path in kept if comment in path.read_bytes() or trap.word in path.name]
    trap.check()


def test_an_expired_edition_takes_its_pictures_along(trap: Trap, pictures_open: None) -> None:
    page = plant.story(trap.editor, trap.word, trap.picture())
    soon = timezone.now() + timedelta(minutes=5)
    edition = sign(submit(page, trap.editor), trap.reviewer, expires_at=soon)
    trap.words_of_money = False  # the fund has a test of its own
    with time_machine.travel(soon + timedelta(seconds=1), tick=False):
        assert editions.standing_at(edition.path) is None
        trap.check()
