"""From the row of a file to the draft of an article with its prices, or to everything that is wrong with it."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from uuid import UUID

from core.assortment.errors import CellRefused
from core.assortment.rules.cells import choice_in, price_in, text_in, truth_in, whole_number_in
from core.assortment.rules.mapping import AttributeRule, MappingFile, ShelfRule
from core.assortment.rules.options import choices_in
from core.catalog.rules import LONGEST_SLUG, ArticleDraft, AttributeDraft, ComponentDraft, code_of, slug_of
from core.catalog.states import ArticleKind, Measure, Supply, TaxClass
from core.kernel.delimited import Row
from core.kernel.i18n import N_

Value = TypeVar("Value")
_LONGEST: Final = {
    "name": 200, "name_de": 200, "summary": 400, "summary_de": 400, "description": 20_000, "description_de": 20_000,
    "brand": 120, "option_name": 60, "option_name_de": 60, "option": 120, "option_de": 120, "picture": 200,
    "plan_name": 120, "plan_name_de": 120,
}  # fmt: skip
_NEVER_EMPTIED: Final = (
    "name",
    "name_de",
    "summary_de",
    "description_de",
    "option_name_de",
    "option_de",
    "plan_name_de",
)
_NUMBERS: Final = {
    "delivery_days": (0, 365), "rank": (0, 1_000_000), "unit_quantity": (1, 100_000_000), "interval_months": (1, 120),
    "term_months": (0, 120), "notice_months": (0, 24), "duration_minutes": (1, 10_000), "weight_grams": (0, 10_000_000),
    "trial_days": (0, 365), "setup_gross_minor": (0, 100_000_000), "setup_net_minor": (0, 100_000_000),
}  # fmt: skip
_CHOICES: Final = {"kind": ArticleKind, "tax_class": TaxClass, "supply": Supply, "unit": Measure}
_SKU: Final = re.compile(r"[^\s/?#\\]{1,64}")
_COMPONENT: Final = re.compile(r"\s*(\S{1,64})\s*[x:]\s*([0-9]{1,5})\s*")
_GERMAN: Final = "\x1f"  # between the two languages of a value, until the draft takes both
LONGEST_ATTRIBUTE_NAME: Final = 120
NO_COMPONENTS: Final = "none"
"""The components of a bundle of which all is chosen; an empty cell says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceDraft:
    """What one piece costs on a list: once, and what comes again."""

    list_code: str
    column: str
    amount_minor: int
    recurring_minor: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowReading:
    """What a row says; `draft` is None when `refusals` say why it cannot be taken."""

    number: int
    sku: str
    draft: ArticleDraft | None
    prices: tuple[PriceDraft, ...] = ()
    stock: int | None = None
    refusals: tuple[CellRefused, ...] = ()
    categories: tuple[tuple[str, ...], ...] = ()


@dataclass(slots=True)
class _Cells:
    """The cells of a row, and what was wrong with those that were looked at."""

    row: Row
    mapping: MappingFile
    refusals: list[CellRefused] = field(default_factory=list)

    def look(self, read: Callable[..., Value | None], name: str, **limits: Any) -> Value | None:
        """The value of a field; None when it is not said or not right."""
        column = self.mapping.fields.get(name)
        return None if column is None else self.look_at(read, column, **limits)

    def look_at(self, read: Callable[..., Value | None], column: str, **limits: Any) -> Value | None:
        """The value of a column; None when it is not said or not right."""
        try:
            return read(self.row.cells, column, **limits)
        except CellRefused as refusal:
            self.refusals.append(refusal)
            return None


