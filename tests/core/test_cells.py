"""Small cells: one number for the whole project, and the home page that answers to it."""

import pytest
from django.conf import LazySettings
from django.template import Context, Template

from cms.core.cells import shown


@pytest.mark.parametrize(("count", "seen"), [(0, 0), (1, None), (10, None), (11, 11), (5_000, 5_000)])
def test_a_count_of_people_below_eleven_is_hidden(count: int, seen: int | None) -> None:
    assert shown(count) == seen


def test_the_number_is_a_setting(settings: LazySettings) -> None:
    settings.SMALL_CELL = 3

    assert [shown(count) for count in (2, 3)] == [None, 3]


def test_templates_ask_the_same_function() -> None:
    page = Template("{% load site %}{% if helped|shown %}{{ helped }} people{% else %}–{% endif %}")

    assert [page.render(Context({"helped": count})) for count in (10, 11)] == ["–", "11 people"]
