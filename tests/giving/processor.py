"""Speaks to the sandbox as a donor's browser and a tester's hands do."""
# ruff: noqa: S310  (addresses of our own sandbox)

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any


@dataclass
class Processor:
    """A sandbox at `origin`."""

    origin: str

    def control(self, action: str, **fields: object) -> dict[str, Any]:
        """Runs a control, POST unless it only reads: `control("sessions/cs_1/pay", amount=5)`."""
        reads = action in ("", "events", "deliveries", "sessions")
        data = None if reads else urllib.parse.urlencode(fields).encode()
        with urllib.request.urlopen(f"{self.origin}/_sandbox/{action}", data, timeout=20) as answer:
            return dict(json.loads(answer.read()))

    def sessions(self) -> list[dict[str, Any]]:
        return list(self.control("sessions")["sessions"])

    def events(self, kind: str) -> list[str]:
        return [event["id"] for event in self.control("events")["events"] if event["type"] == kind]

    def press(self, url: str, button: str) -> tuple[int, str, str]:
        """Presses "pay" or "decline" on a hosted page: (status, Location, text). Redirects are not followed."""
        opener = urllib.request.build_opener(_NoRedirect())
        try:
            with opener.open(f"{url}/{button}", b"", timeout=30) as answer:
                return answer.status, "", answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers.get("Location", ""), answer.read().decode()

    def wait_delivered(self) -> None:
        """Until nothing is pending."""
        deadline = time.monotonic() + 20
        while any(delivery["state"] == "pending" for delivery in self.control("deliveries")["deliveries"]):
            assert time.monotonic() < deadline, "deliveries still pending"
            time.sleep(0.05)

    def api(self, method: str, path: str, *, body: str = "", **headers: str) -> tuple[int, dict[str, Any]]:
        """A raw call of the processor's interface."""
        sent = {
            "Authorization": "Bearer sk_test_123",
            **{name.replace("_", "-"): text for name, text in headers.items()},
        }
        data = body.encode() if method == "POST" else None
        request = urllib.request.Request(f"{self.origin}{path}", data, sent, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as answer:
            return answer.code, json.loads(answer.read())


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None
