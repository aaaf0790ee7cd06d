"""The checkers of words on a story, and `manage.py check_text`."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from privacy.evidence.checkers import checker_run
from privacy.evidence.findings import Finding, Level
from privacy.evidence.words.checkers import CHECKERS
from privacy.frozen import freeze
from stories.models import BudgetLine, StoryPage
from tests.privacy.pages import milestone, story_draft


def found_in(page: StoryPage) -> dict[str, list[Finding]]:
    """What each checker found, by its name, notes left out."""
    frozen = freeze(page.get_latest_revision_as_object())
    runs = {checker.name: checker_run(checker, frozen) for checker in CHECKERS}
    return {name: [one for one in run if one.level != Level.NOTE] for name, run in runs.items()}


def test_a_clean_story_has_notes_and_no_findings(editor: User) -> None:
    page = story_draft(editor)
    frozen = freeze(page.get_latest_revision_as_object())

    assert found_in(page) == {checker.name: [] for checker in CHECKERS}
    notes = [one for checker in CHECKERS for one in checker_run(checker, frozen)]
    assert {note.level for note in notes} == {Level.NOTE}
    assert all("safe" not in note.message for note in notes)


def test_every_text_of_a_story_is_looked_at(editor: User) -> None:
    journey = [milestone("hope", "Room 214", "KH:battambang:city", "<p>She met <b>Chanthou</b> Kim.</p>")]
    page = story_draft(
        editor, summary="Ring 081 234 5678.", content_warning="On 3 March 1998.", journey=journey
    )
    page.budget_lines = [
        BudgetLine(
            category="journey_home", amount_minor=40_000, sentence="A house in the village of Prey Chrouk."
        )
    ]
    page.save_revision(user=editor, clean=False)

    found = found_in(page)

    assert {(one.kind, one.where.split(".")[-1], one.level) for one in found["words_contacts"]} == {
        ("phone", "summary", Level.BLOCK),
        ("address", "heading", Level.BLOCK),
    }
    assert [(one.kind, one.excerpt, one.level) for one in found["words_dates"]] == [
        ("exact_date", "3 March 1998", Level.BLOCK)
    ]
    assert [(one.kind, one.excerpt, one.level) for one in found["words_others"]] == [
        ("name", "Chanthou Kim", Level.FLAG)
    ]
    assert [one.kind for one in found["words_places"]] == ["narrow_place"]
    assert all(one.span and one.excerpt for run in found.values() for one in run)


def run_command(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    call_command("check_text", *arguments)
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_each_file_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "texts"
    (folder / "below").mkdir(parents=True)
    (folder / "b.txt").write_text("She left her village when the rice failed.\nTwo years later she was home.")
    (folder / "a.txt").write_text("Ring 081 234 5678.")
    (folder / "below" / "c.txt").write_text("She met Chanthou Kim.")
    (tmp_path / "d.txt").write_bytes(b"\xff\xfe\xfa\x00\xd8")

    answers = run_command(capsys, str(folder), str(tmp_path / "d.txt"), str(tmp_path / "missing.txt"))

    assert [(Path(one["input"]).name, one["verdict"]) for one in answers] == [
        ("a.txt", "block"),
        ("b.txt", "clear"),
        ("c.txt", "flag"),
        ("d.txt", "block"),
        ("missing.txt", "block"),
    ]
    finding = answers[0]["findings"][0]
    assert finding["kind"] == "phone"
    assert finding["excerpt"] == "081 234 5678"
    assert "Ring 081 234 5678."[finding["start"] : finding["end"]] == "081 234 5678"
    assert answers[3]["findings"][0]["message"]


def test_a_language_can_be_given_and_is_guessed_otherwise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("เธออายุ ๑๗ ปี", encoding="utf-8")

    guessed, given = run_command(capsys, str(tmp_path)), run_command(capsys, "--lang", "th", str(tmp_path))

    assert guessed == given
    assert guessed[0]["findings"][0]["kind"] == "exact_age"


def test_standard_input_is_one_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Ring 081 234 5678.\n\nIt was 3 March 1998."))
    )

    (answer,) = run_command(capsys, "-")

    assert answer["input"] == "-"
    assert [one["kind"] for one in answer["findings"]] == ["phone", "exact_date"]


def test_no_process_pays_for_the_word_list_at_its_start() -> None:
    code = (
        "import django, sys; django.setup()\n"
        "from privacy.evidence.words import checkers\n"
        "print('spellchecker' in sys.modules, 'privacy.evidence.words.analysis' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["False", "False"]
