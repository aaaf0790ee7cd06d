"""Whoever meets a trigger or the guard in the admin reads a sentence, and loses nothing they typed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail.models import Page, WorkflowTask

from cms.core import refusals
from home.models import HomePage
from privacy.models import Contributor, Edition, ReviewTask
from stories.models import StoryIndexPage, StoryPage
from tests.attack import plant
from tests.privacy.pages import answers, index_draft, sign, story_draft, submit

pytestmark = pytest.mark.django_db

SignedIn = Callable[[User], Client]
OURS = "cms.core.refusals.RefusalsMiddleware"


@pytest.fixture(autouse=True)
def installed(settings: Any) -> None:
    if OURS not in settings.MIDDLEWARE:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, OURS]


def test_a_trigger_that_refuses_a_signature_is_a_sentence(
    editor: User, reviewer: User, signed_in: SignedIn
) -> None:
    """A second list of stories, while the first one stands at the same address."""
    first = index_draft(editor)
    sign(submit(first, editor), reviewer)
    second = StoryIndexPage(title="Stories", intro="People on their way home.", owner=editor)
    first.get_parent().add_child(instance=second)
    second.save_revision(user=editor)
    state = submit(second, editor)
    ticks = {f"answer-{key}": "on" for key in answers(StoryIndexPage)}

    answer = signed_in(reviewer).post(
        reverse("privacy_review:review", args=[state.pk]), {"digest": state.digest, "sign": "", **ticks}
    )

    html = answer.content.decode()
    assert answer.status_code == 409
    assert "an address belongs to one page" in html
    assert "Traceback" not in html
    assert not Edition.objects.filter(page_id=second.pk).exists()


def test_an_empty_workflow_is_a_sentence_and_the_form_is_not_lost(editor: User, signed_in: SignedIn) -> None:
    page = story_draft(editor)
    WorkflowTask.objects.all().delete()
    form = plant.story_form("typed", page) | {"action-submit": "Submit"}
    editing = reverse("wagtailadmin_pages:edit", args=[page.pk])

    answer = signed_in(editor).post(editing, form, headers={"referer": f"http://testserver{editing}?a=1"})

    html = answer.content.decode()
    assert answer.status_code == 403
    assert "Nothing was published: no reviewer signed this page." in html
    assert f'href="{editing}?a=1"' in html
    assert "typed summary" in html
    assert "Back button" in html
    assert "csrfmiddlewaretoken\n" not in html
    assert not Page.objects.get(pk=page.pk).live


def test_deactivating_the_review_is_a_sentence(editor: User, admin: User, signed_in: SignedIn) -> None:
    page = story_draft(editor)
    submit(page, editor)
    task = ReviewTask.objects.get()

    answer = signed_in(admin).post(reverse("wagtailadmin_workflows:disable_task", args=[task.pk]))

    assert answer.status_code == 403
    assert "no reviewer signed this page" in answer.content.decode()
    assert not Page.objects.get(pk=page.pk).live


def test_a_script_gets_the_sentence_as_wagtail_writes_errors(editor: User, signed_in: SignedIn) -> None:
    page = story_draft(editor)
    WorkflowTask.objects.all().delete()
    form = plant.story_form("typed", page) | {"action-submit": "Submit"}
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])

    for headers in ({"x-requested-with": "XMLHttpRequest"}, {"accept": "application/json"}):
        answer = signed_in(editor).post(address, form, headers=headers)
        if answer.status_code == 403:
            assert answer.json()["error_message"].startswith("Nothing was published")
        else:
            assert answer.status_code in (200, 400), "Wagtail answered by itself"
    assert not Page.objects.get(pk=page.pk).live


def test_wagtails_own_refusal_stays_as_it_is(editor: User, signed_in: SignedIn) -> None:
    answer = signed_in(editor).get(reverse("wagtailusers_users:add"))

    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("wagtailadmin_home")


def test_the_way_back_stays_on_this_site(rf: RequestFactory) -> None:
    elsewhere = rf.post("/admin/pages/3/edit/", headers={"referer": "https://example.org/admin/x/"})

    assert refusals._back(elsewhere) == reverse("wagtailadmin_home")


def middleware() -> refusals.RefusalsMiddleware:
    return refusals.RefusalsMiddleware(lambda request: HttpResponse())


def handled(request: HttpRequest, error: Exception) -> HttpResponse | None:
    return middleware().process_exception(request, error)


def test_only_the_admin_and_only_our_refusals_are_answered(rf: RequestFactory) -> None:
    ours = IntegrityError("privacy_contributor is append-only")

    assert handled(rf.post("/en/stories/"), ours) is None
    assert (
        handled(rf.post("/admin/pages/"), IntegrityError("UNIQUE constraint failed: auth_user.username"))
        is None
    )
    assert handled(rf.post("/admin/pages/"), PermissionDenied()) is None
    assert handled(rf.post("/admin/pages/"), ValueError("a sentence")) is None


def test_every_trigger_has_a_sentence_we_know(editor: User) -> None:
    """As the databases really say it."""
    story_draft(editor)
    assert "an edition is never deleted: withdraw it" in refusals.messages_of_triggers()

    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        Contributor.objects.all().delete()

    assert "privacy_contributor is append-only" in refusals.sentence_of(refused.value)


def test_the_guard_of_live_is_a_sentence() -> None:
    home = HomePage.objects.get(depth=2, locale__language_code="en")
    Edition.objects.filter(page_id=home.pk)
    home.live = True

    with pytest.raises(PermissionDenied) as refused:
        home.save()

    assert "signing publishes it" in refusals.sentence_of(refused.value)
    assert not StoryPage.objects.exists()
