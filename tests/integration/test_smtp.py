"""Letters over a real SMTP conversation: complete, in one piece, and with nobody's headers but ours."""

from collections.abc import Iterator

import pytest

from core.kernel.errors import Permanent, Retryable
from core.notices.protocol import Attachment, OutgoingLetter
from core.notices.providers.smtp import SmtpCarrier
from tests.support.smtp_sink import Sink, smtp_sink

PDF = Attachment(name="RE-2026-000017.pdf", media_type="application/pdf", content=b"%PDF-1.7 " + bytes(range(256)))


@pytest.fixture
def sink() -> Iterator[Sink]:
    with smtp_sink() as running:
        yield running


def carrier(url: str) -> SmtpCarrier:
    return SmtpCarrier(url, sender="shop@elbkaffee.example", name="Elbkaffee")


def letter(*, recipient: str = "anna@kaffeerunde.example", subject: str = "Ihre Bestellung für März") -> OutgoingLetter:
    return OutgoingLetter(
        reference="0198",
        recipient=recipient,
        locale="de",
        subject=subject,
        text="Guten Tag,\n.\nschöne Grüße\n",
        html="<p>Guten Tag, schöne Grüße</p>",
        attachments=(PDF,),
    )


def test_a_letter_arrives_with_text_html_and_attachment(sink: Sink) -> None:
    carrier(sink.url).carry(letter())

    (delivery,) = sink.deliveries
    message = delivery.message
    assert (delivery.sender, delivery.recipients) == ("shop@elbkaffee.example", ["anna@kaffeerunde.example"])
    assert message["From"] == "Elbkaffee <shop@elbkaffee.example>"
    assert message["Subject"] == "Ihre Bestellung für März"
    assert message["Message-ID"] == "<0198@elbkaffee.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content() == "Guten Tag,\n.\nschöne Grüße\n"
    assert html.get_content() == "<p>Guten Tag, schöne Grüße</p>\n"
    (attached,) = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == ("RE-2026-000017.pdf", "application/pdf")
    assert attached.get_payload(decode=True) == PDF.content


def test_a_subject_cannot_add_a_header(sink: Sink) -> None:
    carrier(sink.url).carry(letter(subject="Order\r\nBcc: everybody@else.example\n\nBuy\x00 now"))

    (delivery,) = sink.deliveries
    assert delivery.message["Subject"] == "Order Bcc: everybody@else.example Buy now"
    assert delivery.message["Bcc"] is None
    assert delivery.recipients == ["anna@kaffeerunde.example"]


@pytest.mark.parametrize(
    "recipient",
    [
        "anna@kaffeerunde.example\r\nBcc: everybody@else.example",
        "anna@kaffeerunde.example, everybody@else.example",
        "anna@kaffeerunde.example>\r\nRCPT TO:<everybody@else.example",
        "anna",
        "",
    ],
)
def test_a_recipient_is_exactly_one_address_or_nothing_is_sent(sink: Sink, recipient: str) -> None:
    with pytest.raises(Permanent):
        carrier(sink.url).carry(letter(recipient=recipient))

    assert sink.deliveries == []


def test_an_international_domain_is_sent_in_its_ascii_form(sink: Sink) -> None:
    carrier(sink.url).carry(letter(recipient="anna@bücher.example"))

    assert sink.deliveries[0].recipients == ["anna@xn--bcher-kva.example"]


@pytest.mark.parametrize(
    ("command", "answer", "verdict"),
    [
        ("RCPT", "550 no such mailbox", Permanent),
        ("RCPT", "451 greylisted", Retryable),
        ("MAIL", "552 too much", Permanent),
        ("DATA", "421 shutting down", Retryable),
    ],
)
def test_what_the_server_says_decides_whether_we_try_again(
    sink: Sink, command: str, answer: str, verdict: type[Exception]
) -> None:
    sink.answers[command] = answer

    with pytest.raises(verdict, match=answer.split()[0]):
        carrier(sink.url).carry(letter())

    assert sink.deliveries == []


def test_nobody_at_home_is_worth_another_attempt() -> None:
    with smtp_sink() as gone:
        url = gone.url

    with pytest.raises(Retryable):
        carrier(url).carry(letter())


def test_a_password_is_never_sent_without_encryption(sink: Sink) -> None:
    sink.extensions = ("8BITMIME", "AUTH PLAIN LOGIN")

    with pytest.raises(Retryable, match="STARTTLS"):
        carrier(sink.url.replace("//", "//shop:secret@")).carry(letter())

    assert sink.deliveries == []


@pytest.mark.parametrize("url", ["http://mail.example", "smtp://", "mail.example:25"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(Permanent, match="KONTOR_SMTP_URL"):
        carrier(url)
