"""What README and docs/ name exists: paths, modules, names, commands, addresses, variables, links, pictures."""

import ast
import importlib
import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import Resolver404, resolve

from cms.core import triggers
from tests.architecture.own_files import ROOT

PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
ROOMS = ("cms", "giving", "home", "privacy", "stories", "tests")
FENCE = re.compile(r"^ {4}.*$|^```.*?^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`]+)`")
LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)\s]+)\)")

# Made by a running site, by make, or by a person; none of them is in the repository.
MADE = {
    "var/",
    "var",
    "var/screenshots",
    ".venv/",
    ".venv",
    "editions/<sha256>.webp",
    "/run/secrets/key",
    "requirements*.txt",
}
NAMED_BY_OTHERS = {"image", "true", "false", "None"}  # a tag of Wagtail, values
LARGEST_PICTURE, ALL_PICTURES = 150_000, 2_500_000


def _id(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def quoted(page: Path) -> list[str]:
    """Everything in backticks outside indented blocks."""
    return [" ".join(text.split()) for text in CODE.findall(FENCE.sub("", page.read_text()))]


@cache
def files() -> frozenset[str]:
    """Paths of the repository's own files and folders, relative to its root."""
    found: set[str] = set()
    for top in ROOT.iterdir():
        if top.name.startswith(".") and top.name not in (".ci", ".python-version"):
            continue
        if top.name == "var":
            continue
        inside = [top, *top.rglob("*")] if top.is_dir() else [top]
        found |= {path.relative_to(ROOT).as_posix() for path in inside if "__pycache__" not in path.parts}
    return frozenset(found)


def _words_of(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text())
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.alias(name=name):
                yield name
            case ast.keyword(arg=str(name)):
                yield name
            case ast.Constant(value=str(text)) if id(node) not in prose:
                yield text
                yield from text.split()


@cache
def vocabulary() -> frozenset[str]:
    """Names in the project's Python (this folder left out); triggers, contracts, classes of CSS, Make's variables."""
    sources = (*ROOMS, "scripts")
    paths = [ROOT / "manage.py", *(path for top in sources for path in (ROOT / top).rglob("*.py"))]
    words = {word for path in paths if path.parent != Path(__file__).parent for word in _words_of(path)}
    styles = "".join(css.read_text() for css in (ROOT / "static" / "css").rglob("*.css"))
    words |= set(triggers._registry)
    words |= set(re.findall(r"\b[A-Z][A-Z_]+\b", (ROOT / "Makefile").read_text()))
    words |= set(re.findall(r"^id = \"(\w+)\"", (ROOT / "pyproject.toml").read_text(), re.MULTILINE))
    words |= set(re.findall(r"\.([a-z][\w-]*)", styles))
    return frozenset(words)


@cache
def known_tests() -> frozenset[str]:
    source = "".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    return frozenset(re.findall(r"^def (test_\w+)", source, re.MULTILINE))


@cache
def targets() -> frozenset[str]:
    return frozenset(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def is_file(text: str) -> bool:
    """The path from the root, or the end of one: `map.css` for `static/css/components/map.css`."""
    path = text.rstrip("/")
    return any(known == path or known.endswith(f"/{path}") for known in files())


def is_dotted(text: str) -> bool:
    """A module of ours, or what an import and attributes of it lead to; else each part is a word of the code."""
    parts = text.removesuffix("()").split(".")
    if parts[0] not in ROOMS:
        return all(part in vocabulary() for part in parts)
    if parts[:2] == ["cms", "settings"]:  # production refuses to be imported without its secrets
        return find_spec(".".join(parts)) is not None
    for length in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for name in parts[length:]:
            if not hasattr(found, name):
                return False
            found = getattr(found, name)
        return True
    return False


def is_address(text: str) -> bool:
    """An address of the site; <locale> is "en", any other <word> or … stands for something."""
    path = re.sub(r"<\w+>|…", "abcdefgh", text.replace("<locale>", "en"))
    try:
        resolve(path.partition("?")[0])
    except Resolver404:
        return False
    return True


# What a quoted text looks like, what it then must be, and how that is known. The first pattern that fits decides.
KINDS: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
    (r"make ([a-z][\w-]*).*", "target of the Makefile", lambda name: name in targets()),
    (r".*manage\.py ([a-z_]+).*", "management command", lambda name: name in get_commands()),
    (r"(/[\w<>…./?=-]*)", "address", is_address),
    (r"(test_\w+)", "test", lambda name: name in known_tests()),
    (r"([\w.-]+(?:/[\w.-]+)+/?|[\w-]+/)", "file", is_file),
    (r"([\w-]+\.(?:py|md|toml|txt|js|css|html|sh|csv|bin|tsv))", "file", is_file),
    (
        r"([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?:\(\))?)",
        "name",
        lambda name: name in vocabulary() or is_dotted(name),
    ),
    (r"([A-Za-z_]\w*)(?:\(\))?", "name", lambda name: name in vocabulary() or is_file(name)),
)


def wrong(text: str) -> str | None:
    """Why a quoted text names nothing, or None. What is neither a name nor a path (a value, an example) passes."""
    if text in MADE or text in NAMED_BY_OTHERS:
        return None
    for pattern, kind, exists in KINDS:
        if match := re.fullmatch(pattern, text):
            return None if exists(match[1]) else f"no such {kind}"
    return None


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_what_a_page_names_exists(page: Path) -> None:
    found = {text: wrong(text) for text in quoted(page)}

    assert {text: why for text, why in found.items() if why} == {}


@pytest.mark.parametrize(
    "text",
    [
        "make nothing",
        "manage.py nothing",
        "/nothing/",
        "test_nothing",
        "privacy/nothing.py",
        "privacy.editions.nothing",
        "privacy.nothing",
        "NothingAtAll",
        "NOTHING_AT_ALL",
        "nothing_at_all()",
    ],
)
def test_what_does_not_exist_is_seen(text: str) -> None:
    assert wrong(text)


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_internal_links_lead_somewhere(page: Path) -> None:
    broken = []
    for _picture, target in LINK.findall(page.read_text()):
        if re.match(r"https?:", target):
            continue
        path, _, anchor = target.partition("#")
        goal = (page.parent / path).resolve() if path else page
        if not goal.exists() or (anchor and anchor not in _anchors(goal)):
            broken.append(target)

    assert broken == []


def test_every_page_is_listed_in_the_index() -> None:
    index = (ROOT / "docs" / "index.md").read_text()

    assert [
        _id(page) for page in PAGES[3:] if f"({page.relative_to(ROOT / 'docs').as_posix()})" not in index
    ] == ["docs/index.md"]


def test_readme_is_short_and_has_a_picture_and_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text()

    assert len(text.splitlines()) <= 90
    assert "![" in text
    assert "make run" in text
    assert "make test" in text


def test_pictures_are_small_and_each_is_used() -> None:
    pictures = {path.name: path.stat().st_size for path in (ROOT / "docs" / "images").iterdir()}
    shown = {Path(target).name for page in PAGES for mark, target in LINK.findall(page.read_text()) if mark}

    assert {name for name, size in pictures.items() if size > LARGEST_PICTURE} == set()
    assert sum(pictures.values()) < ALL_PICTURES
    assert set(pictures) == shown


def _variables_read() -> set[str]:
    """Names given to the readers of cms/settings/env.py."""
    found = set()
    for path in (ROOT / "cms" / "settings").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="env")), args=[ast.Constant(value=str(name)), *_]
                ):
                    found.add(name)
    return found


def test_every_environment_variable_is_in_the_settings_page() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE)
    read_elsewhere = {"DJANGO_SETTINGS_MODULE", "CHROMIUM"}

    assert set(rows) - read_elsewhere == _variables_read()
