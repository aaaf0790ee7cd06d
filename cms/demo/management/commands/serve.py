"""`manage.py serve`: what `make run` starts, the site and everything it needs beside it."""

import errno
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms.core.supervisor import Program, ProgramFailed, Supervisor, bind_problem
from cms.demo.people import PASSWORD, PEOPLE

LOOPBACK = "127.0.0.1"
# One process is enough for one person; its threads let the site and the sandbox call each other.
GRANIAN = ("--interface", "wsgi", "--workers", "1", "--blocking-threads", "4", "--log-level", "warning")


def site() -> Program:
    address = ("--host", settings.HOST, "--port", str(settings.PORT))
    command = (sys.executable, "-m", "granian", *address, *GRANIAN, "cms.wsgi:application")
    return Program("site", command, f"{settings.SITE_URL}/healthz")


def sandbox() -> Program:
    """The stand-in for Stripe. It listens on 127.0.0.1 whatever HOST is: nobody else has business there."""
    account: dict[str, Any] = settings.STRIPE_ACCOUNTS["default"]
    options = {
        "--port": settings.SANDBOX_PORT,
        "--state": settings.VAR_DIR / "sandbox.sqlite3",
        "--webhook-url": f"{settings.SITE_URL}/webhooks/stripe/default/",
        "--secret": account["webhook_secrets"][0],
    }
    words = [str(word) for option in options.items() for word in option]
    command = (sys.executable, "manage.py", "sandbox", *words)
    return Program("sandbox processor", command, f"http://{LOOPBACK}:{settings.SANDBOX_PORT}/")


def ticker() -> Program:
    """Keeps finished pages true to the editions; without it nothing is kept."""
    return Program("ticker", (sys.executable, "manage.py", "ticker"))


def duties() -> Program:
    """Everything periodic: ends and beginnings, sweeping, erasing, verifying."""
    return Program("duties", (sys.executable, "manage.py", "duties", "--loop"))


def worker() -> Program:
    """Collects the evidence of what is submitted, so that no editor waits for it."""
    command = (sys.executable, "manage.py", "db_worker", "--backend", "worker", "--no-reload", "-v", "0")
    return Program("worker", command)


# What runs, in the order it is started.
PROGRAMS = (site, sandbox, ticker, duties, worker)


def refuse_unusable_address(host: str, port: int, variable: str) -> None:
    """CommandError with what to do when nothing can listen at `host`:`port`, which `make run` takes from `variable`."""
    problem = bind_problem(host, port)
    if problem is None:
        return
    if problem.errno == errno.EADDRINUSE:
        raise CommandError(f"Port {port} is taken. Use another: make run {variable}={port + 10}")
    if problem.errno == errno.EACCES:
        raise CommandError(
            f"Port {port} needs an administrator. Use one above 1023: make run {variable}=8000"
        )
    raise CommandError(f"{host} is no address of this machine. Use one that is: make run HOST=127.0.0.1")


class Command(BaseCommand):
    help = "Runs the site, the sandbox processor, the ticker, the duties and the worker on this machine until Ctrl-C."
    requires_system_checks: list[str] = []  # the site runs them itself, in its own process

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "serve is for a newcomer's machine (DEBUG). See docs/ for how to run in production."
            )
        refuse_unusable_address(settings.HOST, settings.PORT, "PORT")
        refuse_unusable_address(LOOPBACK, settings.SANDBOX_PORT, "SANDBOX_PORT")

        try:
            Supervisor([program() for program in PROGRAMS]).run(self.welcome)
        except ProgramFailed as failure:
            raise CommandError(str(failure)) from failure

    def welcome(self) -> None:
        """Prints where everything is and who can log in."""
        lines = [
            "",
            f"  The site         {settings.SITE_URL}/",
            f"  Working in it    {settings.SITE_URL}/admin/",
            f"  The sandbox      {settings.SANDBOX_URL}/  (stands in for Stripe; no money moves)",
            "",
            f"  Demo logins, all with the password “{PASSWORD}”:",
            *(f"    {person.username:<10} {person.does}" for person in PEOPLE),
            "",
            "  Ctrl-C stops everything.",
            "",
        ]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()
