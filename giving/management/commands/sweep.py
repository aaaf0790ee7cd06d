"""`manage.py sweep`: what webhooks did not bring is fetched. Safe to repeat and to run twice at once."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from giving.sweeping import DEFAULT_AGE, sweep


class Command(BaseCommand):
    help = "Brings open gifts, undone events, owed refunds and unsent receipts up to date with the processor."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--minutes", type=int, default=None, help="ask about gifts untouched for this long (35)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        age = DEFAULT_AGE if options["minutes"] is None else timedelta(minutes=options["minutes"])
        counts = sweep(age=age)
        for name, count in counts.items():
            self.stdout.write(f"{name:<24}{count:>8}")
        if counts["failed"]:
            raise CommandError(f"{counts['failed']} could not be brought up to date; the log says why.")
