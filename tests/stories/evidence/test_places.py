"""Places of a copy: nothing unlisted, no text narrower than the map, and ordinary words left alone."""

import json
import time
from typing import Any

import pytest
from django.contrib.auth.models import User

from privacy.evidence.checkers import checker_run, checkers_for
from privacy.evidence.findings import Finding, Level
from privacy.frozen import Frozen, freeze
from stories.evidence.ambiguous import ALSO
from stories.evidence.place_names import named_places
from stories.evidence.places import places_summary
from stories.journey import gazetteer
from stories.journey.gazetteer import LIST_VERSION
from stories.models import StoryPage
from tests.privacy.pages import milestone, story_draft


def words(text: str, *countries: str) -> list[str]:
    return [named.words for named in named_places(text, countries=countries)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("She worked in Pattaya for two years.", ["Pattaya"]),
        ("The boats of Samut Sakhon leave at night.", ["Samut Sakhon"]),
        ("Battambang's market", ["Battambang"]),
        (
            "From Hải Phòng to Hà Nội, and from Hai Phong to Ha Noi",
            ["Hải Phòng", "Hà Nội", "Hai Phong", "Ha Noi"],
        ),
        ("a camp in Bagmati", ["Bagmati"]),
        ("Kota Kinabalu in Malaysia", ["Kota Kinabalu"]),
        ("เธอทำงานที่พัทยาสองปี", ["พัทยา"]),
        ("គាត់ធ្វើការនៅភ្នំពេញ", ["ភ្នំពេញ"]),
        ("ລາວກັບໄປສະຫວັນນະເຂດ", ["ສະຫວັນນະເຂດ"]),
        ("မန္တလေးမှာ အလုပ်လုပ်ခဲ့တယ်", ["မန္တလေး"]),
        ("เขากลับไปกรุงเทพ", ["กรุงเทพ"]),
        ("She went to Nice.", ["Nice"]),
    ],
)
def test_names_of_the_list_are_found_in_every_script(text: str, names: list[str]) -> None:
    assert words(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Nice people met her. Most of them were men. Man after man came.",
        "Reading helped her. Sale of fish, and the date. Hope stayed.",
        "They went west, to the Central market. The North is dry.",
        "He crossed from Cambodia to Thailand and Singapore.",
        "Malang sekali nasibnya. Medan yang luas. Apakah Anda tahu?",
        "She paid at ABA. San was a word.",
        "เขาไม่กลับไปเลย ผ้าตากแดด คนงานแพร่ข่าว",
        "သူတို့ အချင်းချင်း ကူညီကြတယ်။ ကရင်အမျိုးသမီး",
        "នៅកណ្ដាលទីក្រុង",
        "cô ấy rất vinh dự, hòa bình",
        "",
    ],
)
def test_words_and_countries_are_no_names_of_places(text: str) -> None:
    assert words(text) == []


def test_words_that_are_also_provinces_count_with_a_cue() -> None:
    assert words("เธอมาจากจังหวัดเลย") == ["เลย"]
    assert words("ကရင်ပြည်နယ်") == ["ကရင်"]


def test_small_letters_count_in_the_countries_of_the_story() -> None:
    assert words("a bar in pattaya", "TH") == ["pattaya"]
    assert words("a bar in pattaya", "LA") == []


def test_other_names_by_hand_are_listed_places() -> None:
    assert [key for key in ALSO.values() if gazetteer.find(key) is None] == []


# --- Copies -----------------------------------------------------------------------------------------------------


def found(name: str, frozen: Frozen) -> list[Finding]:
    (checker,) = (one for one in checkers_for(StoryPage) if one.name == name)
    return checker_run(checker, frozen)


def copy(editor: User, *milestones: dict[str, Any], **fields: Any) -> Frozen:
    """A frozen copy whose milestones have ids, as an editor's form gives them."""
    journey = [{"id": f"1111111{n}-1111-4111-8111-111111111111", **one} for n, one in enumerate(milestones)]
    return freeze(story_draft(editor, journey=journey, **fields))


def tampered(frozen: Frozen, number: int, place: Any) -> Frozen:
    """The copy as another version of the code, or of the list, could have stored it."""
    fields = json.loads(json.dumps(frozen.content["fields"]))
    fields["journey"][number]["value"]["place"] = place
    content = frozen.content | {"fields": fields}
    return Frozen(**(frozen.__dict__ | {"content": content}))