def read_row(row: Row, mapping: MappingFile, units: Mapping[str, UUID]) -> RowReading:
    """What a row says, with all that is wrong in it. `units`: the ids of business units by their codes."""
    cells = _Cells(row, mapping)
    _require_shape(cells)
    sku = _sku(cells)
    said: dict[str, Any] = {
        name: cells.look(text_in, name, longest=most, may_cut=name in mapping.shorten)
        for name, most in _LONGEST.items()
    }
    for name in _NEVER_EMPTIED:
        said[name] = said[name] or None
    for name, (least, most) in _NUMBERS.items():
        said[name] = cells.look(whole_number_in, name, least=least, most=most)
    for name, values in _CHOICES.items():
        said[name] = cells.look(choice_in, name, values=values)
    said |= {name: cells.look(truth_in, name) for name in ("is_published", "is_active")}
    stock = cells.look(whole_number_in, "stock", least=0, most=99_999)
    if not (row.cells.get(mapping.fields["name"]) or "").strip():
        cells.refusals.append(CellRefused(mapping.fields["name"], N_("is empty. Every article needs a name.")))
    if (said["unit"] is None) != (said["unit_quantity"] is None):
        column = mapping.fields.get("unit_quantity") or mapping.fields["unit"]
        cells.refusals.append(CellRefused(column, N_("A content needs both its amount and its unit, g or ml.")))
    said["business_unit_id"] = _unit(cells, units)
    said["components"] = _components(cells)
    said["choices"] = cells.look(choices_in, "choices")
    said["attributes"] = _all_attributes(cells) if _has_attributes(mapping) else None
    prices = tuple(_prices(cells))
    paths = tuple(_category_paths(cells))
    if cells.refusals:
        return RowReading(number=row.number, sku=sku, draft=None, refusals=tuple(cells.refusals))
    slug = cells.look(text_in, "slug", longest=120)
    draft = ArticleDraft(
        sku=sku,
        slug=slug_of(slug) if slug else None,
        new_slug=_new_slug(row, mapping) or slug_of(sku),
        category_slugs=tuple(shelf_slug(path, mapping) for path in paths) if paths else None,
        **said,
    )
    return RowReading(number=row.number, sku=sku, draft=draft, prices=prices, stock=stock, categories=paths)


def _new_slug(row: Row, mapping: MappingFile) -> str:
    """The last part, which tells products apart, is never cut."""
    *first, last = (row.cells.get(mapping.column_of(name), "") for name in mapping.slug_from)
    end = slug_of(last)
    beginning = slug_of(*first)[: LONGEST_SLUG - len(end) - 1].strip("-")
    return "-".join(part for part in (beginning, end) if part)


def _require_shape(cells: _Cells) -> None:
    row = cells.row
    if row.extra or row.missing:
        count = row.extra or row.missing
        sentence = (
            N_("%(count)s cells more than the header has columns. Perhaps a text with the delimiter lacks its quotes.")
            if row.extra
            else N_("%(count)s cells fewer than the header has columns. Please add the missing ones, empty if need be.")
        )
        cells.refusals.append(CellRefused("", sentence, count=count))


def _sku(cells: _Cells) -> str:
    column = cells.mapping.fields["sku"]
    sku = (cells.row.cells.get(column) or "").strip()
    if not _SKU.fullmatch(sku) or not sku.isprintable():
        sentence = N_(
            "must be an article number of 1 to 64 characters without spaces, and without / ? # or a backslash."
        )
        cells.refusals.append(CellRefused(column, sentence))
    return sku[:64]


def _unit(cells: _Cells, units: Mapping[str, UUID]) -> UUID | None:
    column = cells.mapping.fields.get("business_unit")
    code = (cells.row.cells.get(column) or "").strip() if column else ""
    if code and code not in units:
        sentence = N_("must be one of the business units %(units)s.")
        cells.refusals.append(CellRefused(column or "", sentence, units=", ".join(sorted(units))))
    return units.get(code)


def _components(cells: _Cells) -> tuple[ComponentDraft, ...] | None:
    column = cells.mapping.fields.get("components")
    written = (cells.row.cells.get(column) or "").strip() if column else ""
    if not written:
        return None
    if written == NO_COMPONENTS:
        return ()
    found = [_COMPONENT.fullmatch(part) for part in written.split("|")]
    parts = [ComponentDraft(sku=part[1], quantity=int(part[2])) for part in found if part is not None]
    if len(parts) != len(found) or any(not part.quantity for part in parts):
        sentence = N_("must name articles and pieces such as MACHINE x 1 | CUP x 2.")
        cells.refusals.append(CellRefused(column or "", sentence))
    return tuple(parts)


# --- prices


def _prices(cells: _Cells) -> Iterator[PriceDraft]:
    for rule in cells.mapping.prices:
        amount = cells.look_at(price_in, rule.column, unit=rule.unit, factor=rule.factor)
        again = None
        if rule.recurring_column:
            again = cells.look_at(price_in, rule.recurring_column, unit=rule.unit, factor=rule.factor)
        if amount is not None or again is not None:
            yield PriceDraft(list_code=rule.list, column=rule.column, amount_minor=amount or 0, recurring_minor=again)


