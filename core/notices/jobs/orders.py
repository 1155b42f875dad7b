"""Letters about orders and their documents."""

from uuid import UUID

from sqlalchemy.orm import Session

from core.fulfilment.queries import get_service_job, get_shipment
from core.kernel.jobs import job
from core.kernel.settings import get_settings
from core.notices.operations import About, compose_notice
from core.notices.queries.heads import article_names, destination_of, invoice_head, order_head
from core.notices.rules import Payee, ShippedLine
from core.notices.states import NoticeKind
from core.orders.queries import changes_of, get_order
from core.payments.queries import get_payment
from core.payments.states import PaymentState
from core.subscriptions.queries import get_contract


@job("notices.confirm_order")
def confirm_order(session: Session, *, order_id: str, **_: object) -> None:
    """An order was placed."""
    order = get_order(session, UUID(order_id))
    about = About(type="order", id=order.id)
    compose_notice(session, NoticeKind.ORDER_CONFIRMED, order=order, about=about, payee=_payee())


@job("notices.tell_cancellation")
def tell_cancellation(session: Session, *, order_id: str, **_: object) -> None:
    """An order was cancelled."""
    order = order_head(session, UUID(order_id))
    compose_notice(session, NoticeKind.ORDER_CANCELLED, order=order, about=About(type="order", id=order.id))


@job("notices.tell_change")
def tell_change(session: Session, *, order_id: str, change_id: str, **_: object) -> None:
    """Some of an order will not come, or goes elsewhere."""
    order = order_head(session, UUID(order_id))
    change = next(found for found in changes_of(session, order.id) if found.id == UUID(change_id))
    about = About(type="order_change", id=change.id)
    place = destination_of(session, order.id) if change.is_readdressed else None
    compose_notice(session, NoticeKind.ORDER_CHANGED, order=order, about=about, change=change, place=place)


@job("notices.tell_shipment")
def tell_shipment(session: Session, *, order_id: str, shipment_id: str, **_: object) -> None:
    """Goods have left."""
    order, shipment = order_head(session, UUID(order_id)), get_shipment(session, UUID(shipment_id))
    names = article_names(session, order.id)
    quantities = {line.line_id: line.quantity for line in shipment.lines}
    lines = [ShippedLine(name=name, quantity=quantities[line]) for line, name in names.items() if line in quantities]
    about = About(type="shipment", id=shipment.id)
    compose_notice(session, NoticeKind.GOODS_SHIPPED, order=order, about=about, shipment=shipment, lines=lines)


@job("notices.tell_visit")
def tell_visit(session: Session, *, order_id: str, service_job_id: str, **_: object) -> None:
    """A visit has a date, or another one. When it has none any more, there is nothing to tell."""
    order, visit = order_head(session, UUID(order_id)), get_service_job(session, UUID(service_job_id))
    if visit.scheduled_at is None:
        return
    about = About(type="service_job", id=visit.id, occasion=visit.scheduled_at.isoformat(timespec="minutes"))
    place = destination_of(session, order.id)
    compose_notice(session, NoticeKind.VISIT_PLANNED, order=order, about=about, visit=visit, place=place)


@job("notices.tell_activation")
def tell_activation(session: Session, *, order_id: str, contract_id: str, **_: object) -> None:
    """A subscription runs."""
    order, contract = order_head(session, UUID(order_id)), get_contract(session, UUID(contract_id))
    about = About(type="contract", id=contract.id)
    compose_notice(session, NoticeKind.SUBSCRIPTION_ACTIVE, order=order, about=about, subscription=contract)


@job("notices.send_invoice")
def send_invoice(session: Session, *, order_id: str, invoice_id: str, invoice_number: str, **_: object) -> None:
    """An invoice was issued."""
    _send_document(
        session,
        NoticeKind.INVOICE_ISSUED,
        order_id=UUID(order_id),
        invoice_id=UUID(invoice_id),
        invoice_number=invoice_number,
    )


@job("notices.send_credit_note")
def send_credit_note(session: Session, *, order_id: str, invoice_id: str, invoice_number: str, **_: object) -> None:
    """A credit note was issued."""
    _send_document(
        session,
        NoticeKind.CREDIT_NOTE_ISSUED,
        order_id=UUID(order_id),
        invoice_id=UUID(invoice_id),
        invoice_number=invoice_number,
    )


@job("notices.tell_decline")
def tell_decline(session: Session, *, order_id: str, payment_id: str, **_: object) -> None:
    """A card was declined. One letter per payment: the pages tell of every further attempt."""
    about = About(type="payment", id=UUID(payment_id))
    compose_notice(session, NoticeKind.PAYMENT_DECLINED, order=order_head(session, UUID(order_id)), about=about)


@job("notices.remind_transfer")
def remind_transfer(session: Session, *, order_id: str, payment_id: str, **_: object) -> None:
    """A transfer has not come, and soon the goods are kept no longer; who paid meanwhile is told nothing."""
    payment = get_payment(session, UUID(order_id))
    if payment.state is not PaymentState.OPEN or payment.expires_at is None:
        return
    order, about = order_head(session, UUID(order_id)), About(type="payment", id=UUID(payment_id))
    compose_notice(session, NoticeKind.TRANSFER_REMINDER, order=order, about=about, payment=payment, payee=_payee())


@job("notices.tell_refund")
def tell_refund(session: Session, *, order_id: str, refund_id: str, amount_minor: int, **_: object) -> None:
    """Money has gone back."""
    order, about = order_head(session, UUID(order_id)), About(type="refund", id=UUID(refund_id))
    compose_notice(session, NoticeKind.REFUND_MADE, order=order, about=about, refund_minor=amount_minor)


def _send_document(
    session: Session, kind: NoticeKind, *, order_id: UUID, invoice_id: UUID, invoice_number: str
) -> None:
    about = About(type="invoice", id=invoice_id, invoice_number=invoice_number)
    invoice = invoice_head(session, invoice_id)
    compose_notice(session, kind, order=order_head(session, order_id), about=about, invoice=invoice)


def _payee() -> Payee:
    settings = get_settings()
    return Payee(
        name=settings.company_legal_name,
        iban=settings.company_iban,
        bic=settings.company_bic,
        bank=settings.company_bank,
        days=settings.prepayment_days,
    )
