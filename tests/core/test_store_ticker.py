"""The ticker, the check of `/readyz`, and what nginx is told."""

import os
import re
import threading
import time
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cms.core import health, store
from cms.core.store.epochs import LATE, Store
from cms.core.store.nginx import constant_headers
from cms.core.store.ticker import run, tick
from cms.core.store.wrapper import FinishedPages
from privacy import finished
from privacy.takedown import page_withdraw
from stories.models import StoryPage
from tests.door import ask
from tests.privacy.pages import sign, story_signed, submit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pages(settings: Any, tmp_path: Path) -> Store:
    settings.STORE_DIR = tmp_path / "pages"
    return store.pages()


@pytest.fixture
def door(pages: Store) -> FinishedPages:
    return FinishedPages(WSGIHandler(), pages, locales=["en", "th"])


# --- The ticker -----------------------------------------------------------------------------------------------------


def test_what_is_public_takes_one_query_over_editions_alone(
    editor: User, reviewer: User, django_assert_num_queries: Any
) -> None:
    story_signed(editor, reviewer)

    with django_assert_num_queries(1) as queries:
        before = finished.moment()

    tables = set(re.findall(r"(?:FROM|JOIN) \"?(\w+)", queries.captured_queries[0]["sql"]))
    assert tables == {"privacy_edition"}
    assert finished.moment() == before


def test_every_withdrawal_and_every_signature_is_another_state(editor: User, reviewer: User) -> None:
    states = [finished.moment().state]
    page, _ = story_signed(editor, reviewer)
    states.append(finished.moment().state)
    sign(submit(page, editor), reviewer, starts_at=timezone.now() + timedelta(days=1))
    states.append(finished.moment().state)
    page_withdraw(page=StoryPage.objects.get(pk=page.pk), user=editor)
    states.append(finished.moment().state)

    assert len(set(states)) == 4


def test_a_ticker_that_starts_begins_anew_and_one_that_stops_takes_the_store_out_of_use(
    pages: Store,
) -> None:
    tick(pages)
    before, seen, stop = pages.current(), [], threading.Event()

    def watch() -> None:
        seen.append(pages.current())
        stop.set()

    threading.Timer(0.5, watch).start()
    run(pages, stop, interval=0.05)

    assert seen[0] not in (None, before)
    assert pages.current() is None
    assert pages.heartbeat_age() is None


def test_not_ready_while_the_ticker_is_late_and_ready_when_none_is_needed(
    pages: Store, stranger: Client
) -> None:
    assert "finished_pages" not in health.problems()
    tick(pages)
    assert "finished_pages" not in health.problems()

    late = time.time() - LATE - 1
    os.utime(pages.folder / "heartbeat", (late, late))
    response = stranger.get("/readyz")
    assert (response.status_code, response.json()["checks"]) == (503, ["finished_pages"])

    tick(pages)
    assert stranger.get("/readyz").status_code == 200


# --- nginx ----------------------------------------------------------------------------------------------------------


def test_nginx_is_told_the_headers_the_site_sends(
    editor: User, reviewer: User, door: FinishedPages, pages: Store
) -> None:
    _, edition = story_signed(editor, reviewer)
    sent = ask(door, edition.path).headers
    constant = {name.lower(): value for name, value in constant_headers()}
    of_each = {"content-type", "content-length", "content-language", "cache-control", "etag", "vary"}

    assert {name: sent[name] for name in constant} == constant
    assert set(sent) - set(constant) <= of_each


def test_nginx_config_prints_a_whole_server(pages: Store) -> None:
    printed = StringIO()

    call_command("nginx_config", site="http://127.0.0.1:8123", stdout=printed)

    text = printed.getvalue()
    assert f"root {pages.folder}/current;" in text
    assert "proxy_pass http://127.0.0.1:8123;" in text
    assert "Content-Security-Policy" in text
    assert text.count("{") == text.count("}")
