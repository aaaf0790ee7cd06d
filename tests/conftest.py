"""What every test may ask for: people with fixed roles, clients for them, and a database that starts as migrated."""

import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, User
from django.core.cache import caches
from django.test import Client
from django.utils import translation
from pytest_django import DjangoDbBlocker

from tests import databases, sockets

if TYPE_CHECKING:
    from playwright.sync_api import Browser

sockets.stay_on_this_machine()

# Both databases run on whatever machine there is: an example that took long there is no failure.
hypothesis.settings.register_profile("everywhere", deadline=None, print_blob=True)
hypothesis.settings.load_profile("everywhere")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what needs PostgreSQL on SQLite: not run there, rather than skipped and forgotten."""
    if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
        return
    left_out = [item for item in items if item.get_closest_marker("postgres")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_unconfigure() -> None:
    """Removes the folder that the test settings made for this process."""
    shutil.rmtree(settings.VAR_DIR, ignore_errors=True)


# --- Surroundings ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    databases.use_file()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The migrated database, and the copy of it that committing tests put back."""
    with django_db_blocker.unblock():
        databases.keep_pristine()
    yield
    with django_db_blocker.unblock():
        databases.forget_pristine()


@pytest.fixture(autouse=True)
def no_other_host() -> Iterator[None]:
    sockets.attempts.clear()
    yield
    assert sockets.attempts == [], "The test, or what it tested, tried to leave this machine."


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Each test starts with empty caches and no language chosen, and leaves them so."""
    yield
    translation.deactivate()
    for cache in caches.all(initialized_only=True):
        cache.clear()


# --- People ---------------------------------------------------------------------------------------------------
# Groups come from migrations. Nobody here may do more than their group: privacy rests on who did not write.


def _person(username: str, *groups: str) -> User:
    user = get_user_model().objects.create_user(username, f"{username}@example.org")
    user.groups.set([Group.objects.get(name=group) for group in groups])
    return user


@pytest.fixture
def editor(db: None) -> User:
    return _person("editor", "Communications editors")


@pytest.fixture
def reviewer(db: None) -> User:
    return _person("reviewer", "Privacy reviewers")


@pytest.fixture
def second_reviewer(db: None) -> User:
    return _person("second_reviewer", "Privacy reviewers")


@pytest.fixture
def officer(db: None) -> User:
    """The consent officer, who writes nothing and signs nothing."""
    return _person("officer", "Consent officers")


@pytest.fixture
def finance(db: None) -> User:
    return _person("finance", "Finance")


@pytest.fixture
def admin(db: None) -> User:
    """The superuser, for whom no rule of the gate bends either."""
    return get_user_model().objects.create_superuser("admin", "admin@example.org")


@pytest.fixture
def stranger() -> Client:
    """Somebody who is not logged in."""
    return Client()


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """`signed_in(editor)`: a client logged in as that person."""

    def log_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return log_in


# --- A browser ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """One Chromium for the whole run: two of Playwright's loops cannot live in one process."""
    from tests.browser import running_browser

    with running_browser() as running:
        yield running
