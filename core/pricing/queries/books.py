"""The price book of a basket, price lists, ways of delivery, and where we deliver to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    Date,
    Integer,
    Row,
    Uuid,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.orm import Session

from core.catalog.queries import articles_for
from core.kernel import clock
from core.kernel.db import UtcDateTime
from core.pricing.errors import UnknownPriceList
from core.pricing.models import (
    CrossBorderSales,
    DeliveryMethod,
    ExportCountry,
    OneStopChoice,
    Price,
    PriceList,
    Promotion,
    TaxRate,
)
from core.pricing.queries.offers import NO_OFFERS, Buyer, is_in_force, offers_for, shelves_of
from core.pricing.rules import DeliveryOption, PriceBook, PriceRow, RateKey
from core.pricing.rules.bands import bands_from_text
from core.pricing.rules.parties import CONSUMER, NOTHING_SOLD, OneStopShop
from core.pricing.rules.reductions import PastPrice
from core.pricing.states import EU_COUNTRIES, EVERYWHERE, HOME_COUNTRY, PriceMode

AnyRow = Row[*tuple[Any, ...]]
HISTORY = timedelta(days=400)
"""Longer than offers may follow each other, and the thirty days before them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceListView:
    """A price list without its prices."""

    id: UUID
    code: str
    name: str
    mode: PriceMode
    currency: str
    minimum_minor: int = 0


def get_price_list(session: Session, code: str) -> PriceListView:
    """The price list of this name. Raises UnknownPriceList."""
    columns = [getattr(PriceList, name) for name in PriceListView.__dataclass_fields__]
    row = session.execute(select(*columns).where(PriceList.code == code)).one_or_none()
    if row is None:
        raise UnknownPriceList(code=code)
    return PriceListView(**row._mapping)


def load_price_book(
    session: Session,
    variant_ids: Collection[UUID],
    *,
    list_code: str,
    country: str,
    at: datetime,
    buyer: Buyer | None = None,
    with_shelves: bool = False,
) -> PriceBook:
    """Everything to price these variants for a country at a moment; `country` is where goods would arrive.

    Three statements, four when there is a bundle, for any number of variants; more only while promotions are in
    force. Without a buyer no promotions hold. Raises UnknownPriceList.
    """
    articles = articles_for(session, variant_ids)
    parameters = {
        "list_code": list_code,
        "variant_ids": list(articles),
        "at": at,
        "has_code": bool(buyer and buyer.code),
        "has_buyer": buyer is not None,
    }
    rows = session.execute(_LIST_WITH_PRICES, parameters).all()
    if not rows:
        raise UnknownPriceList(code=list_code)
    offers = NO_OFFERS
    if buyer is not None and rows[0].has_offers:
        offers = offers_for(session, buyer, list_code=list_code, currency=rows[0].currency, at=at, articles=articles)
    day = clock.local_date(at)
    asked = {"countries": list({country, HOME_COUNTRY}), "country": country, "day": day}
    terms = session.execute(_RATES_AND_METHODS, asked | {"year": day.year, "last_year": day.year - 1}).all()
    mode: PriceMode = rows[0].mode
    return PriceBook(
        list_code=list_code,
        list_name=rows[0].list_name,
        mode=mode,
        currency=rows[0].currency,
        home_country=HOME_COUNTRY,
        articles=articles,
        prices=_prices(rows),
        rates={RateKey(country=row.country, tax_class=row.tax_class): row.rate for row in terms},
        delivery_options={row.code: _option(row, mode) for row in terms if row.code is not None},
        promotions=offers.promotions,
        shopper=offers.shopper,
        shelves=shelves_of(session, articles) if with_shelves else offers.shelves,
        code=buyer.code if buyer else "",
        minimum_minor=rows[0].minimum_minor,
        taxpayer=buyer.taxpayer if buyer else CONSUMER,
        one_stop=_one_stop(terms[0]) if terms else NOTHING_SOLD,
        exports=frozenset({country}) if terms and terms[0].is_export else frozenset(),
    )


def _one_stop(row: AnyRow) -> OneStopShop:
    return OneStopShop(
        is_chosen=bool(row.is_chosen), this_year_minor=int(row.this_year), last_year_minor=int(row.last_year)
    )


