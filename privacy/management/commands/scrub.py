"""`manage.py scrub`: erases what is kept no longer (docs/retention.md)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from privacy.retention import StillStanding, scrub


class Command(BaseCommand):
    help = "Erases withdrawn stories, idle drafts and old revisions that are due; shows counts and page ids only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="the same table, and nothing changes")
        parser.add_argument("--page", type=int, metavar="ID", help="only this page")
        parser.add_argument(
            "--now", action="store_true", help="with --page: do not wait for its days to pass"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["now"] and options["page"] is None:
            raise CommandError("--now needs --page: it is meant for one page that must be erased at once.")
        try:
            done = scrub(dry_run=options["dry_run"], page_id=options["page"], at_once=options["now"])
        except StillStanding as standing:
            raise CommandError(
                f"Page {options['page']} can still be seen, or will be. Take it down first: "
                f"manage.py take_down {options['page']}"
            ) from standing
        self.stdout.write("Dry run: nothing is changed." if options["dry_run"] else "Erased:")
        for kind, count in sorted(done.counts.items()):
            self.stdout.write(f"{kind:<20}{count:>8}")
        if not done.counts:
            self.stdout.write("nothing is due")
        if done.pages:
            self.stdout.write(f"{'page ids':<20}{' '.join(map(str, sorted(set(done.pages))))}")
        if failed := done.counts["failed"]:
            raise CommandError(f"{failed} pages could not be scrubbed; the log says which.")
