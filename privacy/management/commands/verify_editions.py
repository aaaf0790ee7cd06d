"""`manage.py verify_editions`: whether everything signed is still what was signed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from privacy.verification import verify

SHOWN = 20


class Command(BaseCommand):
    help = "Verifies every edition, its files, the triggers and the contributors; fails when anything is off."

    def handle(self, *args: Any, **options: Any) -> None:
        findings = verify()
        self.stdout.write(f"{'what':<26}{'checked':>10}{'off':>8}")
        for finding in findings:
            self.stdout.write(f"{finding.name:<26}{finding.checked:>10}{len(finding.problems):>8}")
        off = [problem for finding in findings for problem in finding.problems]
        for problem in off[:SHOWN]:
            self.stdout.write(f"  {problem}")
        if off:
            raise CommandError(
                f"{len(off)} things are off." + (f" The first {SHOWN} are shown." if len(off) > SHOWN else "")
            )
