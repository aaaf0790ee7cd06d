"""What time does at the processor: pages close, what was pending becomes available, periods begin."""

from giving.sandbox import balance, billing, payments
from giving.sandbox.store import Store

KEY_SECONDS = 24 * 60 * 60  # how long an idempotency key is remembered


def tick(store: Store) -> None:
    """Does everything that is due by the stand-in's clock. Harmless when repeated."""
    payments.sessions_expire(store)
    billing.subscriptions_renew(store)
    with store.transaction():
        balance.transactions_settle(store)
        store.rows("DELETE FROM idempotency WHERE made < ?", store.now() - KEY_SECONDS)


def advance(store: Store, seconds: int) -> int:
    """Moves the clock on, and returns its new time."""
    store.turn("clock", str(int(store.switch("clock", "0")) + seconds))
    tick(store)
    return store.now()
