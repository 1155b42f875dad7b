"""What every paper of ours is made with: characters, amounts and dates, the letterhead, and the typesetter."""

from core.kernel.paper.company import Company, company_of_settings, letterhead_of
from core.kernel.paper.typesetting import DocumentNotSet, typeset
from core.kernel.paper.writing import country_text, date_text, money_text, quantity_text, rate_text

__all__ = [
    "Company",
    "DocumentNotSet",
    "company_of_settings",
    "country_text",
    "date_text",
    "letterhead_of",
    "money_text",
    "quantity_text",
    "rate_text",
    "typeset",
]
