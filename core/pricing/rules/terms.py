"""What was agreed beside the price list: for one line, and for the whole of a quote."""

from dataclasses import dataclass
from decimal import Decimal

NOTHING_OFF = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What was agreed for one line. Amounts in minor units, counted as the list counts.

    One piece costs `unit_minor` once and `recurring_minor` per interval, whatever the list says (None: the list's).
    Then are taken off, one after the other: what promotions gave when it was offered, `percent`, and `off_minor`; or
    all of it, where the line is free. Of a subscription all this holds for every period.
    """

    unit_minor: int | None = None
    recurring_minor: int | None = None
    promotion_minor: int = 0
    percent: Decimal = NOTHING_OFF
    off_minor: int = 0
    is_free: bool = False
    without_setup: bool = False
    """Setting it up costs nothing: what is agreed changes a subscription that runs."""

    @property
    def has_price(self) -> bool:
        """Whether a price was agreed."""
        return self.unit_minor is not None or self.recurring_minor is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeTerms:
    """What was agreed for the whole: `percent` of every line, then `off_minor` of what is paid once.

    Delivery costs `fee_minor` (None: what the way of delivery costs).
    """

    percent: Decimal = NOTHING_OFF
    off_minor: int = 0
    fee_minor: int | None = None


AS_LISTED = WholeTerms()
