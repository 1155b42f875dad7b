"""Changing a draft: its terms and lines. Each change prices it anew."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from core.carts.rules import selection_of
from core.catalog.queries import articles_for, variant_ids_by_sku
from core.catalog.rules import Article
from core.kernel.actor import Actor
from core.kernel.db import new_id
from core.kernel.errors import InvalidInput
from core.pricing.errors import UnknownArticle
from core.quotes.errors import (
    DiscountTooHigh,
    DraftChanged,
    LineNotFound,
    OneContract,
    QuoteClosed,
    SkuUnknown,
    TooManyLines,
    VersionSettled,
)
from core.quotes.models import Quote, QuoteLine, QuoteVersion
from core.quotes.operations.aggregate import lock_quote, note_hand, working_version
from core.quotes.operations.sums import price_draft
from core.quotes.rules.calls import require_callable
from core.quotes.rules.choosing import breaks_from, breaks_to
from core.quotes.rules.inputs import (
    LineInput,
    TermsInput,
    require_beside,
    require_fixed,
    require_left,
    require_line,
    require_terms,
)
from core.quotes.rules.validity import zone_of
from core.quotes.states import LineRole, QuoteState, VersionState

MOST_LINES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedSku:
    """So many of the article with a number."""

    sku: str
    quantity: int


def set_terms(session: Session, quote_id: UUID, terms: TermsInput, *, edition: int, acting_user: Actor) -> QuoteVersion:
    """What holds for the whole draft.

    Raises VersionSettled, DraftChanged, DiscountTooHigh, AmountBelowZero, AmountTooHigh, ValidityPast, NotForCalls.
    """
    quote, version = open_draft(session, quote_id, edition, acting_user)
    require_terms(terms, zone_of(version))
    for name in TermsInput.__dataclass_fields__:
        setattr(version, name, getattr(terms, name))
    version.opening, version.closing = terms.opening.strip(), terms.closing.strip()
    version.has_own_text = bool(version.closing)
    require_callable(quote, version)
    price_draft(session, quote, version)
    require_something_left(version)
    return version


def require_something_left(version: QuoteVersion) -> None:
    """Raises DiscountTooHigh where the amount off the whole takes all of it."""
    if version.discount_minor and version.lines and version.goods_minor <= 0:
        raise DiscountTooHigh(field="discount_minor")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """What is changed of a line in the table of the editor; all else of it stays."""

    quantity: int
    unit_minor: int | None
    recurring_minor: int | None
    discount_percent: Decimal
    is_free: bool


def change_lines(
    session: Session, quote_id: UUID, changes: Mapping[UUID, LineChange], *, edition: int, acting_user: Actor
) -> QuoteVersion:
    """Quantities, prices and discounts of several lines, all or none.

    Raises LineNotFound and what `add_line` raises; the field of a refusal is followed by the id of its line.
    """
    quote, version = open_draft(session, quote_id, edition, acting_user)
    rows = {line.id: line for line in version.lines}
    if not rows.keys() >= changes.keys():
        raise LineNotFound
    for line_id, change in changes.items():
        row = rows[line_id]
        wanted = replace(
            _input_of(row),
            quantity=change.quantity,
            unit_minor=change.unit_minor,
            recurring_minor=change.recurring_minor,
            discount_percent=change.discount_percent,
            is_free=change.is_free,
            min_quantity=None if row.min_quantity == row.quantity else row.min_quantity,
            max_quantity=None if row.max_quantity == row.quantity else row.max_quantity,
        )
        with _about(line_id):
            require_line(wanted)
        _fill(row, wanted)
    price_draft(session, quote, version)
    for line_id in changes:
        with _about(line_id):
            require_left(rows[line_id])
    return version


@contextmanager
def _about(line_id: UUID) -> Iterator[None]:
    """Refusals inside are about this line."""
    try:
        yield
    except InvalidInput as refusal:
        refusal.field = f"{refusal.field}-{line_id}"
        raise


def add_line(session: Session, quote_id: UUID, line: LineInput, *, edition: int, acting_user: Actor) -> QuoteVersion:
    """One more line at the end of the draft.

    Raises VersionSettled, DraftChanged, UnknownArticle, NoPrice, QuantityOutOfRange, ChoiceRefused, TooManyLines,
    DiscountTooHigh, AmountBelowZero, AlternativeAlone; beside a contract NoSubscription, OtherInterval,
    BeginsWithTrial, LineIsFixed.
    """
    quote, version = open_draft(session, quote_id, edition, acting_user)
    put_in(session, quote, version, [line])
    require_left(version.lines[-1])
    return version


def add_skus(
    session: Session, quote_id: UUID, pieces: Collection[AskedSku], *, edition: int, acting_user: Actor
) -> QuoteVersion:
    """Lines for article numbers, all or none. Raises SkuUnknown and what `add_line` raises."""
    quote, version = open_draft(session, quote_id, edition, acting_user)
    if len(version.lines) + len(pieces) > MOST_LINES:
        raise TooManyLines(most=MOST_LINES, field="skus")
    asked = {one.sku for one in pieces}
    known = variant_ids_by_sku(session, asked | {sku.upper() for sku in asked})
    articles = articles_for(session, list(known.values())) if known else {}
    lines = []
    for one in pieces:
        variant_id = known.get(one.sku) or known.get(one.sku.upper())
        article = articles.get(variant_id) if variant_id else None
        if article is None or not article.is_for_sale or not article.is_seen_at(quote.price_list_code):
            raise SkuUnknown(sku=one.sku)
        lines.append(LineInput(variant_id=article.variant_id, quantity=one.quantity))
    put_in(session, quote, version, lines)
    return version


def change_line(
    session: Session, quote_id: UUID, line_id: UUID, line: LineInput, *, edition: int, acting_user: Actor
) -> QuoteVersion:
    """Another quantity, price, role or note of a line. Raises LineNotFound and what `add_line` raises."""
    quote, version = open_draft(session, quote_id, edition, acting_user)
    row = _line(version, line_id)
    wanted = replace(line, variant_id=row.variant_id, selection=row.selection)
    require_line(wanted)
    if quote.contract_id is not None:
        require_fixed(wanted)
    _fill(row, wanted)
    price_draft(session, quote, version)
    require_left(row)
    return version


def remove_line(session: Session, quote_id: UUID, line_id: UUID, *, edition: int, acting_user: Actor) -> QuoteVersion:
    """Take a line out of the draft. Raises LineNotFound, OneContract, VersionSettled, DraftChanged."""
    quote, version = open_draft(session, quote_id, edition, acting_user)
    line = _line(version, line_id)
    if quote.contract_id is not None and line is version.lines[0]:
        raise OneContract
    version.lines.remove(line)
    session.flush()  # the positions of the others move up, and each may be there once
    for position, line in enumerate(version.lines, 1):
        line.position = position
    price_draft(session, quote, version)
    return version


def open_draft(session: Session, quote_id: UUID, edition: int, acting_user: Actor) -> tuple[Quote, QuoteVersion]:
    """A locked quote and its draft, which somebody is about to change."""
    quote = lock_quote(session, quote_id)
    version = working_version(session, quote)
    if quote.state is not QuoteState.OPEN:
        raise QuoteClosed
    if version is None or version.state is not VersionState.DRAFT:
        raise VersionSettled
    if version.edition != edition:
        raise DraftChanged
    version.edition += 1
    note_hand(version, acting_user)
    return quote, version


def _line(version: QuoteVersion, line_id: UUID) -> QuoteLine:
    found = next((line for line in version.lines if line.id == line_id), None)
    if found is None:
        raise LineNotFound
    return found


def put_in(session: Session, quote: Quote, version: QuoteVersion, lines: list[LineInput]) -> None:
    if len(version.lines) + len(lines) > MOST_LINES:
        raise TooManyLines(most=MOST_LINES)
    articles = articles_for(session, [line.variant_id for line in lines]) if lines else {}
    for line in lines:
        article = articles.get(line.variant_id)
        if article is None or not article.is_for_sale or not article.is_seen_at(quote.price_list_code):
            raise UnknownArticle
        require_line(line)
        if quote.contract_id is not None:
            require_fixed(line)
            require_beside(article, quote.locale, version.lines[0].interval_months)
        version.lines.append(
            _row(len(version.lines) + 1, article, selection_of(articles, line.variant_id, line.selection))
        )
        _fill(version.lines[-1], line)
        version.lines[-1].name = article.name_in(quote.locale)
    price_draft(session, quote, version)


def _row(position: int, article: Article, selection: str) -> QuoteLine:
    identity = new_id()
    plan = article.plan
    return QuoteLine(
        id=identity,
        origin_id=identity,
        position=position,
        variant_id=article.variant_id,
        selection=selection,
        sku=article.sku,
        kind=article.kind,
        picture=article.picture,
        business_unit_id=article.business_unit_id,
        listed_unit_minor=0,
        listed_recurring_minor=0,
        interval_months=plan.interval_months if plan else None,
        term_months=plan.term_months if plan else None,
        promotion_minor=0,
        amount_minor=0,
    )


def _input_of(row: QuoteLine) -> LineInput:
    return LineInput(
        variant_id=row.variant_id,
        quantity=row.quantity,
        selection=row.selection,
        section=row.section,
        role=row.role,
        group=row.group,
        is_chosen=row.is_chosen,
        min_quantity=row.min_quantity,
        max_quantity=row.max_quantity,
        unit_minor=row.unit_minor,
        recurring_minor=row.recurring_minor,
        breaks=breaks_from(row.breaks),
        discount_percent=row.discount_percent,
        discount_minor=row.discount_minor,
        is_free=row.is_free,
        note=row.note,
    )


def _fill(row: QuoteLine, line: LineInput) -> None:
    row.quantity = line.quantity
    row.min_quantity = min(line.quantity, line.min_quantity or line.quantity)
    row.max_quantity = max(line.quantity, line.max_quantity or line.quantity)
    row.section, row.group, row.note = line.section.strip(), line.group.strip(), line.note.strip()
    row.role, row.is_chosen = line.role, line.is_chosen or line.role is LineRole.INCLUDED
    row.unit_minor, row.recurring_minor = line.unit_minor, line.recurring_minor
    row.breaks = breaks_to(line.breaks)
    row.discount_percent, row.discount_minor, row.is_free = line.discount_percent, line.discount_minor, line.is_free
