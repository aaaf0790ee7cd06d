"""What the editor's form asks while it is written: answered to editors, kept nowhere."""

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from privacy.evidence.words import analysis

SignedIn = Callable[[User], Client]


def ask(client: Client, body: Any, **headers: str) -> Any:
    return client.post(
        reverse("privacy_words"), json.dumps(body), content_type="application/json", headers=headers
    )


def test_the_editor_is_told_what_was_found_and_where(editor: User, signed_in: SignedIn) -> None:
    text = "😀 Ring 081 234 5678."
    response = ask(
        signed_in(editor), {"texts": [{"where": "a", "text": text}, {"where": "b", "text": "She left."}]}
    )

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    first, second = response.json()["texts"]
    (finding,) = first["findings"]
    assert (first["where"], finding["kind"], finding["level"]) == ("a", "phone", "block")
    # As a browser counts: the emoji is two.
    assert (finding["start"], finding["end"]) == (8, 20)
    assert second == {"where": "b", "findings": []}


def test_the_pseudonym_is_nobodys_name(editor: User, signed_in: SignedIn) -> None:
    texts = [{"where": "a", "text": "She met Sreyroth there."}]

    with_name = ask(signed_in(editor), {"texts": texts, "allowed": ["Sreyroth"], "lang": "en"})
    without = ask(signed_in(editor), {"texts": texts, "allowed": ["Sok"], "lang": "en"})

    assert with_name.json()["texts"][0]["findings"] == []
    assert without.json()["texts"][0]["findings"][0]["excerpt"] == "Sreyroth"


@pytest.mark.parametrize(
    "body", ["no list", [], {}, {"texts": [1]}, {"texts": [{"text": "a"}]}, {"texts": 3}]
)
def test_anything_else_is_refused(editor: User, signed_in: SignedIn, body: Any) -> None:
    assert ask(signed_in(editor), body).status_code == 400


def test_too_many_words_are_refused(editor: User, signed_in: SignedIn) -> None:
    assert ask(signed_in(editor), {"texts": [{"where": "a", "text": "a " * 100_001}]}).status_code == 400


def test_only_who_may_edit_pages_is_answered(
    reviewer: User, finance: User, stranger: Client, signed_in: SignedIn
) -> None:
    texts = {"texts": [{"where": "a", "text": "Ring 081 234 5678."}]}

    for person in (reviewer, finance):
        assert b"081" not in ask(signed_in(person), texts).content
        # In the admin, Wagtail turns a refusal into a way back; who asks for JSON gets a plain one.
        assert ask(signed_in(person), texts, **{"X-Requested-With": "XMLHttpRequest"}).status_code == 403
    assert ask(stranger, texts).status_code == 302


def test_it_is_asked_by_post_with_a_token(editor: User, signed_in: SignedIn) -> None:
    assert signed_in(editor).get(reverse("privacy_words")).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert ask(strict, {"texts": []}).status_code == 403


def test_nothing_is_stored_remembered_or_logged(
    editor: User,
    signed_in: SignedIn,
    django_assert_num_queries: DjangoAssertNumQueries,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = signed_in(editor)
    caplog.set_level(logging.DEBUG)
    remembered = analysis._analyse.cache_info().currsize

    response = ask(client, {"texts": [{"where": "a", "text": "Ring 081 234 5678, ask for Chanthou."}]})

    assert response.status_code == 200
    assert analysis._analyse.cache_info().currsize == remembered
    assert not [
        record
        for record in caplog.records
        if "081" in record.getMessage() or "Chanthou" in record.getMessage()
    ]


def test_the_editors_form_brings_the_script_along(editor: User, signed_in: SignedIn) -> None:
    from tests.privacy.pages import story_draft

    page = story_draft(editor)
    html = signed_in(editor).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    assert f'data-url="{reverse("privacy_words")}"' in html
    assert "js/admin/evidence" in html
    assert "css/admin/evidence" in html
