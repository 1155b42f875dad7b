"""What an article is to the capabilities above: values and pure rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from core.catalog.rules.choices import Choices
from core.catalog.states import ArticleKind, Supply, TaxClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The terms of a subscription, in months. The first `trial_days` cost nothing; setting it up costs once.

    `name` tells the plans of one article apart ("Quarterly").
    """

    interval_months: int
    term_months: int
    notice_months: int
    trial_days: int = 0
    setup_gross_minor: int = 0
    setup_net_minor: int = 0
    name: str = ""
    name_de: str = ""

    def name_in(self, locale: str) -> str:
        """The name in the language of a locale."""
        return self.name_de if locale == "de" else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One thing inside a bundle, and how many of it one bundle holds."""

    variant_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A variant as pricing, orders and documents know it. The name includes the option ("Hafen One, petrol")."""

    variant_id: UUID
    product_id: UUID
    sku: str
    slug: str
    name: str
    name_de: str
    kind: ArticleKind
    tax_class: TaxClass
    business_unit_id: UUID
    picture: str
    is_published: bool
    is_active: bool
    plan: Plan | None = None
    duration_minutes: int | None = None
    weight_grams: int | None = None
    components: tuple[Component, ...] = ()
    choices: Choices | None = None
    audience: str = ""
    stated_supply: Supply | None = None

    @property
    def supply(self) -> Supply:
        """What the tax law sees in it."""
        return self.stated_supply or usual_supply(self.kind)

    @property
    def is_for_sale(self) -> bool:
        """Whether it can be bought by itself; what is active but not published is sold in bundles only."""
        return self.is_published and self.is_active

    def is_seen_at(self, list_code: str) -> bool:
        """Whether those who buy at a price list may see it."""
        return not self.audience or f" {list_code} " in self.audience

    def name_in(self, locale: str) -> str:
        """The name in the language of a locale."""
        return self.name_de if locale == "de" else self.name


def usual_supply(kind: ArticleKind) -> Supply:
    """What the tax law sees in a kind of article when nothing is stated: a service in what is booked, else goods."""
    return Supply.SERVICE if kind is ArticleKind.SERVICE else Supply.GOODS


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a bundle holds, as its shelf shows it: the kinds, and the terms of the subscriptions inside."""

    kinds: tuple[ArticleKind, ...]
    plan: Plan | None


def contents_of(parts: Iterable[Article]) -> Contents | None:
    """What these articles are together; None when they cannot be one bundle: nothing at all, a bundle among
    them, or subscriptions of different intervals."""
    inside = list(parts)
    kinds = tuple(kind for kind in ArticleKind if any(part.kind is kind for part in inside))
    plans = [part.plan for part in inside if part.plan is not None]
    if not inside or ArticleKind.BUNDLE in kinds or len({plan.interval_months for plan in plans}) > 1:
        return None
    if not plans:
        return Contents(kinds=kinds, plan=None)
    plan = Plan(
        interval_months=plans[0].interval_months,
        term_months=max(plan.term_months for plan in plans),
        notice_months=max(plan.notice_months for plan in plans),
    )
    return Contents(kinds=kinds, plan=plan)


def kinds_from(text: str) -> tuple[ArticleKind, ...]:
    """The kinds that `kinds_to` wrote."""
    return tuple(ArticleKind(word) for word in text.split())


def kinds_to(kinds: Iterable[ArticleKind]) -> str:
    """Kinds as a product's row keeps them."""
    return " ".join(kind.value for kind in kinds)


def full_name(product: str, variant: str, plan: str = "") -> str:
    """How a variant is called on documents, with its plan where there are several."""
    return ", ".join(name for name in (product, variant, plan) if name)
