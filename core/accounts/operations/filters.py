"""Saved filters of the office's lists: kept by one person, if they wish offered to all staff."""

import json
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.errors import (
    FilterNameMissing,
    FilterNameTaken,
    FilterNameTooLong,
    FilterNotFound,
    FilterNotYours,
    NothingToSave,
    TooManyFilters,
)
from core.accounts.models import SavedFilter, User
from core.kernel import clock
from core.kernel.db import lock, new_id

MOST_FILTERS = 20
LONGEST_NAME = 60


def save_filter(
    session: Session, user_id: UUID, *, list_name: str, choices: Mapping[str, str], name: str, is_shared: bool = False
) -> SavedFilter:
    """Keep what is chosen in a list under a name. `choices` are the list's own filters: callers leave out all else.

    Raises NothingToSave without a choice, FilterNameMissing, FilterNameTooLong, FilterNameTaken, TooManyFilters.
    """
    if not choices:
        raise NothingToSave
    name, own = _named(name), _own_filters(session, user_id, list_name)
    if len(own) >= MOST_FILTERS:
        raise TooManyFilters(most=MOST_FILTERS)
    _require_free(own, name)
    saved = SavedFilter(
        id=new_id(),
        user_id=user_id,
        list_name=list_name,
        name=name,
        choices=json.dumps(choices, sort_keys=True),
        is_shared=is_shared,
        created_at=clock.now(),
    )
    session.add(saved)
    return saved


def change_filter(session: Session, filter_id: UUID, user_id: UUID, *, name: str, is_shared: bool) -> SavedFilter:
    """Another name, or shared with all staff or not.

    Raises FilterNotFound, FilterNotYours for what a colleague shares, FilterNameMissing, FilterNameTooLong,
    FilterNameTaken.
    """
    list_name = _own_filter(session, filter_id, user_id).list_name
    name, own = _named(name), _own_filters(session, user_id, list_name)
    _require_free([other for other in own if other.id != filter_id], name)
    found = next((other for other in own if other.id == filter_id), None)
    if found is None:
        raise FilterNotFound
    found.name, found.is_shared = name, is_shared
    return found


def remove_filter(session: Session, filter_id: UUID, user_id: UUID) -> None:
    """Forget a filter. Raises FilterNotFound, FilterNotYours for what a colleague shares."""
    session.delete(_own_filter(session, filter_id, user_id))


def _own_filter(session: Session, filter_id: UUID, user_id: UUID) -> SavedFilter:
    lock(session, User, user_id)
    found = session.scalar(select(SavedFilter).where(SavedFilter.id == filter_id))
    if found is None or (found.user_id != user_id and not found.is_shared):
        raise FilterNotFound
    if found.user_id != user_id:
        raise FilterNotYours
    return found


def _own_filters(session: Session, user_id: UUID, list_name: str) -> list[SavedFilter]:
    """A person's filters of a list; nobody adds one meanwhile, because the person's row is locked."""
    lock(session, User, user_id)
    own = select(SavedFilter).where(SavedFilter.user_id == user_id, SavedFilter.list_name == list_name)
    return list(session.scalars(own.order_by(SavedFilter.name, SavedFilter.id)))


def _named(name: str) -> str:
    clean = " ".join(name.split())
    if not clean:
        raise FilterNameMissing
    if len(clean) > LONGEST_NAME:
        raise FilterNameTooLong(most=LONGEST_NAME)
    return clean


def _require_free(others: list[SavedFilter], name: str) -> None:
    if any(other.name.casefold() == name.casefold() for other in others):
        raise FilterNameTaken(name=name)
