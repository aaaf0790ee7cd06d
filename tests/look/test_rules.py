"""House rules of the look: layers, logical properties, no inline style, no other host, small."""

import re
from pathlib import Path

import brotli
import pytest

from cms.core import inline

ROOT = Path(__file__).resolve().parents[2]
# css/admin belongs to the editor's interface, which has its own tokens and no layers.
STYLES = sorted(path for path in (ROOT / "static" / "css").rglob("*.css") if path.parent.name != "admin")
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# The map is never flipped, so what lies on it is placed by physical sides.
PHYSICAL = {"map.css", "positions.css"}
SIDES = re.compile(
    r"(?:^|[\s;{])(?:(?:margin|padding|border|inset)-)?(?:left|right)\s*:|text-align:\s*(?:left|right)|float:"
)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", [path for path in STYLES if path.stat().st_size], ids=name)
def test_every_rule_stands_in_a_layer(path: Path) -> None:
    css = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL).strip()

    depth, outside = 0, ""
    for sign in css:
        depth += (sign == "{") - (sign == "}")
        outside += sign if depth == 0 and sign != "}" else ""

    assert depth == 0
    assert re.fullmatch(r"(\s*@layer [a-z, ]+;?)+\s*", outside), outside


@pytest.mark.parametrize("path", [path for path in STYLES if path.name not in PHYSICAL], ids=name)
def test_styles_name_no_left_or_right(path: Path) -> None:
    assert SIDES.findall(path.read_text()) == []


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_styles_load_nothing(path: Path) -> None:
    assert re.findall(r"@import|@font-face|url\(", path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_templates_have_no_inline_style_handler_or_other_host(path: Path) -> None:
    html = path.read_text()

    assert re.findall(r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<style\b", html) == []
    assert re.findall(r"(?:src|srcset|href|action)=[\"'](?:https?:)?//", html) == []


def test_the_styles_of_a_story_are_small() -> None:
    template = (ROOT / "templates" / "stories" / "story_page.html").read_text()
    bundles = ["site", *re.findall(r'inline_styles "(\w+)"', template)]
    css = "".join(inline.style(bundle) for bundle in bundles)

    assert len(brotli.compress(css.encode(), quality=11)) <= 6 * 1024


def test_the_scripts_of_a_story_are_small() -> None:
    scripts = [ROOT / "static" / "js" / f"{name}.js" for name in ("story", "fund", "give")]

    assert sum(len(brotli.compress(script.read_bytes(), quality=11)) for script in scripts) <= 4_000
