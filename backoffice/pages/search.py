"""What the global search finds: orders, customers, invoices and articles that the person may see."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from core.accounts.queries import customer_page
from core.accounts.states import Permission
from core.billing.queries.office import DocumentFilter, office_documents
from core.carts.queries.articles import article_page
from core.orders.queries import OrderFilter, office_orders
from core.quotes.queries.lists import QuoteFilter, office_quotes
from core.web.access import can
from core.web.filters import money
from core.web.locale import current_locale
from core.web.locale import gettext as _

SHORTEST_TEXT = 2
SHOWN = 8
SUGGESTED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Something that fits. `number` is what people know it by."""

    number: str
    label: str
    note: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HitGroup:
    """What fits of one kind, and where there is more of it."""

    title: str
    icon: str
    hits: tuple[Hit, ...]
    more_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Everything that fits a text."""

    text: str
    groups: tuple[HitGroup, ...]

    @property
    def exact_url(self) -> str:
        """The one page whose number was typed in full; empty if there is none."""
        wanted = self.text.upper()
        return next((hit.url for group in self.groups for hit in group.hits if hit.number.upper() == wanted), "")

    @property
    def is_too_short(self) -> bool:
        """Whether too little was typed to search for it."""
        return len(self.text) < SHORTEST_TEXT


def find_all(session: Session, text: str, *, size: int = SHOWN) -> Found:
    """Everything that fits, in at most one list of each kind."""
    if len(text) < SHORTEST_TEXT:
        return Found(text=text, groups=())
    found = (source(session, text, size) for source in _SOURCES)
    return Found(text=text, groups=tuple(group for groups in found for group in groups if group.hits))


def suggestions(session: Session, text: str) -> list[Hit]:
    """The first few of each kind."""
    return [hit for group in find_all(session, text, size=SUGGESTED).groups for hit in group.hits]


Source = Callable[[Session, str, int], Iterator[HitGroup]]


def _orders(session: Session, text: str, size: int) -> Iterator[HitGroup]:
    if can(Permission.VIEW_ORDERS):
        rows = office_orders(session, OrderFilter(text=text), size=size).rows
        hits = (
            Hit(
                number=row.number,
                label=f"{row.number} · {row.company or row.contact_name}",
                note=money(row.worth_minor, row.currency),
                url=url_for("orders.show", number=row.number),
            )
            for row in rows
        )
        more = url_for("orders.index", q=text)
        yield HitGroup(title=_("Orders"), icon="order", hits=tuple(hits), more_url=more)


def _quotes(session: Session, text: str, size: int) -> Iterator[HitGroup]:
    if can(Permission.VIEW_QUOTES):
        rows = office_quotes(session, QuoteFilter(text=text), most=size)
        hits = (
            Hit(
                number=row.number,
                label=f"{row.number} · {row.company or row.contact_name}",
                note=money(row.gross_minor, row.currency),
                url=url_for("quotes.show", number=row.number),
            )
            for row in rows
        )
        yield HitGroup(title=_("Quotes"), icon="leaf", hits=tuple(hits), more_url=url_for("quotes.index", q=text))


def _customers(session: Session, text: str, size: int) -> Iterator[HitGroup]:
    if can(Permission.VIEW_CUSTOMERS):
        rows = customer_page(session, text=text, size=size).customers
        hits = (
            Hit(
                number=row.number,
                label=f"{row.number} · {row.name}",
                note=row.email,
                url=url_for("customers.show", number=row.number),
            )
            for row in rows
        )
        more = url_for("customers.index", q=text)
        yield HitGroup(title=_("Customers"), icon="customer", hits=tuple(hits), more_url=more)


def _invoices(session: Session, text: str, size: int) -> Iterator[HitGroup]:
    if can(Permission.VIEW_INVOICES):
        rows = office_documents(session, DocumentFilter(text=text), size=size).documents
        hits = (
            Hit(
                number=row.number,
                label=f"{row.number} · {row.customer_name}",
                note=money(row.gross_minor, row.currency),
                url=url_for("invoices.show", number=row.number),
            )
            for row in rows
        )
        more = url_for("invoices.index", q=text)
        yield HitGroup(title=_("Invoices"), icon="invoice", hits=tuple(hits), more_url=more)


def _articles(session: Session, text: str, size: int) -> Iterator[HitGroup]:
    if can(Permission.VIEW_CATALOGUE):
        rows = article_page(session, text=text, locale=current_locale(), size=size).articles
        hits = (
            Hit(number=row.sku, label=row.name, note=row.sku, url=url_for("articles.show", sku=row.sku)) for row in rows
        )
        more = url_for("articles.index", q=text)
        yield HitGroup(title=_("Articles"), icon="stock", hits=tuple(hits), more_url=more)


_SOURCES: tuple[Source, ...] = (_orders, _quotes, _customers, _invoices, _articles)
