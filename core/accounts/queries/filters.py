"""Saved filters of the office's lists."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.accounts.errors import FilterNotFound, FilterNotYours
from core.accounts.models import SavedFilter, User


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterView:
    """A saved filter as it is offered to somebody; `owner` is the name of whoever keeps it."""

    id: UUID
    list_name: str
    name: str
    choices: Mapping[str, str]
    is_shared: bool
    is_own: bool
    owner: str


def saved_filters(session: Session, user_id: UUID, list_name: str) -> list[FilterView]:
    """What a person saved for a list, then what colleagues who still work here share, each by name: one statement."""
    seen = or_(SavedFilter.user_id == user_id, SavedFilter.is_shared & User.is_active)
    statement = (
        select(SavedFilter, User.name)
        .join(User, User.id == SavedFilter.user_id)
        .where(SavedFilter.list_name == list_name, seen)
        .order_by(SavedFilter.name, SavedFilter.id)
    )
    found = [_view(row, owner, user_id) for row, owner in session.execute(statement)]
    return sorted(found, key=lambda view: (not view.is_own, view.name.casefold()))


def get_own_filter(session: Session, filter_id: UUID, user_id: UUID) -> FilterView:
    """A filter, for whoever keeps it. Raises FilterNotFound, FilterNotYours for what a colleague shares."""
    statement = select(SavedFilter, User.name).join(User, User.id == SavedFilter.user_id)
    row = session.execute(statement.where(SavedFilter.id == filter_id)).one_or_none()
    if row is None or (row[0].user_id != user_id and not row[0].is_shared):
        raise FilterNotFound
    if row[0].user_id != user_id:
        raise FilterNotYours
    return _view(row[0], row[1], user_id)


def _view(row: SavedFilter, owner: str, user_id: UUID) -> FilterView:
    return FilterView(
        id=row.id,
        list_name=row.list_name,
        name=row.name,
        choices=json.loads(row.choices),
        is_shared=row.is_shared,
        is_own=row.user_id == user_id,
        owner=owner,
    )
