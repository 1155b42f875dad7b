"""Delivery costs nothing."""

from dataclasses import dataclass

from core.kernel.i18n import N_
from core.pricing.rules.promotions.protocol import Action
from core.pricing.rules.promotions.values import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeDelivery(Action):
    """The delivery fee falls away."""

    KIND = "free_delivery"
    LABEL = N_("Free delivery")
    frees_delivery = True

    def sentence(self) -> Sentence:
        """The rule in plain words."""
        return Sentence(template=N_("Delivery is free."))
