"""Donors, staff, the clock and faults in any order: after every step each invariant holds, and the end is exact.

`make test` runs 20 lives of 15 steps, `make long` 200 of 30. Each life has empty books and a sandbox of its own. Every
step is one line of the log that a failing life prints.
"""

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, note
from hypothesis import settings as lives
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from giving.exceptions import GivingRefused
from giving.invariants import verify
from giving.models import Donation, Fund, FundLine
from giving.reconcile import reconcile
from giving.sandbox.balance import totals
from giving.sandbox.errors import ApiError
from giving.sandbox.refunds import refund_create
from giving.sandbox.server import Sandbox
from giving.services import LineNeed, fund_close, fund_open
from giving.spending import line_spend
from giving.sweeping import sweep
from giving.sync import donation_sync
from tests.giving.conftest import SECRET, need, sandbox_settings
from tests.giving.processor import Processor
from tests.giving.test_webhook import signed

AMOUNTS = st.sampled_from([100, 999, 1_000, 2_500, 6_000, 10_000])
OVERFLOWS = st.sampled_from(["next_story", "common", "refund"])
PICK = st.integers(min_value=0, max_value=99)
BUTTONS = st.sampled_from(
    ["pay", "pay", "pay", "decline", "challenge", "refuse", "later", "settle", "bounce"]
)
FAULTS = st.sampled_from(["fail", "lost"])
CALLS = st.sampled_from(["POST", "GET", "/refunds", "/checkout/sessions", "/payment_intents", "/disputes"])
seen: Counter[str] = Counter()


