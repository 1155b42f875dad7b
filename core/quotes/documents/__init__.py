"""Offers on paper: what stands on a version, in which language, and how it is set."""

from core.quotes.documents.typesetting import render_offer
from core.quotes.documents.values import (
    ChangedContract,
    Mark,
    NextInvoice,
    OfferDocument,
    OfferLine,
    OfferSums,
    OfferTerms,
    Recipient,
)

__all__ = [
    "ChangedContract",
    "Mark",
    "NextInvoice",
    "OfferDocument",
    "OfferLine",
    "OfferSums",
    "OfferTerms",
    "Recipient",
    "render_offer",
]
