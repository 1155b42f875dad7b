"""Several people at the same moment, and exactly what is left behind them."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from core.inventory.models import Reservation
from core.kernel.db import reading
from core.kernel.errors import AppError
from core.kernel.events import EventRow
from core.kernel.jobs import Job
from core.ledger.models import JournalEntry
from core.orders.models import Order
from core.payments.models import Payment
from core.quotes.models import QuoteAcceptance
from tests.support import paying
from tests.support.books import require_books_in_order

DONE = "done"


def race(*acts: Callable[[], object]) -> list[str]:
    """Do all at the same moment, each in a thread of its own; returns what each came to, in this order.

    That is `done`, or the code of the refusal. Whatever else goes wrong is raised: it would be an error 500.
    """
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        with reading() as session:
            session.connection()  # so that nobody starts late because of a connection
        start.wait()
        try:
            act()
        except AppError as refusal:
            return refusal.code
        return DONE

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def told(begin: str = "quotes.") -> Counter[str]:
    """How often each kind of event was told, of those that begin so."""
    with reading() as session:
        return Counter(kind for kind in session.scalars(select(EventRow.kind)) if kind.startswith(begin))


def queued() -> Counter[str]:
    """How many jobs of each name there are, done or not."""
    with reading() as session:
        return Counter(session.scalars(select(Job.name)))


def held(subject: object) -> int:
    """How many pieces are held for an order or an offer."""
    with reading() as session:
        rows = session.scalars(select(Reservation).where(Reservation.order_id == subject)).all()
        return sum(row.quantity - row.consumed for row in rows if row.state.value == "held")


def require_as_many(orders: int, *, entries: int = 0) -> None:
    """So many orders with one payment and one acceptance each, so many entries, and books in which all balances."""
    assert paying.count(Order, Payment, QuoteAcceptance) == [orders, orders, orders]
    assert paying.count(JournalEntry) == [entries]
    with reading() as session:
        require_books_in_order(session)
        assert set(session.scalars(select(Payment.order_id))) == set(session.scalars(select(Order.id)))
        assert set(session.scalars(select(QuoteAcceptance.order_id))) == set(session.scalars(select(Order.id)))
