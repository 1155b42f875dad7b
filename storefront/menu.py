"""Shelves, countries and ways of delivery, kept in this process for a short time: asked for often, changed rarely."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import current_app

from core.catalog.queries import CategoryTree, categories_menu, remember_categories
from core.kernel import clock
from core.pricing.queries import delivery_options, served_countries
from core.pricing.rules import DeliveryOption
from core.pricing.states import PriceMode
from core.web.db import db
from core.web.locale import current_locale
from core.web.rendering import address

KEPT_FOR = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem:
    """A way to a shelf."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    at: datetime
    tree: CategoryTree
    menus: dict[str | None, tuple[MenuItem, ...]] = field(default_factory=dict)
    countries: tuple[str, ...]
    ways: Mapping[PriceMode, tuple[DeliveryOption, ...]]

    def is_fresh(self) -> bool:
        """Whether it may still be shown; a clock that was set back counts as old."""
        return timedelta(0) <= clock.now() - self.at < KEPT_FOR


def shelves() -> CategoryTree:
    """All shelves in the language of the page, at most half a minute old."""
    return _kept().tree


def menu(here: str | None) -> tuple[MenuItem, ...]:
    """The ways to the shelves; `here` is the address of the shelf whose page is shown, if it is one."""
    kept = _kept()
    if here not in kept.menus and here is not None and all(node.slug != here for node in kept.tree.nodes):
        here = None  # an address that is nobody's: there is no end of those
    if here not in kept.menus:
        kept.menus[here] = _menu(kept.tree, here)
    return kept.menus[here]


def countries() -> tuple[str, ...]:
    """Where we deliver to; home comes first."""
    return _kept().countries


def ways_of_delivery(mode: PriceMode) -> tuple[DeliveryOption, ...]:
    """The ways of delivery with their fees, the usual one first. An order is priced anew, by what holds then."""
    return _kept().ways[mode]


def spare_the_shelves() -> None:
    """Let the queries of this request use the shelves that are kept, instead of reading them again."""
    remember_categories(db(), shelves(), locale=current_locale())


def _kept() -> _Kept:
    kept: dict[str, _Kept] = current_app.extensions.setdefault("kontor.menu", {})
    locale = current_locale()
    found = kept.get(locale)
    if found is None or not found.is_fresh():
        found = kept[locale] = _read(locale)
    return found


def _menu(tree: CategoryTree, here: str | None) -> tuple[MenuItem, ...]:
    return tuple(
        MenuItem(
            label=root.name,
            url=address("shelf.category", slug=root.slug),
            current=here is not None and any(node.slug == here for node in tree.below(root)),
        )
        for root in tree.roots
    )


def _read(locale: str) -> _Kept:
    tree = categories_menu(db(), locale=locale)
    ways = {mode: tuple(delivery_options(db(), mode=mode)) for mode in PriceMode}
    return _Kept(at=clock.now(), tree=tree, countries=tuple(served_countries(db())), ways=ways)
