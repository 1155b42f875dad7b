"""Issuing a document: number, rows, postings, PDF and open item, in one transaction."""

import hashlib
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.models import Customer
from core.billing.documents import render_invoice
from core.billing.events import CreditNoteIssued, InvoiceIssued
from core.billing.models import Invoice, InvoiceFile, InvoiceLine, InvoiceTax
from core.billing.operations.deposits import DepositMove, available, deposits_of, lines_out, take_out
from core.billing.operations.drafts import Draft, DraftLine, DraftTax, add_up
from core.billing.operations.open_items import allocate_money, open_item_for
from core.billing.operations.paper import document_of
from core.billing.rules import GroupKey, accounts_of
from core.billing.states import FileKind, InvoiceCause, InvoiceKind, MoneyPlace
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.db import new_id
from core.kernel.events import announce
from core.kernel.numbers import NumberRange, draw_number
from core.ledger.operations import Cause, defer_revenue, post_entry
from core.ledger.rules import PostingLine, credit, debit, merged
from core.ledger.states import AccountCode, EntryKind
from core.orders.models import Order

NUMBER_RANGE = {InvoiceKind.INVOICE: NumberRange.INVOICE, InvoiceKind.CREDIT_NOTE: NumberRange.CREDIT_NOTE}


def find_by_cause(session: Session, cause_type: InvoiceCause, cause_id: UUID, cause_detail: str = "") -> Invoice | None:
    """The document that a cause led to before."""
    statement = select(Invoice).where(
        Invoice.cause_type == cause_type, Invoice.cause_id == cause_id, Invoice.cause_detail == cause_detail
    )
    return session.scalar(statement)


def issue(session: Session, draft: Draft, *, acting_user: Actor) -> Invoice:
    """Issue a document. Its order must be locked, and its cause not yet documented.

    If anything fails, even the setting of the PDF, nothing of it exists and the number was never given.
    """
    customer = session.get_one(Customer, draft.order.customer_id)
    used = _use_deposits(session, draft) if draft.kind is InvoiceKind.INVOICE else []
    invoice = _invoice(draft, customer, prepaid_minor=sum(move.split.gross for move in used))
    invoice.number = draw_number(session, NUMBER_RANGE[draft.kind])
    session.add(invoice)
    session.flush()  # the rows below point to it
    for move in used:
        allocate_money(
            session,
            draft.order.id,
            move.split.gross,
            source=MoneyPlace.DEPOSIT,
            source_id=move.deposit.id,
            target=MoneyPlace.INVOICE,
            target_id=invoice.id,
        )
    _open(session, invoice, acting_user=acting_user)
    _post(session, draft, invoice, used)
    _file(session, draft, invoice, customer, used)
    _tell(session, invoice, acting_user=acting_user)
    return invoice


def _use_deposits(session: Session, draft: Draft) -> list[DepositMove]:
    deposits = deposits_of(session, draft.order.id)
    if not deposits or not all(line.order_line_id for line in draft.lines):
        return []
    found = []
    for tax in draft.taxes:
        deposit = deposits.get(GroupKey(business_unit_id=draft.business_unit_id, tax=tax.tax))
        amount = min(available(deposit).gross, tax.split.gross)
        if deposit is not None and amount > 0:
            found.append(take_out(deposit, amount, wanted=tax.split))
    return found


def _invoice(draft: Draft, customer: Customer, *, prepaid_minor: int) -> Invoice:
    order, total, today = draft.order, draft.total, clock.today()
    is_due_later = draft.kind is InvoiceKind.INVOICE and total.gross > prepaid_minor
    return Invoice(
        id=new_id(),
        kind=draft.kind,
        customer_id=order.customer_id,
        order_id=order.id,
        contract_id=draft.contract_id,
        business_unit_id=draft.business_unit_id,
        cause_type=draft.cause_type,
        cause_id=draft.cause_id,
        cause_detail=draft.cause_detail,
        original_id=draft.original.id if draft.original else None,
        issued_at=clock.now(),
        issued_on=today,
        due_on=today + timedelta(days=_days(order, customer)) if is_due_later else today,
        supplied_from=draft.supplied_from,
        supplied_to=draft.supplied_to,
        price_mode=order.price_mode,
        currency=order.currency,
        net_minor=total.net,
        tax_minor=total.tax_minor,
        gross_minor=total.gross,
        prepaid_minor=prepaid_minor,
        locale=order.locale,
        billing_address_id=order.billing_address_id,
        delivery_address_id=_delivered_to(draft),
        customer_vat_id=order.customer_vat_id or customer.vat_id or "",
        lines=[_line(position, line) for position, line in enumerate(draft.lines, start=1)],
        taxes=[_tax(position, tax) for position, tax in enumerate(draft.taxes, start=1)],
    )


def _days(order: Order, customer: Customer) -> int:
    """After how many days an invoice is due: as agreed for the order, else by the customer's terms."""
    return customer.terms_days if order.terms_days is None else order.terms_days


