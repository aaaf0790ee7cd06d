"""The measure of the rules on our own sentences. Figures and their limits are in docs/evidence-words.md."""

import pytest

from bench.evidence import sentences


@pytest.fixture(scope="module")
def rows() -> list[sentences.Row]:
    return list(sentences.measure())


def test_every_language_is_measured(rows: list[sentences.Row]) -> None:
    assert {(row.lang, row.part) for row in rows} == {
        (lang, part) for lang in sentences.LANGUAGES for part in sentences.PARTS
    }
    assert sum(row.identifying for row in rows if row.lang == "en") >= 40
    assert all(
        sum(row.identifying for row in rows if row.lang == lang) >= 20
        and sum(row.clean for row in rows if row.lang == lang) >= 20
        for lang in sentences.LANGUAGES
    )


@pytest.mark.parametrize("lang", sentences.LANGUAGES)
def test_most_identifying_sentences_are_found_and_few_clean_ones_flagged(
    rows: list[sentences.Row], lang: str
) -> None:
    mine = [row for row in rows if row.lang == lang]
    found = 1 - sum(len(row.missed) for row in mine) / sum(row.identifying for row in mine)
    flagged = sum(len(row.flagged) for row in mine) / sum(row.clean for row in mine)

    assert found >= 0.85
    assert flagged <= 0.15
