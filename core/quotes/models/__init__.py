"""Requests, quotes, their versions and approvals as rows."""

from core.quotes.models.desks import QuoteDesk
from core.quotes.models.policy import ApprovalPolicy, ApprovalRule, QuoteApproval, QuoteApprover, QuoteReading
from core.quotes.models.quotes import Quote, QuoteAcceptance, QuoteLine, QuoteMessage, QuoteVersion
from core.quotes.models.requests import QuoteAttachment, QuoteRequest, QuoteRequestLine
from core.quotes.models.templates import QuoteTemplate
from core.quotes.models.trials import PolicyTrial, PolicyTrialFinding, PolicyTrialRule

__all__ = [
    "ApprovalPolicy",
    "ApprovalRule",
    "PolicyTrial",
    "PolicyTrialFinding",
    "PolicyTrialRule",
    "Quote",
    "QuoteAcceptance",
    "QuoteApproval",
    "QuoteApprover",
    "QuoteAttachment",
    "QuoteDesk",
    "QuoteLine",
    "QuoteMessage",
    "QuoteReading",
    "QuoteRequest",
    "QuoteRequestLine",
    "QuoteTemplate",
    "QuoteVersion",
]
