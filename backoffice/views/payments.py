"""Money: prepayments that are awaited, what is overdue, receipts, refunds that somebody has to transfer."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from backoffice.forms.desk import ReceiptForm
from backoffice.lists import newest, older, position_id, waiting_page
from backoffice.pages.payments import receipt_page
from core.accounts.states import Permission
from core.billing.queries.office import office_receipts, open_figures, overdue_documents
from core.payments import operations
from core.payments.queries import awaited_figures, awaited_payments, open_refunds
from core.web.access import allowed, current_actor
from core.web.db import db, writes
from core.web.filters import money
from core.web.forms import refusals
from core.web.locale import gettext as _

pages = Blueprint("payments", __name__, url_prefix="/payments")


@pages.get("")
@allowed(Permission.VIEW_PAYMENTS)
def waiting() -> ResponseReturnValue:
    """Orders that wait for their prepayment, the oldest first."""
    found = waiting_page(awaited_payments, lambda payment: payment.id)
    return render_template("payments/waiting.html", found=found, figures=awaited_figures(db()))


@pages.get("/overdue")
@allowed(Permission.VIEW_PAYMENTS)
def overdue() -> ResponseReturnValue:
    """Invoices that should have been paid, the longest waiting first."""
    figures = open_figures(db(), only_overdue=True)
    found = waiting_page(overdue_documents, lambda document: document.id)
    return render_template("payments/overdue.html", found=found, figures=figures)


@pages.get("/receipts")
@allowed(Permission.VIEW_PAYMENTS)
def receipts() -> ResponseReturnValue:
    """Money that came, the latest first."""
    found = office_receipts(db(), before=position_id())
    return render_template("payments/receipts.html", found=found, older=older(found.next_before), newest=newest())


@pages.get("/refunds")
@allowed(Permission.VIEW_PAYMENTS)
def refunds() -> ResponseReturnValue:
    """Money that is to go back, the oldest first."""
    found = waiting_page(open_refunds, lambda refund: refund.id)
    return render_template("payments/refunds.html", found=found)


@pages.post("/refunds/<uuid:refund_id>/transferred")
@allowed(Permission.RECORD_PAYMENTS)
@writes
def transferred(refund_id: UUID) -> ResponseReturnValue:
    """Note that a refund was transferred by bank."""
    refund = operations.record_refund_paid(db(), refund_id, acting_user=current_actor())
    flash(_("%(amount)s are noted as paid back.", amount=money(refund.amount_minor, refund.currency)))
    return redirect(url_for("payments.refunds"), 303)


@pages.route("/orders/<number:number>/receipt", methods=["GET", "POST"])
@allowed(Permission.RECORD_PAYMENTS)
@writes
def receipt(number: str) -> ResponseReturnValue:
    """Note that a customer's transfer has arrived."""
    page = receipt_page(db(), number)
    form = ReceiptForm(amount=page.to_pay_minor or None)
    if form.validate_on_submit():
        with refusals(form):
            line, amount = form.reference.data or "", form.amount.minor or 0
            operations.record_bank_receipt(
                db(),
                page.order.id,
                amount_minor=amount,
                reference=line,
                key=form.key.data or "",
                acting_user=current_actor(),
            )
            flash(_("%(amount)s for order %(number)s are booked.", amount=money(amount), number=number))
            return redirect(url_for("orders.show", number=number), 303)
    return render_template("payments/receipt.html", form=form, page=page), form.status
