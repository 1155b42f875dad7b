"""The configurator of a bundle: its questions with what each answer costs, and what the chosen bundle is in all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from core.carts.queries.shelf import BundleOffer, ComponentOffer, GroupOffer, OptionOffer, ProductDetail, VariantOffer
from core.carts.rules import Seen
from core.catalog.rules import broken_rules, components_of, picks_to
from core.inventory.states import StockLevel
from core.pricing.errors import ChoiceRefused
from core.pricing.rules import Filled, LineKey, PriceRow, fill
from core.pricing.rules.bundles import problem_of_choice
from core.web.errors import sentence_of
from core.web.filters import money, said
from core.web.locale import current_locale
from core.web.locale import gettext as _
from core.web.presentation import per_interval
from storefront.forms.cart import seen_text
from storefront.words import WHAT_HAPPENS, terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """A component of a bundle."""

    quantity: int
    name: str
    url: str | None
    picture: str
    kind: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOption:
    """An answer. `extra` says what it costs more or less; `times` is how often it is taken of `most`."""

    code: str
    name: str
    url: str | None
    picture: str
    kind: str
    extra: str
    note: str
    most: int
    times: int
    is_recommended: bool
    is_available: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownGroup:
    """A question with what is wrong with its answer. `kind` is how it is answered: one, or several."""

    code: str
    name: str
    hint: str
    is_single: bool
    is_optional: bool
    options: tuple[ShownOption, ...]
    errors: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it is taken."""
        return not any(option.times for option in self.options)


@dataclass(frozen=True, slots=True, kw_only=True)
class Configurator:
    """Everything to choose, and what the choice comes to. Amounts are None while it cannot be bought.

    `selection` is the choice as a cart keeps it, `seen` what the page says of it.
    """

    groups: tuple[ShownGroup, ...]
    errors: tuple[str, ...]
    inside: tuple[Inside, ...]
    selection: str
    amount_minor: int | None
    recurring_minor: int
    interval_months: int | None
    terms: tuple[str, ...]
    seen: str

    @property
    def sentences(self) -> tuple[str, ...]:
        """Everything that stands in the way."""
        return (*self.errors, *(error for group in self.groups for error in group.errors))


def configurator_of(
    product: ProductDetail, variant: VariantOffer, picks: Mapping[str, int] | None
) -> Configurator | None:
    """The configurator with these picks (None: those that are proposed); None where there is nothing to choose."""
    offer = product.bundles.get(variant.id)
    if offer is None or offer.bundle.choices is None:
        return None
    taken = dict(offer.bundle.choices.preset if picks is None else picks)
    broken = broken_rules(offer.bundle, taken, offer.articles, locale=current_locale())
    wrong: dict[str, list[str]] = {}
    for one in broken:
        wrong.setdefault(one.group, []).append(said(one.template, one.params))
    for group, code in _out_of_stock(offer, taken):
        wrong.setdefault(group, []).append(_("%(option)s is out of stock at the moment.", option=code))
    filled, unpriced = _filled(offer, variant, taken)
    errors = wrong.get("", []) + ([] if wrong else unpriced)
    return Configurator(
        groups=tuple(_group(group, taken, product.currency, wrong.get(group.code, ())) for group in offer.groups),
        errors=tuple(errors),
        inside=tuple(_inside(offer, taken)),
        selection=picks_to(taken),
        amount_minor=filled.amount_minor if filled else None,
        recurring_minor=filled.recurring_minor if filled else 0,
        interval_months=filled.interval_months if filled else None,
        terms=tuple(_terms(offer, taken)),
        seen=_seen(variant, picks_to(taken), filled) if filled else "",
    )


def inside_of(components: Sequence[ComponentOffer]) -> tuple[Inside, ...]:
    """What a bundle holds, as its page shows it."""
    return tuple(_shown(part, part.quantity) for part in components)


