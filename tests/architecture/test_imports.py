"""The contracts of pyproject.toml are the rooms' own, and each of them is seen to break."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture import own_files
from tests.architecture.rooms import FLOORS

CONFIG = tomllib.loads((own_files.ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
MODULES = (
    "cms/urls",
    "cms/demo/people",
    "cms/settings/base",
    "cms/core/codes",
    "home/models",
    "stories/models",
    "giving/gateway",
    "giving/services",
    "privacy/editions",
)
LINT = Path(sys.executable).with_name("lint-imports")


def test_contract_and_model_relations_are_held_to_the_same_order() -> None:
    layers = next(contract["layers"] for contract in CONFIG["contracts"] if contract["id"] == "rooms")

    in_contract = [{room.strip(" ()") for room in layer.split("|")} for layer in reversed(layers)]

    assert in_contract == [set(rooms) for rooms in FLOORS]


@pytest.fixture
def small_project(tmp_path: Path) -> Path:
    """Empty rooms under the project's own contracts."""
    (tmp_path / "pyproject.toml").write_text((own_files.ROOT / "pyproject.toml").read_text())
    for module in MODULES:
        path = tmp_path / f"{module}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        (path.parent / "__init__.py").touch()
    (tmp_path / "cms" / "__init__.py").touch()
    (tmp_path / "giving" / "gateway.py").write_text("import stripe\n")
    return tmp_path


def lint(project: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([LINT, "--no-cache"], cwd=project, capture_output=True, text=True)


def test_rooms_that_keep_to_the_order_pass(small_project: Path) -> None:
    (small_project / "home/models.py").write_text("import stories.models, privacy.editions\n")
    (small_project / "cms/demo/people.py").write_text("import home.models, giving.services\n")

    done = lint(small_project)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("cms/core/codes.py", "import privacy.editions", "Rooms import one way"),
        ("privacy/editions.py", "from stories.models import *", "Rooms import one way"),
        ("giving/services.py", "import privacy.editions", "Rooms import one way"),
        ("home/models.py", "import cms.demo.people", "Rooms import one way"),
        ("giving/services.py", "import stripe", "Stripe's package"),
        ("cms/demo/people.py", "from stripe import StripeClient", "Stripe's package"),
        ("privacy/editions.py", "from cms.settings import base", "Rooms read django.conf.settings"),
    ],
)
def test_import_against_a_contract_is_found(
    small_project: Path, module: str, line: str, contract: str
) -> None:
    (small_project / module).write_text(f"{line}\n")

    done = lint(small_project)

    broken = [text for text in done.stdout.splitlines() if " BROKEN" in text]
    assert done.returncode == 1
    assert [text for text in broken if text.startswith(contract)], done.stdout + done.stderr
