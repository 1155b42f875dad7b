"""What a visitor narrows a shelf down to: values of facets, ranges, price, what is there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from core.catalog.states import ArticleKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """From a number to a number, both included; either may be missing."""

    least: Decimal | None = None
    most: Decimal | None = None

    @property
    def is_open(self) -> bool:
        """Whether it narrows nothing down."""
        return self.least is None and self.most is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Values of one facet are alternatives, facets add up. The price is in minor units of the list."""

    kinds: tuple[ArticleKind, ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: Mapping[str, Range] = field(default_factory=dict)
    price: Range = field(default_factory=Range)
    category: str = ""
    in_stock: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether everything is shown."""
        return self == Choice()

    @property
    def is_kinds_only(self) -> bool:
        """Whether nothing but kinds is chosen: then the index of the shelf is enough."""
        return self == Choice(kinds=self.kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetOption:
    """A value to choose, and how many products have it beside everything else that is chosen."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetGroup:
    """A facet: values to tick, or a range between two numbers."""

    code: str
    label: str
    unit: str
    options: tuple[FacetOption, ...]
    bounds: Range | None = None
    chosen: Range = field(default_factory=Range)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """What a shelf can be narrowed down by. `total` counts what fits everything that is chosen."""

    total: int
    groups: tuple[FacetGroup, ...]
    kinds: Mapping[ArticleKind, int]
    categories: Mapping[str, int]
    in_stock: int
