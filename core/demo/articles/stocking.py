"""Putting the demo's articles on the shelves, through the same operations that an office would use."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from core.accounts.operations import ensure_business_unit
from core.catalog.operations import (
    AttributeInput,
    CategoryInput,
    ProductInput,
    VariantInput,
    configure_bundle,
    create_category,
    create_product,
)
from core.catalog.queries import variant_ids_by_sku
from core.catalog.rules import Component, Plan
from core.catalog.states import ArticleKind, TaxClass
from core.demo.articles.beside import show_beside
from core.demo.articles.catalogue import CATALOGUE, FEATURED
from core.demo.articles.choices import CHOICES, choices_of
from core.demo.articles.shelves import SHELVES
from core.demo.articles.values import DemoProduct, DemoVariant, Look
from core.demo.illustrations import illustration
from core.inventory.operations import receive_stock
from core.kernel.actor import SYSTEM, Actor
from core.pricing.operations import SEED_RATES, PriceInput, set_prices
from core.pricing.rounding import net_of_gross, share_of
from core.pricing.states import BUSINESS, HOME_COUNTRY, RETAIL

UNIT_NAMES: Final = {"machines": "Machines", "coffee": "Coffee", "service": "Service"}
BUSINESS_PERCENT: Final = 96  # a company pays a little less than the net of the retail price
RATE: Final = next(seed.rate for seed in SEED_RATES if seed.country == HOME_COUNTRY)
FIRST_RANK_BEHIND_FEATURED: Final = 100


def stock_shelves(session: Session, media_folder: Path, *, acting_user: Actor = SYSTEM) -> None:
    """Create shelves, products, prices and stock, and write their pictures into the media folder.

    Needs what a company has before its first article: warehouse, both price lists, tax rates.
    """
    draw_pictures(media_folder)
    for position, shelf in enumerate(SHELVES):
        create_category(
            session,
            CategoryInput(
                slug=shelf.slug,
                name=shelf.name.en,
                name_de=shelf.name.german,
                parent_slug=shelf.above or None,
                summary=shelf.summary.en,
                summary_de=shelf.summary.german,
                picture=shelf.look.file,
                position=position,
            ),
        )
    units = {code: ensure_business_unit(session, code=code, name=name).id for code, name in UNIT_NAMES.items()}
    for position, product in enumerate(CATALOGUE):
        _put_up(session, product, units[product.unit], _rank(product, position), acting_user)
    show_beside(session, media_folder)


def draw_pictures(media_folder: Path) -> None:
    """Write every picture that the catalogue shows; what is there already is written again."""
    media_folder.mkdir(parents=True, exist_ok=True)
    for look in looks():
        (media_folder / look.file).write_text(illustration(look.shape, look.colour), encoding="utf-8")


def looks() -> set[Look]:
    """Every drawing in every colour that the catalogue shows."""
    shown = {variant.look for product in CATALOGUE for variant in product.variants}
    return shown | {shelf.look for shelf in SHELVES}


def _rank(product: DemoProduct, position: int) -> int:
    if product.slug in FEATURED:
        return FEATURED.index(product.slug)
    return FIRST_RANK_BEHIND_FEATURED + position


def _put_up(session: Session, product: DemoProduct, unit_id: UUID, rank: int, acting_user: Actor) -> None:
    inside = {sku for variant in product.variants for sku in variant.parts}
    parts = variant_ids_by_sku(session, inside) if inside else {}
    create_product(
        session,
        ProductInput(
            slug=product.slug,
            name=product.name.en,
            name_de=product.name.german,
            kind=product.kind,
            tax_class=product.tax_class,
            business_unit_id=unit_id,
            category_slugs=product.shelves,
            variants=tuple(_variant(variant, parts) for variant in product.variants),
            summary=product.summary.en,
            summary_de=product.summary.german,
            description=product.text.en,
            description_de=product.text.german,
            brand=product.brand,
            delivery_days=product.days,
            rank=rank,
            attributes=tuple(_attributes(product)),
        ),
    )
    ids = variant_ids_by_sku(session, [variant.sku for variant in product.variants])
    _let_choose(session, ids, acting_user)
    retail = [
        PriceInput(variant_id=ids[variant.sku], amount_minor=variant.once, recurring_minor=variant.again)
        for variant in product.variants
    ]
    set_prices(session, retail, list_code=RETAIL)
    business = [row for variant in product.variants for row in _business(product, variant, ids[variant.sku])]
    set_prices(session, business, list_code=BUSINESS)
    for variant in product.variants:
        if variant.stock:
            receive_stock(session, ids[variant.sku], variant.stock, reference="opening stock", acting_user=acting_user)


def _let_choose(session: Session, ids: Mapping[str, UUID], acting_user: Actor) -> None:
    for sku, variant_id in ids.items():
        if sku in CHOICES:
            options = variant_ids_by_sku(session, [option.sku for option in CHOICES[sku].options])
            configure_bundle(session, variant_id, choices_of(CHOICES[sku], options, RATE), acting_user=acting_user)


def _variant(variant: DemoVariant, parts: dict[str, UUID]) -> VariantInput:
    terms = variant.terms
    plan = None
    if terms is not None:
        plan = Plan(
            interval_months=terms.interval,
            term_months=terms.term,
            notice_months=terms.notice,
            trial_days=terms.trial,
            setup_gross_minor=terms.setup,
            setup_net_minor=_net(terms.setup, RATE) if terms.setup else 0,
            name=terms.name.en,
            name_de=terms.name.german,
        )
    return VariantInput(
        sku=variant.sku,
        name=variant.name.en,
        name_de=variant.name.german,
        option_name=variant.option.en,
        option_name_de=variant.option.german,
        picture=variant.look.file,
        unit_quantity=variant.content,
        unit=variant.measure,
        plan=plan,
        duration_minutes=variant.minutes,
        components=tuple(Component(variant_id=parts[sku], quantity=pieces) for sku, pieces in variant.parts.items()),
    )


def _attributes(product: DemoProduct) -> Iterator[AttributeInput]:
    for fact in product.facts:
        yield AttributeInput(
            name=fact.name.en,
            name_de=fact.name.german,
            value=fact.value.en,
            value_de=fact.value.german,
            unit=fact.unit,
        )


def _business(product: DemoProduct, variant: DemoVariant, variant_id: UUID) -> Iterator[PriceInput]:
    """The net prices for companies: derived from the retail price, smoothed, and lower from each tier on."""
    rates = {seed.tax_class: seed.rate for seed in SEED_RATES if seed.country == HOME_COUNTRY}
    is_bundle = product.kind is ArticleKind.BUNDLE  # what comes again in our bundles is mostly coffee
    once = _net(variant.once, rates[product.tax_class])
    again = _net(variant.again, rates[TaxClass.REDUCED if is_bundle else product.tax_class])
    for pieces, saving in ((1, 0), *variant.tiers.items()):
        yield PriceInput(
            variant_id=variant_id,
            min_quantity=pieces,
            amount_minor=_smooth(share_of(once, 100 - saving, 100)),
            recurring_minor=_smooth(share_of(again, 100 - saving, 100)),
        )


def _net(gross: int, rate: Decimal) -> int:
    return share_of(net_of_gross(gross, rate), BUSINESS_PERCENT, 100)


def _smooth(minor: int) -> int:
    """Down to a full euro above a hundred euros, to ten cents above ten, to five below."""
    step = 100 if minor >= 10_000 else 10 if minor >= 1_000 else 5
    return minor // step * step