def price_history(session: Session, variant_ids: Collection[UUID], *, list_code: str) -> dict[UUID, list[PastPrice]]:
    """What one piece of each variant cost on a list in the last months, oldest first, in one statement."""
    statement = (
        select(Price)
        .join(PriceList, PriceList.id == Price.price_list_id)
        .where(
            PriceList.code == list_code,
            Price.variant_id.in_(set(variant_ids)),
            Price.min_quantity == 1,
            or_(Price.valid_to.is_(None), Price.valid_to > clock.now() - HISTORY),
        )
        .order_by(Price.valid_from, Price.id)
    )
    found: dict[UUID, list[PastPrice]] = {}
    for row in session.scalars(statement):
        past = PastPrice(
            amount_minor=row.amount_minor + row.recurring_minor,
            is_offer=row.is_offer,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        found.setdefault(row.variant_id, []).append(past)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPrice:
    """A price that holds until somebody sets another: of one list, from a quantity on."""

    list_code: str
    list_name: str
    mode: PriceMode
    currency: str
    min_quantity: int
    amount_minor: int
    recurring_minor: int
    is_offer: bool
    valid_from: datetime


def open_prices(session: Session, variant_id: UUID) -> list[OpenPrice]:
    """The prices of a variant that are in force, list by list, tier by tier."""
    columns = (
        PriceList.code.label("list_code"),
        PriceList.name.label("list_name"),
        PriceList.mode,
        PriceList.currency,
        Price.min_quantity,
        Price.amount_minor,
        Price.recurring_minor,
        Price.is_offer,
        Price.valid_from,
    )
    statement = select(*columns).join(PriceList, PriceList.id == Price.price_list_id)
    in_force = statement.where(Price.variant_id == variant_id, is_valid_at(clock.now()))
    rows = session.execute(in_force.order_by(PriceList.code.desc(), Price.min_quantity, Price.id))
    return [OpenPrice(**row._mapping) for row in rows]


def delivery_options(session: Session, *, mode: PriceMode) -> list[DeliveryOption]:
    """The ways of delivery to choose from, with fees as the list counts."""
    columns = (
        DeliveryMethod.code,
        DeliveryMethod.name,
        DeliveryMethod.name_de,
        DeliveryMethod.fee_gross_minor,
        DeliveryMethod.fee_net_minor,
        DeliveryMethod.free_from_minor,
        DeliveryMethod.bands,
    )
    rows = session.execute(select(*columns).order_by(DeliveryMethod.position, DeliveryMethod.code))
    return [_option(row, mode) for row in rows]


def served_countries(session: Session) -> list[str]:
    """The countries that we sell to today: in the EU those whose tax rates we know, and those we export to.

    Home comes first.
    """
    inside = select(TaxRate.country).where(_rate_is_valid_on(clock.today()), TaxRate.country.in_(EU_COUNTRIES))
    codes = session.scalars(union(inside, select(ExportCountry.code)))
    return sorted(codes, key=lambda code: (code != HOME_COUNTRY, code))


def is_valid_at(at: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """The condition that a price row holds at a moment."""
    return and_(Price.valid_from <= at, or_(Price.valid_to.is_(None), Price.valid_to > at))


def _rate_is_valid_on(day: date | BindParameter[date]) -> ColumnElement[bool]:
    return and_(TaxRate.valid_from <= day, or_(TaxRate.valid_to.is_(None), TaxRate.valid_to >= day))


_HAS_OFFERS = exists(
    select(Promotion.id).where(
        is_in_force(bindparam("at", type_=UtcDateTime)),
        or_(Promotion.needs_code.is_(False), bindparam("has_code", type_=Boolean)),
    )
)
_LIST_WITH_PRICES = (
    select(
        PriceList.mode,
        PriceList.name.label("list_name"),
        PriceList.currency,
        PriceList.minimum_minor,
        Price.variant_id,
        Price.min_quantity,
        Price.amount_minor,
        Price.recurring_minor,
        and_(bindparam("has_buyer", type_=Boolean), _HAS_OFFERS).label("has_offers"),
    )
    .select_from(PriceList)
    .outerjoin(
        Price,
        and_(
            Price.price_list_id == PriceList.id,
            Price.variant_id.in_(bindparam("variant_ids", expanding=True, type_=Uuid())),
            is_valid_at(bindparam("at", type_=UtcDateTime)),
        ),
    )
    .where(PriceList.code == bindparam("list_code"))
    .order_by(Price.variant_id, Price.min_quantity)
)
"""The list's own row comes even when nothing has a price, so that its mode is known."""


def _sold_in(year: str) -> Any:
    sold = select(CrossBorderSales.net_minor).where(
        CrossBorderSales.year == bindparam(year, type_=Integer()), CrossBorderSales.country == EVERYWHERE
    )
    return func.coalesce(sold.scalar_subquery(), 0)


_IS_CHOSEN = (
    select(OneStopChoice.applies)
    .where(OneStopChoice.valid_from <= bindparam("day", type_=Date()))
    .order_by(OneStopChoice.valid_from.desc())
    .limit(1)
    .scalar_subquery()
)
_RATES_AND_METHODS = (
    select(
        TaxRate.country,
        TaxRate.tax_class,
        TaxRate.rate,
        DeliveryMethod.code,
        DeliveryMethod.name,
        DeliveryMethod.name_de,
        DeliveryMethod.fee_gross_minor,
        DeliveryMethod.fee_net_minor,
        DeliveryMethod.free_from_minor,
        DeliveryMethod.bands,
        _IS_CHOSEN.label("is_chosen"),
        _sold_in("year").label("this_year"),
        _sold_in("last_year").label("last_year"),
        exists(select(ExportCountry.code).where(ExportCountry.code == bindparam("country"))).label("is_export"),
    )
    .select_from(TaxRate)
    .outerjoin(DeliveryMethod, true())
    .where(
        TaxRate.country.in_(bindparam("countries", expanding=True)), _rate_is_valid_on(bindparam("day", type_=Date()))
    )
    .order_by(TaxRate.id, DeliveryMethod.position)
)
"""Each rate beside each way of delivery and what else decides on tax: all are few, and one statement is cheaper."""


def _prices(rows: Collection[AnyRow]) -> dict[UUID, tuple[PriceRow, ...]]:
    prices: dict[UUID, list[PriceRow]] = {}
    for row in rows:
        if row.variant_id is not None:
            prices.setdefault(row.variant_id, []).append(
                PriceRow(
                    min_quantity=row.min_quantity,
                    amount_minor=row.amount_minor,
                    recurring_minor=row.recurring_minor,
                )
            )
    return {variant_id: tuple(tiers) for variant_id, tiers in prices.items()}


def _option(row: AnyRow, mode: PriceMode) -> DeliveryOption:
    return DeliveryOption(
        code=row.code,
        name=row.name,
        name_de=row.name_de,
        fee_minor=row.fee_gross_minor if mode is PriceMode.GROSS else row.fee_net_minor,
        free_from_minor=row.free_from_minor,
        bands=bands_from_text(row.bands),
        mode=mode,
    )
