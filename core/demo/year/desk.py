"""What the demo's staff do: ship, visit, start subscriptions, take goods back, book the bank, fill the shelves."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from uuid import UUID

from core.accounts.states import StaffRole
from core.billing.queries.office import DocumentFilter, DocumentRow, office_documents
from core.demo.company import SOUTH_WAREHOUSE
from core.demo.year.agenda import Agenda
from core.demo.year.calendar import office_hour, workdays_after
from core.demo.year.customers import Cast
from core.demo.year.shelf import DEAR_MINOR, Shelf
from core.demo.year.words import CARRIERS, REPORTS, RETURN_REASONS, TECHNICIANS
from core.fulfilment.operations import activate_subscription, complete_service, receive_return, schedule_service, ship
from core.fulfilment.queries import VisitRow, fulfilment_of, get_service_job
from core.fulfilment.states import ServiceJobState
from core.inventory.operations import MAIN_WAREHOUSE, receive_stock
from core.inventory.queries import free_stock
from core.kernel import clock
from core.kernel.db import reading, unit_of_work
from core.orders.queries import LineView, PartView, get_order
from core.orders.states import FULFILLABLE, LineKind
from core.payments.operations import record_bank_receipt, record_refund_paid
from core.payments.queries import open_refunds
from core.payments.states import RefundState
from core.subscriptions.states import ContractState


class Desk:
    """Everybody who works at the demo company, with their habits."""

    def __init__(self, agenda: Agenda, rng: Random, cast: Cast, shelf: Shelf) -> None:
        self.agenda, self.rng, self.cast, self.shelf = agenda, rng, cast, shelf

    # --- orders

    def fulfil(self, order_id: UUID) -> bool:
        """Plan what is to be done for a released order; False when it waits for its money."""
        with reading() as session:
            order = get_order(session, order_id)
        if order.released_at is None:
            return False
        begin: dict[LineKind, tuple[Callable[[UUID, UUID], None], int]] = {
            LineKind.PHYSICAL: (self.send_goods, 2),
            LineKind.SERVICE: (self.plan_visits, 2),
            LineKind.SUBSCRIPTION: (self.start_subscriptions, 4),
        }
        for part in order.parts:
            deed, most_days = begin[part.kind]
            self.on_workday(self.rng.randint(0, most_days), lambda d=deed, p=part: d(order_id, p.id))  # type: ignore[misc]
        return True

    def on_workday(self, days: int, deed: Callable[[], None]) -> None:
        """Do something after so many working days, within office hours."""
        self.agenda.at(office_hour(workdays_after(self.agenda.now, days), self.rng), deed)

    def send_goods(self, order_id: UUID, part_id: UUID, *, is_rest: bool = False) -> None:
        """Ship what is open of a part and lies there, or some of it; what is awaited stays open."""
        part = _part(order_id, part_id)
        open_lines = [line for line in part.lines if line.kind is LineKind.PHYSICAL and _ready(line)]
        if part.state not in FULFILLABLE or not open_lines:
            return
        quantities = {line.id: _ready(line) for line in open_lines}
        is_partial = not is_rest and sum(quantities.values()) > 1 and self.rng.random() < 0.16
        if is_partial:
            quantities = self._first_half(open_lines)
        with unit_of_work() as session:
            ship(
                session,
                part_id,
                quantities=quantities,
                carrier=self.rng.choice(CARRIERS),
                tracking=f"JD{self.rng.randint(10**11, 10**12 - 1)}",
                acting_user=self.cast.staff[StaffRole.FULFILMENT],
            )
        if is_partial:
            self.on_workday(self.rng.randint(3, 8), lambda: self.send_goods(order_id, part_id, is_rest=True))
        elif self.rng.random() < 0.07:
            self.on_workday(self.rng.randint(5, 11), lambda: self.take_back(order_id))

    def _first_half(self, lines: list[LineView]) -> dict[UUID, int]:
        if len(lines) > 1:
            return {line.id: _ready(line) for line in lines[: len(lines) // 2]}
        return {lines[0].id: max(1, _ready(lines[0]) // 2)}

    def plan_visits(self, order_id: UUID, part_id: UUID) -> None:
        """Agree a day for every visit of a part."""
        with reading() as session:
            visits = fulfilment_of(session, order_id).visits
        for visit in visits:
            if visit.part_id == part_id and visit.state is ServiceJobState.TO_SCHEDULE:
                self._plan(visit, may_move=True)

    def _plan(self, visit: VisitRow, *, may_move: bool) -> None:
        day = workdays_after(self.agenda.now, self.rng.randint(3, 12))
        if visit.wished_on is not None and visit.wished_on > day:
            day = visit.wished_on
        at = office_hour(day, self.rng).replace(minute=0)
        with unit_of_work() as session:
            schedule_service(
                session,
                visit.id,
                at=at,
                technician=self.rng.choice(TECHNICIANS),
                is_overbooked=True,
                acting_user=self.cast.staff[StaffRole.FULFILMENT],
            )
        if may_move and self.rng.random() < 0.12:
            self.agenda.at(at - timedelta(days=1), lambda: self._plan(visit, may_move=False))
        else:
            self.agenda.at(at + timedelta(minutes=self.rng.randint(50, 170)), lambda: self._visit(visit.id))

    def _visit(self, service_job_id: UUID) -> None:
        with unit_of_work() as session:
            if get_service_job(session, service_job_id).state is ServiceJobState.SCHEDULED:
                complete_service(
                    session,
                    service_job_id,
                    report=self.rng.choice(REPORTS),
                    acting_user=self.cast.staff[StaffRole.FULFILMENT],
                )

    def start_subscriptions(self, order_id: UUID, part_id: UUID) -> None:
        """Let the subscriptions of a part run, from today or the day that was wished for."""
        with reading() as session:
            contracts = fulfilment_of(session, order_id).contracts
        for contract in contracts:
            if contract.part_id != part_id or contract.state is not ContractState.PENDING:
                continue
            starts_on = max(clock.today(), contract.wished_start_on or clock.today())
            with unit_of_work() as session:
                acting_user = self.cast.staff[StaffRole.FULFILMENT]
                activate_subscription(session, contract.id, starts_on=starts_on, acting_user=acting_user)

    def take_back(self, order_id: UUID) -> None:
        """A customer returns something of what was shipped."""
        with reading() as session:
            lines = [line for line in get_order(session, order_id).lines if line.returnable_quantity]
        if not lines:
            return
        line = self.rng.choice(lines)
        with unit_of_work() as session:
            receive_return(
                session,
                order_id,
                quantities={line.id: self.rng.randint(1, line.returnable_quantity)},
                reason=self.rng.choice(RETURN_REASONS),
                acting_user=self.cast.staff[StaffRole.FULFILMENT],
            )

    # --- money

    def book_the_bank(self) -> None:
        """Twice a week: write down what customers have transferred, and transfer what is owed to them."""
        today = clock.today()
        for invoice in _open_invoices():
            if self._pays_on(invoice) <= today:
                self.receive(invoice.order_id, invoice.open_minor, invoice.number)
        self._transfer_refunds()
        self.on_workday(3, self.book_the_bank)

    def receive(self, order_id: UUID, amount_minor: int, reference: str) -> None:
        """Write down a transfer that arrived."""
        with unit_of_work() as session:
            record_bank_receipt(
                session,
                order_id,
                amount_minor=amount_minor,
                reference=reference,
                key=f"{reference}-{self.agenda.now:%Y%m%d%H%M%S}",
                acting_user=self.cast.staff[StaffRole.BILLING],
            )

    def _pays_on(self, invoice: DocumentRow) -> date:
        """When the customer pays: mostly in time, some late, a few not yet; the same whenever it is asked."""
        habit = Random(invoice.number)
        if invoice.customer_name in self.cast.late_payers:
            return date.max if habit.random() < 0.1 else invoice.due_on + timedelta(days=habit.randint(6, 45))
        return date.max if habit.random() < 0.01 else invoice.due_on + timedelta(days=habit.randint(-10, 3))

    def _transfer_refunds(self) -> None:
        with reading() as session:
            waiting = [refund for refund in open_refunds(session) if refund.state is RefundState.REQUESTED]
        for refund in waiting:
            if refund.created_at < self.agenda.now - timedelta(days=2):
                with unit_of_work() as session:
                    record_refund_paid(session, refund.id, acting_user=self.cast.staff[StaffRole.BILLING])

    # --- goods

    def fill_shelves(self) -> None:
        """Every week: order what runs short; a fifth of it goes to the southern warehouse."""
        with unit_of_work() as session:
            free = free_stock(session, [article.variant_id for article in self.shelf.goods])
            for article in self.shelf.goods:
                wanted = 10 if article.minor >= DEAR_MINOR else 50
                missing = wanted - free.get(article.variant_id, 0)
                if missing * 2 >= wanted:
                    for pieces, place in ((missing - missing // 5, MAIN_WAREHOUSE), (missing // 5, SOUTH_WAREHOUSE)):
                        receive_stock(
                            session,
                            article.variant_id,
                            pieces,
                            reference=f"BE-{self.agenda.now:%y%m%d}",
                            warehouse_code=place,
                            acting_user=self.cast.staff[StaffRole.FULFILMENT],
                        )
        self.on_workday(5, self.fill_shelves)


def _part(order_id: UUID, part_id: UUID) -> PartView:
    with reading() as session:
        return next(part for part in get_order(session, order_id).parts if part.id == part_id)


def _ready(line: LineView) -> int:
    """How many open pieces of a line lie there."""
    return line.open_quantity - line.backordered_quantity


def _open_invoices() -> list[DocumentRow]:
    found: list[DocumentRow] = []
    with reading() as session:
        before: UUID | None = None
        while True:
            page = office_documents(session, DocumentFilter(is_open=True), before=before)
            found += [row for row in page.documents if row.open_minor > 0]
            if page.next_before is None:
                return found
            before = page.next_before
