"""`manage.py reconcile`: our books against the processor's, to the cent."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from giving.exceptions import ProcessorRefused, ProcessorUnavailable
from giving.reconcile import problems_of, reconcile

SHOWN = 20
COLUMNS = ("movements", "processor", "booked", "fees", "booked", "held", "aside")


class Command(BaseCommand):
    help = "Compares the processor's movements with the ledger and fetches what was lost; an error when a cent is off."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = reconcile()
        except (ProcessorUnavailable, ProcessorRefused) as error:
            raise CommandError(f"The processor could not be read: {error}. Nothing was compared.") from error
        self.stdout.write(f"{'account':<18}" + "".join(f"{name:>14}" for name in COLUMNS))
        for line in found.lines:
            held = "moving" if line.held is None else line.held
            figures = (
                line.movements, line.processor_net, line.booked_net, line.processor_fees, line.booked_fees, held,
                line.in_suspense,
            )  # fmt: skip
            name = f"{line.account} {line.currency}"
            self.stdout.write(f"{name:<18}" + "".join(f"{figure:>14}" for figure in figures))
        self.stdout.write(f"fetched {found.fetched}, set aside {found.set_aside}")
        off = [*problems_of(found.lines), *found.problems]
        for problem in off[:SHOWN]:
            self.stdout.write(f"  {problem}")
        if found.is_off:
            raise CommandError(f"{len(off)} things are off. Amounts are in minor units.")
