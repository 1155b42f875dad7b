"""Who works at a request or a quote that somebody looks after."""

from uuid import UUID

from core.accounts.queries import UserView
from core.accounts.states import Permission
from core.quotes.errors import SomebodyElses


def is_at_hand(owner_id: UUID | None, by: UserView) -> bool:
    """Whether it is one's own, or nobody's, or one's roles let one work at any. Everybody who sees it may read it."""
    return owner_id in (None, by.id) or Permission.WRITE_ANY_QUOTE in by.permissions


def require_at_hand(owner_id: UUID | None, by: UserView | None) -> None:
    """Raises SomebodyElses for what a colleague looks after. None: whoever asks is none of ours."""
    if by is not None and not is_at_hand(owner_id, by):
        raise SomebodyElses
