"""Tax worlds for tests: sellers who tax consumers abroad by choice, or have sold so much there already."""

from datetime import date

from core.kernel import clock
from core.kernel.actor import SYSTEM
from core.kernel.db import unit_of_work
from core.pricing.models import CrossBorderSales
from core.pricing.operations import choose_one_stop


def tax_abroad(valid_from: date | None = None) -> None:
    """From today on (or a day) consumers in other EU countries are taxed there, whatever is sold."""
    with unit_of_work() as session:
        choose_one_stop(session, applies=True, valid_from=valid_from or clock.today(), acting_user=SYSTEM)


def sold_abroad(net_minor: int, *, year: int | None = None, country: str = "AT") -> None:
    """So much was sold to consumers in another EU country."""
    with unit_of_work() as session:
        for place in ("EU", country):
            session.add(CrossBorderSales(year=year or clock.today().year, country=place, net_minor=net_minor))
