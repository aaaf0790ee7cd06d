"""nginx over the same files: what the wrapper promises holds there too."""

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from privacy.takedown import page_withdraw
from tests.faults.nginx import PROGRAM, running_nginx
from tests.faults.site import Site, served_store, wait_until
from tests.privacy.pages import sign, story_draft, story_signed, submit

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.long,
    pytest.mark.skipif(PROGRAM is None, reason="nginx is not installed on this machine"),
]


@pytest.fixture
def site(transactional_db: None) -> Iterator[Site]:
    with served_store() as running:
        yield running


@pytest.fixture
def nginx(site: Site, tmp_path: Path) -> Iterator[int]:
    with running_nginx(tmp_path, site.port) as port:
        yield port


def test_nginx_serves_what_is_kept_and_asks_the_site_for_the_rest(
    site: Site, nginx: int, editor: User, reviewer: User
) -> None:
    _, edition = story_signed(editor, reviewer)
    wait_until(site.pages.current)
    site.keep(edition.path)
    page = site.pages.folder / "current" / edition.path.strip("/") / "index.html"
    page.write_bytes(b"the file itself")

    assert site.get(edition.path, port=nginx) == (200, b"the file itself")
    for address in (f"{edition.path}?a=b", f"{edition.path}index.html", f"{edition.path}index.json"):
        assert site.get(address, port=nginx)[1] != b"the file itself"
    assert site.get(f"{edition.path}?a=b", port=nginx)[0] == 200
    assert site.get(f"{edition.path}index.html", port=nginx)[0] == 404
    assert site.get(f"{edition.path}.claim", port=nginx)[0] == 404
    assert site.get("/healthz", port=nginx)[0] == 200
    assert site.get("/en/search/?q=a", port=nginx)[0] == 200


def test_no_request_begun_after_a_take_down_sees_it_through_nginx(
    site: Site, nginx: int, editor: User, reviewer: User
) -> None:
    for _ in range(4):
        page, edition = story_signed(editor, reviewer)
        seen: list[tuple[float, int]] = []
        stop = threading.Event()

        def reader(edition=edition, seen=seen, stop=stop) -> None:  # type: ignore[no-untyped-def]
            while not stop.is_set():
                begun = time.monotonic()
                seen.append((begun, site.get(edition.path, port=nginx)[0]))

        wait_until(site.pages.current)
        site.keep(edition.path)
        readers = [threading.Thread(target=reader) for _ in range(3)]
        for thread in readers:
            thread.start()
        time.sleep(0.3)
        page_withdraw(page=page, user=editor)
        returned = time.monotonic()
        time.sleep(1)
        stop.set()
        for thread in readers:
            thread.join(30)

        assert {status for begun, status in seen if begun < returned} >= {200}
        assert {status for begun, status in seen if begun > returned} == {410}


def test_what_ends_is_gone_from_nginx_with_the_next_tick(
    site: Site, nginx: int, editor: User, reviewer: User
) -> None:
    end = timezone.now() + timedelta(seconds=5)
    edition = sign(submit(story_draft(editor), editor), reviewer, expires_at=end)
    wait_until(site.pages.current)
    site.keep(edition.path)
    assert site.get(edition.path, port=nginx)[0] == 200

    time.sleep(max(0, end.timestamp() - time.time()) + 1)

    assert site.get(edition.path, port=nginx)[0] == 410
