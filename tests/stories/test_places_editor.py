"""The place field in the real editor: nothing odd in a stored draft can lock an editor out, nothing fine gets in."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.admin.models import FormState
from wagtail.models import Page, Revision

from home.models import HomePage
from stories.journey import gazetteer
from stories.models import StoryIndexPage, StoryPage

SignedIn = Callable[[User], Client]

POINT = "SRID=4326;POINT(104.91621 11.55014)"
ODD_VALUES: list[Any] = [
    "",
    "garbage",
    None,
    7,
    ["x"],
    {},
    {"lat": "11.55", "lng": "104.91", "srid": "4326"},
    POINT,
    {"place": "XX:old"},
]


def journey(place: Any) -> list[dict[str, Any]]:
    value = {
        "phase": "freedom",
        "icon": "door",
        "heading": "A door",
        "place": place,
        "time": "",
        "narrative": "<p>Out.</p>",
        "illustration": None,
    }
    return [{"type": "milestone", "id": "11111111-1111-4111-8111-111111111111", "value": value}]


@pytest.fixture
def story(db: None) -> StoryPage:
    """A draft with one milestone in Bangkok, and one revision."""
    root = Page.objects.get(depth=1)
    home = HomePage.objects.first() or root.add_child(
        instance=HomePage(title="Home", slug="home-of-places", live=False)
    )
    index = StoryIndexPage.objects.first() or home.add_child(
        instance=StoryIndexPage(title="Stories", slug="stories-of-places", live=False)
    )
    page = StoryPage(
        title="Story k3f9x2ab",
        slug="k3f9x2ab",
        live=False,
        pseudonym="Dara",
        summary="A story.",
        age_band="25_34",
        gender="woman",
        exploitation_type="forced_labour",
        sector="domestic_work",
        origin="KH",
        destination="TH",
        period=StoryPage._meta.get_field("period").flatchoices[0][0],
        journey=json.dumps(journey({"place": "TH:bangkok"})),
    )
    index.add_child(instance=page)
    page.save_revision()
    return page


def put_into_database(page: StoryPage, place: Any) -> None:
    """Write a value where only a bug, an import or an older version could have written it."""
    raw = json.dumps(journey(place))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE stories_storypage SET journey = %s WHERE page_ptr_id = %s", [raw, page.pk])
    for revision in Revision.objects.for_instance(page):
        Revision.objects.filter(pk=revision.pk).update(content=revision.content | {"journey": raw})


@pytest.mark.parametrize("odd", ODD_VALUES)
def test_no_stored_place_locks_anybody_out_of_the_editor(
    odd: Any, story: StoryPage, admin: User, signed_in: SignedIn
) -> None:
    put_into_database(story, odd)
    client = signed_in(admin)

    for name, arguments in (
        ("edit", (story.pk,)),
        ("history", (story.pk,)),
        ("revisions_compare", (story.pk, "earliest", "latest")),
        ("revisions_compare", (story.pk, "live", "latest")),
    ):
        response = client.get(reverse(f"wagtailadmin_pages:{name}", args=arguments))
        assert response.status_code == 200, name
        assert "11.55" not in response.content.decode()


def form_data(page: StoryPage, client: Client, place: str) -> dict[str, str]:
    """Return what the editor's form posts for this page, with another text in the place field."""
    response = client.get(reverse("wagtailadmin_pages:edit", args=(page.pk,)))
    form = response.context["form"]
    data = {
        name: str(value)
        for name in form.fields
        if name != "journey" and (value := form[name].value()) not in (None, False)
    }
    for formset in form.formsets.values():
        data |= {f"{formset.prefix}-TOTAL_FORMS": "0", f"{formset.prefix}-INITIAL_FORMS": "0"}
    prefix = "journey-0-value"
    return data | {
        "journey-count": "1",
        "journey-0-deleted": "",
        "journey-0-order": "0",
        "journey-0-type": "milestone",
        "journey-0-id": "11111111-1111-4111-8111-111111111111",
        f"{prefix}-phase": "freedom",
        f"{prefix}-icon": "door",
        f"{prefix}-heading": "A door",
        f"{prefix}-place": place,
        f"{prefix}-place-country": "",
        f"{prefix}-time": "",
        f"{prefix}-narrative": '{"blocks": [], "entityMap": {}}',
        f"{prefix}-illustration": "",
    }