def _filled(offer: BundleOffer, variant: VariantOffer, taken: Mapping[str, int]) -> tuple[Filled | None, list[str]]:
    """The chosen bundle with its price, or why it has none."""
    if not variant.tiers:
        return None, []
    first = variant.tiers[0]
    row = PriceRow(
        min_quantity=first.min_quantity, amount_minor=first.amount_minor, recurring_minor=first.recurring_minor
    )
    selection = picks_to(taken)
    problem = problem_of_choice(offer, offer.bundle, selection, row, current_locale())
    if problem is None:
        return fill(offer, offer.bundle, selection, row), []
    return None, [] if isinstance(problem, ChoiceRefused) else [sentence_of(problem)]


def _out_of_stock(offer: BundleOffer, taken: Mapping[str, int]) -> list[tuple[str, str]]:
    return [
        (group.code, option.article.name)
        for group in offer.groups
        for option in group.options
        if taken.get(option.code) and not option.is_available and offer.articles[option.article.variant_id].is_active
    ]


def _group(group: GroupOffer, taken: Mapping[str, int], currency: str, errors: Sequence[str]) -> ShownGroup:
    return ShownGroup(
        code=group.code,
        name=group.name,
        hint=_hint(group),
        is_single=group.most == 1,
        is_optional=group.least == 0,
        options=tuple(_option(option, taken.get(option.code, 0), currency) for option in group.options),
        errors=tuple(errors),
    )


def _hint(group: GroupOffer) -> str:
    if group.most == 1:
        return _("If you like, choose one.") if group.least == 0 else _("Choose one.")
    if group.least == 0:
        return _("If you like, choose up to %(most)s.", most=group.most)
    if group.least == group.most:
        return _("Choose %(most)s.", most=group.most)
    return _("Choose %(least)s to %(most)s.", least=group.least, most=group.most)


def _option(option: OptionOffer, times: int, currency: str) -> ShownOption:
    part = option.article
    name = _("%(quantity)s of %(name)s", quantity=part.quantity, name=part.name) if part.quantity > 1 else part.name
    return ShownOption(
        code=option.code,
        name=name,
        url=url_for("product.show", slug=part.slug) if part.slug else None,
        picture=part.picture,
        kind=part.kind.value,
        extra=_extra(option, currency),
        note=_note(option),
        most=option.most,
        times=times,
        is_recommended=option.is_recommended,
        is_available=option.is_available,
    )


def _extra(option: OptionOffer, currency: str) -> str:
    if not option.extra_minor:
        return _("included")
    amount = money(abs(option.extra_minor), currency)
    signed = f"+ {amount}" if option.extra_minor > 0 else f"\u2212 {amount}"
    if option.recurs:
        signed = f"{signed} {per_interval(option.article.interval_months or 1)}"
    return _("%(amount)s each", amount=signed) if option.most > 1 else signed


def _note(option: OptionOffer) -> str:
    if not option.is_available:
        return _("Not available at the moment")
    if option.stock_level in (StockLevel.BACKORDER, StockLevel.PREORDER):
        return _("Comes later")
    return _("Up to %(most)s", most=option.most) if option.most > 1 else ""


def _inside(offer: BundleOffer, taken: Mapping[str, int]) -> list[Inside]:
    return [_shown(offer.parts[part.variant_id], part.quantity) for part in components_of(offer.bundle, taken)]


def _shown(part: ComponentOffer, quantity: int) -> Inside:
    return Inside(
        quantity=quantity,
        name=part.name,
        url=url_for("product.show", slug=part.slug) if part.slug else None,
        picture=part.picture,
        kind=part.kind.value,
        note=_(WHAT_HAPPENS[part.kind]),
    )


def _terms(offer: BundleOffer, taken: Mapping[str, int]) -> list[str]:
    """The terms of every subscription inside: price per period apart, they bind for different times."""
    said_once: dict[str, None] = {}
    for part in components_of(offer.bundle, taken):
        plan = offer.articles[part.variant_id].plan if part.variant_id in offer.articles else None
        if plan is not None:
            said_once[terms(plan.interval_months, plan.term_months, plan.notice_months)] = None
    return list(said_once)


def _seen(variant: VariantOffer, selection: str, filled: Filled) -> str:
    unit = filled.amount_minor + filled.recurring_minor
    return seen_text(LineKey(variant.id, selection), Seen(list_code="", unit_minor=unit, quantity=1, free=None))
