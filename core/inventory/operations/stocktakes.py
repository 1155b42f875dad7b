"""Counting a warehouse: what was counted is written down beside what the books said, and the differences are booked."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from core.catalog.models import Product, Variant
from core.catalog.states import ArticleKind
from core.inventory.errors import (
    CountBooked,
    NotCountable,
    NotCounting,
    NothingCounted,
    PartlyBooked,
    ReasonMissing,
    StocktakeRunning,
    UnknownStocktake,
)
from core.inventory.events import StocktakeBegun, StocktakeCancelled, StocktakeHeldBack, StocktakePosted
from core.inventory.models import Stock, Stocktake, StocktakeLine
from core.inventory.operations.moving import tell_arrival
from core.inventory.operations.rows import lock_stock, move, warehouse_id
from core.inventory.states import MovementReason, StocktakeState
from core.kernel import clock
from core.kernel.actor import SYSTEM, Actor
from core.kernel.db import lock, new_id, on_constraint, table_of
from core.kernel.delimited import whole_table
from core.kernel.errors import NotFound
from core.kernel.events import announce
from core.kernel.jobs import enqueue
from core.kernel.numbers import NumberRange, draw_number

LINES_PER_JOB: Final = 100
"""So few that a buyer who waits for the lock of SQLite waits for a moment only."""
MOST_LINES: Final = 20_000
MOST_PIECES: Final = 1_000_000
SHOWN: Final = 8
COUNT_COLUMNS: Final = ("sku", "counted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """So many pieces of an article lie there."""

    sku: str
    pieces: int


def begin_stocktake(
    session: Session, *, warehouse_code: str, reason: MovementReason, note: str = "", acting_user: Actor
) -> Stocktake:
    """Begin to count a warehouse; `reason` is COUNTED, or IMPORTED for what another system says lies there.

    Raises UnknownWarehouse, WarehouseClosed, StocktakeRunning.
    """
    made = Stocktake(
        id=new_id(),
        number=draw_number(session, NumberRange.STOCKTAKE),
        warehouse_id=warehouse_id(session, warehouse_code, must_be_open=True),
        reason=reason,
        note=note.strip(),
        state=StocktakeState.COUNTING,
        began_at=clock.now(),
        ended_at=None,
        actor_name=acting_user.name,
    )
    with on_constraint(session, {"uq_stocktake_live": StocktakeRunning}):
        session.add(made)
    announce(session, StocktakeBegun(stocktake_id=made.id, stocktake_number=made.number), acting_user=acting_user)
    return made


def count_pieces(
    session: Session, stocktake_id: UUID, counts: Sequence[Counted], *, field: str = "sku", acting_user: Actor
) -> int:
    """Write down what was counted, beside what the books say now; a later count of an article replaces the earlier.

    All or nothing; returns how many articles. Raises UnknownStocktake, NotCounting once it is booked, CountBooked,
    NotCountable with the article numbers that are unknown, no goods, there twice, or counted to an odd number.
    """
    stocktake = _lock_counting(session, stocktake_id)
    articles = _goods(session, [count.sku for count in counts])
    wrong = [count.sku or "?" for count in counts if not _is_sound(count, articles)]
    wrong += _doubled([count.sku for count in counts])
    if wrong:
        raise NotCountable(rows=_named(wrong), field=field)
    by_variant = {articles[count.sku]: count for count in counts}
    _forget_old(session, stocktake_id, by_variant)
    on_hand = _on_hand(session, stocktake.warehouse_id, by_variant)
    same = {
        "stocktake_id": stocktake_id,
        "counted_at": clock.now(),
        "counted_by": acting_user.name,
        "is_booked": False,
        "is_held_back": False,
    }
    rows = [
        {"variant_id": variant_id, "counted": count.pieces, "expected": on_hand.get(variant_id, 0), **same}
        for variant_id, count in by_variant.items()
    ]
    if rows:
        session.execute(insert(table_of(StocktakeLine)), rows)
    return len(rows)


def count_file(session: Session, stocktake_id: UUID, content: bytes, *, acting_user: Actor) -> int:
    """Take the counts of a file with the columns sku and counted; rows without a count are left out.

    Raises FileRefused, NotCountable with the first rows that are wrong, and what `count_pieces` raises.
    """
    rows = whole_table(content, needed=COUNT_COLUMNS, most_rows=MOST_LINES)
    typed = [(row.number, row.cells["sku"].strip(), row.cells.get("counted", "").strip()) for row in rows]
    wrong = [str(number) for number, _sku, pieces in typed if pieces and not _is_number(pieces)]
    if wrong:
        raise NotCountable(rows=_named(wrong))
    counts = [Counted(sku=sku, pieces=int(pieces)) for _number, sku, pieces in typed if pieces]
    return count_pieces(session, stocktake_id, counts, field="file", acting_user=acting_user)


def take_out_lines(session: Session, stocktake_id: UUID, skus: Sequence[str]) -> None:
    """Forget the counts of articles. Raises UnknownStocktake, NotCounting, CountBooked; again changes nothing."""
    _lock_counting(session, stocktake_id)
    _forget_old(session, stocktake_id, _goods(session, skus).values())


def book_stocktake(session: Session, stocktake_id: UUID, *, acting_user: Actor) -> Stocktake:
    """Book the differences, by jobs. Raises UnknownStocktake, NotCounting, NothingCounted."""
    stocktake = _lock_counting(session, stocktake_id)
    lines = StocktakeLine.stocktake_id == stocktake_id
    if session.scalar(select(StocktakeLine.variant_id).where(lines).limit(1)) is None:
        raise NothingCounted
    session.execute(update(StocktakeLine).where(lines, StocktakeLine.is_held_back).values(is_held_back=False))
    stocktake.move_to(StocktakeState.POSTING, acting_user=acting_user)
    enqueue(session, "inventory.book_stocktake", {"stocktake_id": str(stocktake_id)})
    return stocktake


def book_lines(session: Session, stocktake_id: UUID, *, most: int = LINES_PER_JOB) -> bool:
    """Book some lines that are left; whether none is left. Lines below what orders hold are held back.

    What happened to the stock since the count stays: the difference that was found then is booked now.
    """
    stocktake = lock(session, Stocktake, stocktake_id)
    if stocktake.state is not StocktakeState.POSTING:
        return True
    left = (StocktakeLine.stocktake_id == stocktake_id, ~StocktakeLine.is_booked, ~StocktakeLine.is_held_back)
    statement = select(StocktakeLine).where(*left).order_by(StocktakeLine.variant_id).limit(most)
    lines = session.scalars(statement).all()
    for line in lines:
        _book(session, stocktake, line)
    if len(lines) == most:
        return False
    _end(session, stocktake)
    return True


def cancel_stocktake(session: Session, stocktake_id: UUID, *, reason: str, acting_user: Actor) -> Stocktake:
    """Call a stocktake off; nothing of it is booked.

    Raises UnknownStocktake, NotCounting, ReasonMissing, PartlyBooked.
    """
    if not reason.strip():
        raise ReasonMissing
    stocktake = _lock_counting(session, stocktake_id)
    booked = select(StocktakeLine.variant_id).where(StocktakeLine.stocktake_id == stocktake_id, StocktakeLine.is_booked)
    if session.scalar(booked.limit(1)) is not None:
        raise PartlyBooked
    stocktake.ended_at = clock.now()
    stocktake.move_to(StocktakeState.CANCELLED, acting_user=acting_user, reason=reason.strip())
    told = StocktakeCancelled(stocktake_id=stocktake.id, stocktake_number=stocktake.number, reason=reason.strip())
    announce(session, told, acting_user=acting_user)
    return stocktake


def _lock_counting(session: Session, stocktake_id: UUID) -> Stocktake:
    try:
        stocktake = lock(session, Stocktake, stocktake_id)
    except NotFound:
        raise UnknownStocktake from None
    if stocktake.state is not StocktakeState.COUNTING:
        raise NotCounting
    return stocktake


def _goods(session: Session, skus: Sequence[str]) -> dict[str, UUID]:
    statement = select(Variant.sku, Variant.id).join(Product, Product.id == Variant.product_id)
    statement = statement.where(Variant.sku.in_(set(skus)), Product.kind == ArticleKind.PHYSICAL)
    return {row.sku: row.id for row in session.execute(statement.order_by(Variant.sku))}


def _is_sound(count: Counted, articles: Mapping[str, UUID]) -> bool:
    return count.sku in articles and 0 <= count.pieces <= MOST_PIECES


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) <= 9


def _doubled(skus: Sequence[str]) -> list[str]:
    return [sku for sku, times in Counter(skus).items() if times > 1]


def _named(wrong: Sequence[str]) -> str:
    shown = ", ".join(dict.fromkeys(wrong[:SHOWN]))
    return f"{shown} …" if len(wrong) > SHOWN else shown


def _forget_old(session: Session, stocktake_id: UUID, variant_ids: Collection[UUID]) -> None:
    """Take earlier counts of these articles out. Raises CountBooked for one that is booked."""
    wanted = (StocktakeLine.stocktake_id == stocktake_id, StocktakeLine.variant_id.in_(variant_ids))
    booked = select(Variant.sku).join(StocktakeLine, StocktakeLine.variant_id == Variant.id)
    sku = session.scalar(booked.where(*wanted, StocktakeLine.is_booked).order_by(Variant.sku).limit(1))
    if sku is not None:
        raise CountBooked(sku=sku)
    session.execute(delete(StocktakeLine).where(*wanted))


def _on_hand(session: Session, place: UUID, variant_ids: Collection[UUID]) -> dict[UUID, int]:
    statement = select(Stock.variant_id, Stock.on_hand)
    statement = statement.where(Stock.warehouse_id == place, Stock.variant_id.in_(variant_ids))
    return {row.variant_id: row.on_hand for row in session.execute(statement)}


def _book(session: Session, stocktake: Stocktake, line: StocktakeLine) -> None:
    line.is_booked = True
    if line.difference == 0:
        return
    stock = lock_stock(session, line.variant_id, stocktake.warehouse_id)
    if stock.on_hand + line.difference < stock.reserved:
        line.is_booked, line.is_held_back = False, True
        return
    stock.on_hand += line.difference
    if line.difference > 0:
        tell_arrival(session, line.variant_id)
    move(session, stock, line.difference, stocktake.reason, stocktake.number, SYSTEM)


def _end(session: Session, stocktake: Stocktake) -> None:
    session.flush()  # so that the lines are counted as they are booked now
    lines = StocktakeLine.stocktake_id == stocktake.id
    held = session.scalar(select(func.count()).where(lines, StocktakeLine.is_held_back)) or 0
    if held:
        stocktake.move_to(StocktakeState.COUNTING, acting_user=SYSTEM)
        told = StocktakeHeldBack(stocktake_id=stocktake.id, stocktake_number=stocktake.number, articles=held)
        announce(session, told, acting_user=SYSTEM)
        return
    stocktake.ended_at = clock.now()
    stocktake.move_to(StocktakeState.POSTED, acting_user=SYSTEM)
    booked = session.scalar(select(func.count()).where(lines)) or 0
    posted = StocktakePosted(stocktake_id=stocktake.id, stocktake_number=stocktake.number, articles=booked)
    announce(session, posted, acting_user=SYSTEM)
