"""The more lies in the cart, the higher the percentage."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.kernel.i18n import N_
from core.kernel.money import allocate
from core.pricing.rounding import percent_of
from core.pricing.rules.promotions.fields import Field, FieldKind, Tier
from core.pricing.rules.promotions.protocol import Action
from core.pricing.rules.promotions.values import Candidate, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class CartTiers(Action):
    """A percentage off the whole that grows with its value; below the first step the base percentage holds."""

    KIND = "tiers"
    LABEL = N_("Percent by value of the cart")
    FIELDS = (
        Field(name="base", kind=FieldKind.PERCENT, label=N_("Percent below the first step")),
        Field(name="tiers", kind=FieldKind.TIERS, label=N_("Steps")),
    )

    base: Decimal
    tiers: tuple[Tier, ...]

    def percent_for(self, value_minor: int) -> Decimal:
        """The percentage that a value reaches."""
        reached = [tier.percent for tier in self.tiers if tier.from_minor <= value_minor]
        return reached[-1] if reached else self.base

    def reductions(self, lines: Sequence[Candidate]) -> list[int]:
        """How much falls away from each line."""
        amounts = [line.amount_minor for line in lines]
        value = sum(amounts)
        return allocate(percent_of(value, self.percent_for(value)), amounts)

    def sentence(self) -> Sentence:
        """The rule in plain words."""
        best = self.tiers[-1]
        template = N_("The more, the cheaper: up to %(percent)s %% off from %(from_minor)s on.")
        return Sentence(
            template=template, params={"percent": f"{best.percent.normalize():f}", "from_minor": best.from_minor}
        )
