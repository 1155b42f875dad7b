"""What others may know of invoices, open items and money."""

from core.billing.queries.agreed import Agreed, agreed_now
from core.billing.queries.groups import agreed_minor
from core.billing.queries.invoices import (
    InvoicePdf,
    InvoiceView,
    get_invoice,
    get_invoice_pdf,
    invoices_of_customer,
)
from core.billing.queries.money import OrderMoney, order_money, sub_ledgers, unallocated_receipts
from core.billing.queries.refundable import Refundable, refundable, refundable_minor
from core.billing.queries.standing import exposure_of, is_settled

__all__ = [
    "Agreed",
    "InvoicePdf",
    "InvoiceView",
    "OrderMoney",
    "Refundable",
    "agreed_minor",
    "agreed_now",
    "exposure_of",
    "get_invoice",
    "get_invoice_pdf",
    "invoices_of_customer",
    "is_settled",
    "order_money",
    "refundable",
    "refundable_minor",
    "sub_ledgers",
    "unallocated_receipts",
]
