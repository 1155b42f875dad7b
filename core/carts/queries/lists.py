"""Saved lists as pages show them: whose they are, what is on them at today's prices."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from core.accounts.models import User
from core.carts.errors import ListNotFound
from core.carts.models import SavedList, SavedListLine
from core.carts.queries.shared import SharedLine, priced_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """Whose lists somebody may see: their own, and those that colleagues of the same customer share."""

    user_id: UUID
    customer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """A list among others. Without a name it is the one of what is bought later; `kept_by` is empty for one's own."""

    id: UUID
    name: str
    is_shared: bool
    kept_by: str
    articles: int

    @property
    def is_own(self) -> bool:
        """Whether it belongs to whoever looks."""
        return not self.kept_by

    @property
    def is_later(self) -> bool:
        """Whether it is the list of what is bought later."""
        return not self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedLine:
    """A line of a list with its note."""

    line: SharedLine
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedListView:
    """A list with what is on it."""

    head: ListRow
    lines: tuple[SavedLine, ...]

    @property
    def can_be_bought(self) -> bool:
        """Whether anything of it can be bought now."""
        return any(saved.line.seen for saved in self.lines)


def is_seen_by(keeper: Keeper) -> ColumnElement[bool]:
    """The condition that a list may be seen and filled by somebody: ownership stands in the query."""
    shared = and_(SavedList.customer_id == keeper.customer_id, SavedList.is_shared.is_(True))
    return or_(SavedList.user_id == keeper.user_id, shared)


def lists_of(session: Session, keeper: Keeper) -> list[ListRow]:
    """Every list that somebody may see: what is bought later first, their own, then those of colleagues."""
    return _rows(session, keeper)


def get_list(session: Session, list_id: UUID, keeper: Keeper, *, price_list: str, locale: str = "en") -> SavedListView:
    """A list with what is on it at today's prices. Raises ListNotFound, for a foreign list too."""
    heads = _rows(session, keeper, SavedList.id == list_id)
    if not heads:
        raise ListNotFound
    statement = select(SavedListLine).where(SavedListLine.list_id == list_id)
    rows = list(session.scalars(statement.order_by(SavedListLine.added_at, SavedListLine.id)))
    notes = {row.key: row.note for row in rows}
    lines = priced_lines(session, rows, price_list=price_list, locale=locale)
    return SavedListView(head=heads[0], lines=tuple(SavedLine(line=line, note=notes[line.key]) for line in lines))


def find_later(session: Session, keeper: Keeper, *, price_list: str, locale: str = "en") -> SavedListView | None:
    """What somebody keeps for later; None while that is nothing."""
    statement = select(SavedList.id).where(SavedList.user_id == keeper.user_id, SavedList.name == "")
    list_id = session.scalar(statement)
    if list_id is None:
        return None
    later = get_list(session, list_id, keeper, price_list=price_list, locale=locale)
    return later if later.lines else None


def _rows(session: Session, keeper: Keeper, *conditions: ColumnElement[bool]) -> list[ListRow]:
    articles = select(func.count()).where(SavedListLine.list_id == SavedList.id).scalar_subquery()
    statement = (
        select(SavedList, User.name, articles)
        .join(User, User.id == SavedList.user_id)
        .where(is_seen_by(keeper), *conditions)
        .order_by(SavedList.user_id != keeper.user_id, SavedList.name, SavedList.id)
    )
    return [
        ListRow(
            id=row.id,
            name=row.name,
            is_shared=row.is_shared,
            kept_by="" if row.user_id == keeper.user_id else name,
            articles=count,
        )
        for row, name, count in session.execute(statement)
    ]
