"""Buy some, get the cheapest of them for less or for nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from core.kernel.i18n import N_
from core.kernel.money import allocate
from core.pricing.rounding import percent_of, share_of
from core.pricing.rules.promotions.fields import Field, FieldKind
from core.pricing.rules.promotions.protocol import Action, by_item
from core.pricing.rules.promotions.values import Candidate, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyGet(Action):
    """Of every `buy` + `get` pieces, the `get` cheapest are reduced; a bundle is one piece."""

    KIND = "buy_get"
    LABEL = N_("Buy some, get some")
    FIELDS = (
        Field(name="buy", kind=FieldKind.COUNT, label=N_("Buy")),
        Field(name="get", kind=FieldKind.COUNT, label=N_("Get")),
        Field(name="percent", kind=FieldKind.PERCENT, label=N_("Percent off what they get")),
    )
    ONCE_ONLY = True

    buy: int
    get: int
    percent: Decimal

    def reductions(self, lines: Sequence[Candidate]) -> list[int]:
        """How much falls away from each line."""
        found, items = [0] * len(lines), by_item(lines)
        pieces = [lines[indexes[0]].pieces for indexes in items]
        amounts = [sum(lines[index].amount_minor for index in indexes) for indexes in items]
        left = sum(pieces) // (self.buy + self.get) * self.get
        for item in sorted(range(len(items)), key=lambda one: (Fraction(amounts[one], pieces[one]), one)):
            taken = min(left, pieces[item])
            left -= taken
            off = percent_of(share_of(amounts[item], taken, pieces[item]), self.percent)
            shares = allocate(off, [lines[index].amount_minor for index in items[item]])
            for index, share in zip(items[item], shares, strict=True):
                found[index] = share
        return found

    def sentence(self) -> Sentence:
        """The rule in plain words."""
        params: dict[str, str | int] = {"buy": self.buy, "get": self.get}
        if self.percent == 100:
            return Sentence(template=N_("Buy %(buy)s, get %(get)s more free: the cheapest."), params=params)
        template = N_("Buy %(buy)s, get %(get)s more with %(percent)s %% off: the cheapest.")
        return Sentence(template=template, params={**params, "percent": f"{self.percent.normalize():f}"})
