"""The shop that is measured: 1,000 articles in 20 categories, filled through the real operations."""

import sys
import time
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.operations import create_staff, ensure_business_unit
from core.accounts.states import StaffRole
from core.catalog.jobs import reindex
from core.catalog.models import Variant
from core.catalog.operations import CategoryInput, ProductInput, VariantInput, create_category, create_product
from core.catalog.states import ArticleKind, TaxClass
from core.inventory.operations import create_warehouse, receive_stock
from core.kernel.actor import SYSTEM
from core.kernel.db import unit_of_work
from core.pricing.operations import (
    DeliveryMethodInput,
    PriceInput,
    create_delivery_method,
    create_price_list,
    seed_tax_rates,
    set_prices,
)
from core.pricing.states import PriceMode
from tests.benchmarks import scale
from tests.benchmarks.plan import ARTICLES, CATEGORIES, OFFICE_LOGIN, category_slug, product_name, product_slug

PIECES = 100_000


def fill(copies: int = 0) -> list[UUID]:
    """Make the shop, its articles so many times more; returns the variant of each article by its number."""
    with unit_of_work() as session:
        unit_id = _company(session)
        for number in range(CATEGORIES):
            create_category(
                session, CategoryInput(slug=category_slug(number), name=f"Shelf {number}", name_de=f"Regal {number}")
            )
    variants: list[UUID] = []
    before = scale.row_counts()
    for first in range(0, ARTICLES, 100):
        with unit_of_work() as session:
            variants += [_article(session, number, unit_id) for number in range(first, first + 100)]
            _price(session, variants[first:], "retail", lambda number: 1000 + number * 7)
            _price(session, variants[first:], "business", lambda number: 840 + number * 6)
    if copies:
        scale.copy_rows(scale.grown(before), copies)
        began = time.perf_counter()
        print(f"{sum(reindex())} articles indexed in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    return variants + [scale.copied_id(variant, copy) for copy in range(1, copies + 1) for variant in variants]


def _company(session: Session) -> UUID:
    unit = ensure_business_unit(session, code="machines", name="Machines")
    create_warehouse(session, code="main", name="Main")
    seed_tax_rates(session)
    create_price_list(session, code="retail", name="Retail", mode=PriceMode.GROSS)
    create_price_list(session, code="business", name="Business", mode=PriceMode.NET)
    create_delivery_method(
        session,
        DeliveryMethodInput(
            code="standard", name="Standard", name_de="Standard", fee_gross_minor=590, fee_net_minor=496
        ),
    )
    create_staff(session, **OFFICE_LOGIN, name="Bench Manager", roles=[StaffRole.MANAGER, StaffRole.ADMIN])
    return unit.id


def _article(session: Session, number: int, unit_id: UUID) -> UUID:
    variant = VariantInput(sku=f"B-{number:04d}")
    product = create_product(
        session,
        ProductInput(
            slug=product_slug(number),
            name=product_name(number),
            name_de=product_name(number),
            summary="Quiet, solid and easy to clean; made to be repaired for twenty years.",
            summary_de="Leise, solide und leicht zu reinigen.",
            description="A plain description that a customer would read before buying. " * 6,
            kind=ArticleKind.PHYSICAL,
            tax_class=TaxClass.STANDARD,
            business_unit_id=unit_id,
            category_slugs=(category_slug(number % CATEGORIES), category_slug((number + 7) % CATEGORIES)),
            variants=(variant,),
        ),
    )
    made = session.scalars(select(Variant.id).where(Variant.product_id == product.id)).one()
    receive_stock(session, made, PIECES, reference="bench", acting_user=SYSTEM)
    return made


def _price(session: Session, variants: list[UUID], code: str, amount: Callable[[int], int]) -> None:
    prices = [PriceInput(variant_id=variant, amount_minor=amount(index)) for index, variant in enumerate(variants)]
    set_prices(session, prices, list_code=code)
