"""The faults of wagtail-geo-widget that our block closes; the numbers are those of the list in docs/places.md."""

import html
import inspect
import json
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import wagtailgeowidget.blocks
import wagtailgeowidget.widgets
from django import forms
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import include, path
from django.utils.datastructures import MultiValueDict
from wagtail.admin.compare import get_comparison_class_for_block
from wagtail.admin.telepath import JSContext
from wagtail.blocks import BlockField, StreamBlock, StructBlock
from wagtail.blocks.field_block import CharBlock

from stories.journey import gazetteer
from stories.places import PlaceBlock, PlaceField, PlaceInput, PlaceStreamField, PlaceValue
from stories.places.forms import PlaceInputAdapter

urlpatterns = [path("places/", include("stories.place_urls"))]
pytestmark = pytest.mark.urls(__name__)

POINT = "SRID=4326;POINT(104.91621 11.55014)"
ODD_VALUES: list[Any] = [
    "",
    "garbage",
    None,
    7,
    [],
    {},
    {"lat": "x"},
    "SRID=4326;POINT(1 2)",
    {"place": "XX:gone", "list": "1"},
]


class MilestoneBlock(StructBlock):
    heading = CharBlock()
    place = PlaceBlock(help_text="Where?")
    seen_from = PlaceBlock(required=False)


class JourneyBlock(StreamBlock):
    milestone = MilestoneBlock()


class JourneyForm(forms.Form):
    journey = BlockField(block=JourneyBlock())


def posted(place: str, **more: str) -> dict[str, str]:
    return {
        "journey-count": "1",
        "journey-0-deleted": "",
        "journey-0-order": "0",
        "journey-0-type": "milestone",
        "journey-0-id": "a",
        "journey-0-value-heading": "Leaving",
        "journey-0-value-place": place,
        "journey-0-value-place-country": "",
        "journey-0-value-seen_from": "",
        "journey-0-value-seen_from-country": "",
    } | more


def files_of(media: forms.Media) -> list[str]:
    """Return the addresses of a media object below /static/, without version, by name; others as they are."""
    found = re.findall(r'(?:src|href)="([^"]+)"', str(media))
    return sorted(address.removeprefix(settings.STATIC_URL).split("?")[0] for address in found)


def form_html(form: forms.Form) -> str:
    """Return the field as the editor gets it: with its value, and with the errors if the form is bound."""
    errors = form.errors.get("journey") if form.is_bound else None
    bound = form["journey"]
    return str(form.fields["journey"].widget.render_with_errors("journey", bound.value(), errors=errors))


def arguments(form: forms.Form) -> tuple[Any, Any]:
    """Return the value and the errors that the editor's script is given for the field."""
    found = re.search(r'data-w-block-arguments-value="([^"]*)"', form_html(form))
    assert found
    value, error = json.loads(html.unescape(found[1]))
    return value, error


def test_what_we_replace_of_the_widget_is_still_there() -> None:
    """Contract with the pinned version: a method that is new or gone must be looked at before it is trusted."""
    assert version("wagtailgeowidget") == "9.1.0"
    block = {
        name for name, value in vars(wagtailgeowidget.blocks.LeafletBlock).items() if not name.startswith("_")
    }
    assert block == {"field", "render_form", "to_python", "value_for_form", "value_from_form"}
    assert block <= set(vars(PlaceBlock))
    widget = {name for name in vars(wagtailgeowidget.widgets.LeafletField) if not name.startswith("_")}
    assert widget == {
        "address_field",
        "zoom_field",
        "id_prefix",
        "srid",
        "hide_latlng",
        "build_attrs",
        "media",
        "render",
    }
    assert {"build_attrs", "media", "render"} <= set(vars(PlaceInput))
    adapter = {
        name for name in vars(wagtailgeowidget.widgets.LeafletFieldAdapter) if not name.startswith("_")
    }
    assert adapter - {"media"} == {"js_constructor", "js_args", "Media"}  # `media` is made from Media
    assert {"js_constructor", "js_args", "media"} <= set(vars(PlaceInputAdapter))


def test_1_and_2_style_script_and_tiles_come_from_our_own_host() -> None:
    files = files_of(PlaceInput().media)
    shown = PlaceInput().render("place", None, {"id": "id_place"})

    assert files == ["css/admin/place.css", "js/admin/place.js", "leaflet/leaflet.css", "leaflet/leaflet.js"]
    assert [name for name in files if finders.find(name) is None] == []
    assert "http" not in shown
    assert 'data-tiles-url="/places/tiles/"' in shown


def test_3_and_12_our_scripts_name_no_host_no_geocoder_and_no_jquery() -> None:
    script = (Path(settings.BASE_DIR) / "static/js/admin/place.js").read_text()
    style = (Path(settings.BASE_DIR) / "static/css/admin/place.css").read_text()

    assert not re.search(r"https?:|//[a-z]+\.|nominatim|\$\(|jQuery", script)
    assert "url(" not in style


def test_3_the_block_has_no_address_and_no_geocoder() -> None:
    assert "wagtailgeowidget.geocoders" not in inspect.getsource(inspect.getmodule(PlaceBlock))  # type: ignore[arg-type]
    assert PlaceBlock().address_field is None


