"""Filters of a shelf: from the address into a choice, back into addresses, and as the form shows them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from werkzeug.datastructures import MultiDict

from core.carts.queries.shelf import Choice, FacetGroup, Facets, Range
from core.catalog.states import ArticleKind
from core.kernel.i18n import N_
from core.web.filters import money
from core.web.locale import gettext as _

VALUE, LEAST, MOST = "f.", "min.", "max."
MOST_CHOSEN = 20  # facets, and values of each
LONGEST = 120
NO_CHOICE = Choice()
KIND_WORDS: Mapping[ArticleKind, str] = {
    ArticleKind.PHYSICAL: N_("Delivered"),
    ArticleKind.SERVICE: N_("Booked"),
    ArticleKind.SUBSCRIPTION: N_("Subscribed"),
    ArticleKind.BUNDLE: N_("Bundles"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """Something that is chosen, and the choice without it."""

    label: str
    without: Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A box to tick."""

    name: str
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The filters beside a shelf: what is chosen as chips, and what a form offers; prices as its fields hold them."""

    chips: tuple[Chip, ...]
    kinds: tuple[Option, ...]
    categories: tuple[Option, ...]
    stock: Option
    price: tuple[str, str]
    groups: tuple[FacetGroup, ...]
    is_useful: bool


def panel_of(choice: Choice, facets: Facets, shelves: Mapping[str, str], currency: str) -> Panel:
    """The filters of a shelf in words. `shelves` names the categories that can be chosen; without any, none can."""
    kinds = tuple(
        Option(name="kind", value=kind.value, label=_(KIND_WORDS[kind]), count=count, is_chosen=kind in choice.kinds)
        for kind, count in facets.kinds.items()
    )
    categories = tuple(
        Option(name="in", value=slug, label=shelves[slug], count=count, is_chosen=slug == choice.category)
        for slug, count in facets.categories.items()
        if slug in shelves
    )
    price = _major(choice.price)
    stock = Option(name="stock", value="1", label=_("Available now"), count=facets.in_stock, is_chosen=choice.in_stock)
    return Panel(
        chips=tuple(chips_of(choice, facets, shelves, currency)),
        kinds=kinds if len(kinds) > 1 or choice.kinds else (),
        categories=categories if len(categories) > 1 or choice.category else (),
        stock=stock,
        price=(number_text(price.least), number_text(price.most)),
        groups=facets.groups,
        is_useful=facets.total > 1 or not choice.is_empty,
    )


def choice_in(args: MultiDict[str, str]) -> Choice:
    """The filters that an address names; what makes no sense is passed over."""
    values, ranges = {}, {}
    for name in list(args)[: 3 * MOST_CHOSEN]:
        code = name.partition(".")[2]
        if not code or len(code) > LONGEST or "\0" in name:
            continue
        if name.startswith(VALUE):
            texts = [text for text in args.getlist(name) if 0 < len(text) <= LONGEST and "\0" not in text]
            if texts:
                values[code] = tuple(dict.fromkeys(texts[:MOST_CHOSEN]))
        elif name.startswith((LEAST, MOST)):
            wanted = _range(args.get(LEAST + code), args.get(MOST + code))
            if not wanted.is_open:
                ranges[code] = wanted
    category = args.get("in", "")
    return Choice(
        kinds=tuple(kind for kind in ArticleKind if kind.value in args.getlist("kind")),
        values=values,
        ranges=ranges,
        price=_minor(_range(args.get("price_min"), args.get("price_max"))),
        category=category if len(category) <= LONGEST and "\0" not in category else "",
        in_stock=args.get("stock") == "1",
    )


def arguments_of(choice: Choice) -> dict[str, list[str]]:
    """The filters as an address names them."""
    found: dict[str, list[str]] = {"kind": [kind.value for kind in choice.kinds]}
    found |= {VALUE + code: list(values) for code, values in choice.values.items()}
    for code, wanted in choice.ranges.items():
        found |= _ends(LEAST + code, MOST + code, wanted)
    found |= _ends("price_min", "price_max", _major(choice.price))
    found |= {"in": [choice.category] if choice.category else [], "stock": ["1"] if choice.in_stock else []}
    return {name: texts for name, texts in found.items() if texts}


def chips_of(choice: Choice, facets: Facets, shelves: Mapping[str, str], currency: str) -> Iterator[Chip]:
    """What is chosen, each with the choice that leaves it out."""
    if choice.category:
        yield Chip(label=shelves.get(choice.category, choice.category), without=replace(choice, category=""))
    for kind in choice.kinds:
        kept = tuple(other for other in choice.kinds if other is not kind)
        yield Chip(label=_(KIND_WORDS[kind]), without=replace(choice, kinds=kept))
    if choice.in_stock:
        yield Chip(label=_("Available now"), without=replace(choice, in_stock=False))
    if not choice.price.is_open:
        yield Chip(label=_price_words(choice.price, currency), without=replace(choice, price=Range()))
    groups = {group.code: group for group in facets.groups}
    for code, values in choice.values.items():
        for value in values:
            left = {**choice.values, code: tuple(other for other in values if other != value)}
            without = replace(choice, values={name: texts for name, texts in left.items() if texts})
            yield Chip(label=_value_words(groups.get(code), code, value), without=without)
    for code, wanted in choice.ranges.items():
        left_ranges = {other: kept for other, kept in choice.ranges.items() if other != code}
        label = _range_words(groups.get(code), code, wanted)
        yield Chip(label=label, without=replace(choice, ranges=left_ranges))


def number_text(number: Decimal | None) -> str:
    """A number as a field of a form shows it."""
    if number is None:
        return ""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _range(least: str | None, most: str | None) -> Range:
    return Range(least=_number(least), most=_number(most))


def _number(text: str | None) -> Decimal | None:
    if not text or len(text) > 20:
        return None
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < Decimal(10) ** 12 else None


def _minor(wanted: Range) -> Range:
    """Prices in minor units: what is typed is in euros and cents."""
    return Range(
        least=(wanted.least * 100).to_integral_value() if wanted.least is not None else None,
        most=(wanted.most * 100).to_integral_value() if wanted.most is not None else None,
    )


def _major(price: Range) -> Range:
    return Range(
        least=price.least / 100 if price.least is not None else None,
        most=price.most / 100 if price.most is not None else None,
    )


def _ends(least: str, most: str, wanted: Range) -> dict[str, list[str]]:
    return {
        least: [number_text(wanted.least)] if wanted.least is not None else [],
        most: [number_text(wanted.most)] if wanted.most is not None else [],
    }


def _value_words(group: FacetGroup | None, code: str, value: str) -> str:
    option = next((o for o in group.options if o.value == value), None) if group else None
    if group is None or option is None:
        return f"{code}: {value}"
    return f"{group.label}: {option.label} {group.unit}".rstrip()


def _range_words(group: FacetGroup | None, code: str, wanted: Range) -> str:
    label, unit = (group.label, group.unit) if group else (code, "")
    least, most = number_text(wanted.least), number_text(wanted.most)
    if not most:
        return _("%(name)s: from %(least)s %(unit)s", name=label, least=least, unit=unit).rstrip()
    if not least:
        return _("%(name)s: up to %(most)s %(unit)s", name=label, most=most, unit=unit).rstrip()
    return _("%(name)s: %(least)s to %(most)s %(unit)s", name=label, least=least, most=most, unit=unit).rstrip()


def _price_words(price: Range, currency: str) -> str:
    if price.most is None:
        return _("From %(price)s", price=money(int(price.least or 0), currency))
    if price.least is None:
        return _("Up to %(price)s", price=money(int(price.most), currency))
    return _("%(least)s to %(most)s", least=money(int(price.least), currency), most=money(int(price.most), currency))
