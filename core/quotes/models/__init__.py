"""Requests, quotes, their versions and approvals as rows."""

from core.quotes.models.desks import QuoteDesk
from core.quotes.models.policy import ApprovalPolicy, ApprovalRule, QuoteApproval, QuoteApprover
from core.quotes.models.quotes import Quote, QuoteAcceptance, QuoteLine, QuoteMessage, QuoteVersion
from core.quotes.models.requests import QuoteAttachment, QuoteRequest, QuoteRequestLine
from core.quotes.models.templates import QuoteTemplate

__all__ = [
    "ApprovalPolicy",
    "ApprovalRule",
    "Quote",
    "QuoteAcceptance",
    "QuoteApproval",
    "QuoteApprover",
    "QuoteAttachment",
    "QuoteDesk",
    "QuoteLine",
    "QuoteMessage",
    "QuoteRequest",
    "QuoteRequestLine",
    "QuoteTemplate",
    "QuoteVersion",
]
