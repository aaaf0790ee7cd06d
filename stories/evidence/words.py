"""Names of publishable places are no names of people: the checks of words may read past them."""

from collections.abc import Iterator

from privacy.evidence.words import allowed
from stories.journey.gazetteer import DATA
from stories.journey.places import read_places


def place_names() -> Iterator[str]:
    """Every name of every listed place, in Latin and in native scripts, as the list has them."""
    for place in read_places((DATA / "places.tsv").read_text("utf-8")):
        yield from {place.name, place.native, *place.also}


allowed.register(place_names)
