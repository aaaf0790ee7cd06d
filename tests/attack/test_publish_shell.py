"""Reference publish-paths 2a and 3, in the shell: actions, saves and queries that make a page live."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core import serializers
from django.core.management import call_command
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.models import Locale, Page, Revision

from home.models import ContentPage, HomePage
from stories.models import StoryPage
from tests.attack import plant
from tests.attack.conftest import Trap

pytestmark = pytest.mark.django_db

Way = Callable[[StoryPage, User], object]


def _as_live(page: StoryPage, admin: User) -> StoryPage:
    Page.objects.filter(pk=page.pk).update(live=True)
    return StoryPage.objects.get(pk=page.pk)


def _save_live(model: type[Page]) -> Way:
    def way(page: StoryPage, admin: User) -> None:
        row = model.objects.get(pk=page.pk)
        row.live, row.live_revision = True, page.latest_revision
        row.save()

    return way


def _bulk_update(page: StoryPage, admin: User) -> None:
    page.live = True
    StoryPage.objects.bulk_update([page], ["live"])


def _save_base(page: StoryPage, admin: User) -> None:
    page.live = True
    page.save_base(raw=True)


def _save_some_fields(page: StoryPage, admin: User) -> None:
    page.live = True
    page.save(update_fields=["live"])


def _schedule(page: StoryPage, admin: User) -> None:
    past = timezone.now() - timedelta(hours=1)
    page.go_live_at = past
    page.save_revision(user=admin, approved_go_live_at=past)
    Page.objects.filter(pk=page.pk).update(go_live_at=past)
    call_command("publish_scheduled")


def _born_live(page: StoryPage, admin: User) -> None:
    marker = page.pseudonym.partition(" ")[0]
    twin = StoryPage(title=f"{marker} twin", slug=f"{marker}-twin", live=True, **plant.fields(marker))
    plant.set_journey(twin, plant.journey(marker))
    Page.objects.get(pk=page.get_parent().pk).add_child(instance=twin)


def _born_by_create(page: StoryPage, admin: User) -> None:
    marker, parent = page.pseudonym.partition(" ")[0], page.get_parent()
    place = {
        "path": f"{parent.path}0099",
        "depth": parent.depth + 1,
        "url_path": f"{parent.url_path}{marker}-made/",
    }
    ContentPage.objects.create(
        title=marker, slug=f"{marker}-made", lead=marker, body=marker, live=True, **place
    )


def _born_by_bulk(page: StoryPage, admin: User) -> None:
    row = Page.objects.get(pk=page.pk)
    row.pk = row.id = None
    row.path, row.slug, row.live = f"{page.get_parent().path}0098", f"{page.slug}-bulk", True
    Page.objects.bulk_create([row])


def _copy(page: StoryPage, admin: User) -> None:
    _as_live(page, admin).copy(update_attrs={"slug": f"{page.slug}-2"}, keep_live=True, user=admin)


def _copy_action(page: StoryPage, admin: User) -> None:
    action = CopyPageAction(
        _as_live(page, admin), update_attrs={"slug": f"{page.slug}-2"}, keep_live=True, copy_revisions=False
    )
    action.execute(skip_permission_checks=True)


def _alias(page: StoryPage, admin: User) -> None:
    alias = CreatePageAliasAction(_as_live(page, admin), update_slug=f"{page.slug}-alias").execute(
        skip_permission_checks=True
    )
    alias.specific.save()
    page.update_aliases(revision=page.latest_revision)


def _alias_of_signed(page: StoryPage, admin: User) -> None:
    """An alias of a page that stands, which copies what is published later."""
    alias = CreatePageAliasAction(page, update_slug=f"{page.slug}-alias").execute(skip_permission_checks=True)
    Page.objects.filter(pk=alias.pk).update(live=True)
    page.update_aliases(revision=page.latest_revision, _content=page.serializable_data())


def _translate(page: StoryPage, admin: User) -> None:
    thai = Locale.objects.get(language_code="th")
    copy = _as_live(page, admin).copy_for_translation(thai, copy_parents=True)
    copy.get_latest_revision().publish()


def _translate_as_alias(page: StoryPage, admin: User) -> None:
    thai = Locale.objects.get(language_code="th")
    _as_live(page, admin).copy_for_translation(thai, copy_parents=True, alias=True)


def _base_action(page: StoryPage, admin: User) -> None:
    PublishRevisionAction(page.latest_revision, user=admin).execute(skip_permission_checks=True)


def _page_action(page: StoryPage, admin: User) -> None:
    PublishPageRevisionAction(page.latest_revision, user=admin).execute(skip_permission_checks=True)


def _revert(page: StoryPage, admin: User) -> None:
    page.latest_revision.as_object().save_revision(user=admin).publish(skip_permission_checks=True)


def _unrestricted(page: StoryPage, admin: User) -> None:
    _as_live(page, admin)
    page.get_parent().get_view_restrictions().delete()
    call_command("fixtree")
    call_command("set_url_paths")


def _another_type(page: StoryPage, admin: User) -> None:
    """The row says it is of another type, so that the story's own class is never asked."""
    from django.contrib.contenttypes.models import ContentType

    row = Page.objects.get(pk=page.pk)
    row.content_type, row.live = ContentType.objects.get_for_model(Page), True
    row.save()


