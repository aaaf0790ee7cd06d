"""Old editions render for ever: one golden copy per schema and page type, which every later change must still show.

A golden file is never rewritten. When the schema number grows, add files of the new number beside the old ones.
"""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from privacy.exceptions import UnknownSchema
from privacy.frozen import Frozen
from privacy.rendering import frozen_response
from privacy.upcasters import SCHEMA

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.json"))


def thawed(data: dict[str, Any]) -> Frozen:
    return Frozen(**data | {"page_key": UUID(data["page_key"])})


def request() -> HttpRequest:
    return RequestFactory().get("/")


def test_every_schema_has_its_golden_copies() -> None:
    schemas = {json.loads(path.read_text())["content"]["schema"] for path in GOLDEN}

    assert schemas == set(range(1, SCHEMA + 1))


@pytest.mark.django_db
@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_golden_copy_still_shows_everything(path: Path) -> None:
    data = json.loads(path.read_text())
    says = data.pop("says")

    body = frozen_response(request(), thawed(data)).content.decode()

    for words in says:
        assert words in body, words


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_field_the_model_does_not_know_refuses_rather_than_vanishes(path: Path) -> None:
    data = json.loads(path.read_text())
    data.pop("says")
    data["content"]["fields"]["renamed_away"] = "a paragraph"

    with pytest.raises(UnknownSchema, match="renamed_away"):
        thawed(data).page()


def test_a_schema_of_the_future_is_refused() -> None:
    data = json.loads(GOLDEN[0].read_text())
    data.pop("says")
    data["content"]["schema"] = SCHEMA + 1

    with pytest.raises(UnknownSchema):
        thawed(data).page()
