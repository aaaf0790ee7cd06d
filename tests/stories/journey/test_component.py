"""The map as HTML: icon links over the drawing, names in their language, everything placed by fixed classes."""

import re
from html.parser import HTMLParser
from types import SimpleNamespace

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from stories.journey import gazetteer
from stories.journey.enums import Phase
from stories.journey.icons import Icon
from stories.journey.map import Stop, draw

KEYS = ["KH:battambang", "TH:bangkok", "KH:battambang"]


class Links(HTMLParser):
    """Collects the links of a page with what a screen reader says for each."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.hidden = 0
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "a":
            self.inside = True
            self.links.append((found["href"] or "", ""))
        elif self.inside and (self.hidden or found.get("aria-hidden")) and tag != "use":
            self.hidden += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.inside = False
        elif self.hidden and tag != "use":
            self.hidden -= 1

    def handle_data(self, data: str) -> None:
        if self.inside and not self.hidden:
            href, text = self.links[-1]
            self.links[-1] = (href, text + data)


def rendered() -> str:
    places = [gazetteer.place(key) for key in KEYS]
    milestones = [
        SimpleNamespace(
            number=number,
            phase=phase,
            phase_label=Phase(phase).label,
            heading="Eleven people, one room",
            anchor=f"m{number}",
            icon="lock",
            place_label=gazetteer.label(place, "en"),
            time="",
        )
        for number, (place, phase) in enumerate(zip(places, Phase.values[:3], strict=True), start=1)
    ]
    stops = [Stop(place, phase) for place, phase in zip(places, Phase.values[:3], strict=True)]
    with override("en"):
        return render_to_string(
            "components/journey_map.html", {"journey_map": draw(stops), "milestones": milestones}
        )


def test_every_milestone_is_a_link_whose_name_says_number_phase_heading_and_place():
    page = Links()
    page.feed(rendered())

    assert page.links == [
        ("#m1", "1. What led to it: Eleven people, one room, Battambang, Cambodia"),
        ("#m2", "2. Exploitation: Eleven people, one room, Bangkok, Thailand"),
        ("#m3", "3. Regaining freedom: Eleven people, one room, Battambang, Cambodia"),
    ]


def test_positions_are_classes_and_nothing_is_styled_inline():
    page = rendered()
    css = (settings.BASE_DIR / "static/css/components/positions.css").read_text("utf-8")

    assert "style=" not in page
    for name in re.findall(r'<li class="(x\d+ y\d+)"', page):
        for position in name.split():
            assert f".{position} {{" in css
    assert all(f".{axis}{number} {{" in css for axis in "xy" for number in range(101))


def test_the_caption_says_that_places_are_approximate_and_tells_the_route():
    page = rendered()

    assert "Places are deliberately approximate. Borders do not imply endorsement by IOM." in page
    assert "1. Battambang, Cambodia; 2. Bangkok, Thailand; 3. Battambang, Cambodia." in page


def test_a_story_without_places_has_no_map():
    assert (
        render_to_string("components/journey_map.html", {"journey_map": None, "milestones": []}).strip() == ""
    )


def test_every_icon_and_every_phase_is_drawn():
    sprite = render_to_string("components/icons.html")

    assert set(re.findall(r'id="icon-(\w+)"', sprite)) == set(Icon.values)
    assert set(re.findall(r'id="shape-(\w+)"', sprite)) == set(Phase.values)


def test_a_heading_with_markup_is_escaped():
    milestone = SimpleNamespace(
        number=1,
        phase="hope",
        phase_label="Hopes",
        heading="<b>x</b>",
        anchor="m1",
        icon="sun",
        place_label="",
        time="",
    )
    page = render_to_string(
        "components/journey_map.html",
        {"journey_map": draw([Stop(gazetteer.place("KH"), "hope")]), "milestones": [milestone]},
    )

    assert "<b>" not in page
    assert "&lt;b&gt;x" in page
