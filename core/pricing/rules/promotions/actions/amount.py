"""An amount off the whole, spread over the lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.kernel.i18n import N_
from core.kernel.money import allocate
from core.pricing.rules.promotions.fields import Field, FieldKind
from core.pricing.rules.promotions.protocol import Action
from core.pricing.rules.promotions.values import Candidate, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountOff(Action):
    """So much off, never more than there is to pay for these lines: it does not pay for delivery."""

    KIND = "amount"
    LABEL = N_("Amount off the order")
    FIELDS = (Field(name="off_minor", kind=FieldKind.AMOUNT, label=N_("Amount")),)
    ONCE_ONLY = True

    off_minor: int

    def reductions(self, lines: Sequence[Candidate]) -> list[int]:
        """How much falls away from each line."""
        amounts = [line.amount_minor for line in lines]
        return allocate(min(self.off_minor, sum(amounts)), amounts)

    def sentence(self) -> Sentence:
        """The rule in plain words."""
        return Sentence(template=N_("%(off_minor)s off."), params={"off_minor": self.off_minor})
