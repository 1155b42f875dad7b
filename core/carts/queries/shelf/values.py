"""The rows that shop pages are made from: frozen, localised, prices in minor units as their list counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from core.carts.queries.shelf.choices import Choice, Facets
from core.catalog.queries import CategoryNode
from core.catalog.rules import Article, Plan
from core.catalog.states import ArticleKind, FileKind, ShelfOrder
from core.inventory.states import StockLevel
from core.pricing.rules import PriceRow
from core.pricing.rules.reductions import Reduction
from core.pricing.states import PriceMode

CARDS_PER_PAGE = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCard:
    """A product on a shelf, with the price of its cheapest variant (None: on request).

    `price_minor` is due once and `recurring_minor` every `interval_months`; `kinds` are those inside a bundle.
    The base price is per `base_unit` (kg, l). `variant_id` is what a one-click purchase adds: the first variant.
    """

    id: UUID
    slug: str
    name: str
    summary: str
    brand: str
    kind: ArticleKind
    kinds: tuple[ArticleKind, ...]
    picture: str
    variant_id: UUID | None
    price_minor: int | None
    recurring_minor: int
    interval_months: int | None
    has_variants: bool
    has_price_range: bool
    base_price_minor: int | None
    base_unit: str
    stock_level: StockLevel
    free: int | None
    expected_on: date | None
    delivery_days: int | None
    mode: PriceMode
    currency: str

    @property
    def is_in_stock(self) -> bool:
        """Whether it can be ordered now; what needs no stock always can."""
        return self.stock_level is not StockLevel.OUT_OF_STOCK


@dataclass(frozen=True, slots=True, kw_only=True)
class KindCount:
    """How many products of a kind stand on a shelf."""

    kind: ArticleKind
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryPage:
    """One page of a shelf and of everything below it. `facets` count kinds without regard to the chosen ones."""

    category: CategoryNode
    breadcrumb: tuple[CategoryNode, ...]
    children: tuple[CategoryNode, ...]
    cards: tuple[ProductCard, ...]
    facets: tuple[KindCount, ...]
    filters: Facets | None
    kinds: tuple[ArticleKind, ...]
    sort: ShelfOrder
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """One page of answers. `is_exact` says that every word was found; otherwise at least one was.

    `corrected` is what was searched instead of what was typed, or besides it if `is_besides`; `missing` are words
    that nothing has. `found` counts without regard to the choice.
    """

    text: str
    words: tuple[str, ...]
    corrected: str
    is_besides: bool
    missing: tuple[str, ...]
    cards: tuple[ProductCard, ...]
    filters: Facets | None
    choice: Choice
    sort: ShelfOrder
    is_exact: bool
    found: int
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TierPrice:
    """What one piece costs from a quantity on."""

    min_quantity: int
    amount_minor: int
    recurring_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantOffer:
    """A variant as the buy box shows it. `tiers` begins with the price of one piece; empty: on request.

    `free` pieces are there (None: as many as one likes), `most` may be ordered; what is not there comes on
    `expected_on`. `delivery_days` is None for what is not sent or not there;
    `sent_after` are the days of the way itself.
    """

    id: UUID
    sku: str
    name: str
    option_name: str
    picture: str
    price_minor: int | None
    recurring_minor: int
    tiers: tuple[TierPrice, ...]
    base_price_minor: int | None
    base_unit: str
    plan: Plan | None
    duration_minutes: int | None
    stock_level: StockLevel
    free: int | None
    most: int | None
    expected_on: date | None
    delivery_days: int | None
    sent_after: int
    reduction: Reduction | None = None

    @property
    def is_in_stock(self) -> bool:
        """Whether it can be ordered now; what needs no stock always can."""
        return self.stock_level is not StockLevel.OUT_OF_STOCK


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A line of the table of facts."""

    name: str
    value: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentOffer:
    """What a bundle holds, with its price alone per piece (None: none of its own). No page without `slug`."""

    variant_id: UUID
    quantity: int
    name: str
    slug: str
    kind: ArticleKind
    picture: str
    price_minor: int | None
    recurring_minor: int
    interval_months: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionOffer:
    """An option with its article. Taking it once moves the price by `extra_minor`: each interval if it `recurs`.

    One that is not available now cannot be taken.
    """

    code: str
    article: ComponentOffer
    most: int
    is_recommended: bool
    extra_minor: int
    recurs: bool
    stock_level: StockLevel

    @property
    def is_available(self) -> bool:
        """Whether it can be taken now."""
        return self.stock_level is not StockLevel.OUT_OF_STOCK


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupOffer:
    """A question of a bundle with its options."""

    code: str
    name: str
    least: int
    most: int
    options: tuple[OptionOffer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleOffer:
    """What one bundle holds always, what it lets its buyer choose, and what all of that costs alone.

    It is what `pricing.rules.fill` needs to price a choice.
    """

    bundle: Article
    components: tuple[ComponentOffer, ...]
    groups: tuple[GroupOffer, ...]
    parts: Mapping[UUID, ComponentOffer]
    articles: Mapping[UUID, Article]
    prices: Mapping[UUID, tuple[PriceRow, ...]]
    mode: PriceMode


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """A picture or a document; `name` says what a picture shows."""

    kind: FileKind
    path: str
    name: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductDetail:
    """Everything on a product's page. `tax_rate` is the home rate; `bundles` are its variants if it is one."""

    id: UUID
    slug: str
    name: str
    summary: str
    description: str
    brand: str
    kind: ArticleKind
    kinds: tuple[ArticleKind, ...]
    tax_rate: Decimal
    mode: PriceMode
    currency: str
    category: CategoryNode | None
    breadcrumb: tuple[CategoryNode, ...]
    variants: tuple[VariantOffer, ...]
    attributes: tuple[Fact, ...]
    bundles: Mapping[UUID, BundleOffer]
    related: tuple[ProductCard, ...]
    files: tuple[FileView, ...]

    @property
    def pictures(self) -> tuple[FileView, ...]:
        """Pictures beside those of the variants."""
        return tuple(file for file in self.files if file.kind is FileKind.PICTURE)

    @property
    def documents(self) -> tuple[FileView, ...]:
        """What can be downloaded."""
        return tuple(file for file in self.files if file.kind is FileKind.DOCUMENT)

    @property
    def components(self) -> tuple[ComponentOffer, ...]:
        """What the first of its bundles always holds."""
        return next((bundle.components for bundle in self.bundles.values()), ())

    @property
    def alone_minor(self) -> int:
        """What the components of a bundle cost once when bought alone."""
        return sum((part.price_minor or 0) * part.quantity for part in self.components)

    @property
    def alone_recurring_minor(self) -> int:
        """What the subscriptions inside a bundle cost per interval when bought alone."""
        return sum(part.recurring_minor * part.quantity for part in self.components)
