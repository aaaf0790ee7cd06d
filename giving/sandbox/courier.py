"""Delivers events to the site: signed as the processor signs, in the background, again and again until taken."""

import hashlib
import hmac
import http.client
import json
import threading
import time
from urllib.parse import urlsplit

from giving.sandbox import clock
from giving.sandbox.store import Store

ATTEMPTS = 12
LONGEST_PAUSE = 600
WAIT_SECONDS = (
    4  # the processor lets a donor wait this much for our answer before sending them back; it says up to 10
)


def signature(body: str, secret: str, timestamp: int) -> str:
    """The `Stripe-Signature` header, scheme v1."""
    mac = hmac.new(secret.encode(), f"{timestamp}.{body}".encode(), hashlib.sha256)
    return f"t={timestamp},v1={mac.hexdigest()}"


class Courier(threading.Thread):
    """One thread: takes due deliveries in order, posts them, notes the answer; does what is due by the clock."""

    def __init__(self, store: Store, *, url: str, secret: str) -> None:
        super().__init__(name="sandbox-courier", daemon=True)
        self._store, self._url, self._secret = store, url, secret
        self._wake = threading.Condition()
        self._stopping = False

    def run(self) -> None:
        while not self._stopping:
            clock.tick(self._store)
            while not self._stopping and not self.is_frozen and (due := self._due()):
                self._attempt(*due)
            with self._wake:
                self._wake.wait(1)

    def stop(self) -> None:
        self._stopping = True
        self.wake()
        self.join(20)

    def wake(self) -> None:
        with self._wake:
            self._wake.notify_all()

    @property
    def is_frozen(self) -> bool:
        return self._store.switch("frozen") == "yes"

    def wait_for(self, event_id: str) -> None:
        """Returns once the event was offered to the site, or after WAIT_SECONDS, or at once while frozen."""
        self.wake()
        query = "SELECT 1 FROM delivery WHERE event_id = ? AND attempts > 0"
        for _ in range(WAIT_SECONDS):
            if self.is_frozen or self._store.rows(query, event_id):
                return
            with self._wake:
                self._wake.wait(1)

    def _due(self) -> tuple[int, str, int] | None:
        rows = self._store.rows(
            "SELECT seq, event_id, attempts FROM delivery WHERE state = 'pending' AND due <= ? "
            "ORDER BY rank, seq LIMIT 1",
            int(time.time()),
        )
        return rows[0] if rows else None

    def _attempt(self, seq: int, event_id: str, attempts: int) -> None:
        code = self._post(json.dumps(self._store.get("event", event_id)))
        attempts += 1
        failed = "pending" if attempts < ATTEMPTS else "given up"
        state = "delivered" if 200 <= code < 300 else failed
        due = int(time.time()) + min(2 ** (attempts - 1), LONGEST_PAUSE)
        self._store.rows(
            "UPDATE delivery SET attempts = ?, state = ?, answer = ?, due = ? WHERE seq = ?",
            attempts,
            state,
            code,
            due,
            seq,
        )
        self.wake()

    def _post(self, body: str) -> int:
        """The site's status code; 0 when it did not answer."""
        parts = urlsplit(self._url)
        secure = parts.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=20)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": signature(body, self._secret, int(time.time())),
            "User-Agent": "Sandbox/1.0",
        }
        try:
            connection.request("POST", parts.path or "/", body.encode(), headers)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()
