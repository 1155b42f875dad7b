"""The customer's first order."""

from dataclasses import dataclass

from core.kernel.i18n import N_
from core.pricing.rules.promotions.protocol import Condition
from core.pricing.rules.promotions.values import Sentence, Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstOrder(Condition):
    """The customer has never ordered; a guest is known by the e-mail address when ordering."""

    KIND = "first_order"
    LABEL = N_("First order")

    def is_met(self, situation: Situation) -> bool:
        """Whether it can be the first."""
        return bool(situation.lines) and situation.shopper.is_new

    def sentence(self) -> Sentence:
        """The rule in plain words."""
        return Sentence(template=N_("It holds for the first order of a customer."))
