"""Writing letters: from facts to subject, text and HTML in the reader's language. Pure."""

from core.notices.rules.facts import Payee, ShippedLine
from core.notices.rules.letters import SUBJECTS, Letter, write_letter

__all__ = ["SUBJECTS", "Letter", "Payee", "ShippedLine", "write_letter"]
