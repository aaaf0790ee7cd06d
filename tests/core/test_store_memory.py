"""What a process remembers of finished pages, and which encoding it sends."""

import pytest

from cms.core.store.page import Answer, Memory
from cms.core.store.wrapper import encoding_for


def test_memory_is_bounded_and_forgets_what_was_asked_for_longest_ago() -> None:
    memory = Memory(limit=25)
    memory.get("one", "/a/", "")
    for path in ("/a/", "/b/"):
        memory.put("one", path, "", Answer(path, 1, [], [], b"0123456789"))
    memory.get("one", "/a/", "")
    memory.put("one", "/c/", "", Answer("/c/", 1, [], [], b"0123456789"))

    assert [memory.get("one", path, "") is not None for path in ("/a/", "/b/", "/c/")] == [True, False, True]


def test_memory_takes_nothing_of_an_epoch_that_ended() -> None:
    memory = Memory()
    memory.get("one", "/a/", "")
    memory.get("two", "/a/", "")

    memory.put("one", "/a/", "", Answer("a", 1, [], [], b"old"))

    assert memory.get("one", "/a/", "") is None
    assert memory.get("two", "/a/", "") is None


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("GZIP;q=0.5, br;q=0", "gzip"),
        ("br; q=0.0, identity", ""),
        ("deflate, zstd", ""),
        ("gzip, deflate, br, zstd", "br"),
    ],
)
def test_the_encoding_is_one_the_reader_takes(accepted: str, expected: str) -> None:
    assert encoding_for(accepted) == expected
