"""Constant inline styles and the one inline script, with the hashes the Content-Security-Policy names.

Stored pages carry no nonce, so what is inline must be constant: whole bundles of committed CSS files. Inlining them
saves the round trip of a blocking style sheet (562 ms on Slow 4G, reference story-map).
No Django import: the settings read the hashes.
"""

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent.parent / "static"

BUNDLES: dict[str, tuple[str, ...]] = {
    "site": (
        "css/tokens.css",
        "css/base.css",
        "css/layout.css",
        "css/components/button.css",
        "css/components/facts.css",
        "css/components/progress.css",
    ),
    "list": ("css/components/thumb.css", "css/components/list.css"),
    "home": (
        "css/components/positions.css",
        "css/components/map.css",
        "css/components/home.css",
    ),  # beside "list"
    "story": (
        "css/components/positions.css",
        "css/components/map.css",
        "css/components/milestone.css",
        "css/components/needs.css",
    ),
    "give": ("css/components/give.css",),
    "error": ("css/components/dead_end.css",),
}

# Marks the document before the first paint, so that nothing jumps when the script arrives (CLS 0).
HEAD_SCRIPT = 'document.documentElement.classList.add("js")'


def _hash(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def _squeeze(css: str) -> str:
    """CSS without comments, indentation and the spaces around punctuation; rules and values stay as written."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = "\n".join(line.strip() for line in css.splitlines() if line.strip())
    return re.sub(r":\s+", ":", re.sub(r"\s*([{};,])\s*", r"\1", css)).replace(";}", "}")


@lru_cache
def style(bundle: str) -> str:
    """The text of a bundle, as it stands inside `<style>`.

    Raises:
        KeyError: no such bundle.
    """
    return _squeeze("\n".join((STATIC / name).read_text() for name in BUNDLES[bundle]))


def style_hashes() -> list[str]:
    return [_hash(style(bundle)) for bundle in BUNDLES]


def script_hashes() -> list[str]:
    return [_hash(HEAD_SCRIPT)]
