"""Letters follow from what happens, once each, and leave by SMTP or stay in the demo's mailbox."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest
from sqlalchemy import select

from core import flows
from core.fulfilment.operations import activate_subscription, complete_service, schedule_service, ship
from core.fulfilment.queries import fulfilment_of, goods_to_ship
from core.kernel import clock, events, jobs, tokens
from core.kernel.db import reading, unit_of_work
from core.kernel.settings import Settings, get_settings
from core.notices.jobs import orders as notice_jobs
from core.notices.models import Notice
from core.notices.queries import NoticeView, get_notice, mailbox, notices_about
from core.notices.states import NoticeKind, NoticeState
from core.orders.operations import Contact
from core.orders.queries.links import owner_by_token
from core.payments.operations import buy_cart, cancel_paid_order, start_attempt
from tests.support.deals import MORNING, STAFF, Buyer, Market, a_cart, a_checkout, open_market
from tests.support.forgery import forged
from tests.support.smtp_sink import smtp_sink

pytestmark = pytest.mark.usefixtures("database", "flowing", "stopped")
PIECES = {"MACHINE": 1, "BEANS": 2, "INSTALL": 1, "CLUB": 1}
ANNA = Buyer(contact=Contact(name="Anna <b>Lorenz</b>", email="anna@post.example"))


@pytest.fixture
def flowing() -> Iterator[None]:
    flows.install()
    yield
    events.follow({})
    jobs.set_schedule(())


@pytest.fixture
def stopped() -> Iterator[clock.SimulatedClock]:
    with clock.frozen(MORNING) as at:
        yield at


@pytest.fixture
def market() -> Market:
    return open_market()


def buy(market: Market, pieces: dict[str, int], *, method: str = "on_account", locale: str = "en") -> UUID:
    checkout = a_checkout(a_cart(market, pieces, buyer=ANNA), buyer=ANNA)
    with unit_of_work() as session:
        bought = replace(checkout, payment_method=method, locale=locale)
        order_id = buy_cart(session, bought, acting_user=ANNA.actor).id
    jobs.run_due()
    return order_id


def letters(order_id: UUID) -> list[NoticeView]:
    with reading() as session:
        return [get_notice(session, row.id) for row in notices_about(session, order_id)]


def kinds(order_id: UUID) -> list[NoticeKind]:
    return [letter.kind for letter in letters(order_id)]


def ship_all(order_id: UUID) -> None:
    with unit_of_work() as session:
        for part in goods_to_ship(session):
            if part.order_id == order_id:
                quantities = {line.line_id: line.open_quantity for line in part.lines}
                ship(session, part.part_id, quantities=quantities, carrier="DHL", tracking="JD 1", acting_user=STAFF)
    jobs.run_due()


def test_placing_an_order_writes_one_confirmation_with_everything_that_was_agreed(market: Market) -> None:
    order_id = buy(market, PIECES)

    (letter,) = letters(order_id)
    assert (letter.kind, letter.recipient, letter.locale) == (NoticeKind.ORDER_CONFIRMED, "anna@post.example", "en")
    assert (letter.state, letter.sent_at) == (NoticeState.SENT, MORNING)
    assert letter.subject == "Your order SO-2027-000001"
    for line in (
        "Hello Anna <b>Lorenz</b>,",
        "1 x Hafen One: €599.00",
        "2 x House beans: €37.80",
        "1 x Bean club: €39.00 per month",
        "Total: €824.80",
        "including 19 % VAT: €119.43",
        "including 7 % VAT: €5.02",
        "- We ship and tell you when it leaves: Hafen One.",
        "- We get in touch to plan the appointment: Installation.",
        "You pay on account: each part brings its own invoice with its due date.",
        "22765 Hamburg",
    ):
        assert line in letter.text.splitlines()
    assert "Hello Anna &lt;b&gt;Lorenz&lt;/b&gt;," in letter.html


def test_a_letter_is_written_in_the_language_of_the_order_with_its_money(market: Market) -> None:
    (letter,) = letters(buy(market, {"MACHINE": 1}, locale="de"))

    assert letter.locale == "de"
    assert "599,00\xa0€" in letter.text
    assert '<html lang="de">' in letter.html


def test_a_prepaid_order_names_the_bank_the_sum_and_the_reference(market: Market) -> None:
    (letter,) = letters(buy(market, {"MACHINE": 1}, method="prepayment"))

    assert "Please transfer €599.00 within 10 days. We begin as soon as the money is here." in letter.text
    assert "IBAN: DE02120300000000202051" in letter.text
    assert "Reference: SO-2027-000001" in letter.text


def test_the_link_shows_its_own_order_and_cannot_be_turned_to_another(market: Market) -> None:
    order_id = buy(market, {"MACHINE": 1})
    (link,) = [line for line in letters(order_id)[0].text.splitlines() if line.startswith("http")]
    page, _, token = link.partition("?t=")

    assert page == "http://127.0.0.1:8000/orders/SO-2027-000001"
    assert owner_by_token(token).order_id == order_id
    for false in (forged(token), tokens.sign("order", "no id", expires_in=timedelta(days=1))):
        with pytest.raises(tokens.TokenRefused):
            owner_by_token(false)


def test_the_same_event_twice_writes_one_letter(market: Market) -> None:
    order_id = buy(market, {"MACHINE": 1})

    with unit_of_work() as session:
        notice_jobs.confirm_order(session, order_id=str(order_id))
    jobs.run_due()

    assert kinds(order_id) == [NoticeKind.ORDER_CONFIRMED]


def test_a_shipment_and_its_invoice_are_told_and_the_pdf_goes_along(market: Market) -> None:
    order_id = buy(market, {"MACHINE": 1, "CUP": 2})

    ship_all(order_id)

    _, shipment, invoice = sorted(letters(order_id), key=lambda letter: list(NoticeKind).index(letter.kind))
    assert (shipment.kind, invoice.kind) == (NoticeKind.GOODS_SHIPPED, NoticeKind.INVOICE_ISSUED)
    assert "your goods have left our house with DHL:" in shipment.text
    assert "1 x Hafen One\n2 x Cup\n" in shipment.text
    assert "Tracking number: JD 1" in shipment.text
    assert invoice.subject == "Your invoice RE-2027-000001 for order SO-2027-000001"
    assert invoice.invoice_number == "RE-2027-000001"
    assert "your invoice RE-2027-000001 over €624.00 is attached as a PDF." in invoice.text
    assert "Please pay €624.00 by February 14, 2027." in invoice.text


def test_a_visit_is_told_and_told_again_when_it_moves(market: Market) -> None:
    order_id = buy(market, {"INSTALL": 1})
    with reading() as session:
        (visit,) = fulfilment_of(session, order_id).visits

    for days in (2, 2, 3):
        with unit_of_work() as session:
            at = MORNING + timedelta(days=days)
            schedule_service(session, visit.id, at=at, technician="Malte Hinrichs", acting_user=STAFF)
        jobs.run_due()

    first, second = (letter for letter in letters(order_id) if letter.kind is NoticeKind.VISIT_PLANNED)
    assert "Tuesday, 2 February 2027, 10:00" in first.text
    assert "Wednesday, 3 February 2027, 10:00" in second.text
    assert "Malte Hinrichs will visit you." in second.text


def test_a_completed_visit_brings_an_invoice(market: Market, stopped: clock.SimulatedClock) -> None:
    order_id = buy(market, {"INSTALL": 1})
    with unit_of_work() as session:
        (visit,) = fulfilment_of(session, order_id).visits
        at = MORNING + timedelta(days=1)
        schedule_service(session, visit.id, at=at, technician="Malte Hinrichs", acting_user=STAFF)
    stopped.advance(timedelta(days=1, hours=1))
    with unit_of_work() as session:
        complete_service(session, visit.id, report="Runs.", acting_user=STAFF)
    jobs.run_due()

    assert kinds(order_id)[-1] is NoticeKind.INVOICE_ISSUED


def test_a_subscription_tells_its_first_day_and_its_terms(market: Market) -> None:
    order_id = buy(market, {"CLUB": 2})
    with unit_of_work() as session:
        (contract,) = fulfilment_of(session, order_id).contracts
        activate_subscription(session, contract.id, starts_on=date(2027, 2, 1), acting_user=STAFF)
    jobs.run_due()

    (letter,) = (letter for letter in letters(order_id) if letter.kind is NoticeKind.SUBSCRIPTION_ACTIVE)
    assert "your subscription C-2027-000001 runs from February 1, 2027 on:" in letter.text
    assert "2 x Bean club: €78.00 per month" in letter.text


def test_a_declined_card_and_a_cancelled_order_are_told(market: Market) -> None:
    order_id = buy(market, {"MACHINE": 1}, method="demo_card")
    with unit_of_work() as session:
        start_attempt(session, order_id, instrument="decline", acting_user=ANNA.actor)
    jobs.run_due()
    with unit_of_work() as session:
        cancel_paid_order(session, order_id, reason="Changed their mind.", acting_user=STAFF)
    jobs.run_due()

    told = [NoticeKind.ORDER_CONFIRMED, NoticeKind.PAYMENT_DECLINED, NoticeKind.ORDER_CANCELLED]
    assert kinds(order_id) == told
    assert "your card payment of €599.00 for order SO-2027-000001 did not go through." in letters(order_id)[1].text


def test_a_paid_order_that_is_cancelled_tells_of_its_refund(market: Market) -> None:
    order_id = buy(market, {"INSTALL": 1}, method="demo_card")
    with unit_of_work() as session:
        start_attempt(session, order_id, instrument="success", acting_user=ANNA.actor)
    jobs.run_due()
    with unit_of_work() as session:
        cancel_paid_order(session, order_id, reason="Changed their mind.", acting_user=STAFF)
    jobs.run_due()

    assert kinds(order_id)[1:] == [NoticeKind.ORDER_CANCELLED, NoticeKind.REFUND_MADE]
    assert "we have paid €149.00 back to you for order SO-2027-000001." in letters(order_id)[-1].text


def test_with_a_mail_server_the_letter_leaves_by_it(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    with smtp_sink() as sink:
        use_server(monkeypatch, sink.url)
        order_id = buy(market, {"MACHINE": 1})
        ship_all(order_id)

    assert [letter.state for letter in letters(order_id)] == [NoticeState.SENT] * 3
    assert [delivery.recipients for delivery in sink.deliveries] == [["anna@post.example"]] * 3
    ids = {letter.id: f"<{letter.id}@elbkaffee.example>" for letter in letters(order_id)}
    assert {str(delivery.message["Message-ID"]) for delivery in sink.deliveries} == set(ids.values())
    assert [attachments(delivery.message) for delivery in sink.deliveries].count(["RE-2027-000001.pdf"]) == 1


def attachments(message: EmailMessage) -> list[str | None]:
    return [part.get_filename() for part in message.iter_attachments()]


def test_without_an_answer_the_letter_waits_and_leaves_later(
    market: Market, monkeypatch: pytest.MonkeyPatch, stopped: clock.SimulatedClock
) -> None:
    with smtp_sink() as sink:
        use_server(monkeypatch, sink.url)
        sink.answers["RCPT"] = "451 come back later"
        order_id = buy(market, {"MACHINE": 1})
        assert [letter.state for letter in letters(order_id)] == [NoticeState.QUEUED]

        sink.answers.clear()
        stopped.advance(timedelta(minutes=1))
        jobs.run_due()

    assert [letter.state for letter in letters(order_id)] == [NoticeState.SENT]
    assert len(sink.deliveries) == 1


def test_a_refused_letter_waits_for_a_person_who_may_let_it_try_again(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    with smtp_sink() as sink:
        use_server(monkeypatch, sink.url)
        sink.answers["RCPT"] = "550 nobody of that name"
        order_id = buy(market, {"MACHINE": 1})
        (letter,) = letters(order_id)
        assert letter.state is NoticeState.FAILED
        assert "550" in letter.failure
        with reading() as session:
            (stuck,) = jobs.stuck_jobs(session)

        sink.answers.clear()
        with unit_of_work() as session:
            jobs.replay(session, stuck.id)
        jobs.run_due()

    (letter,) = letters(order_id)
    assert (letter.state, letter.failure, len(sink.deliveries)) == (NoticeState.SENT, "", 1)


def test_the_mailbox_goes_page_by_page_from_the_latest(market: Market, stopped: clock.SimulatedClock) -> None:
    for _ in range(5):
        buy(market, {"CUP": 1})
        stopped.advance(timedelta(minutes=1))

    with reading() as session:
        newest = mailbox(session, size=2)
        middle = mailbox(session, size=2, before=newest.next_before)
        oldest = mailbox(session, size=2, before=middle.next_before)
        everything = list(session.scalars(select(Notice.id).order_by(Notice.created_at.desc())))

    assert [row.id for page in (newest, middle, oldest) for row in page.notices] == everything
    assert oldest.next_before is None


def test_an_order_keeps_the_letters_in_its_timeline(market: Market) -> None:
    order_id = buy(market, {"CUP": 1})

    with reading() as session:
        told = [entry for entry in events.timeline(session, "order", order_id) if entry.kind == "notice.sent"]

    assert [entry.data["notice_kind"] for entry in told] == ["order_confirmed"]


def use_server(monkeypatch: pytest.MonkeyPatch, url: str) -> Settings:
    monkeypatch.setenv("KONTOR_SMTP_URL", url)
    get_settings.cache_clear()
    return get_settings()
