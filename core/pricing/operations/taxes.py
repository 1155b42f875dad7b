"""Changing what the tax decision reads, and counting what is sold to consumers in other EU countries."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from core.catalog.states import TaxClass
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.db import insert_if_absent, new_id
from core.pricing.errors import NotInTheEU, NotOutsideTheEU, OneStopBinds, OneStopInThePast, RateInThePast
from core.pricing.models import CrossBorderSales, ExportCountry, OneStopChoice, TaxRate
from core.pricing.operations.prices import set_tax_rate
from core.pricing.states import EU_COUNTRIES, EVERYWHERE, ONE_STOP_LIMIT_MINOR

BINDING_YEARS = 2
"""Whoever chooses the one-stop shop below the threshold keeps to it for two calendar years (section 3c (4) UStG)."""


def serve_country(session: Session, country: str, *, is_served: bool) -> None:
    """Sell to a country outside the EU, or not any more. Raises NotOutsideTheEU: there the rates decide."""
    if country in EU_COUNTRIES or len(country) != len(EVERYWHERE):
        raise NotOutsideTheEU
    if is_served:
        insert_if_absent(session, ExportCountry, code=country)
    else:
        session.execute(delete(ExportCountry).where(ExportCountry.code == country))


def add_tax_rate(session: Session, *, country: str, tax_class: TaxClass, rate: Decimal, valid_from: date) -> TaxRate:
    """Let another rate of an EU country begin, today or later and after the one before.

    Raises NotInTheEU, RateInThePast. The first rate of a country may begin at any time: nothing was taxed by it.
    """
    if country not in EU_COUNTRIES:
        raise NotInTheEU
    same = select(func.max(TaxRate.valid_from)).where(TaxRate.country == country, TaxRate.tax_class == tax_class)
    latest = session.scalar(same)
    if latest is not None and (valid_from < clock.today() or valid_from <= latest):
        raise RateInThePast
    return set_tax_rate(session, country=country, tax_class=tax_class, rate=rate, valid_from=valid_from)


def choose_one_stop(session: Session, *, applies: bool, valid_from: date, acting_user: Actor) -> OneStopChoice:
    """Tax consumers in other EU countries there from a day on, whatever is sold; or only above the threshold again.

    Choosing what holds already changes nothing. Raises OneStopInThePast, and OneStopBinds for going back too early.
    """
    latest = session.scalars(select(OneStopChoice).order_by(OneStopChoice.valid_from.desc()).limit(1)).first()
    if latest is not None and latest.applies == applies:
        return latest
    if valid_from < clock.today() or (latest is not None and valid_from <= latest.valid_from):
        raise OneStopInThePast
    if latest is not None and not applies and valid_from.year < latest.valid_from.year + BINDING_YEARS:
        raise OneStopBinds(until=date(latest.valid_from.year + BINDING_YEARS, 1, 1))
    made = OneStopChoice(
        id=new_id(), applies=applies, valid_from=valid_from, decided_at=clock.now(), decided_by=acting_user.name
    )
    session.add(made)
    return made


def count_sale(session: Session, year: int, country: str, net_minor: int, *, within_threshold: bool) -> bool:
    """Count a sale to consumers in another EU country. A sale that was priced as within the threshold is not counted,
    and the answer is no, if it is not any more; rivals wait for each other here.
    """
    for place in (EVERYWHERE, country):
        insert_if_absent(session, CrossBorderSales, year=year, country=place, net_minor=0)
    change = update(CrossBorderSales).where(CrossBorderSales.year == year)
    total = change.where(CrossBorderSales.country == EVERYWHERE)
    if within_threshold:
        total = total.where(CrossBorderSales.net_minor + net_minor <= ONE_STOP_LIMIT_MINOR)
    if _changed(session, total.values(net_minor=CrossBorderSales.net_minor + net_minor)) == 0:
        return False
    there = change.where(CrossBorderSales.country == country)
    session.execute(there.values(net_minor=CrossBorderSales.net_minor + net_minor))
    return True


def uncount_sale(session: Session, year: int, country: str, net_minor: int) -> None:
    """Take off what was cancelled or came back, in the year in which it was sold."""
    session.execute(
        update(CrossBorderSales)
        .where(CrossBorderSales.year == year, CrossBorderSales.country.in_((EVERYWHERE, country)))
        .values(net_minor=CrossBorderSales.net_minor - net_minor)
    )


def _changed(session: Session, statement: Any) -> int:
    return int(session.execute(statement, execution_options={"synchronize_session": False}).rowcount)  # type: ignore[attr-defined]  # an UPDATE has a row count
