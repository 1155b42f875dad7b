"""The mapping of a file: which column is which field, where shelves and attributes come from, what is assumed."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.assortment.errors import MappingRefused
from core.assortment.states import FileFormat, PriceUnit
from core.catalog.states import ArticleKind, AttributeType, TaxClass

FOLDER: Final = Path(__file__).parents[1] / "mappings"
PRODUCT_TEXTS: Final = ("name", "name_de", "summary", "summary_de", "description", "description_de", "brand")
VARIANT_TEXTS: Final = (
    "option_name", "option_name_de", "option", "option_de", "picture", "plan_name", "plan_name_de",
)  # fmt: skip
NUMBERS: Final = (
    "delivery_days", "rank", "unit_quantity", "weight_grams", "interval_months", "term_months", "notice_months",
    "duration_minutes", "trial_days", "setup_gross_minor", "setup_net_minor",
)  # fmt: skip
OTHERS: Final = (
    "sku", "slug", "kind", "tax_class", "supply", "business_unit", "is_published", "is_active", "unit", "components",
    "choices", "stock",
)  # fmt: skip
FIELDS: Final = frozenset((*PRODUCT_TEXTS, *VARIANT_TEXTS, *NUMBERS, *OTHERS))


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Shelf(_Part):
    """A category that the import puts up if it is missing; parents stand before their children."""

    slug: str
    name: str
    name_de: str = ""
    parent: str = ""


class ShelfRule(_Part):
    """Rows go to this shelf when the column holds one of these words, or when they have one of these attributes."""

    shelf: str
    column: str = ""
    words: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()


class Shelves(_Part):
    """Where categories come from: a column of slugs (or of names, which are created), else the first rule that fits."""

    column: str = ""
    separator: str = "|"
    level: str = ">"
    create: bool = False
    below: str = ""
    default: str = ""
    make: tuple[Shelf, ...] = ()
    rule: tuple[ShelfRule, ...] = ()


class AttributeRule(_Part):
    """What an attribute of the file is called and how it is meant here; `choices` translate its values."""

    code: str = ""
    name: str = ""
    name_de: str = ""
    type: AttributeType = AttributeType.TEXT
    unit: str = ""
    facet: bool = False
    position: int = 1000
    choices: Mapping[str, str] = Field(default_factory=dict)


class Attributes(_Part):
    """Where attributes come from: one column of pairs, columns with a prefix, or all columns that are not mapped.

    Attributes without a rule are created as texts, unless `unknown` is "ignore". `skip` names what is left out.
    """

    column: str = ""
    separator: str = "|"
    pair: str = ":"
    prefix: str = ""
    other_columns: bool = False
    unknown: str = "create"
    skip: tuple[str, ...] = ()
    rule: Mapping[str, AttributeRule] = Field(default_factory=dict)


class PriceRule(_Part):
    """A column of prices of one list: in cents or euros, times a factor; what recurs in a column of its own."""

    list: str
    column: str
    recurring_column: str = ""
    unit: PriceUnit = PriceUnit.MAJOR
    factor: Decimal = Decimal(1)


class Defaults(_Part):
    """What a new article is when its row does not say. `stock` is what lies in the warehouse at first."""

    kind: ArticleKind = ArticleKind.PHYSICAL
    tax_class: TaxClass = TaxClass.STANDARD
    business_unit: str = ""
    delivery_days: int = Field(default=3, ge=0, le=365)
    rank: int = 1000
    is_published: bool = True
    stock: int = Field(default=0, ge=0, le=99_999)


class MappingFile(_Part):
    """A whole mapping as it is written down. `shorten` names fields whose texts are cut where they do not fit."""

    format: FileFormat = FileFormat.CSV
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    fields: Mapping[str, str]
    slug_from: tuple[str, ...] = ("name", "sku")
    shorten: tuple[str, ...] = ()
    defaults: Defaults = Defaults()
    shelves: Shelves = Shelves()
    attributes: Attributes = Attributes()
    prices: tuple[PriceRule, ...] = ()

    def column_of(self, field: str) -> str:
        """The column that a field comes from; the field's own name when it has none."""
        return self.fields.get(field, field)

    @property
    def needed_columns(self) -> tuple[str, ...]:
        """The columns without which no row can be read."""
        return tuple(dict.fromkeys((self.fields["sku"], self.fields["name"])))

    @property
    def mapped_columns(self) -> frozenset[str]:
        """Every column that has a meaning; others can be attributes."""
        named = [*self.fields.values(), self.shelves.column, self.attributes.column]
        named += [column for price in self.prices for column in (price.column, price.recurring_column)]
        return frozenset(column for column in named if column)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownMapping:
    """A mapping that comes with Kontor."""

    name: str
    path: Path


def known_mappings() -> tuple[KnownMapping, ...]:
    """The mappings beside this code, our own first."""
    files = sorted(FOLDER.glob("*.toml"), key=lambda file: (file.stem != "kontor", file.stem))
    return tuple(KnownMapping(name=file.stem, path=file) for file in files)


def read_mapping(text: str) -> MappingFile:
    """A mapping out of its text. Raises MappingRefused with the place and what is wrong there."""
    try:
        mapping = MappingFile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise MappingRefused(reason=str(error)) from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise MappingRefused(reason=f"{place}: {first['msg']}") from None
    _require_sense(mapping)
    return mapping


def _require_sense(mapping: MappingFile) -> None:
    unknown = sorted(set(mapping.fields) - FIELDS)
    if unknown:
        raise MappingRefused(reason=f"fields.{unknown[0]}: there is no such field")
    for field in ("sku", "name"):
        if not mapping.fields.get(field):
            raise MappingRefused(reason=f"fields.{field}: a column is needed")
    if not mapping.defaults.business_unit and "business_unit" not in mapping.fields:
        raise MappingRefused(reason="defaults.business_unit: is needed, because no column says it")
    if mapping.attributes.unknown not in ("create", "ignore"):
        raise MappingRefused(reason='attributes.unknown: must be "create" or "ignore"')
    shelves = {shelf.slug for shelf in mapping.shelves.make}
    for rule in mapping.shelves.rule:
        if rule.shelf not in shelves:
            raise MappingRefused(reason=f"shelves.rule: no shelf {rule.shelf} is made")
