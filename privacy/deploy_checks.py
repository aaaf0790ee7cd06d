"""Checks of how the site is deployed. Those of the database run with `manage.py check --deploy --database default`."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections

from cms.core import triggers
from cms.core.roles import PUBLIC
from privacy import grants, never_keys
from privacy.triggers import EDITION


@register
def public_process_holds_no_key(**kwargs: Any) -> list[CheckMessage]:
    """A process that readers can reach must not be able to sign, whoever takes it over."""
    if settings.SITE_ROLE != PUBLIC or not (settings.EDITION_SIGNING_KEY or settings.EDITION_KEY_DIR):
        return []
    return [
        Error(
            "A public process holds the private key of editions.",
            hint="Remove EDITION_SIGNING_KEY and EDITION_KEY_DIR; it needs EDITION_PUBLIC_KEYS alone.",
            id="privacy.E010",
        )
    ]


@register
def public_process_holds_no_key_of_lists(**kwargs: Any) -> list[CheckMessage]:
    """Nor may it be able to read what must never be published."""
    if settings.SITE_ROLE != PUBLIC or not never_keys.is_key_here():
        return []
    return [
        Error(
            "A public process holds a key of never-publish lists.",
            hint="Remove NEVER_LIST_KEYS and NEVER_LIST_KEY_DIR; it compares nothing.",
            id="privacy.E014",
        )
    ]


@register
def keys_of_lists_are_keys(**kwargs: Any) -> list[CheckMessage]:
    """A mistyped key would block every story when its list is compared; here it is said before anybody works."""
    if not settings.NEVER_LIST_KEYS:
        return []
    try:
        never_keys.box()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="privacy.E015")]
    return []


@register(Tags.database, deploy=True)
def every_trigger_is_there(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """What `/readyz` watches, before anything is started."""
    found: list[CheckMessage] = []
    for using in databases or ():
        if absent := triggers.missing(using):
            found.append(
                Error(
                    f"Triggers are missing in {using}: {', '.join(absent)}.",
                    hint="Run `manage.py migrate` as the owner of the tables.",
                    id="privacy.E011",
                )
            )
    return found


@register(Tags.database, deploy=True)
def the_site_owns_no_tables(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """An owner can drop triggers and thereby revive a withdrawn edition; a superuser can do anything."""
    return [
        Warning(
            f"The site is connected to {using} as {role}, which {what}.",
            hint="Run migrations as the owner, and the site as another role: docs/roles.md.",
            id="privacy.W012",
        )
        for using in databases or ()
        if connections[using].vendor == "postgresql"
        for role, what in _too_mighty(using)
    ]


def _too_mighty(using: str) -> list[tuple[str, str]]:
    sql = (
        "SELECT current_user::text, rolsuper, EXISTS (SELECT 1 FROM pg_class WHERE oid = to_regclass(%s) "
        "AND pg_has_role(relowner, 'USAGE')) FROM pg_roles WHERE rolname = current_user"
    )
    with connections[using].cursor() as cursor:
        cursor.execute(sql, [EDITION])
        role, is_superuser, owns = cursor.fetchone()
    reasons = [(is_superuser, "is a superuser"), (owns and not is_superuser, f"owns {EDITION}")]
    return [(str(role), what) for applies, what in reasons if applies]


@register(Tags.database, deploy=True)
def public_process_has_its_rights(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """In a public process: the connected role can do what `privacy.rights` lists and nothing else."""
    if settings.SITE_ROLE != PUBLIC:
        return []
    found: list[CheckMessage] = []
    for using in databases or ():
        if connections[using].vendor != "postgresql":
            continue
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT current_user::text")
            role = str(cursor.fetchone()[0])
        try:
            sentences = grants.deviations(role, using)
        except (grants.NotPossible, DatabaseError) as error:
            sentences = [f"Its rights cannot be read: {error}"]
        if sentences:
            shown = " ".join(sentences[:5]) + (
                f" And {len(sentences) - 5} more." if len(sentences) > 5 else ""
            )
            found.append(Error(shown, hint="Run `manage.py public_role` as the owner.", id="privacy.E013"))
    return found
