"""A percentage off the whole, computed once and spread over the lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.kernel.i18n import N_
from core.kernel.money import allocate
from core.pricing.rounding import percent_of
from core.pricing.rules.promotions.fields import Field, FieldKind
from core.pricing.rules.promotions.protocol import Action
from core.pricing.rules.promotions.values import Candidate, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class PercentOffOrder(Action):
    """So many percent of everything it is about, at most a given amount."""

    KIND = "order_percent"
    LABEL = N_("Percent off the order")
    FIELDS = (
        Field(name="percent", kind=FieldKind.PERCENT, label=N_("Percent")),
        Field(name="most_minor", kind=FieldKind.AMOUNT, label=N_("At most"), is_optional=True),
    )

    percent: Decimal
    most_minor: int | None = None

    def reductions(self, lines: Sequence[Candidate]) -> list[int]:
        """How much falls away from each line."""
        amounts = [line.amount_minor for line in lines]
        off = percent_of(sum(amounts), self.percent)
        return allocate(off if self.most_minor is None else min(off, self.most_minor), amounts)

    def sentence(self) -> Sentence:
        """The rule in plain words."""
        percent = f"{self.percent.normalize():f}"
        if self.most_minor is None:
            return Sentence(template=N_("%(percent)s %% off in all."), params={"percent": percent})
        template = N_("%(percent)s %% off in all, at most %(most_minor)s.")
        return Sentence(template=template, params={"percent": percent, "most_minor": self.most_minor})
