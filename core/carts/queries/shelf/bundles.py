"""What the bundles of a product hold and let their buyers choose, with what all of it costs alone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from uuid import UUID

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session, aliased

from core.carts.queries.shelf.cards import fetch_rows
from core.carts.queries.shelf.columns import LIST_CODE, AnyRow, AnySelect, free_pieces, offered, price_holds
from core.carts.queries.shelf.values import BundleOffer, ComponentOffer, GroupOffer, OptionOffer
from core.catalog.models import BundleComponent, BundleGroup, Variant
from core.catalog.queries import OPTION_COLUMNS, article_columns, article_from, choices_from, rules_of, with_terms
from core.catalog.rules import Article, Choices, Component, Option
from core.catalog.states import ArticleKind, OptionPricing
from core.inventory.models import StockPolicy
from core.inventory.queries import POLICY_COLUMNS
from core.inventory.states import StockLevel
from core.pricing.models import Price, PriceList
from core.pricing.rules import PriceRow, extra_of
from core.pricing.states import PriceMode


def bundle_offers(
    session: Session,
    bundles: Mapping[UUID, Article],
    *,
    product_id: UUID,
    locale: str,
    price_list: str,
    mode: PriceMode,
) -> dict[UUID, BundleOffer]:
    """What every bundle of a product holds, by its variant. One statement, two when there is something to choose.

    `bundles` are the variants as articles without their contents.
    """
    rows = fetch_rows(session, _parts(), list_code=price_list, product_id=product_id)
    held: dict[UUID, list[AnyRow]] = {}
    for row in rows:
        held.setdefault(row.bundle_variant_id, []).append(row)
    asking = [bundle_id for bundle_id, parts in held.items() if any(row.group_id for row in parts)]
    rules = rules_of(session, asking) if asking else {}
    found = {}
    for bundle_id, bundle in bundles.items():
        parts = held.get(bundle_id, [])
        found[bundle_id] = _offer(bundle, parts, choices_from(parts, rules.get(bundle_id, ())), locale, mode)
    return found


@cache
def _parts() -> AnySelect:
    bundle = aliased(Variant)
    inside = with_terms(
        select(
            BundleComponent.bundle_variant_id,
            *OPTION_COLUMNS,
            *article_columns(),
            Price.amount_minor,
            Price.recurring_minor,
            free_pieces().label("free"),
            *POLICY_COLUMNS,
        )
        .select_from(BundleComponent)
        .join(bundle, bundle.id == BundleComponent.bundle_variant_id)
        .outerjoin(BundleGroup, BundleGroup.id == BundleComponent.group_id)
        .join(Variant, Variant.id == BundleComponent.variant_id)
    )
    return (
        inside.join(PriceList, PriceList.code == LIST_CODE)
        .outerjoin(StockPolicy, StockPolicy.variant_id == Variant.id)
        .outerjoin(Price, and_(price_holds(), Price.min_quantity == 1))
        .where(bundle.product_id == bindparam("product_id"), bundle.is_active)
        .order_by(bundle.position, BundleComponent.position)
    )


def _offer(
    bundle: Article, rows: Sequence[AnyRow], choices: Choices | None, locale: str, mode: PriceMode
) -> BundleOffer:
    parts = {row.variant_id: _component(row, locale) for row in rows}
    always = [row for row in rows if row.group_id is None]
    prices = {
        row.variant_id: (PriceRow(min_quantity=1, amount_minor=row.amount_minor, recurring_minor=row.recurring_minor),)
        for row in rows
        if row.amount_minor is not None
    }
    components = tuple(Component(variant_id=row.variant_id, quantity=row.quantity) for row in always)
    offer = BundleOffer(
        bundle=replace(bundle, components=components, choices=choices),
        components=tuple(_component(row, locale) for row in always),
        groups=(),
        parts=parts,
        articles={row.variant_id: article_from(row) for row in rows},
        prices=prices,
        mode=mode,
    )
    levels = {row.variant_id: _level(row) for row in rows}
    return replace(offer, groups=_groups(offer, choices, levels, locale)) if choices else offer


def _groups(
    offer: BundleOffer, choices: Choices, levels: Mapping[UUID, StockLevel], locale: str
) -> tuple[GroupOffer, ...]:
    return tuple(
        GroupOffer(
            code=group.code,
            name=group.name_in(locale),
            least=group.least,
            most=group.most,
            options=tuple(_option(offer, option, levels[option.variant_id]) for option in group.options),
        )
        for group in choices.groups
    )


def _option(offer: BundleOffer, option: Option, level: StockLevel) -> OptionOffer:
    article = offer.articles[option.variant_id]
    is_priced = option.variant_id in offer.prices
    can_be_had = is_priced and article.is_active
    return OptionOffer(
        code=option.code,
        article=replace(offer.parts[option.variant_id], quantity=option.quantity),
        most=option.most,
        is_recommended=option.is_recommended,
        extra_minor=extra_of(offer, option) if is_priced or option.pricing is OptionPricing.DIFFERENCE else 0,
        recurs=article.kind is ArticleKind.SUBSCRIPTION,
        stock_level=level if can_be_had else StockLevel.OUT_OF_STOCK,
    )


def _level(row: AnyRow) -> StockLevel:
    return offered(row).level


def _component(row: AnyRow, locale: str) -> ComponentOffer:
    article = article_from(row)
    return ComponentOffer(
        variant_id=row.variant_id,
        quantity=row.quantity,
        name=article.name_in(locale),
        slug=row.slug if row.is_published else "",
        kind=row.kind,
        picture=row.picture,
        price_minor=row.amount_minor,
        recurring_minor=row.recurring_minor or 0,
        interval_months=row.interval_months,
    )
