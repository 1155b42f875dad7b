"""A small shop to test with: units, price lists, rates, ways of delivery, and articles of every kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from core.accounts.operations import ensure_business_unit
from core.catalog.operations import (
    AttributeInput,
    CategoryInput,
    ProductInput,
    VariantInput,
    create_category,
    create_product,
)
from core.catalog.queries import variant_ids_by_sku
from core.catalog.rules import Component, Plan
from core.catalog.states import ArticleKind, Supply, TaxClass
from core.inventory.operations import create_warehouse, receive_stock
from core.kernel.actor import SYSTEM
from core.pricing.operations import (
    DeliveryMethodInput,
    PriceInput,
    create_delivery_method,
    create_price_list,
    seed_tax_rates,
    set_prices,
)
from core.pricing.states import BUSINESS, RETAIL, PriceMode


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An article to create. `prices` are the retail ones by quantity; the business ones are a tenth lower."""

    sku: str
    name: str = ""
    name_de: str = ""
    kind: ArticleKind = ArticleKind.PHYSICAL
    tax_class: TaxClass = TaxClass.STANDARD
    unit_code: str = "machines"
    category: str = "machines"
    prices: Mapping[int, int] | None = None
    recurring_minor: int = 0
    plan: Plan | None = None
    stock: int = 0
    parts: Mapping[str, int] | None = None
    rank: int = 1000
    summary: str = ""
    description: str = ""
    description_de: str = ""
    attributes: tuple[AttributeInput, ...] = ()
    is_published: bool = True
    supply: Supply | None = None


def open_shop(session: Session) -> None:
    """Everything but articles: two shelves below one root, both lists, rates, deliveries, a warehouse."""
    create_category(session, CategoryInput(slug="all", name="Everything", name_de="Alles"))
    for position, (slug, name, name_de) in enumerate(
        (("machines", "Machines", "Maschinen"), ("beans", "Beans", "Bohnen"))
    ):
        shelf = CategoryInput(slug=slug, name=name, name_de=name_de, parent_slug="all", position=position)
        create_category(session, shelf)
    create_price_list(session, code=RETAIL, name="Retail", mode=PriceMode.GROSS)
    create_price_list(session, code=BUSINESS, name="Business", mode=PriceMode.NET)
    seed_tax_rates(session)
    for position, (code, gross, net, free_from) in enumerate(
        (("standard", 590, 496, 10_000), ("express", 1290, 1084, None))
    ):
        method = DeliveryMethodInput(
            code=code,
            name=code.capitalize(),
            name_de=f"{code.capitalize()} (de)",
            fee_gross_minor=gross,
            fee_net_minor=net,
            free_from_minor=free_from,
            position=position,
        )
        create_delivery_method(session, method)
    create_warehouse(session, code="main", name="Main")


def add_offer(session: Session, offer: Offer) -> UUID:
    """Create an article through the real operations; returns its variant."""
    unit = ensure_business_unit(session, code=offer.unit_code, name=offer.unit_code.capitalize())
    inside = variant_ids_by_sku(session, offer.parts or {})
    usual = Plan(interval_months=1, term_months=12, notice_months=1)
    plan = (offer.plan or usual) if offer.kind is ArticleKind.SUBSCRIPTION else None
    create_product(
        session,
        ProductInput(
            slug=offer.sku.lower(),
            name=offer.name or offer.sku,
            name_de=offer.name_de or offer.name or offer.sku,
            kind=offer.kind,
            tax_class=offer.tax_class,
            business_unit_id=unit.id,
            category_slugs=(offer.category,),
            summary=offer.summary,
            summary_de=offer.summary,
            description=offer.description,
            description_de=offer.description_de,
            attributes=offer.attributes,
            rank=offer.rank,
            is_published=offer.is_published,
            supply=offer.supply,
            variants=(
                VariantInput(
                    sku=offer.sku,
                    plan=plan,
                    duration_minutes=120 if offer.kind is ArticleKind.SERVICE else None,
                    components=tuple(
                        Component(variant_id=inside[sku], quantity=pieces)
                        for sku, pieces in (offer.parts or {}).items()
                    ),
                ),
            ),
        ),
    )
    variant_id = variant_ids_by_sku(session, [offer.sku])[offer.sku]
    _set_prices(session, variant_id, offer)
    if offer.stock:
        receive_stock(session, variant_id, offer.stock, acting_user=SYSTEM)
    return variant_id


def _set_prices(session: Session, variant_id: UUID, offer: Offer) -> None:
    rows = offer.prices if offer.prices is not None else {1: 0 if offer.recurring_minor else 1000}
    for list_code, percent in ((RETAIL, 100), (BUSINESS, 90)):
        inputs = [
            PriceInput(
                variant_id=variant_id,
                min_quantity=pieces,
                amount_minor=amount * percent // 100,
                recurring_minor=offer.recurring_minor * percent // 100,
            )
            for pieces, amount in rows.items()
        ]
        set_prices(session, inputs, list_code=list_code)
