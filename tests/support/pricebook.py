"""A price book that is written by hand, article by article: pricing without a database."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from core.catalog.rules import Article, Component, Plan
from core.catalog.states import ArticleKind, Supply, TaxClass
from core.pricing.rules import (
    Basket,
    BasketLine,
    DeliveryOption,
    PriceBook,
    PricedBasket,
    PriceRow,
    Promotion,
    RateKey,
    Shopper,
    TaxKey,
    price,
)
from core.pricing.rules.parties import CONSUMER, OneStopShop, Taxpayer
from core.pricing.rules.promotions.protocol import Action, Condition
from core.pricing.states import Lane, PriceMode

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
MACHINES, COFFEE, SERVICE = UUID(int=101), UUID(int=102), UUID(int=103)
STANDARD, REDUCED = Decimal("0.19"), Decimal("0.07")
DE_19, DE_7 = TaxKey(country="DE", rate=STANDARD), TaxKey(country="DE", rate=REDUCED)
RATES = {
    RateKey(country="DE", tax_class=TaxClass.STANDARD): STANDARD,
    RateKey(country="DE", tax_class=TaxClass.REDUCED): REDUCED,
    RateKey(country="AT", tax_class=TaxClass.STANDARD): Decimal("0.20"),
    RateKey(country="AT", tax_class=TaxClass.REDUCED): Decimal("0.10"),
}
STANDARD_FEE = {PriceMode.GROSS: 590, PriceMode.NET: 496}


@dataclass
class Shop:
    """A price book that grows article by article; ids count up from 1."""

    mode: PriceMode = PriceMode.GROSS
    articles: dict[UUID, Article] = field(default_factory=dict)
    prices: dict[UUID, tuple[PriceRow, ...]] = field(default_factory=dict)
    promotions: tuple[Promotion, ...] = ()
    shopper: Shopper = field(default_factory=Shopper)
    taxpayer: Taxpayer = CONSUMER
    fee_minor: int | None = None
    standard_rate: Decimal = STANDARD
    one_stop: OneStopShop = field(default_factory=lambda: OneStopShop(is_chosen=True))

    def add(
        self,
        amount: int = 0,
        *,
        kind: ArticleKind = ArticleKind.PHYSICAL,
        tax_class: TaxClass = TaxClass.STANDARD,
        unit: UUID = MACHINES,
        recurring: int = 0,
        interval: int = 1,
        tiers: Sequence[PriceRow] = (),
        components: Sequence[Component] = (),
        supply: Supply | None = None,
    ) -> UUID:
        made = UUID(int=len(self.articles) + 1)
        contains = {self.articles[component.variant_id].kind for component in components}
        renews = ArticleKind.SUBSCRIPTION in {kind, *contains}
        self.articles[made] = Article(
            variant_id=made,
            product_id=made,
            sku=f"A-{made.int}",
            slug=f"a-{made.int}",
            name=f"Article {made.int}",
            name_de=f"Artikel {made.int}",
            kind=kind,
            tax_class=tax_class,
            business_unit_id=unit,
            picture="",
            is_published=True,
            is_active=True,
            plan=Plan(interval_months=interval, term_months=12, notice_months=1) if renews else None,
            duration_minutes=120 if kind is ArticleKind.SERVICE else None,
            components=tuple(components),
            stated_supply=supply,
        )
        self.prices[made] = (PriceRow(min_quantity=1, amount_minor=amount, recurring_minor=recurring), *tiers)
        return made

    def book(self) -> PriceBook:
        return PriceBook(
            list_code="retail" if self.mode is PriceMode.GROSS else "business",
            list_name="Retail" if self.mode is PriceMode.GROSS else "Business",
            mode=self.mode,
            currency="EUR",
            home_country="DE",
            articles=self.articles,
            prices=self.prices,
            rates=RATES | {RateKey(country="DE", tax_class=TaxClass.STANDARD): self.standard_rate},
            delivery_options={
                "standard": DeliveryOption(
                    code="standard",
                    name="Standard delivery",
                    name_de="Standardversand",
                    fee_minor=STANDARD_FEE[self.mode] if self.fee_minor is None else self.fee_minor,
                    free_from_minor=10_000,
                )
            },
            promotions=self.promotions,
            shopper=self.shopper,
            taxpayer=self.taxpayer,
            one_stop=self.one_stop,
            exports=frozenset({"CH"}),
        )

    def price(
        self, *lines: tuple[UUID, int], country: str = "DE", delivery: str | None = None, locale: str = "en"
    ) -> PricedBasket:
        return price(basket(self.mode, lines, country=country, delivery=delivery, locale=locale), self.book())


def basket(
    mode: PriceMode,
    lines: Sequence[tuple[UUID, int]],
    *,
    country: str = "DE",
    delivery: str | None = None,
    locale: str = "en",
) -> Basket:
    return Basket(
        lines=tuple(BasketLine(variant_id=variant_id, quantity=quantity) for variant_id, quantity in lines),
        delivery_method_code=delivery,
        delivery_country=country,
        mode=mode,
        currency="EUR",
        at=AT,
        locale=locale,
    )


def tier(min_quantity: int, amount: int, recurring: int = 0) -> PriceRow:
    return PriceRow(min_quantity=min_quantity, amount_minor=amount, recurring_minor=recurring)


def team_kitchen(shop: Shop, *, amount: int = 219_900, recurring: int = 14_900) -> UUID:
    """A machine, its installation and two bean subscriptions as one."""
    machine = shop.add(189_000)
    installation = shop.add(14_900, kind=ArticleKind.SERVICE, unit=SERVICE)
    grinder = shop.add(44_900)
    beans = shop.add(kind=ArticleKind.SUBSCRIPTION, tax_class=TaxClass.REDUCED, unit=COFFEE, recurring=8_900)
    care = shop.add(kind=ArticleKind.SUBSCRIPTION, unit=SERVICE, recurring=3_900)
    parts = [
        Component(variant_id=variant_id, quantity=quantity)
        for variant_id, quantity in ((machine, 1), (installation, 1), (grinder, 2), (beans, 2), (care, 1))
    ]
    return shop.add(amount, kind=ArticleKind.BUNDLE, recurring=recurring, components=parts)


def offer(
    *actions: Action,
    conditions: Sequence[Condition] = (),
    lane: Lane = Lane.CART,
    number: int = 1,
    priority: int = 0,
    is_exclusive: bool = False,
    with_subscriptions: bool = False,
) -> Promotion:
    """A promotion that is in force."""
    return Promotion(
        id=UUID(int=9_000 + number),
        name=f"Offer {number}",
        lane=lane,
        priority=priority,
        is_exclusive=is_exclusive,
        with_subscriptions=with_subscriptions,
        conditions=tuple(conditions),
        actions=tuple(actions),
    )
