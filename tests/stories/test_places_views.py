"""What the editor's place field asks the server, and what becomes of it: nothing is logged, nothing is kept."""

import logging
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.models import FormState
from wagtail.models import Page

from stories.journey import gazetteer

SignedIn = Callable[[User], Client]


def test_searching_finds_listed_places_by_either_script(editor: User, signed_in: SignedIn) -> None:
    client = signed_in(editor)

    latin = client.post(reverse("stories_places:search"), {"q": "phnom", "country": ""}).json()
    khmer = client.post(reverse("stories_places:search"), {"q": "ភ្នំពេញ"}).json()

    assert [place["key"] for place in latin] == ["KH:phnom-penh", "KH:phnom-penh:city"]
    assert latin[1]["text"] == "Phnom Penh, Cambodia (city)"
    assert [place["exact"] for place in latin] == [False, False]
    assert khmer[0]["key"] == "KH:phnom-penh"
    assert khmer[0]["exact"]


def test_searching_within_a_country_finds_nothing_elsewhere(editor: User, signed_in: SignedIn) -> None:
    client = signed_in(editor)

    found = client.post(reverse("stories_places:search"), {"q": "punjab", "country": "PK"}).json()
    unknown = client.post(reverse("stories_places:search"), {"q": "punjab", "country": "nowhere"}).json()

    assert {place["country"] for place in found} == {"PK"}
    assert {place["country"] for place in unknown} == {"IN", "PK"}


@pytest.mark.parametrize("q", ["", "\x00", "%%", "<script>", "x" * 5000, "👩🏽", "(", "SRID=4326;POINT(1 2)"])
def test_searching_for_anything_odd_finds_nothing(q: str, editor: User, signed_in: SignedIn) -> None:
    response = signed_in(editor).post(reverse("stories_places:search"), {"q": q})

    assert response.status_code == 200
    assert response.json() == []


def test_a_point_is_answered_with_the_place_that_stands_for_it(editor: User, signed_in: SignedIn) -> None:
    response = signed_in(editor).post(
        reverse("stories_places:nearest"), {"lat": "11.55014", "lng": "104.91621"}
    )

    assert response.json()["key"] == gazetteer.nearest(11.55014, 104.91621).key
    assert "11.55014" not in response.content.decode()


@pytest.mark.parametrize(
    "point", [{}, {"lat": "x", "lng": "1"}, {"lat": "99", "lng": "1"}, {"lat": "nan", "lng": "nan"}]
)
def test_what_is_no_point_is_refused_in_a_sentence(
    point: dict[str, str], editor: User, signed_in: SignedIn
) -> None:
    response = signed_in(editor).post(reverse("stories_places:nearest"), point)

    assert response.status_code == 400
    assert response.json() == {"error": "This is not a point on the map."}


def test_what_is_typed_or_clicked_never_travels_in_an_address(editor: User, signed_in: SignedIn) -> None:
    client = signed_in(editor)

    assert client.get(reverse("stories_places:search"), {"q": "Ban Nong Phai"}).status_code == 405
    assert client.get(reverse("stories_places:nearest"), {"lat": "11.5", "lng": "104.9"}).status_code == 405


def test_what_is_typed_or_clicked_is_not_logged(
    editor: User, signed_in: SignedIn, caplog: pytest.LogCaptureFixture
) -> None:
    client = signed_in(editor)
    with caplog.at_level(logging.DEBUG):
        client.post(reverse("stories_places:search"), {"q": "Ban Nong Phai"})
        client.post(reverse("stories_places:nearest"), {"lat": "11.55014", "lng": "104.91621"})
        client.post(reverse("stories_places:nearest"), {"lat": "911.55014", "lng": "104.91621"})

    assert "Nong" not in caplog.text
    assert "11.55014" not in caplog.text


def test_only_people_of_the_admin_are_answered(stranger: Client, db: None) -> None:
    nobody = User.objects.create_user("nobody")
    outsider = Client()
    outsider.force_login(nobody)

    for client in (stranger, outsider):
        for response in (
            client.post(reverse("stories_places:search"), {"q": "phnom"}),
            client.post(reverse("stories_places:nearest"), {"lat": "1", "lng": "1"}),
            client.get(reverse("stories_places:tile", args=(3, 6, 3))),
        ):
            # Somebody who is known but may not edit is refused; a stranger may still log in.
            assert response.status_code == 403 if client is outsider else "/login/" in response["Location"]


def test_a_post_needs_its_token(editor: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)

    assert client.post(reverse("stories_places:search"), {"q": "phnom"}).status_code == 403


def test_tiles_are_drawn_here_and_only_within_the_pyramid(editor: User, signed_in: SignedIn) -> None:
    client = signed_in(editor)

    tile = client.get(reverse("stories_places:tile", args=(3, 6, 3)))

    assert tile.status_code == 200
    assert tile["Content-Type"] == "image/svg+xml"
    assert tile.content.startswith(b"<svg")
    assert b"://" not in tile.content.replace(b"http://www.w3.org/2000/svg", b"")
    assert client.get("/admin/places/tiles/3/8/3.svg").status_code == 404
    assert client.get("/admin/places/tiles/30/1/1.svg").status_code == 404
    assert client.get("/admin/places/tiles/3/6/99.svg").status_code == 404


def kept_state(user: User, data: str) -> QueryDict:
    """Return what Wagtail keeps of this form data for a preview."""
    FormState.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(Page),
        object_id="1",
        data=data,
        last_updated_at=timezone.now(),
    )
    return QueryDict(FormState.objects.get().data)


def test_the_data_kept_for_a_preview_holds_no_point_and_no_unlisted_name(editor: User) -> None:
    data = QueryDict(mutable=True)
    data.update(
        {
            "title": "From that point (the border) on, 1.5 of 3",
            "journey-0-deleted": "1",
            "journey-0-value-place": "Ban Nong Phai",
            "journey-0-value-place-country": "",
            "journey-1-value-place": "SRID=4326;POINT(104.91621 11.55014)",
            "journey-1-value-place-country": "KH",
            "journey-2-value-place": "11.55014, 104.91621",
            "journey-3-value-place": "Punjab",
            "journey-3-value-place-country": "PK",
            "journey-4-value-narrative": '{"blocks": [{"text": "lat"}]}',
        }
    )

    kept = kept_state(editor, data.urlencode())

    snapped = kept["journey-1-value-place"]
    assert kept["journey-0-value-place"] == ""
    assert snapped == kept["journey-2-value-place"] != ""
    assert "11.55" not in FormState.objects.get().data
    assert kept["journey-3-value-place"] == "PK:punjab"
    assert kept["title"] == data["title"]
    assert kept["journey-4-value-narrative"] == data["journey-4-value-narrative"]
    assert list(kept) == list(data)


def test_form_data_without_places_is_kept_as_it_was(editor: User) -> None:
    assert kept_state(editor, "a=1&b=two&b=three").lists() is not None
    assert FormState.objects.get().data == "a=1&b=two&b=three"
