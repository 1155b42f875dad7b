"""Lists of quotes and of templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from core.accounts.models import User
from core.quotes.models import Quote, QuoteTemplate, QuoteVersion
from core.quotes.queries.quotes import PAGE, Seat, sits_at
from core.quotes.states import QuoteState, VersionState


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRow:
    """A quote in a list, with the version that matters most: what is on offer, else the last one."""

    id: UUID
    number: str
    title: str
    company: str
    contact_name: str
    owner: str
    state: QuoteState
    version: int
    version_state: VersionState
    gross_minor: int
    goods_minor: int
    currency: str
    valid_until: date
    time_zone: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteFilter:
    """Which quotes a list shows."""

    state: QuoteState | None = None
    version_state: VersionState | None = None
    owner_id: UUID | None = None
    text: str = ""


def office_quotes(
    session: Session, wanted: QuoteFilter, *, after: UUID | None = None, most: int = PAGE + 1
) -> list[QuoteRow]:
    """Quotes that fit a filter, the latest first, in one statement."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.state is not None:
        conditions.append(Quote.state == wanted.state)
    if wanted.version_state is not None:
        conditions.append(QuoteVersion.state == wanted.version_state)
    if wanted.owner_id is not None:
        conditions.append(Quote.owner_id == wanted.owner_id)
    if wanted.text:
        needle = wanted.text.lower()
        conditions.append(
            or_(Quote.search_text.contains(needle, autoescape=True), Quote.number.icontains(needle, autoescape=True))
        )
    return _rows(session, conditions, after, most)


def customer_quotes(session: Session, seat: Seat, *, most: int = PAGE) -> list[QuoteRow]:
    """The quotes of a customer that were ever on offer, the latest first, in one statement."""
    return _rows(session, [sits_at(seat), QuoteVersion.offered_at.is_not(None)], None, most)


def _rows(session: Session, conditions: Sequence[ColumnElement[bool]], after: UUID | None, most: int) -> list[QuoteRow]:
    statement = _listed(conditions).order_by(Quote.created_at.desc(), Quote.id.desc()).limit(most)
    if after is not None:
        last = select(Quote.created_at).where(Quote.id == after).scalar_subquery()
        statement = statement.where(or_(Quote.created_at < last, and_(Quote.created_at == last, Quote.id < after)))
    return [QuoteRow(**row._mapping) for row in session.execute(statement)]


def _listed(conditions: Sequence[ColumnElement[bool]]) -> Select[Any]:
    newer = QuoteVersion.__table__.alias("newer")
    is_only_seen = any("offered_at" in str(condition) for condition in conditions)
    later = and_(newer.c.quote_id == QuoteVersion.quote_id, newer.c.version > QuoteVersion.version)
    if is_only_seen:
        later = and_(later, newer.c.offered_at.is_not(None))
    columns: list[Any] = [
        Quote.id,
        Quote.number,
        Quote.title,
        Quote.company,
        Quote.contact_name,
        User.name.label("owner"),
        Quote.state,
        QuoteVersion.version,
        QuoteVersion.state.label("version_state"),
        QuoteVersion.gross_minor,
        QuoteVersion.goods_minor,
        Quote.currency,
        QuoteVersion.valid_until,
        QuoteVersion.time_zone,
        Quote.created_at,
    ]
    return (
        select(*columns)
        .join(QuoteVersion, QuoteVersion.quote_id == Quote.id)
        .outerjoin(User, User.id == Quote.owner_id)
        .where(*conditions, ~select(newer.c.id).where(later).exists())
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateRow:
    """A version that is kept to begin others with."""

    id: UUID
    name: str
    author: str
    number: str
    created_at: datetime


def templates(session: Session) -> list[TemplateRow]:
    """Every template, by name."""
    columns = (QuoteTemplate.id, QuoteTemplate.name, QuoteTemplate.author, Quote.number, QuoteTemplate.created_at)
    statement = select(*columns).join(QuoteVersion, QuoteVersion.id == QuoteTemplate.version_id)
    statement = statement.join(Quote, Quote.id == QuoteVersion.quote_id)
    rows = session.execute(statement.order_by(QuoteTemplate.name, QuoteTemplate.id))
    return [TemplateRow(**row._mapping) for row in rows]
