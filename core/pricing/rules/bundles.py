"""What one bundle holds and costs with the options that its buyer took."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from core.catalog.rules import Article, BrokenRule, Component, Option, Picks, broken_rules, components_of, picks_from
from core.catalog.states import ArticleKind, OptionPricing
from core.kernel.errors import AppError
from core.kernel.i18n import N_
from core.pricing.errors import ChoiceRefused, NoPrice
from core.pricing.rules.values import PriceRow, row_for
from core.pricing.states import PriceMode


class Prices(Protocol):
    """What a bundle is priced from: a price book, or what a page knows of one."""

    @property
    def articles(self) -> Mapping[UUID, Article]:
        """Everything that can be inside."""

    @property
    def prices(self) -> Mapping[UUID, tuple[PriceRow, ...]]:
        """What each of it costs alone."""

    @property
    def mode(self) -> PriceMode:
        """How the list counts."""


UNREADABLE = BrokenRule(group="", template=N_("We cannot read what was chosen for this bundle. Please choose again."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """One bundle: its components, its price once and per interval, and the interval of what is subscribed inside."""

    components: tuple[Component, ...]
    amount_minor: int
    recurring_minor: int
    interval_months: int | None


def fill(book: Prices, bundle: Article, selection: str, row: PriceRow) -> Filled:
    """One bundle with the options of a selection; `row` is the bundle's own price. It was looked at before."""
    picks = picks_from(selection)
    components = components_of(bundle, picks)
    once, again = row.amount_minor, row.recurring_minor
    options = bundle.choices.options if bundle.choices else {}
    for code, times in picks.items():
        option = options[code]
        extra = extra_of(book, option) * times
        if book.articles[option.variant_id].kind is ArticleKind.SUBSCRIPTION:
            again += extra
        else:
            once += extra
    plans = [book.articles[part.variant_id].plan for part in components]
    intervals = [plan.interval_months for plan in plans if plan is not None]
    return Filled(
        components=components,
        amount_minor=once,
        recurring_minor=again,
        interval_months=intervals[0] if intervals else None,
    )


def extra_of(book: Prices, option: Option) -> int:
    """By how much taking an option once moves the price, as the list counts: per interval for a subscription."""
    if option.pricing is OptionPricing.DIFFERENCE:
        return option.extra_gross_minor if book.mode is PriceMode.GROSS else option.extra_net_minor
    row = row_for(book.prices[option.variant_id], 1)
    assert row is not None, "checked before"
    unit = (
        row.recurring_minor if book.articles[option.variant_id].kind is ArticleKind.SUBSCRIPTION else row.amount_minor
    )
    return unit * option.quantity


def problem_of_choice(book: Prices, bundle: Article, selection: str, row: PriceRow, locale: str) -> AppError | None:
    """Why a bundle cannot be bought with this selection: a rule is broken, or it cannot be priced so."""
    try:
        picks = picks_from(selection)
    except ValueError:
        return ChoiceRefused(UNREADABLE)
    broken = broken_rules(bundle, picks, book.articles, locale=locale)
    if broken:
        return ChoiceRefused(broken[0])
    if not _is_priced(book, bundle, picks):
        return NoPrice(name=bundle.name_in(locale))
    filled = fill(book, bundle, selection, row)
    kinds = {book.articles[part.variant_id].kind for part in filled.components}
    recurs, is_once = ArticleKind.SUBSCRIPTION in kinds, bool(kinds - {ArticleKind.SUBSCRIPTION})
    has_negative = filled.amount_minor < 0 or filled.recurring_minor < 0
    if has_negative or (filled.recurring_minor and not recurs) or (filled.amount_minor and not is_once):
        return NoPrice(name=bundle.name_in(locale))
    return None


def _is_priced(book: Prices, bundle: Article, picks: Picks) -> bool:
    """Whether everything inside has a price of its own, by which the bundle's is shared out."""
    components = components_of(bundle, picks)
    return bool(components) and all(
        row_for(book.prices.get(part.variant_id, ()), part.quantity) is not None for part in components
    )
