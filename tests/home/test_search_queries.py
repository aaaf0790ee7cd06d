"""What somebody types is words and nothing else: no query raises, and none means more than its words."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from privacy import fulltext
from tests.privacy.pages import story_signed

pytestmark = pytest.mark.django_db


def found(words: str) -> list[str]:
    return [card.path for card in fulltext.found(words, locale="en", limit=50)]


@pytest.mark.parametrize(
    "query",
    [
        "'", '"', '""', "*", "sok*nothing", "OR", "sok OR nothing", "sok AND", "NOT nothing", "NEAR(sok 1)",
        "NEAR/2", "title:nothing", "title : sok", "-sok", "^nothing", "{title}: sok", "(", ")", "sok) OR (x",
        "' OR 1=1 --", "'; DROP TABLE privacy_fulltext; --", "\\", "\\'", "%", "_", "%s", "%(x)s", "sok | nothing",
        "!nothing", "nothing:*", "sok <-> nothing", "\x00", "sok\x00nothing", "\ud800", "ก" * 200, "x" * 5000,
        " ".join("abcdefghijkl"), "\u200b", "🙂", "๐", "ั", "ﷺ" * 100,
    ],
)  # fmt: skip
def test_nothing_in_a_query_is_syntax(editor: User, reviewer: User, stranger: Client, query: str) -> None:
    """None raises, and none finds a story that does not hold all its words."""
    _story, edition = story_signed(editor, reviewer)

    response = stranger.get("/en/search/", {"q": query.encode("utf-8", "replace").decode()})

    assert response.status_code == 200
    assert found(query) in ([], [edition.path])


@pytest.mark.parametrize(
    "query", ["sok OR nothing", "sok | nothing", "NOT nothing", "sok*nothing", "title:nothing"]
)
def test_operators_are_words_like_any_other(editor: User, reviewer: User, query: str) -> None:
    story_signed(editor, reviewer)

    assert found(query) == []


@pytest.mark.parametrize("query", ['"sok"', "-sok", "(sok)", "sok*", "^sok", "'sok'", "sok!"])
def test_punctuation_divides_words_and_is_dropped(editor: User, reviewer: User, query: str) -> None:
    _story, edition = story_signed(editor, reviewer)

    assert found(query) == [edition.path]


def test_a_query_counts_to_eight_words_and_a_hundred_letters(editor: User, reviewer: User) -> None:
    _story, edition = story_signed(editor, reviewer)

    assert found("sok a wall and no roof bangkok bus nothing") == [edition.path]  # the ninth is not asked for
    assert found("sok a wall and no roof bangkok nothing") == []
    assert found("sok " + " " * 100 + "nothing") == [edition.path]


@pytest.mark.parametrize("query", ["", "   ", "?!", "…"])
def test_a_query_without_a_word_finds_nothing_and_asks_nothing(
    editor: User, reviewer: User, query: str, django_assert_num_queries: Any
) -> None:
    story_signed(editor, reviewer)

    with django_assert_num_queries(0):
        assert found(query) == []
