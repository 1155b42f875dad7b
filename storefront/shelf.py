"""What a visitor chose on a shelf, from the address and back into addresses."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self, TypeVar

from flask import request
from werkzeug.datastructures import MultiDict

from core.carts.queries.shelf import CategoryPage, Choice, ProductCard
from core.catalog.states import ArticleKind, ShelfOrder
from core.kernel.i18n import N_
from core.web.filters import money
from core.web.locale import gettext as _
from core.web.rendering import address
from storefront.filters import KIND_WORDS, arguments_of, choice_in
from storefront.words import card_note

Member = TypeVar("Member", bound=StrEnum)

ORDERS: Mapping[ShelfOrder, str] = {
    ShelfOrder.RECOMMENDED: N_("Recommended"),
    ShelfOrder.PRICE_UP: N_("Price, low to high"),
    ShelfOrder.PRICE_DOWN: N_("Price, high to low"),
    ShelfOrder.NAME: N_("Name"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A choice to click on."""

    label: str
    url: str
    current: bool
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfChoice:
    """Page, order and filters of a shelf. What makes no sense in an address is passed over."""

    page: int = 1
    sort: ShelfOrder = ShelfOrder.RECOMMENDED
    filters: Choice = field(default_factory=Choice)

    @property
    def kind(self) -> ArticleKind | None:
        """The kind that is chosen, if it is one."""
        return self.filters.kinds[0] if len(self.filters.kinds) == 1 else None

    @classmethod
    def from_request(cls, args: MultiDict[str, str]) -> Self:
        """The choice that an address makes."""
        page = args.get("page", "1")
        return cls(
            page=int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
            sort=_member(ShelfOrder, args.get("sort")) or ShelfOrder.RECOMMENDED,
            filters=choice_in(args),
        )

    def wanted(self) -> dict[str, Any]:
        """The choice as the queries take it."""
        return {"page": self.page, "choice": self.filters, "sort": self.sort}

    def url(self, page: int = 1, *, kind: ArticleKind | None = None, keep_kind: bool = True) -> str:
        """The address of the same shelf with another page or kind."""
        filters = self.filters if keep_kind else replace(self.filters, kinds=(kind,) if kind else ())
        return self._address(filters, page)

    def url_with(self, filters: Choice) -> str:
        """The address of the first page of the same shelf with other filters."""
        return self._address(filters, 1)

    def _address(self, filters: Choice, page: int) -> str:
        values: dict[str, Any] = {
            "q": request.args.get("q"),
            **arguments_of(filters),
            "sort": self.sort.value if self.sort is not ShelfOrder.RECOMMENDED else None,
            "page": page if page > 1 else None,
        }
        return address(request.endpoint or "", **(request.view_args or {}), **values)

    def facets(self, shelf: CategoryPage) -> list[Link]:
        """The kinds on a shelf with their counts; first all of them. Fewer than two kinds are no choice."""
        if len(shelf.facets) < 2:
            return []
        whole = sum(facet.count for facet in shelf.facets)
        everything = Link(label=_("All"), url=self.url(keep_kind=False), current=not self.filters.kinds, count=whole)
        return [everything] + [
            Link(
                label=_(KIND_WORDS[facet.kind]),
                url=self.url(kind=facet.kind, keep_kind=False),
                current=self.kind is facet.kind,
                count=facet.count,
            )
            for facet in shelf.facets
        ]

    def orders(self) -> list[tuple[str, str]]:
        """The orders to choose from: value and label."""
        return [(order.value, _(label)) for order, label in ORDERS.items()]

    def hidden(self) -> list[tuple[str, str]]:
        """The filters as hidden fields, for the form that changes the order."""
        return [(name, text) for name, texts in arguments_of(self.filters).items() for text in texts]


def product_url(card: ProductCard) -> str:
    """The page of a product on a shelf."""
    return address("product.show", slug=card.slug)


def price_note(card: ProductCard) -> str:
    """What stands below the price on a card: VAT, delivery, and the base price of what is measured."""
    note = card_note(card.mode, card.kind)
    if card.base_price_minor is None:
        return note
    base = money(card.base_price_minor, card.currency)
    return _("%(price)s/%(unit)s · %(note)s", note=note, price=base, unit=card.base_unit)


def _member(choices: type[Member], text: str | None) -> Member | None:
    return next((choice for choice in choices if choice.value == text), None)
