"""Invoices and credit notes on paper: what stands on them, in which language, and how they are set."""

from core.billing.documents.texts import amount_heading, part_text, period_text, unit_heading, words_of
from core.billing.documents.typesetting import render_invoice
from core.billing.documents.values import DocumentLine, DocumentTax, InvoiceDocument, Party, Prepaid

__all__ = [
    "DocumentLine",
    "DocumentTax",
    "InvoiceDocument",
    "Party",
    "Prepaid",
    "amount_heading",
    "part_text",
    "period_text",
    "render_invoice",
    "unit_heading",
    "words_of",
]
