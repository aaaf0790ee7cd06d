"""House rules over the Python source that no linter knows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture import own_files

MODULE_LINES = 400
TEST_FILE_LINES = 500
FUNCTION_LINES = 60
# A drawer collects whatever has no place; a module says what it holds.
DRAWERS = {"utils", "util", "helpers", "helper", "misc", "common", "tools", "support_functions"}
# Sets Wagtail's flag past the one door (ReviewedPage.save), which refuses it without a standing edition.
GOES_LIVE_BY_QUERY = re.compile(r"\.update\([^)]*\blive\s*=(?!\s*False)", re.DOTALL)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(own_files.tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_module_is_longer_than_one_concern() -> None:
    lengths = {own_files.name(path): len(path.read_text().splitlines()) for path in own_files.modules()}

    too_long = {
        name: lines
        for name, lines in lengths.items()
        if lines > (TEST_FILE_LINES if name.startswith("tests/") else MODULE_LINES)
    }
    assert too_long == {}


def test_no_function_is_longer_than_a_screen() -> None:
    lengths = {
        f"{own_files.name(path)}:{function.name}": (function.end_lineno or 0) - function.lineno + 1
        for path in own_files.modules()
        for function in functions(path)
    }

    assert {name: lines for name, lines in lengths.items() if lines > FUNCTION_LINES} == {}


def test_every_module_says_what_it_holds() -> None:
    silent = [
        own_files.name(path)
        for path in own_files.modules()
        if own_files.tree(path).body and not ast.get_docstring(own_files.tree(path))
    ]

    assert silent == []


def test_no_module_is_a_drawer() -> None:
    drawers = [
        own_files.name(path)
        for path in own_files.modules()
        if path.stem in DRAWERS or path.parent.stem in DRAWERS
    ]

    assert drawers == []


def test_no_query_sets_a_page_live() -> None:
    """Outside the attacks on the gate, which do exactly this."""
    found = [
        own_files.name(path)
        for path in own_files.modules(migrations=True)
        if "attack" not in path.parts
        and path != Path(__file__)
        and GOES_LIVE_BY_QUERY.search(path.read_text())
    ]

    assert found == []


def _call_name(call: ast.expr) -> str:
    return ast.unparse(call.func if isinstance(call, ast.Call) else call)


def test_no_test_is_skipped_without_a_reason() -> None:
    silent = []
    for path in own_files.files(".py", "tests"):
        for node in ast.walk(own_files.tree(path)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                marks = [
                    mark
                    for mark in node.decorator_list
                    if re.search(r"\.(skip|skipif|xfail)$", _call_name(mark))
                ]
            elif isinstance(node, ast.Call) and _call_name(node) in ("pytest.skip", "pytest.xfail"):
                marks = [] if node.args else [node]
            else:
                continue
            silent += [
                f"{own_files.name(path)}:{mark.lineno}"
                for mark in marks
                if not (isinstance(mark, ast.Call) and any(word.arg == "reason" for word in mark.keywords))
            ]

    assert silent == []


def test_no_test_patches_the_project_itself() -> None:
    """A test that replaces our own parts proves that the replacement works."""
    ours = re.compile(r"""patch(\.object)?\(\s*["'](cms|giving|privacy|stories|home|learn|support)\.""")

    assert [own_files.name(p) for p in own_files.files(".py", "tests") if ours.search(p.read_text())] == []