def everything_stored(page: StoryPage) -> str:
    """Return all text columns of the page, its revisions, log entries and kept form data as one text."""
    models = (StoryPage, Revision, FormState, apps.get_model("wagtailcore", "PageLogEntry"))
    return json.dumps([list(model.objects.values()) for model in models], default=str, ensure_ascii=False)


def test_a_draft_with_a_point_stores_the_place_that_stands_for_it(
    story: StoryPage, admin: User, signed_in: SignedIn
) -> None:
    client = signed_in(admin)
    response = client.post(
        reverse("wagtailadmin_pages:edit", args=(story.pk,)), form_data(story, client, POINT)
    )

    assert response.status_code == 302, response.context["form"].errors
    saved = Revision.objects.for_instance(story).latest("created_at").content["journey"]
    expected = {"place": gazetteer.nearest(11.55014, 104.91621).key, "list": gazetteer.LIST_VERSION}
    assert json.loads(saved)[0]["value"]["place"] == expected
    assert not re.search(r"11\.5|104\.9", everything_stored(story))


def test_an_unlisted_name_is_shown_again_and_stored_nowhere(
    story: StoryPage, admin: User, signed_in: SignedIn
) -> None:
    client = signed_in(admin)
    response = client.post(
        reverse("wagtailadmin_pages:edit", args=(story.pk,)), form_data(story, client, "Ban Nong Phai")
    )

    assert response.status_code == 200
    shown = response.content.decode()
    assert shown.count("Ban Nong Phai") == 2  # in the field, and in the sentence beside it
    assert "Nong" not in everything_stored(story)


def test_what_is_kept_for_a_preview_holds_neither(story: StoryPage, admin: User, signed_in: SignedIn) -> None:
    client = signed_in(admin)
    data = form_data(story, client, POINT)
    deleted = {
        name.replace("journey-0", "journey-1"): value for name, value in data.items() if "journey-0" in name
    }
    deleted |= {"journey-count": "2", "journey-1-deleted": "1", "journey-1-value-place": "Ban Nong Phai"}

    response = client.post(reverse("wagtailadmin_pages:preview_on_edit", args=(story.pk,)), data | deleted)

    assert response.json()["is_valid"], response.json()
    assert FormState.objects.count() == 1
    assert not re.search(r"11\.5|104\.9|Nong", everything_stored(story))


def test_an_empty_place_may_wait_in_a_draft(story: StoryPage, admin: User, signed_in: SignedIn) -> None:
    client = signed_in(admin)
    response = client.post(reverse("wagtailadmin_pages:edit", args=(story.pk,)), form_data(story, client, ""))

    assert response.status_code == 302
    saved = Revision.objects.for_instance(story).latest("created_at").content["journey"]
    assert json.loads(saved)[0]["value"]["place"] is None


def test_neither_saving_nor_updating_raw_data_stores_a_point(story: StoryPage) -> None:
    expected = {"place": gazetteer.nearest(11.55014, 104.91621).key, "list": gazetteer.LIST_VERSION}

    StoryPage.objects.filter(pk=story.pk).update(journey=journey(POINT))
    assert StoryPage.objects.get(pk=story.pk).journey.raw_data[0]["value"]["place"] == expected

    put_into_database(story, POINT)
    StoryPage.objects.get(pk=story.pk).save(clean=False)
    assert StoryPage.objects.get(pk=story.pk).journey.raw_data[0]["value"]["place"] == expected

    put_into_database(story, POINT)
    revision = StoryPage.objects.get(pk=story.pk).save_revision(clean=False)
    assert json.loads(revision.content["journey"])[0]["value"]["place"] == expected
