"""The money rooms' periodic duties."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from cms.core.duties import Duty, DutyFailed, register
from giving.invariants import verify
from giving.reconcile import problems_of, reconcile
from giving.sweeping import sweep


def verify_ledger() -> dict[str, int]:
    """Every invariant over the whole book; anything off makes the run a failure."""
    findings = verify()
    off = {finding.name: len(finding.problems) for finding in findings if finding.problems}
    if off:
        raise DutyFailed(", ".join(f"{name}: {count} off" for name, count in off.items()))
    return {"checked": sum(finding.checked for finding in findings)}


def reconcile_accounts() -> dict[str, int]:
    """Our books against the processor's; one cent or one unknown movement makes the run a failure."""
    found = reconcile()
    if found.is_off:
        off = [*problems_of(found.lines), *found.problems]
        raise DutyFailed(f"{len(off)} off: {off[0]}"[:180])
    return {"movements": sum(line.movements for line in found.lines), "fetched": found.fetched}


register(
    Duty("sweep", "giving", timedelta(minutes=5), sweep, _("Fetches what webhooks did not bring.")),
    Duty(
        "verify_ledger",
        "giving",
        timedelta(hours=24),
        verify_ledger,
        _("Checks every invariant of the ledger."),
        lease=timedelta(hours=2),
    ),
    Duty(
        "reconcile",
        "giving",
        timedelta(hours=24),
        reconcile_accounts,
        _("Compares the ledger with the processor, to the cent."),
        lease=timedelta(hours=2),
    ),
)
