"""Any text at all: spans lie inside it, nothing raises, and a long one takes no longer than its length."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.evidence.sentences import LANGUAGES, sentences
from privacy.evidence.words.analysis import DETECTORS, analyse, analyse_once
from privacy.evidence.words.found import Passage, normal
from privacy.evidence.words.kinds import LEVELS

PIECES = [text for lang in LANGUAGES for text in sentences(lang)["dev"]["identifying"]]
MIXED = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.sampled_from(PIECES),
        st.text("0123456789 .-+/@:°'\"ก\u200b\u0301", max_size=12),
    ),
    max_size=5,
).map("".join)


@settings(max_examples=150)
@given(
    text=MIXED,
    lang=st.sampled_from([*LANGUAGES, None]),
    allowed=st.frozensets(st.text(max_size=8), max_size=2),
)
def test_spans_lie_inside_any_text_and_do_not_overlap(
    text: str, lang: str | None, allowed: frozenset[str]
) -> None:
    found = analyse_once(text, lang, allowed)

    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.kind in LEVELS for one in found)
    assert all(before.end <= after.start for before, after in pairwise(found))


@settings(max_examples=60)
@given(text=MIXED)
def test_each_detector_stays_inside_the_text_it_reads(text: str) -> None:
    passage = Passage(normal(text).text, "en")
    for detector in DETECTORS:
        assert all(0 <= one.start <= one.end <= len(passage.text) for one in detector(passage))


def test_spans_are_those_of_the_text_as_written() -> None:
    text = "Ring\u200b ០៨\u200b១ ២៣៤ ៥៦៧៨ now, Zoe\u0301 Duva\u0301l said."

    found = {text[one.start : one.end] for one in analyse_once(text, "en")}

    assert "០៨\u200b១ ២៣៤ ៥៦៧៨" in found
    assert "Zoe\u0301 Duva\u0301l" in found


@pytest.mark.parametrize(
    "piece",
    [
        "a ",
        "A ",
        "1 ",
        "Aa. ",
        "a@",
        "a.",
        "one ",
        "ชื่อ",
        "ဦးအောင် ",
        "ភូមិ",
        "Soi 1 ",
        "x.y.z ",
        "+1 ",
        "https://a",
    ],
)
def test_a_hundred_kilobytes_take_no_time_to_speak_of(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    analyse_once("She left.", "en")  # the word list is read once
    began = time.process_time()

    analyse_once(text)

    assert time.process_time() - began < 10  # about 2 s; backtracking would take hours


def test_a_story_of_twelve_milestones_takes_under_a_second() -> None:
    texts = [text for part in sentences("en").values() for kind in part.values() for text in kind]
    milestones = [" ".join(texts[number : number + 14]) for number in range(0, 156, 13)][:12]
    analyse_once("She left.", "en")
    began = time.process_time()

    for text in milestones:
        analyse(text, "en", frozenset({"Sok"}))
    first = time.process_time() - began
    for text in milestones:
        analyse(text, "en", frozenset({"Sok"}))

    assert first < 1
    assert time.process_time() - began - first < 0.05  # remembered
