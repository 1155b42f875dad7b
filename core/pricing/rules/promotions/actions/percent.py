"""A percentage off every line, rounded once per line."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.kernel.i18n import N_
from core.kernel.money import allocate
from core.pricing.rounding import percent_of
from core.pricing.rules.promotions.fields import Field, FieldKind
from core.pricing.rules.promotions.protocol import Action, by_item
from core.pricing.rules.promotions.values import Candidate, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class PercentOffLines(Action):
    """So many percent of the sum of each line; what a bundle saves is spread over its parts."""

    KIND = "percent"
    LABEL = N_("Percent off each line")
    FIELDS = (Field(name="percent", kind=FieldKind.PERCENT, label=N_("Percent")),)

    percent: Decimal

    def reductions(self, lines: Sequence[Candidate]) -> list[int]:
        """How much falls away from each line."""
        found = [0] * len(lines)
        for indexes in by_item(lines):
            amounts = [lines[index].amount_minor for index in indexes]
            off = percent_of(sum(amounts), self.percent)
            for index, share in zip(indexes, allocate(off, amounts), strict=True):
                found[index] = share
        return found

    def sentence(self) -> Sentence:
        """The rule in plain words."""
        template = N_("%(percent)s %% off each of these articles.")
        return Sentence(template=template, params={"percent": f"{self.percent.normalize():f}"})
