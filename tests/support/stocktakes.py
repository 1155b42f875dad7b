"""Helpers of the tests that count a warehouse."""

from uuid import UUID

from sqlalchemy import func, select

from core.inventory import operations as stock
from core.inventory.models import Stock, StockMovement, Stocktake, StocktakeLine
from core.inventory.operations import Counted
from core.inventory.queries import stock_differences
from core.inventory.states import MovementReason, StocktakeState
from core.kernel import jobs
from core.kernel.db import reading, unit_of_work
from tests.support.deals import STAFF
from tests.support.office import Office


def begun(reason: MovementReason = MovementReason.COUNTED) -> UUID:
    with unit_of_work() as session:
        return stock.begin_stocktake(session, warehouse_code="main", reason=reason, acting_user=STAFF).id


def count(stocktake_id: UUID, **pieces: int) -> None:
    with unit_of_work() as session:
        counts = [Counted(sku=sku, pieces=number) for sku, number in pieces.items()]
        stock.count_pieces(session, stocktake_id, counts, acting_user=STAFF)


def book(stocktake_id: UUID) -> StocktakeState:
    with unit_of_work() as session:
        stock.book_stocktake(session, stocktake_id, acting_user=STAFF)
    jobs.run_due()
    with reading() as session:
        return session.scalars(select(Stocktake.state).where(Stocktake.id == stocktake_id)).one()


def on_hand(office: Office, sku: str) -> int:
    with reading() as session:
        assert stock_differences(session) == []
        found = session.scalar(select(func.sum(Stock.on_hand)).where(Stock.variant_id == office.market[sku]))
    return int(found or 0)


def lines(stocktake_id: UUID) -> list[tuple[int, int, bool, bool]]:
    """Counted, expected, whether booked, whether held back."""
    columns = (StocktakeLine.counted, StocktakeLine.expected, StocktakeLine.is_booked, StocktakeLine.is_held_back)
    statement = select(*columns).where(StocktakeLine.stocktake_id == stocktake_id).order_by(StocktakeLine.counted)
    with reading() as session:
        return [(row[0], row[1], row[2], row[3]) for row in session.execute(statement)]


def movements(reason: MovementReason) -> list[tuple[int, str]]:
    statement = select(StockMovement.quantity, StockMovement.reference).where(StockMovement.reason == reason)
    with reading() as session:
        return [(row[0], row[1]) for row in session.execute(statement.order_by(StockMovement.quantity))]
