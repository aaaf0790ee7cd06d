"""The people of a newcomer's install. Only ever with DEBUG (or in tests): `load_demo` refuses otherwise."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from privacy.groups import CONSENT_OFFICERS, EDITORS, FINANCE, REVIEWERS

PASSWORD = "demo-6degree"  # noqa: S105  (printed on the newcomer's screen; DEBUG only)


@dataclass(frozen=True)
class Person:
    """A demo login: what they are called, which group they belong to, what they come to do."""

    username: str
    name: str
    group: str | None
    does: str


PEOPLE = (
    Person("editor", "Dara Editor", EDITORS, "drafts stories and submits them"),
    Person("officer", "Lina Officer", CONSENT_OFFICERS, "records what people agreed to"),
    Person("reviewer", "Mali Reviewer", REVIEWERS, "signs them or sends them back"),
    Person("finance", "Rin Finance", FINANCE, "sees where the money went"),
    Person("admin", "Ari Admin", None, "may everything but publish unsigned"),
)


def people_load() -> dict[str, Any]:
    """Creates who is missing; returns all of them by username."""
    users = {}
    for person in PEOPLE:
        first, last = person.name.split(" ", 1)
        user, created = get_user_model().objects.get_or_create(
            username=person.username,
            defaults={
                "first_name": first,
                "last_name": last,
                "email": f"{person.username}@example.org",
                "is_superuser": person.group is None,
                "is_staff": person.group is None,
            },
        )
        if created:
            user.set_password(PASSWORD)
            user.save()
            if person.group:
                user.groups.add(Group.objects.get(name=person.group))
        users[person.username] = user
    return users
