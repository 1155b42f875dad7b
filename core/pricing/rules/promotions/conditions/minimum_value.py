"""A value of goods to reach."""

from dataclasses import dataclass

from core.kernel.i18n import N_
from core.pricing.rules.promotions.fields import Field, FieldKind
from core.pricing.rules.promotions.protocol import Condition
from core.pricing.rules.promotions.values import Sentence, Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class MinimumValue(Condition):
    """What the promotion is about costs at least so much together, as the price list counts."""

    KIND = "minimum_value"
    LABEL = N_("From a value on")
    FIELDS = (Field(name="from_minor", kind=FieldKind.AMOUNT, label=N_("Value")),)

    from_minor: int

    def is_met(self, situation: Situation) -> bool:
        """Whether the value is reached."""
        return situation.value_minor >= self.from_minor

    def sentence(self) -> Sentence:
        """The rule in plain words."""
        template = N_("It holds from a value of %(from_minor)s on.")
        return Sentence(template=template, params={"from_minor": self.from_minor})
