"""Purchases that somebody may not make alone: asking, deciding, and using the answer once."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.accounts.models import User
from core.accounts.queries import UserView
from core.accounts.rules import SpendingLimits
from core.carts.models import Cart
from core.carts.operations import find_locked_cart
from core.carts.queries.cart import CartView
from core.carts.states import CartState
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.db import lock, new_id, on_constraint
from core.kernel.errors import Refused
from core.kernel.events import announce
from core.orders.errors import ApprovalDecided, ApprovalNotFound, ApprovalNotYours, CartChanged, NothingToOrder
from core.orders.events import PurchaseApprovalAsked, PurchaseApprovalGranted, PurchaseApprovalRefused
from core.orders.models import Order, PurchaseApproval
from core.orders.rules import content_hash, over_limit, window_begins
from core.orders.states import ApprovalState, OrderState
from core.pricing.rules import LineKey

LIVE = (ApprovalState.ASKED, ApprovalState.GRANTED)


def ask_for_approval(session: Session, seen: CartView, *, note: str = "", by: UserView) -> PurchaseApproval:
    """Ask a colleague to approve what lies in the cart, at the price that was seen. Asking again changes nothing.

    What was asked for another content of the same cart is withdrawn. Raises NothingToOrder or CartChanged.
    """
    cart = find_locked_cart(session, seen.id, acting_user=by.actor)
    if cart is None or cart.state is not CartState.OPEN or not cart.lines or seen.basket is None or by.customer is None:
        raise NothingToOrder
    if cart.version != seen.version:
        raise CartChanged
    wish = PurchaseWish(
        subject_id=cart.id,
        content_hash=content_hash(pieces_in(cart)),
        articles=tuple(WishedArticle(line.name, line.quantity, line.amount_minor) for line in seen.lines),
        amount_minor=seen.basket.gross,
        currency=seen.basket.currency,
    )
    return ask_about_purchase(session, wish, note=note, by=by)


@dataclass(frozen=True, slots=True)
class WishedArticle:
    """So many of an article that somebody wants to buy; the amount counts as their price list does."""

    name: str
    quantity: int
    amount_minor: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseWish:
    """What somebody wants to buy for at most so much: the cart or the offer that it lies in, and exactly what."""

    subject_id: UUID
    content_hash: str
    articles: tuple[WishedArticle, ...]
    amount_minor: int
    currency: str


def ask_about_purchase(session: Session, wish: PurchaseWish, *, note: str = "", by: UserView) -> PurchaseApproval:
    """Ask a colleague to approve a purchase. Asking again for the same changes nothing; what was asked for another
    content of the same subject is withdrawn. Raises CartChanged when somebody else asks at the same moment."""
    live = _live(session, wish.subject_id)
    if live is not None and live.content_hash == wish.content_hash and live.amount_minor >= wish.amount_minor:
        return live
    if live is not None:
        live.move_to(ApprovalState.WITHDRAWN, acting_user=by.actor)
        session.flush()  # at most one of a subject lives: the old one ends before the new one begins
    asked = _new(wish, note, by)
    with on_constraint(session, {"uq_purchase_approval_live": CartChanged}):
        session.add(asked)
    told = PurchaseApprovalAsked(approval_id=asked.id, customer_id=asked.customer_id, amount_minor=asked.amount_minor)
    announce(session, told, acting_user=by.actor)
    return asked


def _new(wish: PurchaseWish, note: str, by: UserView) -> PurchaseApproval:
    assert by.customer is not None, "looked at by the caller"
    content = [[one.name, one.quantity, one.amount_minor] for one in wish.articles]
    return PurchaseApproval(
        id=new_id(),
        cart_id=wish.subject_id,
        customer_id=by.customer.id,
        user_id=by.id,
        asked_by=by.name,
        content_hash=wish.content_hash,
        content=json.dumps(content, ensure_ascii=False),
        amount_minor=wish.amount_minor,
        currency=wish.currency,
        note=note.strip()[:500],
        state=ApprovalState.ASKED,
        asked_at=clock.now(),
        decided_by="",
        decision_note="",
    )


def decide_on_purchase(
    session: Session, approval_id: UUID, *, is_granted: bool, note: str = "", by: UserView
) -> PurchaseApproval:
    """Grant or refuse what a colleague wants to buy. The same answer twice changes nothing.

    Raises ApprovalNotFound for another company's, ApprovalNotYours for one's own or without the role, and
    ApprovalDecided when it was decided otherwise, used or withdrawn meanwhile.
    """
    approval = _locked(session, approval_id, by)
    if approval.user_id == by.id or not by.may_approve:
        raise ApprovalNotYours
    answer = ApprovalState.GRANTED if is_granted else ApprovalState.REFUSED
    if approval.state is answer:
        return approval
    if approval.state is not ApprovalState.ASKED:
        raise ApprovalDecided
    approval.move_to(answer, acting_user=by.actor, reason=note.strip()[:500])
    approval.decided_at, approval.decided_by_id, approval.decided_by = clock.now(), by.id, by.name
    approval.decision_note = note.strip()[:500]
    kind = PurchaseApprovalGranted if is_granted else PurchaseApprovalRefused
    told = kind(approval_id=approval.id, customer_id=approval.customer_id, amount_minor=approval.amount_minor)
    announce(session, told, acting_user=by.actor)
    return approval


def require_allowance(
    session: Session,
    subject_id: UUID,
    *,
    content_hash: str,
    amount_minor: int,
    currency: str,
    user_id: UUID,
    limits: SpendingLimits,
) -> PurchaseApproval | None:
    """The approval that this purchase needs, if it needs one; raises OverLimit when there is none.

    The buyer's row is the lock: two carts at the same moment must not both fit into what is left of the limit.
    """
    lock(session, User, user_id)
    refusal = refusal_of(session, user_id, limits, amount_minor=amount_minor, currency=currency)
    if refusal is None:
        return None
    approval = _live(session, subject_id)
    is_granted = approval is not None and approval.state is ApprovalState.GRANTED and approval.user_id == user_id
    if approval is None or not is_granted:
        raise refusal
    if approval.content_hash != content_hash or approval.amount_minor < amount_minor:
        raise refusal
    return approval


def refusal_of(
    session: Session, user_id: UUID, limits: SpendingLimits, *, amount_minor: int, currency: str
) -> Refused | None:
    """Why somebody may not buy for this amount alone, if so."""
    since = window_begins(limits, clock.now())
    spent = spent_since(session, user_id, since) if limits.per_window_minor is not None else 0
    return over_limit(limits, amount_minor=amount_minor, spent_minor=spent, currency=currency)


def spent_since(session: Session, user_id: UUID, since: datetime) -> int:
    """What somebody ordered from a moment on; cancelled orders do not count."""
    statement = select(func.coalesce(func.sum(Order.gross_minor - Order.dropped_minor), 0)).where(
        Order.user_id == user_id, Order.placed_at >= since, Order.state != OrderState.CANCELLED
    )
    return int(session.scalar(statement) or 0)


def use_approval(approval: PurchaseApproval, order: Order, *, acting_user: Actor) -> None:
    """An approved purchase was made: it holds for this order only."""
    approval.move_to(ApprovalState.USED, acting_user=acting_user)
    approval.order_id = order.id


def _live(session: Session, cart_id: UUID) -> PurchaseApproval | None:
    live = select(PurchaseApproval).where(PurchaseApproval.cart_id == cart_id, PurchaseApproval.state.in_(LIVE))
    return session.scalars(live.with_for_update().execution_options(populate_existing=True)).one_or_none()


def _locked(session: Session, approval_id: UUID, by: UserView) -> PurchaseApproval:
    mine = select(PurchaseApproval).where(
        PurchaseApproval.id == approval_id, PurchaseApproval.customer_id == by.customer_id
    )
    found = session.scalars(mine.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise ApprovalNotFound
    return found


def pieces_in(cart: Cart) -> dict[LineKey, int]:
    """What lies in a cart, by the keys of its lines."""
    return {line.key: line.quantity for line in cart.lines}
