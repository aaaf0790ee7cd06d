"""Whatever is posted to the editor, by whatever button: no coordinate off the list is anywhere in the database then."""

import io
import json
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from stories.models import StoryIndexPage, StoryPage
from tests.privacy.pages import FIELDS, index_draft, story_draft
from tests.stories.everything import odd_places, stored_text

pytestmark = pytest.mark.django_db

SignedIn = Callable[[User], Client]
KHMER = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")
WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


@dataclass(frozen=True)
class Point:
    lat: float
    lng: float

    def found_in(self, text: str) -> list[str]:
        """The spellings of either number, from two decimals on, that a text holds."""
        return sorted(
            {
                spelling
                for number in (self.lat, self.lng)
                for spelling in _spellings(number)
                if spelling in text
            }
        )


def _spellings(number: float) -> Iterator[str]:
    for places in range(2, 8):
        for value in (round(abs(number), places), math.trunc(abs(number) * 10**places) / 10**places):
            spelt = f"{value:.{places}f}"
            yield from (spelt, spelt.replace(".", ","))


def _degrees(number: float, letters: str) -> str:
    whole, rest = divmod(abs(number) * 60, 60)
    return f"{int(whole)}°{int(rest):02d}'{(rest % 1) * 60:04.1f}\"{letters[number < 0]}"


# Numbers whose decimals nothing else in the database has by chance (a size, a version, a price).
numbers = st.integers(1_000_000, 9_999_999)
points = st.builds(
    lambda a, b, north, east: Point(
        math.copysign(10 + a / 10**7 * 79, north), math.copysign(100 + b / 10**7 * 79, east)
    ),
    numbers,
    numbers,
    st.sampled_from([1, 1, 1, -1]),
    st.sampled_from([1, 1, 1, -1]),
)

# Every way to write a point that a map, a phone, a spreadsheet or a person has.
WRITTEN: list[Callable[[Point], str]] = [
    lambda p: f"{p.lat:.5f}, {p.lng:.5f}",
    lambda p: f"{p.lat:.2f} {p.lng:.2f}",
    lambda p: f"{p.lat},{p.lng}",
    lambda p: f"({p.lng:.4f}; {p.lat:.4f})",
    lambda p: f"SRID=4326;POINT({p.lng} {p.lat})",
    lambda p: f"POINT Z ({p.lng:.6f} {p.lat:.6f} 12.5)",
    lambda p: json.dumps({"lat": p.lat, "lng": p.lng}),
    lambda p: json.dumps({"lat": f"{p.lat:.4f}", "lng": f"{p.lng:.4f}", "srid": "4326", "zoom": 17}),
    lambda p: json.dumps({"type": "Point", "coordinates": [p.lng, p.lat]}),
    lambda p: json.dumps({"place": {"place": {"lat": p.lat, "lng": p.lng}}}),
    lambda p: json.dumps({"place": "KH:pursat", "lat": p.lat, "at": [p.lng, {"x": p.lat}]}),
    lambda p: json.dumps([p.lat, p.lng]),
    lambda p: json.dumps([[{"lat": p.lat}, {"lng": p.lng}]]),
    lambda p: f"{p.lat:.6f}",
    lambda p: f"{_degrees(p.lat, 'NS')} {_degrees(p.lng, 'EW')}",
    lambda p: f"{abs(p.lat):.4f}° N, {abs(p.lng):.4f}° E",
    lambda p: f"{p.lat:.5f}".replace(".", ",") + " " + f"{p.lng:.5f}".replace(".", ","),
    lambda p: f"{p.lat:.5f}, {p.lng:.5f}".translate(KHMER),
    lambda p: f"{p.lat:.5f}, {p.lng:.5f}".translate(WIDE),
    lambda p: f"https://maps.example.org/@{p.lat:.6f},{p.lng:.6f},17z",
    lambda p: f"geo:{p.lat},{p.lng}?z=17",
    lambda p: f"She was at {p.lat:.4f} / {p.lng:.4f} then.",
    lambda p: f"IMG_{p.lat:.4f}_{p.lng:.4f}.jpg",
    lambda p: f"{p.lat:.3f}\u200b, {p.lng:.3f}",
]

