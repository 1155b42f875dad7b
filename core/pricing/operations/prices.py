"""Changing prices, lists, ways of delivery and tax rates. Nothing in force is edited: it ends, and another begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.catalog.queries import articles_for
from core.catalog.rules import Article, kinds_inside
from core.catalog.states import ArticleKind, TaxClass
from core.kernel import clock
from core.kernel.db import new_id, on_constraint
from core.pricing.errors import (
    NoPrice,
    PriceDoesNotFit,
    PriceGivenTwice,
    PriceInThePast,
    UnknownArticle,
    UnknownDeliveryMethod,
)
from core.pricing.models import DeliveryMethod, Price, PriceList, TaxRate
from core.pricing.operations.lists import hand_down
from core.pricing.queries import get_price_list
from core.pricing.rules.bands import DeliveryBand, bands_to_text
from core.pricing.states import PriceMode


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceInput:
    """The price of one piece from `min_quantity` on, as the list counts: once, and per interval.

    An offer is announced as reduced, compared with the lowest price of the thirty days before.
    """

    variant_id: UUID
    amount_minor: int = 0
    recurring_minor: int = 0
    min_quantity: int = 1
    is_offer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryMethodInput:
    """A way of delivery; without `free_from_minor` it always costs its fee."""

    code: str
    name: str
    name_de: str
    fee_gross_minor: int
    fee_net_minor: int
    free_from_minor: int | None = None
    position: int = 0
    bands: tuple[DeliveryBand, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedRate:
    """A rate that an installation begins with."""

    country: str
    tax_class: TaxClass
    rate: Decimal
    valid_from: date


def _seeds(country: str, *steps: tuple[date, str, str]) -> tuple[SeedRate, ...]:
    """The standard and the reduced rate of a country, from each day on."""
    return tuple(
        SeedRate(country=country, tax_class=tax_class, rate=Decimal(rate), valid_from=day)
        for day, standard, reduced in steps
        for tax_class, rate in ((TaxClass.STANDARD, standard), (TaxClass.REDUCED, reduced))
    )


SEED_RATES = (
    *_seeds(
        "DE",
        (date(2007, 1, 1), "0.19", "0.07"),
        (date(2020, 7, 1), "0.16", "0.05"),  # for half a year, 2. CorStHG
        (date(2021, 1, 1), "0.19", "0.07"),
    ),
    *_seeds("AT", (date(1995, 1, 1), "0.20", "0.10")),
)


def create_price_list(session: Session, *, code: str, name: str, mode: PriceMode, currency: str = "EUR") -> PriceList:
    """Begin a list; how it counts is settled with it."""
    made = PriceList(id=new_id(), code=code, name=name, mode=mode, currency=currency)
    session.add(made)
    session.flush()  # prices point to it
    return made


def set_price(session: Session, price: PriceInput, *, list_code: str, valid_from: datetime | None = None) -> Price:
    """Give a variant a price from a moment on (now); the price before ends there. See `set_prices`."""
    return set_prices(session, [price], list_code=list_code, valid_from=valid_from)[0]


def set_prices(
    session: Session, prices: Sequence[PriceInput], *, list_code: str, valid_from: datetime | None = None
) -> list[Price]:
    """Set many prices of one list; all or none.

    Raises UnknownPriceList, UnknownArticle, PriceDoesNotFit, PriceInThePast, PriceGivenTwice.
    """
    begin = valid_from or clock.now()
    price_list = get_price_list(session, list_code)
    articles = articles_for(session, {price.variant_id for price in prices})
    for price in prices:
        _require_fitting(price, articles)
    open_rows = _open_rows(session, price_list.id, [price.variant_id for price in prices])
    ending = {(row.variant_id, row.min_quantity): row for row in open_rows}
    made = []
    for row in open_rows:
        if row.is_inherited:
            _end(row, begin, articles)  # from now on the list prices this article itself, in all its tiers
    for price in prices:
        before = ending.get((price.variant_id, price.min_quantity))
        if before is not None and not before.is_inherited:
            _end(before, begin, articles)
        made.append(_price_row(price, price_list.id, begin))
    session.flush()  # the old rows end before the new ones begin: only one may be open
    with on_constraint(session, {"uq_price_open": PriceGivenTwice}):
        session.add_all(made)
    hand_down(session, price_list.id, [price.variant_id for price in prices], begin)
    return made


def end_price(
    session: Session, variant_id: UUID, *, list_code: str, min_quantity: int = 1, valid_to: datetime | None = None
) -> Price:
    """Let a price end without another. Raises NoPrice when none is open."""
    price_list = get_price_list(session, list_code)
    articles = articles_for(session, {variant_id})
    for row in _open_rows(session, price_list.id, [variant_id]):
        if row.min_quantity == min_quantity:
            _end(row, valid_to or clock.now(), articles)
            return row
    raise NoPrice(name=articles[variant_id].name if variant_id in articles else str(variant_id))


def create_delivery_method(session: Session, method: DeliveryMethodInput) -> DeliveryMethod:
    """Offer another way of delivery."""
    made = DeliveryMethod(
        id=new_id(),
        code=method.code,
        name=method.name,
        name_de=method.name_de,
        position=method.position,
        fee_gross_minor=method.fee_gross_minor,
        fee_net_minor=method.fee_net_minor,
        free_from_minor=method.free_from_minor,
        bands=bands_to_text(method.bands),
    )
    session.add(made)
    return made


def edit_delivery_method(session: Session, method: DeliveryMethodInput) -> DeliveryMethod:
    """Change a way of delivery; placed orders keep their fee. Raises UnknownDeliveryMethod."""
    found = session.scalars(select(DeliveryMethod).where(DeliveryMethod.code == method.code).with_for_update()).first()
    if found is None:
        raise UnknownDeliveryMethod
    for name in ("name", "name_de", "fee_gross_minor", "fee_net_minor", "free_from_minor"):
        setattr(found, name, getattr(method, name))
    found.bands = bands_to_text(method.bands)
    return found


def set_tax_rate(session: Session, *, country: str, tax_class: TaxClass, rate: Decimal, valid_from: date) -> TaxRate:
    """Let a rate be in force from a day on; the one before ends the day before."""
    before = session.scalar(
        select(TaxRate)
        .where(TaxRate.country == country, TaxRate.tax_class == tax_class, TaxRate.valid_to.is_(None))
        .with_for_update()
    )
    if before is not None:
        before.valid_to = valid_from - timedelta(days=1)
    made = TaxRate(id=new_id(), country=country, tax_class=tax_class, rate=rate, valid_from=valid_from, valid_to=None)
    session.add(made)
    return made


def seed_tax_rates(session: Session) -> None:
    """The rates of the countries that we serve; rates that are there already stay."""
    known = {(row.country, row.tax_class) for row in session.execute(select(TaxRate.country, TaxRate.tax_class))}
    for seed in SEED_RATES:
        if (seed.country, seed.tax_class) not in known:
            set_tax_rate(
                session,
                country=seed.country,
                tax_class=seed.tax_class,
                rate=seed.rate,
                valid_from=seed.valid_from,
            )


def _require_fitting(price: PriceInput, articles: dict[UUID, Article]) -> None:
    article = articles.get(price.variant_id)
    if article is None:
        raise UnknownArticle
    kinds = {article.kind}
    if article.kind is ArticleKind.BUNDLE:
        kinds = set(kinds_inside(article, articles))
    recurs, is_once = ArticleKind.SUBSCRIPTION in kinds, bool(kinds - {ArticleKind.SUBSCRIPTION})
    has_negative = price.amount_minor < 0 or price.recurring_minor < 0
    if has_negative or (price.recurring_minor and not recurs) or (price.amount_minor and not is_once):
        raise PriceDoesNotFit(name=article.name)


def _open_rows(session: Session, price_list_id: UUID, variant_ids: Sequence[UUID]) -> Sequence[Price]:
    return session.scalars(
        select(Price)
        .where(Price.price_list_id == price_list_id, Price.variant_id.in_(set(variant_ids)), Price.valid_to.is_(None))
        .order_by(Price.id)
        .with_for_update()
    ).all()


def _end(row: Price, at: datetime, articles: dict[UUID, Article]) -> None:
    if at < row.valid_from:
        raise PriceInThePast(name=articles[row.variant_id].name)
    row.valid_to = at


def _price_row(price: PriceInput, price_list_id: UUID, begin: datetime) -> Price:
    return Price(
        id=new_id(),
        price_list_id=price_list_id,
        variant_id=price.variant_id,
        min_quantity=price.min_quantity,
        amount_minor=price.amount_minor,
        recurring_minor=price.recurring_minor,
        is_inherited=False,
        is_offer=price.is_offer,
        valid_from=begin,
        valid_to=None,
    )
