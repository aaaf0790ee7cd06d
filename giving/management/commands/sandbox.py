"""`manage.py sandbox`: the stand-in for the payment processor, in a process of its own."""

import signal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from giving.checks import LIVE
from giving.sandbox.server import Sandbox


class Command(BaseCommand):
    help = "Serves a payment processor that moves no money, on 127.0.0.1 only. For development and tests."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, required=True)
        parser.add_argument(
            "--state", type=Path, required=True, help="its own SQLite file; made when missing"
        )
        parser.add_argument(
            "--webhook-url", required=True, help="where events go: …/webhooks/stripe/default/"
        )
        parser.add_argument("--secret", required=True, help="what events are signed with: whsec_…")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "The sandbox only runs with DEBUG: where real gifts are taken it has no place."
            )
        keys = [str(account.get("secret_key", "")) for account in settings.STRIPE_ACCOUNTS.values()]
        if any(key.startswith(LIVE) for key in keys):
            raise CommandError(
                "A live key is configured, so the sandbox refuses to start. Use sk_test_ keys."
            )
        options["state"].parent.mkdir(parents=True, exist_ok=True)
        try:
            sandbox = Sandbox(
                state=options["state"],
                webhook_url=options["webhook_url"],
                secret=options["secret"],
                port=options["port"],
            )
        except OSError as error:
            raise CommandError(
                f"Port {options['port']} is taken: choose another with --port ({error})."
            ) from error
        signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        self.stdout.write(
            f"SANDBOX - no money moves: {sandbox.origin}, events go to {options['webhook_url']}"
        )
        try:
            sandbox.serve_forever()
        except KeyboardInterrupt:
            pass
        finally:
            sandbox.close()
