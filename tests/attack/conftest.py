"""What every attack gets: a planted word, people with every right a superuser can grant, and the crawl at the end."""

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, Permission, User
from django.db import connection, transaction
from django.test import Client, override_settings
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from cms.core.models import Picture
from privacy.models import Edition
from stories.models import StoryPage
from tests.attack import crawl, gate, plant
from tests.privacy.pages import story_signed

ROLES = ("editor", "reviewer", "superuser")
tally = {"tried": 0, "held": 0, "leaked": 0, "crashed": 0}


class Leaked(AssertionError):
    """An anonymous reader found what nobody signed."""


class Crashed(AssertionError):
    """Somebody met an error page instead of a sentence."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Each attack ends in a crawl of every public address: minutes in all, hence `make attack`.

    ATTACK=short tries every row as well, each as one of the people who try it in turn, and asks fewer addresses.
    """
    ours = {item for item in items if item.path.parent == Path(__file__).parent}
    for item in () if crawl.SHORT else ours:
        item.add_marker(pytest.mark.long)
    left_out = [item for item in items if crawl.SHORT and item in ours and not _is_their_turn(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _is_their_turn(item: pytest.Item) -> bool:
    """Of the same attack by several people one is left, the same in every run: by the attack's name."""
    call: Any = getattr(item, "callspec", None)
    role = call.params.get("attacker") if call else None
    row = item.nodeid.replace(str(role), "")
    return role is None or role == ROLES[zlib.crc32(row.encode()) % len(ROLES)]


# --- Counting -------------------------------------------------------------------------------------------------------


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Notes on the report how an attack ended: reports travel to where the counting is done, also from workers."""
    outcome: Any = yield
    if call.when == "call" and "trap" in getattr(item, "fixturenames", ()):
        ended = "held"
        if call.excinfo and call.excinfo.errisinstance((Leaked, Crashed)):
            ended = "leaked" if call.excinfo.errisinstance(Leaked) else "crashed"
        outcome.get_result().user_properties.append(("attack", ended))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    for name, ended in report.user_properties if report.when == "call" else ():
        if name == "attack":
            tally["tried"] += 1
            tally[str(ended)] += 1


def pytest_terminal_summary(terminalreporter: Any) -> None:
    state = "OFF" if gate.OFF else "on"
    form = "short" if crawl.SHORT else "full"
    line = "attacks: {tried} tried, {leaked} leaked, {crashed} ended in an error page".format(**tally)
    if tally["tried"]:
        terminalreporter.write_line(f"{line} (gate {state}, {form}, {connection.vendor})")


# --- The gate, or its absence -----------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def the_gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """With GATE_OFF=1 the project is an ordinary Wagtail site for the length of a test."""
    if not gate.OFF:
        yield
        return
    gate.open_gate(monkeypatch)
    open_to_all = [name for name in settings.MIDDLEWARE if not name.startswith("privacy.")]
    with override_settings(ROOT_URLCONF="tests.attack.open_urls", MIDDLEWARE=open_to_all):
        yield


@pytest.fixture
def pictures_open(the_gate: None) -> Iterator[None]:
    """For attacks on pictures: with the gate off Wagtail serves those too. Elsewhere that would hide the rest."""
    if not gate.OFF:
        yield
        return
    with override_settings(ROOT_URLCONF="tests.attack.open_picture_urls", MEDIA_URL="/media/"):
        yield


@pytest.fixture(autouse=True)
def every_right(db: None) -> None:
    """A superuser may grant any group any right at any time: the gate must not rest on the rights our groups have."""
    root, home = Page.objects.get(depth=1), Collection.objects.get(depth=1)
    of_pages = Permission.objects.filter(content_type__app_label="wagtailcore", content_type__model="page")
    of_images = Permission.objects.filter(
        content_type__app_label="wagtailimages", content_type__model="image"
    )
    groups = list(Group.objects.filter(name__in=("Communications editors", "Privacy reviewers")))
    translate = Permission.objects.filter(codename="submit_translation")
    for group in groups:
        group.permissions.add(*translate)
    GroupPagePermission.objects.bulk_create(
        [GroupPagePermission(group=one, page=root, permission=right) for one in groups for right in of_pages],
        ignore_conflicts=True,
    )
    GroupCollectionPermission.objects.bulk_create(
        [
            GroupCollectionPermission(group=one, collection=home, permission=right)
            for one in groups
            for right in of_images
        ],
        ignore_conflicts=True,
    )


# --- The trap -----------------------------------------------------------------------------------------------------


@dataclass
class Trap:
    """A word planted in unsigned content; `check` crawls for it. `attempt` is for what may be refused."""

    editor: User
    reviewer: User
    word: str = field(default_factory=plant.word)
    pictures: list[Picture] = field(default_factory=list)
    refusals: list[BaseException] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    words_of_money: bool = True  # off where the marked amount was signed, or is another test's subject

    def picture(self, uploader: User | None = None) -> Picture:
        self.pictures.append(plant.picture(self.word, uploader or self.editor))
        return self.pictures[-1]

    def draft(self, **extra: Any) -> StoryPage:
        """A story that has the word everywhere and was never signed."""
        return plant.story(self.editor, self.word, self.picture(), **extra)

    def signed(self, **extra: Any) -> tuple[StoryPage, Edition]:
        """A story that stands, and holds nothing of the word."""
        return story_signed(self.editor, self.reviewer, **extra)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Whatever it raises is a refusal and undone; what it did before stays done, as in a shell."""
        try:
            with transaction.atomic():
                yield
        except Exception as refused:  # noqa: BLE001  (an attack may end in anything; the crawl judges)
            self.refusals.append(refused)

    def sql(self, statement: str, parameters: Any = ()) -> None:
        with self.attempt(), connection.cursor() as cursor:
            cursor.execute(statement, parameters)

    def finds(self) -> list[str]:
        words = [self.word.encode(), *(plant.AMOUNT_WORDS if self.words_of_money else ())]
        files = []
        for picture in self.pictures:
            with suppress(OSError, ValueError), picture.file.open("rb") as file:
                files.append(file.read())
        finds, broken = crawl.crawl(crawl.Prey(words, self.pictures, files), self.word)
        self.crashes += broken
        return self.found + finds

    def check(self) -> None:
        """Nothing planted is public, and nobody met an error page."""
        if finds := self.finds():
            raise Leaked("\n".join(finds[:20]))
        if self.crashes and not gate.OFF:
            raise Crashed("\n".join(self.crashes))


@pytest.fixture
def trap(editor: User, reviewer: User) -> Trap:
    return Trap(editor, reviewer)


@dataclass
class Attacker:
    """Somebody logged in to the admin, whose every request goes through the real views."""

    user: User
    trap: Trap
    client: Client

    def get(self, address: str) -> Any:
        return self._noted("GET", address, self.client.get(address))

    def post(self, address: str, data: Any = None, **options: Any) -> Any:
        return self._noted("POST", address, self.client.post(address, data or {}, **options))

    def _noted(self, method: str, address: str, response: Any) -> Any:
        if response.status_code >= 500:
            self.trap.crashes.append(
                f"{self.user} {method} {address}: {response.status_code} {response.exc_info[1]!r}"
            )
        return response


@pytest.fixture
def attack_as(trap: Trap, request: pytest.FixtureRequest) -> Callable[[str], Attacker]:
    """`attack_as("superuser")`: that person, logged in."""

    def log_in(role: str) -> Attacker:
        user = request.getfixturevalue("admin" if role == "superuser" else role)
        client = Client(raise_request_exception=False)
        client.force_login(user)
        return Attacker(user, trap, client)

    return log_in


@pytest.fixture(params=ROLES)
def attacker(request: pytest.FixtureRequest, attack_as: Callable[[str], Attacker]) -> Attacker:
    """The same attack by each of them."""
    return attack_as(request.param)
