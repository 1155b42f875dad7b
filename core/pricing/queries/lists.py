"""Price lists as the office sees them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from core.accounts.models import Customer
from core.catalog.models import Product, Variant
from core.catalog.rules import full_name
from core.kernel import clock
from core.pricing.models import DeliveryMethod, Price, PriceList
from core.pricing.queries.books import PriceListView, get_price_list, is_valid_at
from core.pricing.rules.bands import DeliveryBand, bands_from_text
from core.pricing.states import PriceMode

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """A list with how many articles it prices itself and how many customers buy from it by name."""

    code: str
    name: str
    mode: PriceMode
    currency: str
    falls_back_to: str | None
    own: int
    customers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRowView:
    """A price of a list: in force, or to come."""

    sku: str
    name: str
    min_quantity: int
    amount_minor: int
    recurring_minor: int
    is_inherited: bool
    valid_from: datetime
    is_to_come: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """A list with a page of its prices; `next_after` continues, None at the end."""

    price_list: PriceListView
    rows: tuple[PriceRowView, ...]
    next_after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryMethodView:
    """A way of delivery with its bands, as the office sees it."""

    code: str
    name: str
    name_de: str
    fee_gross_minor: int
    fee_net_minor: int
    free_from_minor: int | None
    bands: tuple[DeliveryBand, ...]


def delivery_methods(session: Session) -> list[DeliveryMethodView]:
    """Every way of delivery, in the shop's order."""
    rows = session.scalars(select(DeliveryMethod).order_by(DeliveryMethod.position, DeliveryMethod.code))
    names = DeliveryMethodView.__dataclass_fields__.keys() - {"bands"}
    return [
        DeliveryMethodView(**{name: getattr(row, name) for name in names}, bands=bands_from_text(row.bands))
        for row in rows
    ]


def price_lists(session: Session) -> list[PriceListView]:
    """Every price list, by its code."""
    rows = session.scalars(select(PriceList).order_by(PriceList.code))
    return [PriceListView(**{name: getattr(row, name) for name in PriceListView.__dataclass_fields__}) for row in rows]


def list_rows(session: Session) -> list[ListRow]:
    """Every list with its figures, in one statement."""
    above = aliased(PriceList)
    own = (
        select(func.count(func.distinct(Price.variant_id)))
        .where(Price.price_list_id == PriceList.id, Price.valid_to.is_(None), ~Price.is_inherited)
        .correlate(PriceList)
        .scalar_subquery()
    )
    buyers = (
        select(func.count()).where(Customer.price_list_code == PriceList.code).correlate(PriceList).scalar_subquery()
    )
    columns = (PriceList, above.code.label("above"), own.label("own"), buyers.label("buyers"))
    statement = select(*columns).outerjoin(above, above.id == PriceList.falls_back_to_id)
    return [
        ListRow(
            code=row.PriceList.code,
            name=row.PriceList.name,
            mode=row.PriceList.mode,
            currency=row.PriceList.currency,
            falls_back_to=row.above,
            own=row.own,
            customers=row.buyers,
        )
        for row in session.execute(statement.order_by(PriceList.code))
    ]


def list_page(
    session: Session,
    code: str,
    *,
    only_own: bool = False,
    after: str | None = None,
    locale: str = "en",
    size: int = PAGE,
) -> ListPage:
    """The prices of a list by article number, so many articles a page. Raises UnknownPriceList."""
    price_list, now = get_price_list(session, code), clock.now()
    articles = select(Variant.sku).distinct().join(Price, Price.variant_id == Variant.id)
    articles = articles.where(Price.price_list_id == price_list.id, Price.valid_to.is_(None))
    if only_own:
        articles = articles.where(~Price.is_inherited)
    if after is not None:
        articles = articles.where(Variant.sku > after)
    skus = list(session.scalars(articles.order_by(Variant.sku).limit(size + 1)))
    german = locale == "de"
    statement = (
        select(
            Variant.sku,
            (Product.name_de if german else Product.name).label("name"),
            (Variant.name_de if german else Variant.name).label("option"),
            Price.min_quantity,
            Price.amount_minor,
            Price.recurring_minor,
            Price.is_inherited,
            Price.valid_from,
        )
        .join(Product, Product.id == Variant.product_id)
        .join(Price, Price.variant_id == Variant.id)
        .where(
            Price.price_list_id == price_list.id,
            Variant.sku.in_(skus[:size]),
            is_valid_at(now) | (Price.valid_from > now),
        )
        .order_by(Variant.sku, Price.min_quantity, Price.valid_from, Price.id)
    )
    rows = tuple(
        PriceRowView(
            sku=row.sku,
            name=full_name(row.name, row.option),
            min_quantity=row.min_quantity,
            amount_minor=row.amount_minor,
            recurring_minor=row.recurring_minor,
            is_inherited=row.is_inherited,
            valid_from=row.valid_from,
            is_to_come=row.valid_from > now,
        )
        for row in session.execute(statement)
    )
    return ListPage(price_list=price_list, rows=rows, next_after=skus[size - 1] if len(skus) > size else None)
