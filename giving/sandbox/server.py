"""The stand-in as an HTTP server on the loopback interface, in its own process or a thread of a test."""

import json
import re
import threading
from collections.abc import Callable
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from giving.sandbox import api, control, hosted
from giving.sandbox.courier import Courier
from giving.sandbox.errors import ApiError
from giving.sandbox.routes import Call
from giving.sandbox.store import API_VERSION, Store, new_id

MAX_BODY = 1024 * 1024
POLL_SECONDS: Any = Fraction(1, 20)  # how soon it notices that it is to stop; typeshed asks for a float


class Sandbox:
    """`with Sandbox(state=path, webhook_url=url, secret="whsec_…") as sandbox:` serves at `sandbox.origin`.

    Port 0 takes any that is free. State survives: a new one on the same file goes on where the last stopped,
    undelivered events included. `witness` is shown each call of the interface with its answer, for tests.
    """

    def __init__(
        self,
        *,
        state: Path | str,
        webhook_url: str,
        secret: str,
        port: int = 0,
        witness: Callable[[Call, api.Answer], None] | None = None,
    ) -> None:
        self._server = ThreadingHTTPServer(
            ("127.0.0.1", port), type("Handler", (_Handler,), {"sandbox": self})
        )
        self._server.daemon_threads = True
        self.store = Store(state)
        self.keys = api.Keys()
        self.witness = witness
        self.courier = Courier(self.store, url=webhook_url, secret=secret)
        self.port: int = self._server.server_address[1]
        self.origin = f"http://127.0.0.1:{self.port}"

    def serve_forever(self) -> None:
        self.courier.start()
        self._server.serve_forever(poll_interval=POLL_SECONDS)

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, name="sandbox", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self.close()

    def close(self) -> None:
        self._server.server_close()
        if self.courier.is_alive():
            self.courier.stop()
        self.store.close()


class _Handler(BaseHTTPRequestHandler):
    sandbox: Sandbox
    protocol_version = "HTTP/1.1"
    server_version = "Sandbox"
    timeout = 60
    disable_nagle_algorithm = True  # head and body are two writes; the second shall not wait for a receipt

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: Any) -> None:  # the signature is the base class's
        pass

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > MAX_BODY:
            self.close_connection = True
            return self._send(413, "Too large.", "text/plain")
        body = self.rfile.read(length).decode("utf-8", "replace")
        parts = urlsplit(self.path)
        try:
            if parts.path.startswith("/v1/"):
                return self._api(parts.path, parts.query, body)
            if parts.path.startswith("/_sandbox/"):
                found = control.answer(
                    self.sandbox.store, self.sandbox.courier, self.command, parts.path, body
                )
                return self._send(200, json.dumps(found), "application/json")
            if parts.path == "/":
                return self._send(200, f"{hosted.TITLE}\n", "text/plain; charset=utf-8")
            if match := re.fullmatch(r"/c/pay/(\w+)(?:/([a-z]+))?", parts.path):
                return self._hosted(match.group(1), match.group(2) or "")
            raise ApiError(f"Nothing at {parts.path}.", status=404)
        except ApiError as error:
            return self._send(error.status, json.dumps(error.body), "application/json")

    def _api(self, path: str, query: str, body: str) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        call = Call(self.command, path, query, body, headers, self.sandbox.origin)
        answer = api.answer(self.sandbox.store, call, self.sandbox.keys)
        self.sandbox.courier.wake()
        if self.sandbox.witness:
            self.sandbox.witness(call, answer)
        if answer.lost:
            self.close_connection = True
            return
        extra = {"Request-Id": new_id("req"), "Stripe-Version": API_VERSION}
        if answer.replayed:
            extra["Idempotent-Replayed"] = "true"
        self._send(answer.status, answer.body, "application/json", **extra)

    def _hosted(self, session_id: str, button: str) -> None:
        """GET shows the page; POST presses a button of it. What is no longer possible shows the state instead."""
        store, courier = self.sandbox.store, self.sandbox.courier
        event = None
        if self.command == "POST":
            with store.transaction():
                event = hosted.press(store, store.get("checkout.session", session_id), button)
        session = store.get("checkout.session", session_id)
        if event is None:
            return self._page(session)
        courier.wait_for(event["id"])
        if button not in hosted.RETURNING:
            return self._page(session, declined=button in ("decline", "refuse"))
        return self._send(303, "", "text/plain", Location=hosted.success_url(session))

    def _page(self, session: dict[str, Any], *, declined: bool = False) -> None:
        html = hosted.page(self.sandbox.store, session, declined=declined)
        self._send(
            200, html, "text/html; charset=utf-8", **{"Content-Security-Policy": hosted.policy(session)}
        )

    def _send(self, status: int, text: str, kind: str, **headers: str) -> None:
        data = text.encode()
        self.send_response(status)
        common = {"Content-Type": kind, "Content-Length": str(len(data)), "Cache-Control": "no-store"}
        for name, value in {**common, "X-Content-Type-Options": "nosniff", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)
