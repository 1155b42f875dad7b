"""A code that the customer enters."""

from dataclasses import dataclass

from core.kernel.i18n import N_
from core.pricing.rules.promotions.protocol import Condition
from core.pricing.rules.promotions.values import Sentence, Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeEntered(Condition):
    """The code was entered, and the door has checked it."""

    KIND = "code"
    LABEL = N_("With a code")

    def is_met(self, situation: Situation) -> bool:
        """Whether the code of this promotion was entered."""
        return bool(situation.lines) and situation.promotion_id in situation.shopper.codes

    def sentence(self) -> Sentence:
        """The rule in plain words."""
        return Sentence(template=N_("A code is needed."))
