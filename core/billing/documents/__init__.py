"""Invoices and credit notes on paper: what stands on them, in which language, and how they are set."""

from core.billing.documents.texts import period_text
from core.billing.documents.typesetting import DocumentNotSet, render_invoice
from core.billing.documents.values import DocumentLine, DocumentTax, InvoiceDocument, Party, Prepaid, SellerDetails

__all__ = [
    "DocumentLine",
    "DocumentNotSet",
    "DocumentTax",
    "InvoiceDocument",
    "Party",
    "Prepaid",
    "SellerDetails",
    "period_text",
    "render_invoice",
]
