"""An issued document as the words and numbers that go on paper."""

from sqlalchemy.orm import Session

from core.accounts.models import Address, Customer
from core.billing.documents import DocumentLine, DocumentTax, InvoiceDocument, Party, Prepaid
from core.billing.models import Invoice, InvoiceLine, InvoiceTax
from core.billing.operations.drafts import Draft
from core.billing.states import InvoiceCause
from core.kernel import clock
from core.kernel.paper import company_of_settings
from core.pricing.rounding import Split
from core.pricing.states import TaxCategory


def document_of(
    session: Session, draft: Draft, invoice: Invoice, customer: Customer, prepaid: Split
) -> InvoiceDocument:
    """Everything that stands on an invoice or credit note."""
    original = draft.original
    return InvoiceDocument(
        kind=invoice.kind,
        number=invoice.number,
        locale=invoice.locale,
        currency=invoice.currency,
        price_mode=invoice.price_mode,
        issued_at=invoice.issued_at,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        supplied_from=invoice.supplied_from,
        supplied_to=invoice.supplied_to,
        order_number=draft.order.number,
        ordered_on=clock.local_date(draft.order.placed_at),
        customer_number=customer.number,
        customer_vat_id=invoice.customer_vat_id,
        tax_certificate=draft.order.tax_certificate,
        original_number=original.number if original else "",
        original_issued_on=original.issued_on if original else None,
        seller=company_of_settings(),
        buyer=_party(session.get_one(Address, invoice.billing_address_id)),
        delivered_to=_delivered_to(session, invoice),
        lines=tuple(_line(line) for line in invoice.lines),
        taxes=tuple(_tax(tax) for tax in invoice.taxes),
        net_minor=invoice.net_minor,
        tax_minor=invoice.tax_minor,
        gross_minor=invoice.gross_minor,
        prepaid=Prepaid(net_minor=prepaid.net, tax_minor=prepaid.tax_minor),
    )


def _delivered_to(session: Session, invoice: Invoice) -> Party | None:
    if invoice.cause_type is not InvoiceCause.SHIPMENT or invoice.delivery_address_id == invoice.billing_address_id:
        return None
    return _party(session.get_one(Address, invoice.delivery_address_id))


def _party(address: Address) -> Party:
    return Party(
        name=address.name,
        company=address.company,
        street=address.street,
        extra=address.extra,
        postal_code=address.postal_code,
        city=address.city,
        country=address.country,
    )


def _line(line: InvoiceLine) -> DocumentLine:
    return DocumentLine(
        sku=line.sku,
        name=line.name,
        note=line.note,
        quantity=line.quantity,
        unit_minor=line.unit_minor,
        amount_minor=line.amount_minor,
        discount_minor=line.discount_minor,
        tax_rate=line.tax_rate,
    )


def _tax(tax: InvoiceTax) -> DocumentTax:
    return DocumentTax(
        country=tax.tax_country,
        rate=tax.tax_rate,
        net_minor=tax.net_minor,
        tax_minor=tax.tax_minor,
        gross_minor=tax.gross_minor,
        category=TaxCategory(tax.tax_category),
    )
