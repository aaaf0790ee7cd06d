"""Reference publish-paths 2a, by hand in the admin: every button and form that makes a page live."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction

from home.models import HomePage
from stories.models import StoryPage
from tests.attack import plant
from tests.attack.conftest import Attacker, Trap
from tests.privacy.pages import index_draft

pytestmark = pytest.mark.django_db


def test_editor_publish(attacker: Attacker, trap: Trap) -> None:
    page = trap.draft()
    attacker.post(
        f"/admin/pages/{page.pk}/edit/", plant.story_form(trap.word, page) | {"action-publish": "1"}
    )
    trap.check()


def test_editor_publish_over_a_signed_page(attacker: Attacker, trap: Trap) -> None:
    page, _edition = trap.signed()
    data = plant.story_form(trap.word, page, trap.picture()) | {"action-publish": "1"}
    attacker.post(f"/admin/pages/{page.pk}/edit/", data)
    trap.check()


def test_create_and_publish(attacker: Attacker, trap: Trap) -> None:
    index = index_draft(trap.editor)
    data = plant.story_form(trap.word, illustration=trap.picture()) | {"action-publish": "1"}
    attacker.post(f"/admin/pages/add/stories/storypage/{index.pk}/", data)
    assert StoryPage.objects.filter(pseudonym__contains=trap.word).exists(), "the form was not accepted"
    trap.check()


def test_create_and_publish_plain_content(attacker: Attacker, trap: Trap) -> None:
    home = HomePage.objects.get(depth=2)
    data = plant.content_form(trap.word) | {"action-publish": "1"}
    attacker.post(f"/admin/pages/add/home/contentpage/{home.pk}/", data)
    assert Page.objects.filter(title__contains=trap.word).exists(), "the form was not accepted"
    trap.check()


@pytest.mark.parametrize("descendants", ["", "on"], ids=["the page", "descendants of its parent"])
def test_bulk_publish(attacker: Attacker, trap: Trap, descendants: str) -> None:
    page = trap.draft()
    chosen = page.get_parent().pk if descendants else page.pk
    address = f"/admin/bulk/wagtailcore/page/publish/?id={chosen}&next=/admin/"
    attacker.post(address, {"include_descendants": descendants} if descendants else {})
    trap.check()


def test_revert_and_publish(attacker: Attacker, trap: Trap) -> None:
    page = trap.draft()
    old = page.latest_revision
    page.save_revision(user=trap.editor)
    data = plant.story_form(trap.word, page) | {"action-publish": "1", "revision": str(old.pk)}
    attacker.post(f"/admin/pages/{page.pk}/revisions/{old.pk}/revert/", data)
    attacker.post(f"/admin/pages/{page.pk}/edit/", data)
    trap.check()


def test_schedule(attacker: Attacker, trap: Trap) -> None:
    page = trap.draft()
    soon = (timezone.now() + timedelta(minutes=5)).strftime("%Y-%m-%d %H:%M")
    data = plant.story_form(trap.word, page) | {"go_live_at": soon, "action-publish": "1"}
    attacker.post(f"/admin/pages/{page.pk}/edit/", data)
    page.revisions.filter(approved_go_live_at__isnull=False).update(
        approved_go_live_at=timezone.now() - timedelta(hours=1)
    )
    page.refresh_from_db()
    if page.live is False:
        with trap.attempt():
            call_command("publish_scheduled")
    trap.check()


def test_copy_that_keeps_live(attacker: Attacker, trap: Trap) -> None:
    page = trap.draft()
    # As if the row had been live, which is what the copy would take over.
    Page.objects.filter(pk=page.pk).update(live=True)
    other = {
        "new_title": f"{trap.word} copy",
        "new_slug": f"{trap.word}-copy",
        "new_parent_page": str(page.get_parent().pk),
    }
    attacker.post(f"/admin/pages/{page.pk}/copy/", other | {"publish_copies": "on", "copy_subpages": "on"})
    Page.objects.filter(pk=page.pk).update(live=False)
    trap.check()


def test_copy_of_the_parent_with_everything_below(attacker: Attacker, trap: Trap) -> None:
    page = trap.draft()
    parent = page.get_parent()
    other = {
        "new_title": f"{trap.word} copy",
        "new_slug": f"{trap.word}-copy",
        "new_parent_page": str(parent.get_parent().pk),
    }
    attacker.post(f"/admin/pages/{parent.pk}/copy/", other | {"publish_copies": "on", "copy_subpages": "on"})
    trap.check()


def test_alias(attacker: Attacker, trap: Trap) -> None:
    page = trap.draft()
    Page.objects.filter(pk=page.pk).update(live=True)
    other = {
        "new_title": f"{trap.word} copy",
        "new_slug": f"{trap.word}-copy",
        "new_parent_page": str(page.get_parent().pk),
    }
    attacker.post(f"/admin/pages/{page.pk}/copy/", other | {"alias": "on"})
    Page.objects.filter(pk=page.pk).update(live=False)
    for alias in StoryPage.objects.filter(alias_of=page):
        attacker.post(f"/admin/pages/{alias.pk}/convert_alias/")
    trap.check()


def test_translation_copy(attacker: Attacker, trap: Trap) -> None:
    home = HomePage.objects.get(depth=2)
    for page in (home, index_draft(trap.editor), trap.draft()):
        data = {"locales": [str(Locale.objects.get(language_code="th").pk)], "include_subtree": "on"}
        attacker.post(f"/admin/translation/submit/page/{page.pk}/", data)
    copies = StoryPage.objects.filter(locale__language_code="th", pseudonym__contains=trap.word)
    assert copies.count() == 1
    for copy in copies:
        attacker.post(
            f"/admin/pages/{copy.pk}/edit/", plant.story_form(trap.word, copy) | {"action-publish": "1"}
        )
    trap.check()


def test_move_reorder_and_slug(attacker: Attacker, trap: Trap) -> None:
    page, _edition = trap.signed()
    StoryPage.objects.filter(pk=page.pk).update(slug=f"{trap.word}-slug")
    home = page.get_parent().get_parent()
    attacker.post(f"/admin/pages/{page.pk}/move/{home.pk}/confirm/")
    attacker.post(f"/admin/pages/{page.pk}/set_position/?position=0")
    attacker.post(f"/admin/pages/{page.pk}/edit/", plant.story_form(trap.word, page))
    trap.check()


API_ACTIONS: dict[str, dict[str, Any]] = {
    "publish": {},
    "copy": {"keep_live": True, "recursive": True, "slug": "copied"},
    "create_alias": {"slug": "aliased"},
    "copy_for_translation": {"locale": "th", "copy_parents": True, "recursive": True},
    "convert_alias": {},
    "revert_to_page_revision": {},
}


@pytest.mark.parametrize("action", API_ACTIONS)
def test_api_actions(attacker: Attacker, trap: Trap, action: str) -> None:
    page = trap.draft()
    data = dict(API_ACTIONS[action])
    if action == "revert_to_page_revision":
        data["revision_id"] = page.latest_revision.pk
    for api in ("/admin/api/main/pages", "/api/v3/pages"):
        address = f"{api}/{page.pk}/action/{action}/"
        attacker.post(address, json.dumps(data), content_type="application/json")
    attacker.post(f"/admin/api/main/pages/{page.pk}/action/publish/")
    trap.check()


def test_api_v3_writes(attacker: Attacker, trap: Trap) -> None:
    page = trap.draft()
    data = json.dumps({"meta": {"type": "home.ContentPage", "action": "publish"}, "title": trap.word})
    attacker.post("/api/v3/pages/", data, content_type="application/json")
    attacker.client.patch(f"/api/v3/pages/{page.pk}/", data, content_type="application/json")
    trap.check()


def test_page_privacy_settings(attacker: Attacker, trap: Trap) -> None:
    page, _edition = trap.signed()
    address = f"/admin/pages/{page.pk}/privacy/"
    attacker.get(address)
    attacker.post(address, {"restriction_type": "password", "password": f"{trap.word}password", "groups": []})
    assert not PageViewRestriction.objects.filter(page=page).exists()
    trap.check()


def test_unpublish_and_publish_again(attacker: Attacker, trap: Trap) -> None:
    page, _edition = trap.signed()
    draft = plant.mark(page, trap.word, trap.picture())
    draft.save_revision(user=trap.editor)
    attacker.post(f"/admin/pages/{page.pk}/unpublish/")
    attacker.post(
        f"/admin/pages/{page.pk}/edit/", plant.story_form(trap.word, page) | {"action-publish": "1"}
    )
    attacker.post(f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}&next=/admin/")
    trap.check()


def test_create_and_publish_at_the_root(attacker: Attacker, trap: Trap) -> None:
    root = Page.objects.get(
        depth=1
    )  # the one page that is no ReviewedPage, hence asks Wagtail's own permissions
    data = plant.home_form(trap.word) | {"action-publish": "1"}
    attacker.post(f"/admin/pages/add/home/homepage/{root.pk}/", data)
    assert HomePage.objects.filter(lead__contains=trap.word).exists(), "the form was not accepted"
    trap.check()


@pytest.mark.parametrize("how", ["publish_copies", "alias"])
def test_copy_to_the_root(attacker: Attacker, trap: Trap, how: str) -> None:
    home, root = HomePage.objects.get(depth=2), Page.objects.get(depth=1)
    HomePage.objects.filter(pk=home.pk).update(lead=f"{trap.word} lead", live=True)
    other = {
        "new_title": f"{trap.word} copy",
        "new_slug": f"{trap.word}-copy",
        "new_parent_page": str(root.pk),
    }
    attacker.post(f"/admin/pages/{home.pk}/copy/", other | {how: "on"})
    Page.objects.filter(pk=home.pk).update(live=False)
    assert HomePage.objects.filter(lead__contains=trap.word).count() == 2, "the form was not accepted"
    trap.check()


def test_autosave_over_a_signed_revision(attacker: Attacker, trap: Trap) -> None:
    page, _edition = trap.signed()
    data = plant.story_form(trap.word, page, trap.picture()) | {
        "overwrite_revision_id": str(page.latest_revision.pk)
    }
    for extra in ({}, {"action-publish": "1"}):
        attacker.post(f"/admin/pages/{page.pk}/edit/", data | extra, headers={"Accept": "application/json"})
    trap.check()


def test_autosave_of_a_new_page(attacker: Attacker, trap: Trap) -> None:
    index = index_draft(trap.editor)
    data = plant.story_form(trap.word, illustration=trap.picture()) | {"action-publish": "1"}
    json_please = {"Accept": "application/json"}
    attacker.post(f"/admin/pages/add/stories/storypage/{index.pk}/", data, headers=json_please)
    trap.check()
