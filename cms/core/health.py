"""`/healthz` (the process answers) and `/readyz` (what it needs is there)."""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from cms.core import triggers

Check = Callable[[], str | None]
_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """Adds a check to `/readyz`; it returns None, or a sentence saying what is wrong."""
    _checks[name] = check


def problems() -> dict[str, str]:
    """What is wrong, by the name of the check; empty when the process is ready."""
    found: dict[str, str] = {}
    for name, check in _checks.items():
        try:
            if sentence := check():
                found[name] = sentence
        except DatabaseError as error:
            found[name] = f"The check itself failed: {error.__class__.__name__}."
    return found


def _database() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return None


def _triggers() -> str | None:
    absent = triggers.missing()
    return f"Triggers are missing: {', '.join(absent)}. Run `manage.py migrate`." if absent else None


register("database", _database)
register("triggers", _triggers)


def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


def readyz(request: HttpRequest) -> JsonResponse:
    """200 and {"status": "ok"}, or 503 with the names of the checks that failed; their sentences stay inside."""
    found = problems()
    status = {"status": "failed", "checks": sorted(found)} if found else {"status": "ok"}
    return JsonResponse(status, status=503 if found else 200, headers={"Cache-Control": "no-store"})
