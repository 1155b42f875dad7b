"""A number of pieces to reach."""

from dataclasses import dataclass

from core.kernel.i18n import N_
from core.pricing.rules.promotions.fields import Field, FieldKind
from core.pricing.rules.promotions.protocol import Condition
from core.pricing.rules.promotions.values import Sentence, Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class MinimumPieces(Condition):
    """At least so many pieces of what the promotion is about."""

    KIND = "minimum_pieces"
    LABEL = N_("From a number of pieces on")
    FIELDS = (Field(name="pieces", kind=FieldKind.COUNT, label=N_("Pieces")),)

    pieces: int

    def is_met(self, situation: Situation) -> bool:
        """Whether there are so many."""
        return situation.pieces >= self.pieces

    def sentence(self) -> Sentence:
        """The rule in plain words."""
        return Sentence(template=N_("It holds from %(pieces)s pieces on."), params={"pieces": self.pieces})