@pytest.mark.parametrize("stored", ODD_VALUES)
def test_4_no_stored_value_can_brick_the_editor(stored: Any) -> None:
    field = PlaceStreamField(JourneyBlock())
    value = field.to_python(
        json.dumps(
            [
                {
                    "type": "milestone",
                    "id": "a",
                    "value": {"heading": "x", "place": stored, "seen_from": stored},
                }
            ]
        )
    )

    editor = form_html(JourneyForm(initial={"journey": value}))
    shown = value.render_as_block()
    compare = get_comparison_class_for_block(field.stream_block)(field.stream_block, True, True, value, value)

    assert "data-block" in editor
    assert "x" in shown
    assert "x" in compare.htmldiff()
    assert value[0].value["place"] is None or not isinstance(value[0].value["place"], dict)


def test_4_garbage_is_an_error_beside_the_field_and_is_shown_again() -> None:
    form = JourneyForm(posted("Ban Nong Phai"))

    assert not form.is_valid()
    value, error = arguments(form)
    assert value[0]["value"]["place"] == {"text": "Ban Nong Phai", "place": None}
    [message] = error["blockErrors"]["0"]["blockErrors"]["place"]["messages"]
    assert message.startswith("Choose a place from the list. “Ban Nong Phai” is not in it.")


def test_5_required_counts_when_submitted_and_not_for_drafts() -> None:
    submitted, draft = JourneyForm(posted("")), JourneyForm(posted(""))
    draft.fields["journey"].is_deferred_validation = True  # type: ignore[attr-defined]

    assert not submitted.is_valid()
    assert draft.is_valid()
    assert "Choose a place." in form_html(submitted)


def test_5_help_text_is_honoured() -> None:
    assert PlaceBlock(help_text="Where?").field.help_text == "Where?"
    assert PlaceBlock().required
    assert not PlaceBlock(required=False).required


def test_5_a_block_may_stay_required_for_drafts() -> None:
    block = PlaceBlock(required_on_save=True)
    block.defer_required_validation()

    with pytest.raises(ValidationError):
        block.clean(None)
    block.restore_deferred_validation()
    assert block.required


def test_6_empty_stays_empty() -> None:
    block = PlaceBlock(required=False)

    assert block.get_default() is None
    assert block.get_form_state(None) == {"text": "", "place": None}
    assert block.clean(block.value_from_datadict({"place": ""}, {}, "place")) is None
    assert block.get_prep_value(None) is None


@pytest.mark.parametrize(
    "raw", [POINT, "11.55014, 104.91621", '{"lat": "11.55014", "lng": "104.91621", "srid": "4326"}']
)
def test_7_a_posted_point_is_snapped_before_anything_is_stored(raw: str) -> None:
    form = JourneyForm(posted(raw))

    assert form.is_valid(), form.errors
    stored = form.fields["journey"].block.get_prep_value(form.cleaned_data["journey"])  # type: ignore[attr-defined]
    expected = gazetteer.nearest(11.55014, 104.91621).key
    assert stored[0]["value"]["place"] == {"place": expected, "list": gazetteer.LIST_VERSION}
    assert not re.search(r"\d\.\d", json.dumps(stored))


def test_7_a_draft_with_a_point_stores_none_either() -> None:
    form = JourneyForm(posted(POINT))
    form.fields["journey"].is_deferred_validation = True  # type: ignore[attr-defined]

    assert form.is_valid()
    assert not re.search(r"\d\.\d", json.dumps(form.cleaned_data["journey"].get_prep_value()))


def test_7_imported_data_that_nobody_has_read_is_settled_when_written() -> None:
    field = PlaceStreamField(JourneyBlock())
    raw = [
        {
            "type": "milestone",
            "id": "a",
            "value": {"heading": "x", "place": POINT, "seen_from": "Ban Nong Phai"},
        }
    ]

    written = field.get_prep_value(field.to_python(json.dumps(raw)))

    assert "POINT" in json.dumps(
        JourneyBlock().to_python(raw).get_prep_value()
    )  # what Wagtail's own field would write
    assert written[0]["value"]["place"]["place"] == gazetteer.nearest(11.55014, 104.91621).key
    assert written[0]["value"]["seen_from"] is None


def test_7_text_that_is_no_stream_is_not_written_back() -> None:
    field = PlaceStreamField(JourneyBlock())

    assert field.get_prep_value(field.to_python(POINT)) == []


def test_8_the_field_is_one_labelled_text_input_that_works_without_script() -> None:
    class Form(forms.Form):
        place = PlaceField(help_text="Where?")

    page = Form().as_div()
    text_input = re.search(r'<input type="text" [^>]*>', page)

    assert '<label for="id_place">Place' in page
    assert text_input
    assert all(
        part in text_input[0] for part in ('name="place"', 'id="id_place"', " required", "id_place_helptext")
    )
    assert 'for="id_place-country"' in page
    assert "data-place-picture hidden" in page
    assert "style=" not in page
    assert "<script" not in page

    valid = Form({"place": "Bangkok, Thailand"})
    assert valid.is_valid()
    assert valid.cleaned_data["place"] == PlaceValue(gazetteer.place("TH:bangkok"))
    assert not Form({"place": ""}).is_valid()


