"""Paying, invoicing and looking it up, in tests of billing."""

from datetime import UTC, datetime
from io import BytesIO
from uuid import UUID

import pypdf
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.billing import jobs as billing_jobs  # noqa: F401  registers its functions
from core.billing.models import Invoice, InvoiceFile, OpenItem, Payout, Receipt
from core.billing.operations import (
    pay_out,
    receive_money,
)
from core.kernel.db import new_id, reading
from core.kernel.events import EventRow
from core.ledger.models import JournalEntry
from core.ledger.queries import entries_of
from core.ledger.states import AccountCode
from core.orders.models import Order
from core.orders.states import LineKind
from tests.support.books import (
    STAFF,
    Ordered,
    an_order,
    send_off,
    take_up,
)

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
CARD, BANK = AccountCode.CARD_TRANSIT, AccountCode.BANK


def pay(session: Session, order: Order, amount: int, *, account: AccountCode = BANK, key: str = "") -> Receipt:
    return receive_money(
        session,
        order.id,
        amount_minor=amount,
        currency="EUR",
        account=account,
        key=key or str(new_id()),
        acting_user=STAFF,
    )


def give_back(session: Session, order: Order, amount: int, *, account: AccountCode = BANK, key: str = "") -> Payout:
    return pay_out(session, order.id, amount_minor=amount, account=account, key=key or str(new_id()), acting_user=STAFF)


def ship_all(session: Session, order: Order, *quantities: int) -> UUID:
    """Ship these quantities of the first part, and all parts are taken up before."""
    take_up(session, order)
    return send_off(session, order, *quantities)


def count(model: type[Invoice | JournalEntry | Receipt | Payout | InvoiceFile | EventRow]) -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def item_of(session: Session, invoice: Invoice) -> OpenItem:
    return session.scalars(select(OpenItem).where(OpenItem.invoice_id == invoice.id)).one()


def text_of(content: bytes) -> str:
    pages = (page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages)
    return " ".join(" ".join(pages).replace("\u00a0", " ").split())


def entries(session: Session, cause_type: str, cause_id: UUID) -> list[tuple[str, int]]:
    """The postings of a document's one entry: account and amount, debit positive."""
    session.flush()
    (entry,) = entries_of(session, cause_type, cause_id)
    return [(p.account, p.debit_minor - p.credit_minor) for p in entry.postings]


def the_worked_order(session: Session) -> Order:
    """The order of the posting patterns: 469.08 over three business units and two rates."""
    return an_order(
        session,
        Ordered(amount_minor=10710, name="Keyboard"),
        Ordered(amount_minor=1926, rate="0.07", name="Book"),
        Ordered(amount_minor=21420, kind=LineKind.SERVICE, unit="service", name="Set-up"),
        Ordered(amount_minor=12852, kind=LineKind.SERVICE, unit="coffee", name="Maintenance"),
    )
