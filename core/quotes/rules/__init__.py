"""Pure rules of quotes."""

from core.quotes.rules.choosing import Choice, basket_of, extreme_choices, require_choice, usual_choice
from core.quotes.rules.content import hash_of
from core.quotes.rules.figures import Figures, LineFigures, figures_of
from core.quotes.rules.policy import Need, Reading, Rule, Situation, is_worse, needs_of, readings_of

__all__ = [
    "Choice",
    "Figures",
    "LineFigures",
    "Need",
    "Reading",
    "Rule",
    "Situation",
    "basket_of",
    "extreme_choices",
    "figures_of",
    "hash_of",
    "is_worse",
    "needs_of",
    "readings_of",
    "require_choice",
    "usual_choice",
]