WAYS: dict[str, Way] = {
    "save with live=True": _save_live(StoryPage),
    "save of the base page": _save_live(Page),
    "save of one field": _save_some_fields,
    "save_base, raw": _save_base,
    "QuerySet.update": _as_live,
    "bulk_update": _bulk_update,
    "add_child with live=True": _born_live,
    "objects.create": _born_by_create,
    "bulk_create": _born_by_bulk,
    "Revision.publish": lambda page, admin: page.latest_revision.publish(),
    "Revision.publish by a superuser": lambda page, admin: page.latest_revision.publish(user=admin),
    "Page.publish": lambda page, admin: page.publish(page.latest_revision, user=admin),
    "PublishPageRevisionAction": _page_action,
    "PublishRevisionAction of the base": _base_action,
    "publish_scheduled": _schedule,
    "revert and publish": _revert,
    "copy with keep_live": _copy,
    "CopyPageAction": _copy_action,
    "alias": _alias,
    "translation copy": _translate,
    "translation as alias": _translate_as_alias,
    "another content type": _another_type,
    "fixtree and set_url_paths": _unrestricted,
}


@pytest.mark.parametrize("name", WAYS)
def test_a_draft(trap: Trap, admin: User, name: str) -> None:
    page = trap.draft()
    with trap.attempt():
        WAYS[name](page, admin)
    trap.check()


OVER_SIGNED = {
    name: WAYS[name]
    for name in (
        "save with live=True",
        "save of the base page",
        "save_base, raw",
        "Revision.publish by a superuser",
        "Page.publish",
        "PublishPageRevisionAction",
        "publish_scheduled",
        "revert and publish",
        "copy with keep_live",
        "translation copy",
        "translation as alias",
    )
} | {"update_aliases": _alias_of_signed}


@pytest.mark.parametrize("name", OVER_SIGNED)
def test_an_unsigned_draft_of_a_page_that_stands(trap: Trap, admin: User, name: str) -> None:
    page, _edition = trap.signed()
    draft = plant.mark(page.get_latest_revision_as_object(), trap.word, trap.picture())
    draft.save_revision(user=trap.editor)
    with trap.attempt():
        OVER_SIGNED[name](draft, admin)
    trap.check()


def test_a_fixture(trap: Trap, tmp_path: Path) -> None:
    page = trap.draft()
    Page.objects.filter(pk=page.pk).update(live=True)
    rows = [
        page.get_parent(),
        Page.objects.get(pk=page.pk),
        StoryPage.objects.get(pk=page.pk),
        *page.budget_lines.all(),
    ]
    fixture = tmp_path / "pages.json"
    fixture.write_text(serializers.serialize("json", rows))
    Page.objects.filter(pk=page.pk).update(live=False)
    with trap.attempt():
        call_command("loaddata", str(fixture), verbosity=0)
    trap.check()


def test_taking_over_the_address_of_a_signed_page(trap: Trap) -> None:
    signed, edition = trap.signed()
    page = trap.draft()
    with trap.attempt():
        StoryPage.objects.filter(pk=signed.pk).update(translation_key=page.translation_key, slug="away")
        StoryPage.objects.filter(pk=page.pk).update(
            translation_key=edition.page_key, slug=signed.slug, live=True
        )
    trap.check()


def test_another_home_page_for_the_site(trap: Trap) -> None:
    from wagtail.models import Site

    page = plant.content(trap.editor, trap.word)
    with trap.attempt():
        Page.objects.filter(pk=page.pk).update(live=True)
        Site.objects.update(root_page=page)
    trap.check()


def test_revisions_purged(trap: Trap) -> None:
    page, _edition = trap.signed()
    draft = plant.mark(page.get_latest_revision_as_object(), trap.word, trap.picture())
    draft.save_revision(user=trap.editor)
    with trap.attempt():
        call_command("purge_revisions", verbosity=0)
    Revision.objects.filter(object_id=str(page.pk)).exclude(pk=draft.latest_revision.pk).delete()
    trap.check()


def test_the_featured_story_of_the_home_page(trap: Trap, editor: User, reviewer: User) -> None:
    """A signed home page may point to a draft; it shows nothing of it."""
    from tests.privacy.pages import sign, submit

    draft, home = trap.draft(), HomePage.objects.get(depth=2)
    home.lead, home.featured_story, home.featured_heading = "Home.", draft, "One story"
    home.save_revision(user=editor)
    sign(submit(home, editor), reviewer)
    trap.check()