def _delivered_to(draft: Draft) -> UUID:
    """Where the goods of the document went: an address of their own, if all of them have the same one."""
    invoiced = {line.order_line_id for line in draft.lines}
    parts = {line.part_id for line in draft.order.lines if line.id in invoiced}
    own = {part.delivery_address_id for part in draft.order.parts if part.id in parts}
    address = next(iter(own)) if len(own) == 1 else None
    return address or draft.order.delivery_address_id


def _line(position: int, line: DraftLine) -> InvoiceLine:
    return InvoiceLine(
        id=new_id(),
        position=position,
        order_line_id=line.order_line_id,
        contract_id=line.contract_id,
        original_line_id=line.original_line_id,
        sku=line.sku,
        name=line.name,
        note=line.note,
        quantity=line.quantity,
        unit_minor=line.unit_minor,
        amount_minor=line.anchor_minor,
        discount_minor=line.discount_minor,
        tax_country=line.tax.country,
        tax_rate=line.tax.rate,
        tax_category=line.tax.category.value,
        net_minor=line.split.net,
        tax_minor=line.split.tax_minor,
        gross_minor=line.split.gross,
    )


def _tax(position: int, tax: DraftTax) -> InvoiceTax:
    return InvoiceTax(
        id=new_id(),
        position=position,
        tax_country=tax.tax.country,
        tax_rate=tax.tax.rate,
        tax_category=tax.tax.category.value,
        net_minor=tax.split.net,
        tax_minor=tax.split.tax_minor,
        gross_minor=tax.split.gross,
    )


def _open(session: Session, invoice: Invoice, *, acting_user: Actor) -> None:
    to_pay = invoice.gross_minor - invoice.prepaid_minor
    owed = to_pay if invoice.kind is InvoiceKind.INVOICE else -to_pay
    open_item_for(session, invoice, owed, acting_user=acting_user)


# --- the books


def _post(session: Session, draft: Draft, invoice: Invoice, used: list[DepositMove]) -> None:
    lines = _entry_lines(draft, used)
    if not merged(lines):  # everything on it is free of charge
        return
    is_invoice = draft.kind is InvoiceKind.INVOICE
    post_entry(
        session,
        kind=EntryKind.INVOICE_ISSUED if is_invoice else EntryKind.CREDIT_NOTE_ISSUED,
        key=f"invoice:{invoice.id}",
        posted_on=invoice.issued_on,
        lines=lines,
        narrative=f"{invoice.number} {draft.order.number}",
        cause=Cause(type="invoice", id=invoice.id),
    )
    if draft.earned_until is not None:
        _defer(session, draft, invoice)


def _entry_lines(draft: Draft, used: list[DepositMove]) -> list[PostingLine]:
    unit, currency = draft.business_unit_id, draft.order.currency
    sign = 1 if draft.kind is InvoiceKind.INVOICE else -1
    prepaid = add_up(move.split for move in used).gross
    lines = [debit(AccountCode.RECEIVABLES, unit, sign * (draft.total.gross - prepaid), currency)]
    for move in used:
        lines += lines_out(move, currency)
    for tax in draft.taxes:
        accounts = accounts_of(tax.tax)
        earned = AccountCode.DEFERRED_INCOME if draft.earned_until else accounts.revenue
        lines.append(credit(earned, unit, sign * tax.split.net, currency))
        lines.append(credit(accounts.vat, unit, sign * tax.split.tax_minor, currency))
    return lines


def _defer(session: Session, draft: Draft, invoice: Invoice) -> None:
    assert draft.earned_until is not None
    for position, tax in enumerate(draft.taxes, start=1):
        if tax.split.net > 0:
            defer_revenue(
                session,
                key=f"invoice:{invoice.id}:{position}",
                business_unit_id=invoice.business_unit_id,
                account=accounts_of(tax.tax).revenue,
                amount_minor=tax.split.net,
                currency=invoice.currency,
                starts_on=draft.supplied_from,
                ends_on=draft.earned_until,
                narrative=f"{invoice.number} {draft.order.number}",
                cause=Cause(type="invoice", id=invoice.id),
            )


# --- paper and news


def _file(session: Session, draft: Draft, invoice: Invoice, customer: Customer, used: list[DepositMove]) -> None:
    document = document_of(session, draft, invoice, customer, add_up(move.split for move in used))
    content = render_invoice(document)
    digest = hashlib.sha256(content).hexdigest()
    session.add(InvoiceFile(invoice_id=invoice.id, kind=FileKind.PDF, sha256=digest, content=content))


def _tell(session: Session, invoice: Invoice, *, acting_user: Actor) -> None:
    event = InvoiceIssued if invoice.kind is InvoiceKind.INVOICE else CreditNoteIssued
    announce(
        session,
        event(
            order_id=invoice.order_id,
            customer_id=invoice.customer_id,
            invoice_id=invoice.id,
            invoice_number=invoice.number,
            gross_minor=invoice.gross_minor,
            currency=invoice.currency,
        ),
        acting_user=acting_user,
    )