@pytest.mark.django_db
class TestListed:
    def test_each_place_is_noted_once_with_how_many_live_there(self, editor: User) -> None:
        frozen = copy(
            editor,
            milestone("circumstances", "A wall", "KH:battambang"),
            milestone("hope", "Bricks", "KH:battambang"),
            milestone("exploitation", "A site", "TH"),
        )

        notes = found("places_listed", frozen)

        assert {one.level for one in notes} == {Level.NOTE}
        assert [one.excerpt for one in notes] == ["Cambodia", "Thailand", "Battambang, Cambodia"]
        assert "a province of at least 990,000 people" in notes[2].message
        assert [row.label for row in places_summary(frozen)] == [
            "Cambodia",
            "Thailand",
            "Battambang, Cambodia",
        ]

    @pytest.mark.parametrize(
        "place", [{"place": "KH:ban-nong-phai", "list": "2026-01"}, "KH:gone", {"lat": 1.5}]
    )
    def test_what_is_in_no_list_blocks_and_cannot_be_overridden(self, editor: User, place: Any) -> None:
        frozen = copy(editor, milestone("hope", "Bricks", "KH"))

        blocks = [
            one for one in found("places_listed", tampered(frozen, 0, place)) if one.level == Level.BLOCK
        ]

        assert [(one.kind, one.is_final) for one in blocks] == [("place_unlisted", True)]
        assert "1.5" not in blocks[0].message
        assert [row.is_listed for row in places_summary(tampered(frozen, 0, place))] == [True, True, False]

    def test_a_place_of_an_older_list_is_noted_and_still_renders(self, editor: User) -> None:
        frozen = copy(editor, milestone("hope", "Bricks", "KH:pursat"))
        old = tampered(frozen, 0, {"place": "KH:pursat", "list": "2025-01"})

        kinds = [one.kind for one in found("places_listed", old)]

        assert kinds == ["place_seen", "place_seen", "place_seen", "place_list_old"]
        assert old.page().journey[0].value["place"].key == "KH:pursat"
        assert LIST_VERSION in found("places_listed", old)[-1].message


@pytest.mark.django_db
class TestInText:
    def test_a_city_in_a_milestone_told_as_a_country_is_narrower(self, editor: User) -> None:
        frozen = copy(
            editor,
            milestone("exploitation", "The bar", "TH", "<p>It stood in Pattaya, by the sea.</p>"),
            origin="KH",
        )

        (finding,) = found("place_in_text", frozen)

        assert (finding.kind, finding.level, finding.excerpt) == ("place_narrower", Level.FLAG, "Pattaya")
        assert finding.where.endswith(".narrative")
        assert finding.span == (12, 19)
        assert "Pattaya, Thailand" in finding.message
        assert "Thailand" in finding.message.split("map, which shows ")[1]

    def test_a_place_beside_the_map_is_told_apart(self, editor: User) -> None:
        frozen = copy(
            editor, milestone("hope", "Bricks", "KH:pursat"), summary="She had been in Dubai before."
        )

        (finding,) = found("place_in_text", frozen)

        assert (finding.kind, finding.where, finding.excerpt) == ("place_elsewhere", "summary", "Dubai")

    def test_what_the_map_shows_may_be_named_anywhere_and_so_may_what_holds_it(self, editor: User) -> None:
        frozen = copy(
            editor,
            milestone("circumstances", "From Battambang", "KH:battambang:city"),
            milestone(
                "exploitation", "Chonburi", "TH:pattaya:city", "<p>In Pattaya, Chon Buri, Thailand.</p>"
            ),
            summary="A way from Battambang to Pattaya and back to Cambodia.",
        )

        assert found("place_in_text", frozen) == []

    def test_the_pseudonym_is_no_place(self, editor: User) -> None:
        frozen = copy(
            editor,
            milestone("hope", "Bricks", "KH:pursat", "<p>Then Lima and her sister went.</p>"),
            pseudonym="Lima",
            summary="What Lima told.",
        )

        assert found("place_in_text", frozen) == []


@pytest.mark.django_db
def test_all_of_it_takes_less_than_half_a_second_for_twelve_milestones(editor: User) -> None:
    text = (
        "<p>"
        + "She left the village before the rain, and nobody in Pattaya asked where she was. " * 25
        + "</p>"
    )
    frozen = copy(editor, *(milestone("exploitation", f"Part {n}", "TH", text) for n in range(12)))
    ours = [
        one
        for one in checkers_for(StoryPage)
        if one.name in ("places_listed", "place_in_text", "crowd", "amounts", "events")
    ]
    assert len(ours) == 5
    for checker in ours:
        checker_run(checker, frozen)

    began = time.process_time()
    for checker in ours:
        checker_run(checker, frozen)

    assert time.process_time() - began < 0.5
