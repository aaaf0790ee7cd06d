"""`manage.py duties`: lists every periodic duty, and runs them. Safe on several hosts at once."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.core import duties

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Command(BaseCommand):
    help = "Lists the periodic duties (the default), or runs those that are due. Fails when one failed or is late."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--list", action="store_true", help="every duty, when it ran last, what is late")
        what.add_argument("--run", metavar="NAME", help="run this one now")
        what.add_argument("--due", action="store_true", help="run those that are due")
        what.add_argument("--loop", action="store_true", help="run those that are due, every 10 seconds")
        parser.add_argument("--pause", type=float, default=10, help="seconds between the rounds of --loop")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["loop"]:
            self._loop(options["pause"])
        elif options["run"] or options["due"]:
            self._run(options["run"])
        else:
            self._list()

    def _list(self) -> None:
        statuses = duties.statuses()
        self.stdout.write(f"{'duty':<18}{'room':<10}{'every':<16}{'last run (UTC)':<18}{'state':<12}outcome")
        for status in statuses:
            run = status.run
            last = f"{run.started_at:%Y-%m-%d %H:%M}" if run and run.started_at else "-"
            outcome = run.outcome if run else ""
            self.stdout.write(
                f"{status.duty.name:<18}{status.duty.room:<10}{status.duty.every!s:<16}{last:<18}"
                f"{status.state:<12}{outcome}".rstrip()
            )
        if off := [status.duty.name for status in statuses if status.is_off]:
            raise CommandError(f"Late or failed: {', '.join(off)}. Run them: manage.py duties --due")

    def _run(self, name: str | None) -> None:
        try:
            outcomes = [duties.duty_run(duties.duty_named(name))] if name else duties.run_due()
        except KeyError as unknown:
            known = ", ".join(duty.name for duty in duties.registered())
            raise CommandError(f"There is no duty {unknown}. There are: {known}") from unknown
        for outcome in outcomes:
            self._show(outcome)
        if not outcomes:
            self.stdout.write("Nothing is due.")
        if failed := [outcome.name for outcome in outcomes if outcome.failed]:
            raise CommandError(f"Failed: {', '.join(failed)}. The log says why.")

    def _show(self, outcome: duties.Outcome) -> None:
        state = "failed" if outcome.failed else "done" if outcome.ran else "-"
        self.stdout.write(f"{outcome.name:<18}{state:<8}{outcome.text}")

    def _show_failure(self, outcome: duties.Outcome) -> None:
        if outcome.failed:
            self._show(outcome)

    def _loop(self, pause: float) -> None:
        stop = threading.Event()
        before = {number: signal.signal(number, lambda *_: stop.set()) for number in STOP_SIGNALS}
        try:
            duties.loop(stop, pause=pause, told=self._show_failure)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
