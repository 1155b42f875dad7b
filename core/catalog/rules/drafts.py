"""What somebody says about an article without saying everything: drafts of variants and their products."""

from dataclasses import dataclass
from uuid import UUID

from core.catalog.rules.choices import ChoiceRule
from core.catalog.states import ArticleKind, AttributeType, Measure, OptionPricing, Supply, TaxClass


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeDraft:
    """A value of an attribute as it is written, and how the attribute is meant if nobody has defined it yet."""

    code: str
    name: str
    name_de: str
    value: str
    value_de: str = ""
    type: AttributeType = AttributeType.TEXT
    unit: str = ""
    is_facet: bool = False
    position: int = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentDraft:
    """So many of one article inside a bundle."""

    sku: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionDraft:
    """One option of a group; its article goes by its number."""

    code: str
    sku: str
    quantity: int = 1
    most: int = 1
    preset: int = 0
    is_recommended: bool = False
    pricing: OptionPricing = OptionPricing.DIFFERENCE
    extra_gross_minor: int = 0
    extra_net_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDraft:
    """A question that a bundle asks, with its options."""

    code: str
    name: str
    name_de: str
    options: tuple[OptionDraft, ...]
    least: int = 1
    most: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoicesDraft:
    """Everything that the buyers of a bundle choose; without groups it says that they choose nothing."""

    groups: tuple[GroupDraft, ...] = ()
    rules: tuple[ChoiceRule, ...] = ()

    @property
    def skus(self) -> set[str]:
        """The articles of all options."""
        return {option.sku for group in self.groups for option in group.options}


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleDraft:
    """One variant and its product. None: nothing is said, so that it stays as it is.

    `slug` names the product; without it a new article becomes a product of its own at `new_slug`. Of a bundle,
    `components` are always inside (empty: nothing is), and `choices` are what its buyers choose.
    """

    sku: str
    new_slug: str
    slug: str | None = None
    name: str | None = None
    name_de: str | None = None
    summary: str | None = None
    summary_de: str | None = None
    description: str | None = None
    description_de: str | None = None
    brand: str | None = None
    kind: ArticleKind | None = None
    tax_class: TaxClass | None = None
    supply: Supply | None = None
    business_unit_id: UUID | None = None
    delivery_days: int | None = None
    rank: int | None = None
    is_published: bool | None = None
    option_name: str | None = None
    option_name_de: str | None = None
    option: str | None = None
    option_de: str | None = None
    picture: str | None = None
    unit: Measure | None = None
    unit_quantity: int | None = None
    weight_grams: int | None = None
    is_active: bool | None = None
    interval_months: int | None = None
    term_months: int | None = None
    notice_months: int | None = None
    trial_days: int | None = None
    setup_gross_minor: int | None = None
    setup_net_minor: int | None = None
    plan_name: str | None = None
    plan_name_de: str | None = None
    duration_minutes: int | None = None
    components: tuple[ComponentDraft, ...] | None = None
    choices: ChoicesDraft | None = None
    category_slugs: tuple[str, ...] | None = None
    attributes: tuple[AttributeDraft, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumed:
    """What a new product is when its draft does not say."""

    kind: ArticleKind
    tax_class: TaxClass
    business_unit_id: UUID
    delivery_days: int
    rank: int
    is_published: bool
    category_slug: str
