"""A person's fund, the sandbox as the processor, and someone who fills in forms."""

import json
import re
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import LazySettings
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from giving.models import Donation, Fund
from giving.sandbox import api
from giving.sandbox.routes import Call
from giving.sandbox.server import Sandbox
from giving.services import LineNeed, fund_open
from tests.giving.contract import params, published
from tests.giving.processor import Processor

SECRET = "whsec_test"
MakeFund = Callable[..., Fund]


def need(amount_minor: int, priority: int = 1, *, identity: UUID | None = None) -> LineNeed:
    return LineNeed(identity or uuid4(), "education", amount_minor, priority)


@pytest.fixture
def make_fund() -> MakeFund:
    """`make_fund(40_000, 55_000)`: an open fund whose lines need these amounts, first first."""

    def make(*amounts: int, currency: str = "USD") -> Fund:
        lines = [need(amount, number) for number, amount in enumerate(amounts, 1)]
        return fund_open(reference=uuid4(), currency=currency, lines=lines)

    return make


@dataclass
class Witness:
    """Sees every call of the processor's interface that a test makes, and what is wrong with it.

    Our requests keep to the types of the installed SDK, the sandbox's answers to the processor's published schema.
    """

    problems: list[str] = field(default_factory=list)

    def __call__(self, call: Call, answer: api.Answer) -> None:
        if answer.status != 200 or "stripe-version" not in call.headers:  # a test's own raw call may be wrong
            return
        sent = call.body if call.method == "POST" else call.query
        self.problems += params.problems(call.method, call.path, sent)
        self.problems += published.problems(json.loads(answer.body))


@pytest.fixture
def witness() -> Iterator[Witness]:
    found = Witness()
    yield found
    assert found.problems == []


@pytest.fixture
def processor(tmp_path: Path, settings: LazySettings, witness: Witness) -> Iterator[Processor]:
    """The sandbox, with nobody listening to its events: deliveries are frozen."""
    with Sandbox(
        state=tmp_path / "sandbox.sqlite3", webhook_url="http://127.0.0.1:9/", secret=SECRET, witness=witness
    ) as sandbox:
        _configure(settings, sandbox)
        processor = Processor(sandbox.origin)
        processor.control("freeze")
        yield processor


@pytest.fixture
def quiet(db: None, processor: Processor) -> Processor:
    """The sandbox without deliveries, inside the test's own transaction: what passes here passes on `sync` alone."""
    return processor


@pytest.fixture
def site(
    transactional_db: None, live_server: LiveServer, tmp_path: Path, settings: LazySettings, witness: Witness
) -> Iterator[Processor]:
    """The sandbox delivering its events to the site, both over real HTTP."""
    webhook_url = f"{live_server.url}/webhooks/stripe/default/"
    state = tmp_path / "sandbox.sqlite3"
    with Sandbox(state=state, webhook_url=webhook_url, secret=SECRET, witness=witness) as sandbox:
        _configure(settings, sandbox)
        settings.SITE_URL = live_server.url
        yield Processor(sandbox.origin)


def sandbox_settings(sandbox: Sandbox) -> dict[str, dict[str, Any]]:
    """STRIPE_ACCOUNTS for a sandbox that runs."""
    return {
        "default": {
            "secret_key": "sk_test_123",
            "webhook_secrets": ["whsec_other", SECRET],
            "api_base": sandbox.origin,
            "checkout_origin": sandbox.origin,
            "livemode": False,
        }
    }


def _configure(settings: LazySettings, sandbox: Sandbox) -> None:
    settings.STRIPE_ACCOUNTS = sandbox_settings(sandbox)


@dataclass
class Donor:
    """Somebody at the form of a fund. `give` sends it and returns the answer; the form is opened once."""

    fund: Fund
    client: Client = field(default_factory=Client)
    token: str = ""

    @property
    def url(self) -> str:
        return f"/en/give/{self.fund.code}/"

    def open(self, **query: str) -> str:
        text = self.client.get(self.url, query).content.decode()
        return self.read(text)

    def read(self, text: str) -> str:
        if found := re.search(r'name="form" value="([^"]+)"', text):
            self.token = found.group(1)
        return text

    def give(self, own_amount: str = "", **fields: str) -> Any:
        if not self.token:
            self.open()
        values = {"amount": "", "own_amount": own_amount, "email": "donor@example.org", "form": self.token}
        return self.client.post(self.url, values | fields)


@pytest.fixture
def donor() -> Callable[[Fund], Donor]:
    return Donor


def only_donation() -> Donation:
    return Donation.objects.get()


def fetch(url: str) -> str:
    with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310  (our own sandbox)
        return str(answer.read().decode())
