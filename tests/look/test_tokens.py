"""The colours of the site, recomputed: 4.5 for text and 3 for what one operates, in both schemes (WCAG 2.2)."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# css/admin belongs to the editor's interface, which has its own tokens and no layers.
STYLES = sorted(path for path in (ROOT / "static" / "css").rglob("*.css") if path.parent.name != "admin")
PHASES = ("circumstances", "exploitation", "freedom", "hope")
SURFACES = ("paper", "card", "sea", "land")

TEXT = [
    *[(text, surface) for text in ("ink", "soft", "accent", *PHASES) for surface in SURFACES],
    ("warm", "paper"),
    ("warm", "card"),
    ("paper", "accent"),
    *[("paper", phase) for phase in PHASES],
]
CONTROLS = [
    *[("warm", surface) for surface in SURFACES],  # the filled part of a bar
    ("warm", "line"),  # ... against its empty part
    *[("soft", surface) for surface in SURFACES],  # the edge of a field
    *[("accent", surface) for surface in SURFACES],  # the focus ring
]


def tokens(scheme: str) -> dict[str, str]:
    """Name -> "#rrggbb" of one scheme: the dark one overrides the light one."""
    text = (ROOT / "static" / "css" / "tokens.css").read_text()
    light, _media, dark = text.partition("prefers-color-scheme: dark")
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", light))
    if scheme == "dark":
        colours |= dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", dark))
    return colours


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "surface"), TEXT)
def test_text_has_a_contrast_of_four_and_a_half(scheme: str, text: str, surface: str) -> None:
    colours = tokens(scheme)

    assert contrast(colours[text], colours[surface]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("part", "surface"), CONTROLS)
def test_a_control_has_a_contrast_of_three(scheme: str, part: str, surface: str) -> None:
    colours = tokens(scheme)

    assert contrast(colours[part], colours[surface]) >= 3


def test_the_dark_scheme_restates_every_colour() -> None:
    text = (ROOT / "static" / "css" / "tokens.css").read_text()
    light, _media, dark = text.partition("prefers-color-scheme: dark")

    assert re.findall(r"--([a-z-]+): #", light) == re.findall(r"--([a-z-]+): #", dark)


def test_no_style_uses_a_token_that_does_not_exist() -> None:
    everything = "\n".join(path.read_text() for path in STYLES)
    defined = set(re.findall(r"(--[a-z0-9-]+)\s*:", everything))
    for script in (ROOT / "static" / "js").glob("*.js"):  # what a script sets while it moves something
        defined |= set(re.findall(r'"(--[a-z0-9-]+)"\s*:', script.read_text()))
    used = set(re.findall(r"var\((--[a-z0-9-]+)", everything))

    assert used - defined == set()


def test_colours_outside_the_styles_are_the_tokens() -> None:
    base = (ROOT / "templates" / "base.html").read_text()
    icon = (ROOT / "static" / "images" / "favicon.svg").read_text()
    light, dark = tokens("light"), tokens("dark")

    assert re.findall(r'theme-color" content="(#[0-9a-f]{6})"', base) == [light["paper"], dark["paper"]]
    assert re.findall(r"#[0-9a-f]{6}", icon) == [light["ink"], light["warm"], dark["ink"], dark["warm"]]
