"""What the page of an order shows, gathered once; and its documents for whom they belong to."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import flash

from core.billing.errors import InvoiceNotFound
from core.billing.queries import InvoicePdf, agreed_now, get_invoice_pdf
from core.billing.queries.office import documents_of_order
from core.feedback.queries import find_answer
from core.kernel import clock
from core.orders.operations import order_again
from core.orders.queries import changes_of, get_order_progress
from core.orders.states import OrderState
from core.payments.queries import get_payment
from core.web.access import current_actor
from core.web.db import db
from core.web.locale import current_locale, ngettext
from core.web.locale import gettext as _
from core.web.stories import tax_notes_of_order
from storefront import visitor
from storefront.orders import owner, shown_lines, shown_parts

JUST_ORDERED = timedelta(hours=1)


def order_page(number: str) -> dict[str, Any]:
    """Everything on the page of an order but the form. Raises OrderNotFound, for a foreign order too."""
    page = get_order_progress(db(), number, owner=owner())
    order = page.order
    was_invoiced = any(line.invoiced_quantity for line in order.lines)
    return {
        "order": order,
        "parts": shown_parts(page),
        "lines": shown_lines(page),
        "payment": get_payment(db(), order.id),
        "documents": documents_of_order(db(), order.id) if was_invoiced else [],
        "tax_notes": tax_notes_of_order(order),
        "answer": find_answer(db(), order.id),
        "left": agreed_now(db(), order.id) if order.is_changed else None,
        "changes": changes_of(db(), order.id) if order.is_changed else (),
        "is_open": order.state in (OrderState.PLACED, OrderState.IN_FULFILMENT),
        "is_new": clock.now() - order.placed_at < JUST_ORDERED,
    }


def put_again(order_id: UUID) -> None:
    """Put what was ordered into the visitor's cart, and say what is not sold any more."""
    again = order_again(
        db(),
        order_id,
        cart_id=visitor.cart_id(),
        price_list=visitor.price_list(),
        locale=current_locale(),
        acting_user=current_actor(),
    )
    if again.cart is not None:
        visitor.remember_cart(again.cart.id, pieces=sum(line.quantity for line in again.cart.lines))
        flash(ngettext("%(num)s line is in your cart.", "%(num)s lines are in your cart.", again.taken))
    if again.missing:
        flash(_("Not sold any more: %(names)s.", names=", ".join(again.missing)), "warning")


def find_pdf(number: str) -> InvoicePdf:
    """A document of the visitor's company, or of the order that their link names. Raises InvoiceNotFound."""
    seen_by = owner()
    if seen_by.order_id is not None:
        documents = documents_of_order(db(), seen_by.order_id)
        if any(document.number == number for document in documents):
            return get_invoice_pdf(db(), number)
    if seen_by.customer_id is None:
        raise InvoiceNotFound
    return get_invoice_pdf(db(), number, customer_id=seen_by.customer_id)
