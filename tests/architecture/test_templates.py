"""Rules over templates and static files: they compile, keep to the content policy, and load nothing from elsewhere."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from tests.architecture import own_files

TEMPLATES = own_files.ROOT / "templates"
STYLE_ATTRIBUTE = re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE)
INLINE_HANDLER = re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.IGNORECASE)
# What a browser fetches by itself; an <a href> is followed by a person, a namespace by nobody.
FETCHED = re.compile(
    r"""<(?!a\b)[a-z][^>]*\s(?:src|srcset|href|poster|data|action|formaction)\s*=\s*["']?\s*(?:https?:)?//"""
    r"""|url\(\s*["']?\s*(?:https?:)?//"""
    r"""|@import\s+["'](?:https?:)?//"""
    r"""|(?:\bfetch\(|\bimport\(|\bfrom\s|\bimport\s|new\s+Worker\()\s*["'`](?:https?:)?//""",
    re.IGNORECASE,
)
# Marks of the document, not files to load.
NOT_FETCHED = re.compile(r"""<link[^>]*\brel=["']?(?:canonical|license|alternate)\b[^>]*>""", re.IGNORECASE)


def template_names() -> list[str]:
    return [
        str(path.relative_to(TEMPLATES))
        for suffix in (".html", ".txt", ".xml")
        for path in own_files.files(suffix, "templates")
    ]


def lines_matching(pattern: re.Pattern[str], *paths: Path) -> list[str]:
    return [
        f"{own_files.name(path)}:{text.count('\n', 0, match.start()) + 1}"
        for path in paths
        for text in [NOT_FETCHED.sub("", path.read_text())]
        for match in pattern.finditer(text)
    ]


def pages() -> tuple[Path, ...]:
    return own_files.files(".html", "templates")


@pytest.mark.parametrize("name", template_names())
def test_template_compiles(name: str) -> None:
    get_template(name)


def test_no_template_styles_an_element_in_place() -> None:
    assert lines_matching(STYLE_ATTRIBUTE, *pages()) == []


def test_no_template_handles_an_event_in_place() -> None:
    assert lines_matching(INLINE_HANDLER, *pages()) == []


def test_no_page_style_or_script_loads_from_another_host() -> None:
    shipped = [
        path for suffix in (".html", ".css", ".js", ".svg") for path in own_files.files(suffix, "static")
    ]

    assert lines_matching(FETCHED, *pages(), *shipped) == []


@pytest.mark.parametrize(
    "text",
    [
        '<img src="https://example.org/x.png">',
        "<script src=//example.org/x.js></script>",
        '<link rel="stylesheet" href="https://example.org/x.css">',
        '<form method="post" action="https://example.org/">',
        "body { background: url(https://example.org/x.png) }",
        '@import "//example.org/x.css";',
        'import { x } from "https://example.org/x.js";',
    ],
)
def test_rule_about_other_hosts_sees(text: str) -> None:
    assert FETCHED.search(text)


@pytest.mark.parametrize(
    "text",
    [
        '<a href="https://www.iom.int/">IOM</a>',
        '<svg xmlns="http://www.w3.org/2000/svg">',
        '<img src="{% static "logo.svg" %}">',
        "body { background: url(/static/x.png) }",
    ],
)
def test_rule_about_other_hosts_allows(text: str) -> None:
    assert not FETCHED.search(text)
