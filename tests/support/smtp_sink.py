"""A small real SMTP server that keeps what it is given, and refuses when a test tells it to."""

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage


@dataclass(slots=True)
class Delivery:
    """One letter as it came over the wire."""

    sender: str
    recipients: list[str]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        """The letter, read as the standard says."""
        return email.message_from_bytes(self.content, policy=email.policy.default)


@dataclass(slots=True)
class Sink:
    """What the server has taken and how it answers. `answers`: a reply per command instead of the friendly one."""

    port: int = 0
    deliveries: list[Delivery] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    extensions: tuple[str, ...] = ("8BITMIME",)

    @property
    def url(self) -> str:
        """Where it listens, as KONTOR_SMTP_URL."""
        return f"smtp://127.0.0.1:{self.port}"


@contextmanager
def smtp_sink() -> Iterator[Sink]:
    """A running server on a free port of this machine."""
    sink = Sink()

    class Conversation(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            converse(self, sink)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        server.daemon_threads = True
        sink.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield sink
        server.shutdown()
        thread.join()


def converse(wire: socketserver.StreamRequestHandler, sink: Sink) -> None:
    """One client from its greeting to its farewell."""
    delivery = Delivery("", [], b"")
    reply(wire, "220 sink")
    while line := wire.rfile.readline().decode().strip():
        command, _, argument = line.partition(" ")
        command = command.upper()
        if command in sink.answers:
            reply(wire, sink.answers[command])
        elif command == "EHLO":
            greet(wire, sink)
        elif command == "DATA":
            reply(wire, "354 go on")
            delivery.content = read_letter(wire)
            sink.deliveries.append(delivery)
            delivery = Delivery("", [], b"")
            reply(wire, "250 taken")
        else:
            note_envelope(delivery, command, argument)
            reply(wire, "221 farewell" if command == "QUIT" else "250 fine")


def greet(wire: socketserver.StreamRequestHandler, sink: Sink) -> None:
    """What this server can do."""
    for extension in ("sink", *sink.extensions):
        reply(wire, f"250-{extension}")
    reply(wire, "250 fine")


def note_envelope(delivery: Delivery, command: str, argument: str) -> None:
    """Who sends to whom."""
    if command == "MAIL":
        delivery.sender = inside(argument)
    elif command == "RCPT":
        delivery.recipients.append(inside(argument))


def read_letter(wire: socketserver.StreamRequestHandler) -> bytes:
    """Everything up to the line with the single dot."""
    lines: list[bytes] = []
    while (line := wire.rfile.readline()) not in (b".\r\n", b""):
        lines.append(line[1:] if line.startswith(b"..") else line)
    return b"".join(lines).replace(b"\r\n", b"\n")


def inside(argument: str) -> str:
    """The address between the angle brackets."""
    return argument.split("<", 1)[1].split(">", 1)[0]


def reply(wire: socketserver.StreamRequestHandler, text: str) -> None:
    """Send one line."""
    wire.wfile.write(f"{text}\r\n".encode())
