"""Keeping stock for an order: all of it, or nothing; what comes later is promised where the policy allows it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from core.catalog.queries import articles_for
from core.inventory.errors import NoQuantity, NotEnoughStock, Shortage
from core.inventory.models import Backorder, Reservation, StockPolicy
from core.inventory.operations.rows import (
    EMPTY,
    LIVE,
    Held,
    OnShelves,
    lock_backorders,
    lock_for,
    lock_held,
    lock_policies,
    plain_or,
)
from core.inventory.rules import PLAIN, Missing, Policy, Split, source, split_wanted
from core.inventory.states import BackorderState, ReservationState, Selling
from core.kernel import clock
from core.kernel.actor import SYSTEM, Actor


@dataclass(frozen=True, slots=True)
class _Wish:
    """What an order wants of a variant, and everything that it can be met from."""

    wanted: int
    shelves: OnShelves
    policy: Policy
    row: StockPolicy | None
    own: Backorder | None

    @property
    def paused(self) -> int:
        """Pieces that the office holds back from this order for now."""
        return self.own.open_pieces if self.own and self.own.state is BackorderState.PAUSED else 0

    @property
    def own_waiting(self) -> int:
        return self.own.open_pieces if self.own and self.own.state is BackorderState.WAITING else 0

    @property
    def split(self) -> Split:
        return split_wanted(
            max(0, self.wanted - self.paused),
            held=self.shelves.held,
            free=self.shelves.free,
            own_waiting=self.own_waiting,
            policy=self.policy,
            today=clock.today(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Terms:
    order_id: UUID
    expires_at: datetime | None
    country: str
    acting_user: Actor


def reserve(
    session: Session,
    order_id: UUID,
    wanted: Mapping[UUID, int],
    *,
    expires_at: datetime | None,
    country: str = "",
    acting_user: Actor = SYSTEM,
    locale: str = "en",
) -> dict[UUID, Missing]:
    """Keep exactly so many pieces of each variant for an order: all of them, or nothing and NotEnoughStock.

    What the order holds already counts as available to it, so that asking again changes the quantity. Where the
    policy of a variant takes orders ahead, what is not there is promised: the answer says how much and until when.
    `country` is where the goods go. One statement for articles that are sold from stock.
    """
    if any(quantity < 1 for quantity in wanted.values()):
        raise NoQuantity
    shelves = lock_for(session, order_id, wanted)
    wishes = _wishes(session, order_id, wanted, shelves)
    splits = {variant_id: wish.split for variant_id, wish in wishes.items()}
    if short := [variant_id for variant_id, split in splits.items() if split.short]:
        raise NotEnoughStock(_shortages(session, short, wishes, splits, locale=locale))
    terms = _Terms(order_id=order_id, expires_at=expires_at, country=country, acting_user=acting_user)
    missing = {}
    for variant_id, wish in wishes.items():
        _take(session, wish, splits[variant_id].take, terms)
        if awaited := _await(session, variant_id, wish, splits[variant_id].wait, terms):
            missing[variant_id] = awaited
    return missing


def keep_reservation(session: Session, order_id: UUID, *, until: datetime | None = None) -> None:
    """What an order holds or waits for stays until then; without a moment until it is shipped or released."""
    for row in lock_held(session, Reservation.order_id == order_id):
        assert row.own is not None
        row.own.expires_at = until
    waiting = update(Backorder).where(Backorder.order_id == order_id, Backorder.state.in_(LIVE))
    session.execute(waiting.values(expires_at=until))


def _wishes(
    session: Session, order_id: UUID, wanted: Mapping[UUID, int], shelves: Mapping[UUID, OnShelves]
) -> dict[UUID, _Wish]:
    """What is wanted beside what there is. Policies are locked only where more than the shelf decides."""
    special = [v for v, quantity in wanted.items() if _needs_policy(shelves.get(v, EMPTY), quantity)]
    policies = lock_policies(session, special) if special else {}
    waiting = _own_backorders(session, order_id, special) if policies else {}
    return {
        variant_id: _Wish(
            quantity,
            shelves.get(variant_id, EMPTY),
            plain_or(policies.get(variant_id)) if variant_id in policies else _read(shelves.get(variant_id, EMPTY)),
            policies.get(variant_id),
            waiting.get(variant_id),
        )
        for variant_id, quantity in wanted.items()
    }


def _read(shelves: OnShelves) -> Policy:
    return shelves.policy or PLAIN


def _needs_policy(shelves: OnShelves, wanted: int) -> bool:
    policy = _read(shelves)
    is_plain = policy.is_tracked and policy.selling is not Selling.PREORDER and not policy.waiting
    return not is_plain or shelves.free - policy.safety < wanted


def _own_backorders(session: Session, order_id: UUID, variant_ids: Collection[UUID]) -> dict[UUID, Backorder]:
    own = lock_backorders(session, (Backorder.order_id == order_id) & Backorder.variant_id.in_(list(variant_ids)))
    return {backorder.variant_id: backorder for backorder in own}


def _shortages(
    session: Session,
    short: Collection[UUID],
    wishes: Mapping[UUID, _Wish],
    splits: Mapping[UUID, Split],
    *,
    locale: str,
) -> list[Shortage]:
    articles = articles_for(session, short)
    return [
        Shortage(
            variant_id=variant_id,
            name=articles[variant_id].name_in(locale) if variant_id in articles else "?",
            wanted=wishes[variant_id].wanted,
            free=splits[variant_id].take + splits[variant_id].wait,
        )
        for variant_id in short
    ]


# --- from the shelves


def _take(session: Session, wish: _Wish, pieces: int, terms: _Terms) -> None:
    rows = wish.shelves.rows
    given = source(pieces, [row.place for row in rows], strategy=wish.shelves.sourcing, country=terms.country)
    for row, part in zip(rows, given, strict=True):
        row.stock.reserved += part - row.owned
        hold(session, row, part, order_id=terms.order_id, expires_at=terms.expires_at, acting_user=terms.acting_user)


def hold(
    session: Session, row: Held, pieces: int, *, order_id: UUID, expires_at: datetime | None, acting_user: Actor
) -> None:
    """Let an order hold exactly so many pieces of a stock row; the caller has counted them there."""
    if row.own is None and pieces:
        session.add(
            Reservation(
                order_id=order_id,
                variant_id=row.stock.variant_id,
                warehouse_id=row.stock.warehouse_id,
                quantity=pieces,
                expires_at=expires_at,
            )
        )
    elif row.own is not None and pieces:
        row.own.quantity = row.own.consumed + pieces
        row.own.expires_at = expires_at
    elif row.own is not None:
        row.own.move_to(ReservationState.RELEASED, acting_user=acting_user, reason="the order needs it no longer")


# --- promised


def _await(session: Session, variant_id: UUID, wish: _Wish, pieces: int, terms: _Terms) -> Missing | None:
    if wish.row is None or (wish.own is None and not pieces):
        return None
    wish.row.waiting += pieces - wish.own_waiting
    if wish.own is not None:
        _change_own(wish.own, pieces, terms)
        left = wish.own.open_pieces if wish.own.state in LIVE else 0
        return Missing(quantity=left, expected_on=wish.own.expected_on) if left else None
    expected_on = wish.policy.expected_on
    session.add(
        Backorder(
            order_id=terms.order_id,
            variant_id=variant_id,
            quantity=pieces,
            is_preorder=wish.policy.is_preorder(clock.today()),
            expected_on=expected_on,
            created_at=clock.now(),
            expires_at=terms.expires_at,
        )
    )
    return Missing(quantity=pieces, expected_on=expected_on)


def _change_own(own: Backorder, pieces: int, terms: _Terms) -> None:
    own.expires_at = terms.expires_at
    if own.state is BackorderState.PAUSED:
        return
    if pieces:
        own.quantity = own.allocated + pieces
    else:
        state = BackorderState.ALLOCATED if own.allocated else BackorderState.CANCELLED
        own.quantity = max(1, own.allocated)
        own.move_to(state, acting_user=terms.acting_user, reason="the order needs it no longer")
