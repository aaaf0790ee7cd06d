"""How long the map of a journey nobody has drawn yet takes, from the committed data alone, on one core."""

import random
import statistics
import subprocess
import sys
import time

from stories.journey import gazetteer
from stories.journey.map import Stop, draw
from stories.journey.places import Place

MOST_MS = 50


def new_journeys(count: int) -> list[list[Stop]]:
    """Random journeys of 1 to 40 stops: all over the world, in one country, all in one place, abroad and back."""
    dice = random.Random(6)
    everywhere = gazetteer.regions()
    near: dict[str, list[Place]] = {}
    for place in everywhere:
        near.setdefault(place.country, []).append(place)
    homes = [near[code] for code in ("KH", "TH", "MM", "ID", "PH", "BD", "IN", "NP", "MY", "VN")]
    found = []
    for turn in range(count):
        many, home = dice.randint(1, 40), dice.choice(homes)
        places = (
            [dice.choice(everywhere) for _ in range(many)],
            [dice.choice(home) for _ in range(many)],
            [dice.choice(everywhere)] * many,
            [*dice.sample(home, 3), dice.choice(everywhere), dice.choice(home)],
        )[turn % 4]
        found.append([Stop(place, "hope") for place in places])
    return found


def milliseconds(journey: list[Stop]) -> float:
    """CPU time of one map drawn anew; the better of two, as a busy machine lies upwards only."""
    took = []
    for _ in range(2):
        draw.__globals__["_draw"].cache_clear()
        draw.__globals__["_drawing"].cache_clear()
        start = time.process_time()
        draw(journey)
        took.append((time.process_time() - start) * 1000)
    return min(took)


def test_any_new_journey_is_drawn_in_50_ms():
    draw([Stop(gazetteer.place("LA"), "hope")])  # reads the sheet, once per process

    took = [milliseconds(journey) for journey in new_journeys(200)]

    assert statistics.median(took) < MOST_MS / 2
    assert max(took) < MOST_MS


def test_drawing_imports_no_library_of_maps():
    code = (
        "import sys; from django.conf import settings; settings.configure(); import django; django.setup();"
        "from stories.journey import gazetteer, map;"
        "map.draw([map.Stop(gazetteer.place('KH'), 'hope')]);"
        "print(sorted(name for name in sys.modules if name.split('.')[0] in "
        "('osgeo', 'shapely', 'fiona', 'pyproj', 'geopandas', 'numpy') or name == 'django.contrib.gis'))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
