"""Letters by SMTP: encrypted wherever the server can, and never a password without encryption."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from core.kernel import clock
from core.kernel.errors import Permanent, Retryable
from core.notices.protocol import OutgoingLetter

TIMEOUT_SECONDS = 20
PORTS = {"smtp": 25, "smtps": 465}


class SmtpCarrier:
    """Hands letters to one server, named as `smtp://user:password@host:port`, or `smtps://` for TLS from the start.

    `smtp://` uses STARTTLS where the server offers it, and insists on it when there is a password to send.
    """

    def __init__(self, url: str, *, sender: str, name: str) -> None:
        self._url = urlsplit(url)
        if self._url.scheme not in PORTS or not self._url.hostname:
            raise Permanent("KONTOR_SMTP_URL must start with smtp:// or smtps:// and name a host.")
        self._sender = _address(sender, name)

    def carry(self, letter: OutgoingLetter) -> None:
        """Deliver one letter. Raises Permanent when the server says never, Retryable for everything that may pass."""
        message = self._message(letter)
        try:
            with self._server() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refusal:
            code = max(code for code, _ in refusal.recipients.values())
            raise _verdict(code, refusal) from refusal
        except smtplib.SMTPResponseException as refusal:
            raise _verdict(refusal.smtp_code, refusal) from refusal
        except (smtplib.SMTPException, OSError) as failure:
            raise Retryable(f"The mail server cannot be used now: {failure!r}") from failure

    @contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        host, port = str(self._url.hostname), self._url.port or PORTS[self._url.scheme]
        if self._url.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=_context())
        else:
            server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
        with server:
            server.ehlo_or_helo_if_needed()
            if self._url.scheme == "smtp" and (self._url.username or server.has_extn("starttls")):
                server.starttls(context=_context())  # refused by the server: nothing is sent
            if self._url.username:
                server.login(unquote(self._url.username), unquote(self._url.password or ""))
            yield server

    def _message(self, letter: OutgoingLetter) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = _address(letter.recipient)
        message["Subject"] = _one_line(letter.subject)
        message["Date"] = format_datetime(clock.now())
        message["Message-ID"] = f"<{letter.reference}@{self._sender.domain}>"
        message["Content-Language"] = letter.locale
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        message.add_alternative(letter.html, subtype="html")
        for attachment in letter.attachments:
            main, _, sub = attachment.media_type.partition("/")
            message.add_attachment(attachment.content, maintype=main, subtype=sub, filename=_one_line(attachment.name))
        return message


def _address(address: str, name: str = "") -> Address:
    """Exactly one address; a second one or a header behind a line break is refused."""
    local, _, domain = address.rpartition("@")
    try:
        return Address(display_name=_one_line(name), addr_spec=f"{local}@{domain.encode('idna').decode()}")
    except (ValueError, IndexError, MessageError) as error:  # the parser says no in many ways
        raise Permanent("This is not one e-mail address, so nothing was sent to it.") from error


def _one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _verdict(code: int, refusal: smtplib.SMTPException) -> Permanent | Retryable:
    is_final = 500 <= code < 600
    return (Permanent if is_final else Retryable)(f"The mail server answered {code}: {refusal!r}"[:500])


def _context() -> ssl.SSLContext:
    return ssl.create_default_context()
