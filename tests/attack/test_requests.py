"""Requests no link leads to: other methods, odd paths, a cookie, a header; and what the answers tell."""

from collections.abc import Callable

import pytest
from django.test import Client

from privacy.takedown import page_withdraw
from stories.models import StoryPage
from tests.attack import crawl, gate, plant
from tests.attack.conftest import Attacker, Trap
from tests.privacy.pages import sign, submit

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(gate.OFF, reason="about our own addresses")]
AttackAs = Callable[[str], Attacker]


@pytest.mark.parametrize("method", ["head", "options", "post", "put", "patch", "delete", "trace"])
def test_other_methods(trap: Trap, method: str) -> None:
    page = trap.draft()
    state = submit(page, trap.editor)
    client = Client(raise_request_exception=False)
    ours = [
        page.address,
        f"/admin/pages/{page.pk}/view_draft/",
        f"/admin/reviews/{state.pk}/page/",
        "/sitemap.xml",
        "/en/search/",
    ]
    for address in (
        *ours,
        f"/i/{trap.pictures[0].sha256}/width-800.webp",
        f"/admin/api/main/pages/{page.pk}/",
    ):
        response = getattr(client, method)(address)
        body = response.getvalue()
        if (
            trap.word.encode() in body
            or response.status_code >= 500
            or (method == "head" and response.status_code == 200 and "/i/" in address)
        ):
            trap.found.append(f"{method} {address}: {response.status_code}")
    trap.check()


ODD = """
    {}/ {}// /{} //{} {}%2f {}/. {}/./ {}/../ {}%00 {}.json {}.html {}/amp/ {}?preview=true {}?mode=draft
    {}?_draft {}#x
""".split()


def test_odd_paths(trap: Trap) -> None:
    page = trap.draft()
    path = page.address.rstrip("/")
    client = Client(raise_request_exception=False)
    shapes = [odd.format(path) for odd in ODD] + [
        path.upper(),
        path.title(),
        path.replace("/en/", "/EN/"),
        path.replace("/", "//"),
    ]
    for address in [
        *shapes,
        path.replace("/en/", "/en/../en/"),
        path.replace("e", "%65") + "/",
        f"{path};v=1/",
        f"{path}%20/",
    ]:
        response = client.get(address, follow=True)
        if trap.word.encode() in response.content.replace(
            address.encode(), b""
        ) or response.status_code not in (400, 404):
            trap.found.append(f"{address}: {response.status_code}")
    trap.check()


def test_odd_paths_of_a_page_that_stands_lead_to_it_or_nowhere(trap: Trap) -> None:
    _page, edition = trap.signed()
    client = Client(raise_request_exception=False)
    allowed = client.get(edition.path).content
    for odd in ODD:
        response = client.get(odd.format(edition.path.rstrip("/")), follow=True)
        assert response.status_code in (200, 400, 404), odd
        assert response.status_code != 200 or response.content == allowed, odd
    trap.check()


NUL = ["/i/%00/width-800.webp", *(f"/en/give/{page}/%00/" for page in ("thanks", "receipt", "back"))]
LONG = [
    f"/i/{'a' * 5000}/width-800.webp",
    f"/i/{'a' * 64}/{'9' * 5000}.webp",
    f"/en/give/thanks/{'a' * 5000}/",
    f"/en/{'a/' * 2000}",
]


@pytest.mark.parametrize(
    "address",
    [
        *NUL,
        *LONG,
        "/en/search/?q=%00",
        "/funds/%00.json",
        "/en/give/%00/",
        "/en/give/?amount=%00",
        "/i/../../etc/width-800.webp",
    ],
)
def test_no_address_ends_in_an_error_page(trap: Trap, address: str) -> None:
    response = Client(raise_request_exception=False).get(address)
    if response.status_code >= 500:
        trap.crashes.append(f"GET {address[:80]}: {response.status_code} {getattr(response, 'exc_info', '')}")
    trap.check()


SPECS = [
    *("width-00", "fill-00x00", "max-00x10", "min-0000x0000"),
    "fill-9999x01",
    "original",
]


@pytest.mark.parametrize("spec", SPECS)
def test_no_size_a_member_of_staff_asks_for_ends_in_an_error_page(
    trap: Trap, attack_as: AttackAs, spec: str
) -> None:
    picture = trap.picture()
    attack_as("editor").get(f"/i/{picture.sha256}/{spec}.webp")
    trap.check()


def test_the_bytes_do_not_depend_on_who_asks(trap: Trap, attack_as: AttackAs) -> None:
    _page, edition = trap.signed()
    for address in (
        edition.path,
        "/en/stories/",
        "/en/give/",
        "/sitemap.xml",
        "/en/search/?q=x",
        "/en/nothing/",
    ):
        anonymous, staff = Client().get(address), attack_as("superuser").get(address)
        assert anonymous.content == staff.content, address
        for response in (anonymous, staff):
            assert not response.cookies, address
            assert "Cookie" not in response.headers.get("Vary", ""), address
    trap.check()


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"x-forwarded-host": "evil.example"},
        {"accept-language": "th"},
        {"x-original-url": "/admin/"},
        {"x-rewrite-url": "/admin/"},
        {"cookie": "sessionid=x; django_language=th; preview=1"},
    ],
    ids=str,
)
def test_headers_change_nothing(trap: Trap, headers: dict[str, str]) -> None:
    trap.draft()
    _page, edition = trap.signed(pseudonym="Other")
    client = Client(raise_request_exception=False)
    changed = client.get(edition.path, headers=headers)
    assert changed.content == client.get(edition.path).content
    assert b"evil.example" not in changed.content
    trap.check()


def test_a_draft_answers_like_nothing_at_all(trap: Trap) -> None:
    """A stranger who knows an address must not learn that a draft lies behind it."""
    page = trap.draft()
    submit(page, trap.editor)
    there = Client().get(page.address)
    nowhere = Client().get("/en/stories/aaaaaaaa/")
    assert (there.status_code, dict(there.headers)) == (nowhere.status_code, dict(nowhere.headers))
    assert there.content == nowhere.content
    code = page.address.rstrip("/").rpartition("/")[2]
    for address in (f"/en/give/{code}/", f"/funds/{code}.json"):
        assert Client().get(address).status_code == 404
    trap.check()


def test_what_was_taken_down_keeps_no_word_in_its_answer(trap: Trap) -> None:
    page = trap.draft()
    edition = sign(submit(page, trap.editor), trap.reviewer)
    etag = Client().get(edition.path).headers["ETag"]
    page_withdraw(page=StoryPage.objects.get(pk=page.pk))
    response = Client().get(
        edition.path, headers={"if-none-match": etag, "if-modified-since": "Sat, 21 Nov 2026 00:00:00 GMT"}
    )
    assert response.status_code == 410
    assert "no-store" in response.headers["Cache-Control"]
    trap.check()


def test_a_crawl_finds_what_is_there(trap: Trap) -> None:
    """The crawl is no blindfold: a signed story is found at its address, in lists, in the search and the fund."""
    page = trap.draft()
    edition = sign(submit(page, trap.editor), trap.reviewer)
    finds = "\n".join(trap.finds())
    code = edition.path.rstrip("/").rpartition("/")[2]
    for address in (
        edition.path,
        f"/en/search/?q={trap.word[:8]}",
        f"/funds/{code}.json",
        f"/en/give/{code}/",
        "/en/give/",
    ):
        assert f"{address}: " in finds, address
    assert f"/i/{trap.pictures[0].sha256}/width-800.webp: a picture" in finds
    assert crawl.crawl(crawl.Prey([plant.word().encode()]), trap.word) == ([], [])
