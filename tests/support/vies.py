"""A stand-in for VIES that is as strict as the real one: wrong questions are refused, silence is silence."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KNOWN = {"DE123456788": ("Beck GmbH", "Kai 1, 20457 Hamburg")}
FAILURES = ("MS_UNAVAILABLE", "SERVICE_UNAVAILABLE", "MS_MAX_CONCURRENT_REQ", "TIMEOUT", "IP_BLOCKED")


@dataclass(slots=True)
class StandIn:
    """What it says next (None: what it knows), and what it was asked."""

    url: str
    says: str | None = None
    questions: list[dict[str, Any]] = field(default_factory=list)
    silence: threading.Event = field(default_factory=threading.Event)


@contextmanager
def vies() -> Iterator[StandIn]:
    """The service on an address of its own, until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    stand_in = StandIn(url=f"http://127.0.0.1:{server.server_port}/rest-api")
    server.stand_in = stand_in  # type: ignore[attr-defined]  # its handlers look there
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield stand_in
    finally:
        stand_in.silence.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        stand_in: StandIn = self.server.stand_in  # type: ignore[attr-defined]  # see vies()
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        stand_in.questions.append(question)
        if stand_in.says == "silence":
            stand_in.silence.wait(30)
            return
        if stand_in.says == "nonsense":
            self._answer(200, b"<html>maintenance</html>")
            return
        if self.path != "/rest-api/check-vat-number" or set(question) - _FIELDS:
            self._refuse(400, "INVALID_INPUT")
            return
        if stand_in.says is not None:
            self._refuse(500, stand_in.says)
            return
        self._tell(question)

    def _tell(self, question: dict[str, str]) -> None:
        found = KNOWN.get(question["countryCode"] + question["vatNumber"])
        answer = {
            "countryCode": question["countryCode"],
            "vatNumber": question["vatNumber"],
            "requestDate": "2026-11-25T12:00:00.000Z",
            "valid": found is not None,
            "requestIdentifier": "WAPIAAAAX1234567" if found else "",
            "name": found[0] if found else "---",
            "address": found[1] if found else "---",
        }
        self._answer(200, json.dumps(answer).encode())

    def _refuse(self, status: int, code: str) -> None:
        self._answer(status, json.dumps({"actionSucceed": False, "errorWrappers": [{"error": code}]}).encode())

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


_FIELDS = {"countryCode", "vatNumber", "requesterMemberStateCode", "requesterNumber"}
