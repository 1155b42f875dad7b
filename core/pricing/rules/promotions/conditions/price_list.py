"""Buyers of certain price lists: private customers, companies, dealers."""

from dataclasses import dataclass

from core.kernel.i18n import N_
from core.pricing.rules.promotions.fields import Field, FieldKind
from core.pricing.rules.promotions.protocol import Condition
from core.pricing.rules.promotions.values import Sentence, Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class BuysFrom(Condition):
    """The customer buys from one of these price lists."""

    KIND = "price_list"
    LABEL = N_("Certain price lists")
    FIELDS = (Field(name="codes", kind=FieldKind.LISTS, label=N_("Price lists")),)

    codes: tuple[str, ...]

    def is_met(self, situation: Situation) -> bool:
        """Whether the customer's list is among them."""
        return bool(situation.lines) and situation.shopper.list_code in self.codes

    def sentence(self) -> Sentence:
        """The rule in plain words."""
        return Sentence(template=N_("It holds for certain customers only."))
