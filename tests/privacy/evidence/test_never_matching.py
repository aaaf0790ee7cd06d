"""The never-publish list against texts: how many spellings it finds, and how often it is wrong. Prints its figures."""

import re
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.evidence import never, never_sealed
from privacy.evidence.never import Hit, Looked
from privacy.evidence.never_dates import entry_keys
from privacy.evidence.never_needles import Needle, is_comparable, needle
from privacy.evidence.never_sealed import Sealed
from privacy.evidence.never_words import ordinary
from tests.architecture.own_files import ROOT
from tests.privacy.evidence.never_samples import FIRST, SAMPLES, sentences

KEY = b"made up for tests"
Find = Callable[[str], list[Hit]]


def needles_of(entries: tuple[tuple[str, str], ...]) -> list[Needle]:
    return [needle(number, kind, entry) for number, (kind, entry) in enumerate(entries, start=1)]


def sealed_of(entries: tuple[tuple[str, str], ...]) -> list[Sealed]:
    filler = bytes(never_sealed.filler_bytes())
    return [
        Sealed(one.number, one.kind, never_sealed.unpacked(never_sealed.seal(one, KEY, filler)), KEY)
        for one in needles_of(entries)
    ]


def finders(entries: tuple[tuple[str, str], ...]) -> dict[str, Find]:
    needles, sealed = needles_of(entries), sealed_of(entries)
    return {
        "plain": lambda text: never.hits(Looked(text), needles),
        "hashed": lambda text: never_sealed.hits(Looked(text), sealed),
    }


def prose() -> list[str]:
    """Paragraphs nobody wrote to be found: the demonstration's stories and our own documentation."""
    paths = [*sorted((ROOT / "cms/demo/content").rglob("*.toml")), *sorted((ROOT / "docs").glob("*.md"))]
    return [part for path in paths for part in re.split(r"\n\n", path.read_text()) if part.strip()]


def seen(text: str, entry: str, kind: str = "name") -> list[str]:
    return [text[hit.start : hit.end] for hit in never.hits(Looked(text), [needle(1, kind, entry)])]


# --- Figures ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize(("way", "share"), [("plain", 0.85), ("hashed", 0.75)])
def test_most_spellings_are_found(sample: str, way: str, share: float) -> None:
    entries, spellings = SAMPLES[sample]
    find = finders(entries)[way]
    asked = sentences(spellings)

    missed = [
        spelling for number, spelling, text in asked if number not in {hit.number for hit in find(text)}
    ]

    print(f"{sample}, {way}: {len(asked) - len(missed)} of {len(asked)} spellings; missed {missed}")  # noqa: T201
    assert len(asked) >= 60
    assert len(missed) <= (1 - share) * len(asked)


@pytest.mark.parametrize("way", ["plain", "hashed"])
def test_ordinary_prose_raises_few_alarms_in_little_time(way: str) -> None:
    find, texts = finders(FIRST)[way], prose()
    words = sum(len(text.split()) for text in texts)
    ordinary()  # its word list is read once in the life of a process
    begun = time.process_time()

    alarms = [(hit.number, text[hit.start : hit.end]) for text in texts for hit in find(text)]

    seconds = (time.process_time() - begun) * 1000 / words
    rate = len(alarms) * 4000 / words
    print(  # noqa: T201
        f"{way}: {len(alarms)} alarms in {words} words ({rate:.1f} in 4,000), {seconds:.3f} s CPU per 1,000 words: "
        f"{sorted(set(alarms))}"
    )
    assert words >= 4000
    assert rate <= 8
    assert seconds <= 0.5


# --- Rules --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("An went home, so an hour passed.", ["An"]),
        ("an.jpg", ["an"]),
        ("ANOTHER AN", ["AN"]),
        ("It was an hour.", []),
    ],
)
def test_a_short_name_is_found_where_it_is_written_as_a_name(text: str, found: list[str]) -> None:
    assert seen(text, "An") == found


def test_a_short_entry_must_be_the_same() -> None:
    assert seen("Dora and Dana came, and Dara.", "Dara") == ["Dara"]


def test_a_common_word_is_no_other_spelling_of_a_name() -> None:
    assert seen("They could then zoom in on the marine life.", "Thein Zaw") == []
    assert seen("A marine park.", "Marina") == []
    assert seen("Marinna left.", "Marina") == ["Marinna"]


def test_the_place_of_a_hit_is_the_place_in_the_text() -> None:
    text = "Before, ស្រី Sókha‌ Chanthou, after."

    assert [
        text[hit.start : hit.end].startswith("Sókha")
        for hit in never.hits(Looked(text), needles_of(FIRST[:1]))
    ] == [True]


@pytest.mark.parametrize(
    "spelling", ["2/3/1998", "3/2/1998", "2 March 1998", "March 2", "2541-03-02", "2 มีนาคม ๒๕๔๑"]
)
def test_a_date_of_birth_is_found_however_it_is_written(spelling: str) -> None:
    assert seen(f"Born on {spelling}, they said.", "2 March 1998", "birth")


@pytest.mark.parametrize(
    "text", ["2 April 1998", "March 3", "in March 1998", "2 markets", "12 March 1998", "2.3 metres"]
)
def test_another_date_is_not(text: str) -> None:
    assert seen(text, "2 March 1998", "birth") == []


def test_a_telephone_number_is_found_by_its_end() -> None:
    assert seen("Call 0 12-555 01 73 now", "+855 12 555 0173", "phone")
    assert seen("Call 012 555 0174", "+855 12 555 0173", "phone") == []
    assert seen("12,555 people and 173 boats", "+855 12 555 0173", "phone") == []


@pytest.mark.parametrize(
    ("kind", "entry"),
    [("phone", "12 34"), ("birth", "1998"), ("birth", "March 1998"), ("name", "–"), ("name", "x")],
)
def test_what_could_never_be_found_is_not_comparable(kind: str, entry: str) -> None:
    assert not is_comparable(kind, entry)


def test_a_day_that_may_be_read_in_two_ways_is_looked_for_in_both() -> None:
    assert entry_keys("3/12/1998") == {"98-12-3", "12-3", "98-3-12", "3-12"}


def test_no_repr_shows_what_is_looked_for() -> None:
    shown = repr([*needles_of(FIRST), *sealed_of(FIRST)]).lower()
    words = {word for _kind, entry in FIRST for word in re.findall(r"\w{4,}", entry.lower())}

    assert [word for word in words - {kind for kind, _entry in FIRST} if word in shown] == []


def test_the_number_of_hashes_tells_no_length() -> None:
    import os

    sizes = {
        len(never_sealed.unpacked(never_sealed.seal(one, KEY, os.urandom(never_sealed.filler_bytes())))) % 64
        for one in needles_of(FIRST)
    }

    assert sizes == {0}


def test_hashes_of_another_key_find_nothing() -> None:
    sealed = [Sealed(one.number, one.kind, one.digests, b"another") for one in sealed_of(FIRST)]

    assert never_sealed.hits(Looked("Sokha Chanthou, 012 555 0173"), sealed) == []


@given(st.text(max_size=200), st.sampled_from(FIRST))
def test_any_text_can_be_looked_at_and_an_exact_entry_is_found_in_it(
    text: str, entry: tuple[str, str]
) -> None:
    kind, words = entry
    whole = f"{text}\n\n\n\n\n\n\n {words} .\n\n\n\n\n\n\n{text}"

    for find in finders((entry,)).values():
        assert find(whole)
        for hit in find(text):
            assert 0 <= hit.start < hit.end <= len(text)
    assert kind
