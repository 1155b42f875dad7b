"""What the form for a bank receipt shows beside it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from backoffice.pages.orders import find_payment, to_pay_minor
from core.billing.queries.office import DocumentRow, documents_of_order
from core.orders.queries import OrderView, get_order_for_office
from core.payments.queries import PaymentView


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptPage:
    """An order for which money came, with what was to come."""

    order: OrderView
    payment: PaymentView | None
    documents: tuple[DocumentRow, ...]
    to_pay_minor: int


def receipt_page(session: Session, number: str) -> ReceiptPage:
    """What is to be paid for an order. Raises OrderNotFound."""
    order = get_order_for_office(session, number)
    payment, documents = find_payment(session, order.id), documents_of_order(session, order.id)
    return ReceiptPage(
        order=order, payment=payment, documents=tuple(documents), to_pay_minor=to_pay_minor(payment, documents)
    )
