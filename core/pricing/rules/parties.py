"""Who buys as the tax law sees it, and what we sold to consumers in other EU countries."""

from dataclasses import dataclass

from core.accounts.states import VatState
from core.pricing.states import ONE_STOP_LIMIT_MINOR, BuyerStatus

_ODD_PREFIXES = {"EL": "GR"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxpayer:
    """A buyer. `certificate` names the paper that makes one exempt; a VAT id is kept also when it is not confirmed."""

    status: BuyerStatus = BuyerStatus.PRIVATE
    vat_id: str = ""
    vat_state: VatState = VatState.UNCHECKED
    certificate: str = ""

    @property
    def seat(self) -> str:
        """The country that gave the VAT id; empty without one."""
        prefix = self.vat_id[:2]
        return _ODD_PREFIXES.get(prefix, prefix)


@dataclass(frozen=True, slots=True, kw_only=True)
class OneStopShop:
    """What decides where consumers in other EU countries are taxed. Net sales in cents.

    `is_crossed` is said by whoever knows that the very sale in question crosses the threshold.
    """

    is_chosen: bool = False
    this_year_minor: int = 0
    last_year_minor: int = 0
    is_crossed: bool = False

    @property
    def is_above(self) -> bool:
        """Whether the threshold was passed this year or in the year before."""
        return self.is_crossed or max(self.this_year_minor, self.last_year_minor) > ONE_STOP_LIMIT_MINOR

    def is_crossed_by(self, net_minor: int) -> bool:
        """Whether another sale of so much passes the threshold."""
        return self.this_year_minor + net_minor > ONE_STOP_LIMIT_MINOR


CONSUMER = Taxpayer()
NOTHING_SOLD = OneStopShop()
