"""The place of a milestone: chosen from the list of publishable places, by name or on a map. See docs/places.md."""

from stories.places.blocks import PlaceBlock
from stories.places.forms import PlaceField, PlaceInput
from stories.places.storage import PlaceStreamField
from stories.places.values import PlaceValue

__all__ = ["PlaceBlock", "PlaceField", "PlaceInput", "PlaceStreamField", "PlaceValue"]