class Money(RuleBasedStateMachine):
    """One life. The application is reached through its own doors: forms, webhooks, sync, sweep, reconcile."""

    site_settings: LazySettings

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.folder = tempfile.TemporaryDirectory()
        state = Path(self.folder.name) / "sandbox.sqlite3"
        self.sandbox = Sandbox(state=state, webhook_url="http://127.0.0.1:9/", secret=SECRET)
        self.sandbox.__enter__()
        self.site_settings.STRIPE_ACCOUNTS = sandbox_settings(self.sandbox)
        self.processor = Processor(self.sandbox.origin)
        self.processor.control("freeze")
        self.funds: list[Fund] = []

    def teardown(self) -> None:
        try:
            self.everything_is_found_in_the_end()
        finally:
            self.sandbox.__exit__(None, None, None)
            self.folder.cleanup()
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def did(self, what: str) -> None:
        seen[what.split(" ", maxsplit=1)[0]] += 1
        note(what)

    def one(self, found: Any, pick: int) -> Any:
        items = list(found)
        return items[pick % len(items)] if items else None

    # --- Staff ------------------------------------------------------------------------------------------------

    @initialize(amounts=st.lists(AMOUNTS, min_size=2, max_size=3), overflow=OVERFLOWS)
    def begins(self, amounts: list[int], overflow: str) -> None:
        """Two people in need, and gifts that were paid and not announced yet."""
        for first, second in ((3_000, 2_000), (1_000, 6_000)):
            self.opens_a_fund(first, second)
        for pick, amount in enumerate(amounts):
            self.somebody_gives(pick, amount, overflow)

    @rule(first=AMOUNTS, second=AMOUNTS)
    def opens_a_fund(self, first: int, second: int) -> None:
        from uuid import uuid4

        lines = [need(first, 1), need(second, 2)]
        self.funds.append(fund_open(reference=uuid4(), currency="USD", lines=lines))
        self.did(f"fund of {first}+{second}")

    @rule(pick=PICK, first=AMOUNTS, second=AMOUNTS)
    def edits_a_budget(self, pick: int, first: int, second: int) -> None:
        fund = self.one(self.funds, pick)
        lines = [
            LineNeed(line.identity, line.category, amount, line.priority)
            for line, amount in zip(fund.lines.all(), (second, first), strict=True)
        ]
        try:
            with transaction.atomic():
                fund_open(reference=fund.reference, currency="USD", lines=lines)
            self.did(f"budget becomes {second}+{first}")
        except GivingRefused as refused:
            self.did(f"budget-refused {refused}")

    @rule(pick=PICK)
    def withdraws_a_person(self, pick: int) -> None:
        fund_close(reference=self.one(self.funds, pick).reference)
        self.did("withdrawn")

    @rule(pick=PICK, amount=AMOUNTS)
    def pays_out(self, pick: int, amount: int) -> None:
        line = self.one([line for line in FundLine.objects.order_by("pk") if line.unspent_minor], pick)
        if line is None:
            return
        share = min(amount, line.unspent_minor)
        line_spend(reference=line.fund.reference, identity=line.identity, amount_minor=share)
        self.did(f"spent {share}")

    # --- Donors -----------------------------------------------------------------------------------------------

    @rule(pick=PICK, amount=AMOUNTS, overflow=OVERFLOWS)
    def fills_in_the_form(self, pick: int, amount: int, overflow: str) -> None:
        from tests.giving.conftest import Donor

        code = self.one([*(fund.code for fund in self.funds), "common"], pick)
        fund, client = Fund.objects.get(code=code), Client(raise_request_exception=True)
        answer = Donor(fund, client).give(f"{amount // 100}.{amount % 100:02d}", overflow=overflow)
        self.did(f"form {amount} {overflow}: {answer.status_code}")
        assert answer.status_code in (200, 303, 410, 503)

    @rule(pick=PICK, amount=AMOUNTS, overflow=OVERFLOWS)
    def somebody_gives(self, pick: int, amount: int, overflow: str) -> None:
        self.fills_in_the_form(pick, amount, overflow)
        open_pages = [found for found in self.processor.sessions() if found["status"] == "open"]
        if open_pages:
            self.processor.press(f"{self.sandbox.origin}/c/pay/{open_pages[-1]['id']}", "pay")
            self.did("paid")

    @precondition(lambda self: self.processor.sessions())
    @rule(pick=PICK, button=BUTTONS)
    def presses(self, pick: int, button: str) -> None:
        session = self.one(
            [found for found in self.processor.sessions() if found["status"] != "expired"], pick
        )
        if session:
            status, _where, _text = self.processor.press(
                f"{self.sandbox.origin}/c/pay/{session['id']}", button
            )
            self.did(f"{button}: {status}")

    @rule(pick=PICK)
    def looks_at_the_thanks_page(self, pick: int) -> None:
        donation = self.one(Donation.objects.order_by("created_at"), pick)
        if donation:
            Donation.objects.filter(pk=donation.pk).update(synced_at=None)
            answer = Client().get(f"/en/give/thanks/{donation.token}/")
            self.did(f"thanks: {answer.status_code}")
            assert answer.status_code == 200

    # --- The processor and time -------------------------------------------------------------------------------

    def listed(self, kind: str) -> list[dict[str, Any]]:
        """What the processor holds, past its interface: faults planted there are for the application."""
        return self.sandbox.store.all(kind)

    @precondition(lambda self: any(found["paid"] for found in self.listed("charge")))
    @rule(pick=PICK, amount=st.none() | AMOUNTS)
    def refunds_at_the_processor(self, pick: int, amount: int | None) -> None:
        charge = self.one([found for found in self.listed("charge") if found["paid"]], pick)
        if charge:
            wanted = {"charge": charge["id"]} | ({"amount": amount} if amount else {})
            try:
                with self.sandbox.store.transaction():
                    refund_create(self.sandbox.store, wanted)
                self.did(f"refund {amount}")
            except ApiError as refused:
                self.did(f"refund-refused {refused}")

    @precondition(lambda self: self.listed("refund"))
    @rule(pick=PICK, end=st.sampled_from(["settle", "fail"]))
    def refund_ends(self, pick: int, end: str) -> None:
        wanted = ("pending",) if end == "settle" else ("pending", "succeeded")
        refund = self.one([found for found in self.listed("refund") if found["status"] in wanted], pick)
        if refund:
            self.processor.control(f"refunds/{refund['id']}/{end}")
            self.did(f"refund-{end}")

    @precondition(lambda self: any(found["paid"] for found in self.listed("charge")))
    @rule(pick=PICK, part=st.booleans())
    def donor_s_bank_disputes(self, pick: int, part: bool) -> None:
        fine = [found for found in self.listed("charge") if found["paid"] and not found["disputed"]]
        charge = self.one([found for found in fine if found["amount_refunded"] < found["amount"]], pick)
        if charge:
            left = charge["amount"] - charge["amount_refunded"]
            self.processor.control(
                f"charges/{charge['id']}/dispute", amount=max(left // 2, 1) if part else left
            )
            self.did(f"dispute of {left}{' in part' if part else ''}")

    @precondition(lambda self: self.listed("dispute"))
    @rule(pick=PICK, end=st.sampled_from(["win", "lose"]))
    def dispute_ends(self, pick: int, end: str) -> None:
        dispute = self.one(
            [found for found in self.listed("dispute") if found["status"] == "needs_response"], pick
        )
        if dispute:
            self.processor.control(f"disputes/{dispute['id']}/{end}")
            self.did(f"dispute-{end}")

    @rule(seconds=st.sampled_from([60, 32 * 60, 3 * 24 * 60 * 60]))
    def time_passes_at_the_processor(self, seconds: int) -> None:
        self.processor.control("clock", seconds=seconds)
        self.did(f"clock +{seconds}")

    @precondition(lambda self: any(found["available"] > 0 for found in totals(self.sandbox.store).values()))
    @rule()
    def money_goes_to_the_bank(self) -> None:
        self.did(f"payouts {len(self.processor.control('payouts')['payouts'])}")

    @precondition(lambda self: self.listed("payout"))
    @rule(pick=PICK)
    def payout_comes_back(self, pick: int) -> None:
        payout = self.one([found for found in self.listed("payout") if found["status"] == "pending"], pick)
        if payout:
            self.processor.control(f"payouts/{payout['id']}/fail")
            self.did("payout-fails")

    @rule(kind=FAULTS, on=CALLS, times=st.integers(min_value=1, max_value=4))
    def something_breaks(self, kind: str, on: str, times: int) -> None:
        self.processor.control("faults", on=on, kind=kind, times=times)
        self.did(f"fault {kind} on {on} x{times}")

    # --- What brings the books up to date ---------------------------------------------------------------------

    @precondition(lambda self: self.listed("event"))
    @rule(pick=PICK, times=st.integers(min_value=1, max_value=2))
    def an_event_arrives(self, pick: int, times: int) -> None:
        """Any event, in any order, once or twice; the others are lost."""
        event = self.one(self.sandbox.store.all("event"), pick)
        if event is None:
            return
        import json

        body = json.dumps(event)
        for _ in range(times):
            headers = {"Stripe-Signature": signed(body, secret=SECRET)}
            answer = Client().post(
                "/webhooks/stripe/default/", body, content_type="application/json", headers=headers
            )
            assert answer.status_code == 200
        self.did(f"event {event['type']} x{times}")

    @precondition(lambda self: Donation.objects.exists())
    @rule(pick=PICK)
    def a_gift_is_synced(self, pick: int) -> None:
        donation = self.one(Donation.objects.order_by("created_at"), pick)
        try:
            donation_sync(donation_id=donation.pk)
            self.did("sync")
        except GivingRefused as refused:
            self.did(f"sync-refused {type(refused).__name__}")

    @rule()
    def the_sweep_runs(self) -> None:
        self.did(f"sweep {sweep()}")

    @rule()
    def the_books_are_reconciled(self) -> None:
        try:
            found = reconcile()
            self.did(f"reconcile {found.fetched} {len(found.problems)}")
        except GivingRefused:
            self.did("reconcile-refused")

    # --- What must hold ---------------------------------------------------------------------------------------

    @invariant()
    def every_invariant_holds(self) -> None:
        found = {finding.name: finding.problems for finding in verify() if finding.problems}
        assert found == {}

    def everything_is_found_in_the_end(self) -> None:
        """With faults gone and every hint lost, sweep and reconcile find every cent."""
        self.processor.control("faults/clear")
        reconcile()
        sweep()
        found = reconcile()
        assert (found.problems, [line for line in found.lines if line.is_off]) == ([], [])
        self.every_invariant_holds()


def live(examples: int, steps: int, settings: LazySettings) -> None:
    Money.site_settings = settings
    seen.clear()
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Money,
        settings=lives(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.generate],
            database=None,
            print_blob=True,
        ),
    )
    print(f"{examples} lives of {steps} steps did: {dict(seen.most_common())}")  # noqa: T201  (what the proof covered)


@pytest.mark.django_db
def test_every_invariant_holds_whatever_happens(settings: LazySettings) -> None:
    live(20, 15, settings)


@pytest.mark.long
@pytest.mark.django_db
def test_every_invariant_holds_whatever_happens_for_long(settings: LazySettings) -> None:
    live(200, 30, settings)
