"""Purchases that wait for a colleague's word, as pages and letters show them."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, case, select
from sqlalchemy.orm import Session

from core.carts.queries.cart import CartView
from core.orders.errors import ApprovalNotFound
from core.orders.models import PurchaseApproval
from core.orders.rules import content_hash
from core.orders.states import ApprovalState

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedArticle:
    """So many of an article that somebody wants to buy; the amount counts as their price list does."""

    name: str
    quantity: int
    amount_minor: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalView:
    """What somebody wants to buy, and what became of it."""

    id: UUID
    subject_id: UUID
    """The cart or the version of an offer that it is about."""
    customer_id: UUID
    user_id: UUID
    asked_by: str
    amount_minor: int
    currency: str
    note: str
    state: ApprovalState
    asked_at: datetime
    decided_at: datetime | None
    decided_by: str
    decision_note: str
    content_hash: str
    articles: tuple[WantedArticle, ...]

    @property
    def is_granted(self) -> bool:
        """Whether a colleague said yes, whatever became of it later."""
        return self.state in (ApprovalState.GRANTED, ApprovalState.USED)

    def holds_for(self, cart: CartView) -> bool:
        """Whether it was asked for exactly what lies in a cart now, at no less than it costs now."""
        is_same = self.content_hash == content_hash({line.key: line.quantity for line in cart.lines})
        return is_same and cart.basket is not None and cart.basket.gross <= self.amount_minor


def approvals_of(session: Session, customer_id: UUID, *, user_id: UUID | None = None) -> list[ApprovalView]:
    """The purchases of a company that needed a word, those that wait first; with `user_id` one person's own."""
    conditions = [PurchaseApproval.customer_id == customer_id]
    if user_id is not None:
        conditions.append(PurchaseApproval.user_id == user_id)
    return _found(session, *conditions)


def find_approval_of_cart(session: Session, cart_id: UUID) -> ApprovalView | None:
    """The latest word that was asked for about a cart."""
    statement = select(PurchaseApproval).where(PurchaseApproval.cart_id == cart_id)
    row = session.scalars(
        statement.order_by(PurchaseApproval.asked_at.desc(), PurchaseApproval.id.desc()).limit(1)
    ).one_or_none()
    return _view(row) if row else None


def get_approval(session: Session, approval_id: UUID, *, customer_id: UUID | None = None) -> ApprovalView:
    """One of them; with `customer_id` only that company's. Raises ApprovalNotFound."""
    row = session.get(PurchaseApproval, approval_id)
    if row is None or customer_id not in (None, row.customer_id):
        raise ApprovalNotFound
    return _view(row)


def _found(session: Session, *conditions: ColumnElement[bool]) -> list[ApprovalView]:
    waits_first = case((PurchaseApproval.state == ApprovalState.ASKED, 0), else_=1)
    newest = (PurchaseApproval.asked_at.desc(), PurchaseApproval.id.desc())
    statement = select(PurchaseApproval).where(*conditions).order_by(waits_first, *newest).limit(PAGE)
    return [_view(row) for row in session.scalars(statement)]


def _view(row: PurchaseApproval) -> ApprovalView:
    return ApprovalView(
        id=row.id,
        subject_id=row.cart_id,
        customer_id=row.customer_id,
        user_id=row.user_id,
        asked_by=row.asked_by,
        amount_minor=row.amount_minor,
        currency=row.currency,
        note=row.note,
        state=row.state,
        asked_at=row.asked_at,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        decision_note=row.decision_note,
        content_hash=row.content_hash,
        articles=tuple(WantedArticle(name=n, quantity=q, amount_minor=a) for n, q, a in json.loads(row.content)),
    )