def test_8_without_script_the_typed_text_is_kept_beside_the_error() -> None:
    class Form(forms.Form):
        place = PlaceField()

    form = Form({"place": "Punjab", "place-country": ""})

    assert form.errors["place"] == [
        "“Punjab” is the name of several places. Write one of these: "
        "Punjab, India (province); Punjab, Pakistan (province)."
    ]
    assert 'value="Punjab"' in form.as_div()
    assert Form({"place": "Punjab", "place-country": "PK"}).is_valid()


def test_9_there_is_no_zoom_field() -> None:
    assert PlaceBlock().zoom_field is None
    assert "zoom_field" not in PlaceInput().render("place", None, {"id": "id_place"})


def test_10_the_value_is_a_place_with_label_and_rounded_position() -> None:
    value = PlaceBlock().to_python({"place": "TH:bangkok", "list": "2026-11"})

    assert isinstance(value, PlaceValue)
    assert value.label == "Bangkok, Thailand"
    assert value.place.lat == round(value.place.lat, 1)
    assert PlaceBlock().get_prep_value(value) == {"place": "TH:bangkok", "list": gazetteer.LIST_VERSION}
    assert PlaceBlock().get_api_representation(value) == {
        "place": "TH:bangkok",
        "list": gazetteer.LIST_VERSION,
    }


def test_12_the_editor_gets_our_own_adapter_under_our_own_name() -> None:
    context = JSContext()
    packed = json.dumps(context.pack(JourneyBlock()))
    scripts = re.findall(r'src="/static/([^"?]+)', str(context.media))

    assert '"stories.PlaceWidget"' in packed
    assert "wagtailgewidget" not in packed
    assert not [name for name in scripts if "wagtailgeowidget" in name]
    assert str(context.media).count("src=") == len(scripts)
    assert scripts.index("wagtailadmin/js/telepath/widgets.js") < scripts.index("js/admin/place.js")
    assert scripts.index("leaflet/leaflet.js") < scripts.index("js/admin/place.js")


def test_the_form_state_of_a_place_is_its_text_and_its_listed_position() -> None:
    state = PlaceBlock().get_form_state(PlaceBlock().to_python("KH:phnom-penh:city"))

    assert state["text"] == "Phnom Penh, Cambodia (city)"
    assert state["place"]["key"] == "KH:phnom-penh:city"
    assert PlaceBlock().to_python(state["text"]).key == "KH:phnom-penh:city"  # type: ignore[union-attr]


def test_versions_are_compared_by_label() -> None:
    block = PlaceBlock()
    bangkok, odd = block.to_python("TH:bangkok"), block.to_python("garbage")
    compare = block.get_comparison_class()

    assert (
        compare(block, True, True, None, bangkok).htmldiff()
        == '<span class="addition">Bangkok, Thailand</span>'
    )
    assert (
        compare(block, True, True, bangkok, odd).htmldiff()
        == '<span class="deletion">Bangkok, Thailand</span>'
    )
    assert compare(block, True, True, bangkok, bangkok).htmlvalue(bangkok) == "Bangkok, Thailand"
    assert compare(block, True, True, odd, odd).htmlvalue(odd) == ""


def test_a_place_renders_as_its_label_is_searched_by_its_names_and_refers_to_nothing() -> None:
    block = PlaceBlock()
    bangkok = block.to_python("TH:bangkok")

    assert block.render(bangkok) == "Bangkok, Thailand"
    assert block.render(None) == ""
    assert block.get_searchable_content(bangkok) == ["Bangkok, Thailand", "กรุงเทพมหานคร"]
    assert block.get_searchable_content(block.to_python("garbage")) == []
    assert list(block.extract_references(bangkok)) == []
    assert block.get_preview_value()


def test_the_block_is_named_in_migrations_by_its_public_path() -> None:
    assert PlaceBlock(required=False).deconstruct() == ("stories.places.PlaceBlock", (), {"required": False})
    assert PlaceStreamField(JourneyBlock()).deconstruct()[1] == "stories.places.PlaceStreamField"


def test_the_widget_reads_any_kind_of_posted_data() -> None:
    widget = PlaceInput()

    assert widget.value_from_datadict(QueryDict("p=TH:bangkok"), {}, "p").key == "TH:bangkok"  # type: ignore[union-attr]
    assert widget.value_from_datadict({}, {}, "p") is None
    assert widget.value_omitted_from_data({}, MultiValueDict(), "p")
    assert PlaceField().has_changed(None, "TH:bangkok")
    assert not PlaceField().has_changed({"place": "TH:bangkok"}, "Bangkok, Thailand")


def test_an_unexpected_prefix_still_renders() -> None:
    assert 'name="odd"' in PlaceBlock().render_form(POINT, "odd")
    assert "POINT" not in PlaceBlock().render_form(POINT, "odd")
