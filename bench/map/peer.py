"""Our story told again with somebody else's StoryMapJS: `python -m bench.map.peer FOLDER` serves it until Ctrl-C.

FOLDER is a build of StoryMapJS 0.9 (it holds js/storymap.js and css/storymap.css); nothing of it is kept here. The
page does what its embed page does, at its best: files, story and map come from one local server, without the fonts
and the tracker of other hosts, and the tiles are our light SVG.
"""

import json
import re
import sys
import threading
import tomllib
from html import escape
from pathlib import Path
from typing import Any

from django.conf import settings

from bench.map.serve import Body, kind_of, served

STORY = Path("cms/demo/content/stories/01-sreyneang.toml")
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sreyneang</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/css/storymap.css"><script src="/js/storymap.js"></script>
<style>html, body, #story { width: 100%; height: 100%; margin: 0; padding: 0 }</style></head>
<body><div id="story"></div><script>
fetch("/story.json").then(answer => answer.json()).then(data => {
  data.storymap.map_type = location.origin + "/tiles/{z}/{x}/{y}.svg";
  new KLStoryMap.StoryMap("story", data, { script_path: location.origin + "/js" });
});
</script></body></html>"""


def slides(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The overview and nine milestones, with the words and places of our story."""
    from stories.journey import gazetteer

    parts = data["journey"]
    again = dict(parts[3], heading="A second winter in one room", time="a year later")
    parts = [*parts[:4], *[again] * (9 - len(parts)), *parts[4:]]
    told = [
        {
            "type": "overview",
            "text": {"headline": data["pseudonym"], "text": f"<p>{escape(data['summary'])}</p>"},
        }
    ]
    for part in parts:
        place = gazetteer.place(part["place"])
        told.append(
            {
                "date": part["time"],
                "location": {"lat": place.lat, "lon": place.lng, "name": place.name, "zoom": 6, "line": True},
                "text": {"headline": part["heading"], "text": part["narrative"]},
            }
        )
    return told


def read(folder: Path, path: str) -> Body | None:
    """The page, a tile, or a file of the build."""
    if path == "/":
        return "text/html; charset=utf-8", PAGE.encode()
    if path == "/story.json":
        told = {"storymap": {"slides": slides(tomllib.loads(STORY.read_text())), "map_as_image": False}}
        return "application/json", json.dumps(told).encode()
    if found := re.fullmatch(r"/tiles/(\d+)/(\d+)/(\d+)\.svg", path):
        from stories.journey import tiles

        try:
            return "image/svg+xml", tiles.tile(*map(int, found.groups())).encode()
        except ValueError:
            return None
    file = (folder / path.partition("?")[0].lstrip("/")).resolve()
    if not (file.is_file() and file.is_relative_to(folder)):
        return None
    return kind_of(file.name), file.read_bytes()


def main() -> int:
    if len(sys.argv) != 2:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    settings.configure(LANGUAGE_CODE="en")
    folder = Path(sys.argv[1]).resolve()
    with served(lambda path: read(folder, path)) as origin:
        sys.stdout.write(f"PEER_URL={origin}/\n")
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
