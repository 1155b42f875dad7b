"""The words of the catalogue: kinds of article, tax classes, measures, and the order of a shelf."""

from enum import StrEnum

from core.kernel.states import StateMachine


class ArticleKind(StrEnum):
    """How an article reaches the customer: delivered, booked, subscribed, or several of them as one."""

    PHYSICAL = "physical"
    SERVICE = "service"
    SUBSCRIPTION = "subscription"
    BUNDLE = "bundle"


class TaxClass(StrEnum):
    """Which of a country's rates applies."""

    STANDARD = "standard"
    REDUCED = "reduced"


class Supply(StrEnum):
    """What the tax law sees in an article: where it is taxed follows from it, and from who buys.

    Goods move to the customer; a service is given at ours unless it is done on the customer's site; digital is what
    comes over a wire without anybody's work, such as software or a recorded course.
    """

    GOODS = "goods"
    SERVICE = "service"
    ON_SITE = "on_site"
    DIGITAL = "digital"


class Measure(StrEnum):
    """In what the content of a package is counted; the base price is per 1000 of them (kilogram, litre)."""

    GRAM = "g"
    MILLILITRE = "ml"


class AttributeType(StrEnum):
    """How the values of an attribute are meant: any words, a number, yes or no, or one of a list."""

    TEXT = "text"
    NUMBER = "number"
    BOOL = "bool"
    CHOICE = "choice"


class OptionPricing(StrEnum):
    """What an option of a bundle costs: a difference to the bundle's own price, or what its article costs alone."""

    DIFFERENCE = "difference"
    OWN = "own"


class ChoiceRuleKind(StrEnum):
    """How two options of a bundle depend on each other."""

    REQUIRES = "requires"
    EXCLUDES = "excludes"
    AT_MOST = "at_most"


class ShelfOrder(StrEnum):
    """In which order a shelf shows its cards."""

    RECOMMENDED = "recommended"
    PRICE_UP = "price-up"
    PRICE_DOWN = "price-down"
    NAME = "name"


class FileKind(StrEnum):
    """What is kept beside a product's texts."""

    PICTURE = "picture"
    DOCUMENT = "document"


class ChangeState(StrEnum):
    """Where a planned change stands."""

    PLANNED = "planned"
    APPLIED = "applied"
    CANCELLED = "cancelled"
    REFUSED = "refused"


CHANGE_LIFE = StateMachine(
    "scheduled_change",
    ChangeState.PLANNED,
    {
        ChangeState.PLANNED: frozenset({ChangeState.APPLIED, ChangeState.CANCELLED, ChangeState.REFUSED}),
        ChangeState.APPLIED: frozenset(),
        ChangeState.CANCELLED: frozenset(),
        ChangeState.REFUSED: frozenset(),
    },
)