# --- attributes


def _has_attributes(mapping: MappingFile) -> bool:
    rules = mapping.attributes
    return bool(rules.column or rules.prefix or rules.other_columns)


def _all_attributes(cells: _Cells) -> tuple[AttributeDraft, ...]:
    try:
        return tuple(_attributes(cells))
    except CellRefused as refusal:
        cells.refusals.append(refusal)
        return ()


def _attributes(cells: _Cells) -> Iterator[AttributeDraft]:
    rules, seen = cells.mapping.attributes, set()
    for name, value in _written_attributes(cells.row, cells.mapping):
        rule = rules.rule.get(name)
        if name in rules.skip or not value or (rule is None and rules.unknown == "ignore"):
            continue
        draft = _attribute(name, value, rule or AttributeRule())
        if draft.code not in seen:
            seen.add(draft.code)
            yield draft


def _written_attributes(row: Row, mapping: MappingFile) -> Iterator[tuple[str, str]]:
    rules = mapping.attributes
    written = (row.cells.get(rules.column) or "").strip() if rules.column else ""
    if written.startswith("{"):
        yield from _from_object(written, rules.column)
    elif written:
        for part in written.split(rules.separator):
            name, found, value = part.partition(rules.pair)
            if found and name.strip():
                yield name.strip(), value.strip()
    for column, cell in row.cells.items():
        if rules.prefix and column.startswith(rules.prefix):
            yield column.removeprefix(rules.prefix), cell.strip()
        elif rules.other_columns and column and column not in mapping.mapped_columns:
            yield column, cell.strip()


def _from_object(written: str, column: str) -> Iterator[tuple[str, str]]:
    """Attributes as our own exports have them: {"roast": "dark"}, with {"en": ..., "de": ...} for two languages."""
    try:
        found = json.loads(written, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        raise CellRefused(column, N_('must be a JSON object such as {"colour": "red"}.')) from None
    for name, value in found.items():
        if isinstance(value, dict):
            yield name, f"{value.get('en') or ''}{_GERMAN}{value.get('de') or ''}"
        else:
            yield name, value if isinstance(value, str) else json.dumps(value)


def _attribute(name: str, value: str, rule: AttributeRule) -> AttributeDraft:
    value, _mark, german = value.partition(_GERMAN)
    spoken = rule.name or " ".join(name.split()).capitalize()[:LONGEST_ATTRIBUTE_NAME]
    return AttributeDraft(
        code=rule.code or code_of(name),
        name=spoken,
        name_de=rule.name_de or spoken,
        value=value,
        value_de=german or rule.choices.get(value, ""),
        type=rule.type,
        unit=rule.unit,
        is_facet=rule.facet,
        position=rule.position,
    )


# --- shelves


def shelf_slug(path: tuple[str, ...], mapping: MappingFile) -> str:
    """The address of a shelf that a row names: its slug, or one made of the names that lead to it."""
    return slug_of(mapping.shelves.below, *path) if mapping.shelves.create else path[-1]


def _category_paths(cells: _Cells) -> Iterator[tuple[str, ...]]:
    """Where the row belongs: slugs, or names from the root down when the mapping creates shelves from names."""
    shelves = cells.mapping.shelves
    written = (cells.row.cells.get(shelves.column) or "").strip() if shelves.column else ""
    if written:
        for part in written.split(shelves.separator):
            names = [name.strip() for name in part.split(shelves.level) if name.strip()]
            if names:
                yield tuple(names)
        return
    for rule in shelves.rule:
        if _fits(rule, cells.row, cells.mapping):
            yield (rule.shelf,)
            return
    if shelves.default and shelves.rule:
        yield (shelves.default,)


def _fits(rule: ShelfRule, row: Row, mapping: MappingFile) -> bool:
    if rule.column:
        text = f" {' '.join(re.findall(r'[a-z0-9&+-]+', (row.cells.get(rule.column) or '').lower()))} "
        if any(f" {word} " in text for word in rule.words):
            return True
    if rule.attributes:
        named = {name for name, _value in _written_attributes(row, mapping)}
        return not named.isdisjoint(rule.attributes)
    return False