VALUE = "journey-0-value"
TEXTS = (
    "pseudonym",
    "summary",
    "content_warning",
    f"{VALUE}-heading",
    f"{VALUE}-time",
    "budget_lines-0-sentence",
)
CHOICES = (
    "age_band",
    "origin",
    "destination",
    "period",
    "sector",
    f"{VALUE}-phase",
    f"{VALUE}-icon",
    "currency",
)
ODD = (
    *(
        "journey-0-id",
        "journey-0-type",
        "journey-0-order",
        "journey-count",
        "title",
        "slug",
        "seo_title",
        "go_live_at",
    ),
    *(
        f"{VALUE}-place-lat",
        f"{VALUE}-place-country",
        f"{VALUE}-place-zoom",
        f"{VALUE}-coordinates",
        "lat",
        "location",
    ),
    *("budget_lines-0-amount_minor", "budget_lines-0-id", "budget_lines-0-identity", "budget_lines-0-ORDER"),
    *("comments-0-text", "comments-0-position", "comments-0-contentpath", "comments-0-replies-0-text"),
    *(f"{VALUE}-illustration-alt_text", f"{VALUE}-illustration-image", "extra_workflow_data", "next"),
)
fields = st.one_of(
    st.just(f"{VALUE}-place"),
    st.sampled_from(TEXTS),
    st.just(f"{VALUE}-narrative"),
    st.sampled_from(CHOICES),
    st.sampled_from(ODD),
)
ways = st.sampled_from(["create", "edit", "autosave", "preview", "preview_new", "submit", "deleted"])


def form(place: str = "KH:pursat") -> dict[str, str]:
    """What the editor's form posts for a complete story."""
    return {
        **FIELDS,
        "content_warning": "",
        "journey-count": "1",
        "journey-0-deleted": "",
        "journey-0-order": "0",
        "journey-0-type": "milestone",
        "journey-0-id": "11111111-1111-4111-8111-111111111111",
        f"{VALUE}-phase": "freedom",
        f"{VALUE}-icon": "door",
        f"{VALUE}-heading": "A door",
        f"{VALUE}-place": place,
        f"{VALUE}-place-country": "",
        f"{VALUE}-time": "",
        f"{VALUE}-narrative": _rich("Out."),
        f"{VALUE}-illustration-image": "",
        f"{VALUE}-illustration-alt_text": "",
        "budget_lines-TOTAL_FORMS": "1",
        "budget_lines-INITIAL_FORMS": "0",
        "budget_lines-MIN_NUM_FORMS": "0",
        "budget_lines-MAX_NUM_FORMS": "1000",
        "budget_lines-0-id": "",
        "budget_lines-0-ORDER": "1",
        "budget_lines-0-DELETE": "",
        "budget_lines-0-category": "medical",
        "budget_lines-0-amount_minor": "400",
        "budget_lines-0-sentence": "What the clinic asks.",
        "comments-TOTAL_FORMS": "1",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
        "comments-0-id": "",
        "comments-0-DELETE": "",
        "comments-0-resolved": "",
        "comments-0-text": "Is this enough?",
        "comments-0-contentpath": "summary",
        "comments-0-position": "",
        "comments-0-replies-TOTAL_FORMS": "0",
        "comments-0-replies-INITIAL_FORMS": "0",
    }


def _rich(text: str) -> str:
    block = {
        "key": "00000",
        "text": text,
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": [],
    }
    return json.dumps({"blocks": [block], "entityMap": {}})


@dataclass(frozen=True)
class Desk:
    """Where an editor sits: their browser, a draft to edit, and the list below which new ones are made."""

    client: Client
    page: StoryPage
    index: StoryIndexPage


@pytest.fixture
def desk(editor: User, signed_in: SignedIn) -> Desk:
    return Desk(signed_in(editor), story_draft(editor), index_draft(editor))


@contextmanager
def undone() -> Iterator[None]:
    """One example: the database is afterwards as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def post(desk: Desk, way: str, data: dict[str, str]) -> int:
    """Posts the form as one of the editor's buttons does, or a script between two of them; the status."""
    client, page = desk.client, desk.page
    edit = reverse("wagtailadmin_pages:edit", args=(page.pk,))
    new = ("stories", "storypage", desk.index.pk)
    if way == "create":
        return client.post(reverse("wagtailadmin_pages:add", args=new), data).status_code
    if way == "preview":
        return client.post(reverse("wagtailadmin_pages:preview_on_edit", args=(page.pk,)), data).status_code
    if way == "preview_new":
        return client.post(reverse("wagtailadmin_pages:preview_on_add", args=new), data).status_code
    if way == "autosave":
        return client.post(edit, data, headers={"Accept": "application/json"}).status_code
    if way == "submit":
        return client.post(edit, data | {"action-submit": "1"}).status_code
    if way == "deleted":
        data = data | {
            name.replace("journey-0", "journey-1"): value
            for name, value in data.items()
            if "journey-0" in name
        }
        data |= {"journey-count": "2", "journey-1-deleted": "1"}
    return client.post(edit, data).status_code


@undone()
def holds_nothing(point: Point, desk: Desk, way: str, field: str, written: str) -> None:
    data = form()
    data[field] = _rich(written) if field.endswith("narrative") else written
    status = post(desk, way, data)

    assert status in (200, 302, 400), (way, field, written)
    text = stored_text()
    assert point.found_in(text) == [], (way, field, written)
    assert "°" not in text
    assert odd_places() == []


bounded = settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)


@bounded
@given(point=points, how=st.sampled_from(WRITTEN), field=fields, way=ways)
def test_no_point_posted_to_the_editor_is_in_the_database(
    desk: Desk, point: Point, how: Callable[[Point], str], field: str, way: str
) -> None:
    holds_nothing(point, desk, way, field, how(point))


@pytest.mark.long
@settings(bounded, max_examples=600)
@given(point=points, how=st.sampled_from(WRITTEN), field=fields, way=ways)
def test_no_point_posted_to_the_editor_is_in_the_database_at_length(
    desk: Desk, point: Point, how: Callable[[Point], str], field: str, way: str
) -> None:
    holds_nothing(point, desk, way, field, how(point))


@settings(bounded, max_examples=15)
@given(text=st.text(max_size=60), name=st.text(min_size=1, max_size=20), place=st.text(max_size=40), way=ways)
def test_any_text_and_any_unknown_field_leave_only_listed_places(
    desk: Desk, text: str, name: str, place: str, way: str
) -> None:
    data = form(place) | {name: text, f"{VALUE}-{name}": text, f"{VALUE}-place-country": text}

    with undone():
        assert post(desk, way, data) in (200, 302, 400)
        assert odd_places() == []


# --- Raw stream data, as an import or the shell gives it ----------------------------------------------------------


@settings(bounded, max_examples=25)
@given(point=points, how=st.sampled_from(WRITTEN), key=st.sampled_from(["place", "location", "lat", "id"]))
def test_stream_data_with_points_and_unknown_keys_keeps_none(
    editor: User, point: Point, how: Callable[[Point], str], key: str
) -> None:
    written = how(point)
    value: dict[str, Any] = {
        "phase": "hope",
        "icon": "door",
        "heading": "A door",
        "time": "",
        "narrative": "<p>Out.</p>",
    }
    value |= {
        "place": {"place": "KH:pursat", "lat": point.lat, "lng": f"{point.lng}"},
        key: json_or_text(written),
    }
    block = {"type": "milestone", "value": value, "lat": point.lat, "id": written}

    with undone():
        story_draft(editor, journey=[block, {"type": "point", "value": written}])

        assert point.found_in(stored_text()) == []
        assert odd_places() == []


def json_or_text(written: str) -> Any:
    try:
        return json.loads(written)
    except ValueError:
        return written


# --- Files --------------------------------------------------------------------------------------------------------


def photograph(point: Point) -> bytes:
    """A picture that knows where it was taken, in its own fields and in a comment."""
    exif = Image.Exif()
    exif[0x010E] = f"{point.lat:.6f}, {point.lng:.6f}"
    gps = exif.get_ifd(0x8825)
    gps |= {1: "N", 2: (abs(point.lat), 0.0, 0.0), 3: "E", 4: (abs(point.lng), 0.0, 0.0)}
    exif[0x8825] = gps
    file = io.BytesIO()
    comment = f"{point.lat} {point.lng}".encode()
    Image.new("RGB", (64, 48), "teal").save(file, "JPEG", exif=exif, comment=comment)
    return file.getvalue()


@settings(bounded, max_examples=5)
@given(point=points)
def test_no_point_of_a_file_its_name_or_its_title_is_in_the_database(desk: Desk, point: Point) -> None:
    name = f"IMG_{point.lat:.5f}_{point.lng:.5f}.jpg"
    file = SimpleUploadedFile(name, photograph(point), "image/jpeg")
    data = {
        "image-chooser-upload-title": name,
        "image-chooser-upload-file": file,
        "image-chooser-upload-tags": name,
    }
    data |= {"image-chooser-upload-description": f"At {point.lat:.4f}, {point.lng:.4f}"}

    with undone():
        response = desk.client.post(reverse("wagtailimages_chooser:create"), data)

        assert response.status_code == 200
        assert point.found_in(stored_text()) == []


# --- The search itself --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", WRITTEN)
def test_the_search_would_have_found_it(editor: User, how: Callable[[Point], str]) -> None:
    point = Point(13.1023456, 103.1987654)
    page = story_draft(editor)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE stories_storypage SET summary = %s WHERE page_ptr_id = %s", [how(point), page.pk]
        )

    text = stored_text()
    assert point.found_in(text) or "°" in text


def test_a_story_posted_as_it_should_be_is_stored(desk: Desk) -> None:
    assert [post(desk, way, form()) for way in ("edit", "autosave", "create")] == [
        302,
        200,
        302,
    ]
    assert StoryPage.objects.count() == 2
    assert "KH:pursat" in stored_text()
