"""Orders for tests of money: the smallest valid rows with exact amounts, and what fulfilment would do with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.models import Address, Customer
from core.accounts.operations import ensure_business_unit
from core.accounts.queries import business_units
from core.accounts.states import CustomerKind
from core.billing.models import Payout, Receipt
from core.billing.queries import order_money, sub_ledgers, unallocated_receipts
from core.kernel import clock
from core.kernel.actor import SYSTEM, Actor, ActorKind
from core.kernel.db import new_id
from core.ledger.queries import deferred_minor, entries_of, trial_balance, verify
from core.orders.models import Order, OrderLine, OrderPart
from core.orders.operations import (
    Cause,
    acknowledge_part,
    lock_order,
    progress_part,
    record_return,
    release_order,
    start_part,
)
from core.orders.rules import LineTerms, split_into_parts
from core.orders.states import LineKind, OrderState, PartState, WaitingFor
from core.pricing.rounding import Split, split_lines
from core.pricing.states import PriceMode

STAFF = Actor(ActorKind.STAFF, UUID(int=7), "Bea Buch")
_numbers = iter(range(1, 10**6))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """A line to order. `amount_minor` counts as the order counts."""

    amount_minor: int
    quantity: int = 1
    kind: LineKind = LineKind.PHYSICAL
    unit: str = "machines"
    rate: str = "0.19"
    country: str = "DE"
    category: str = "S"
    name: str = "Siebträger"
    variant_id: UUID | None = None
    interval_months: int | None = None


def a_customer(
    session: Session,
    *,
    kind: CustomerKind = CustomerKind.PRIVATE,
    terms_days: int = 14,
    credit_limit_minor: int = 100_000,
    vat_id: str | None = None,
    is_guest: bool = False,
    on_account_allowed: bool = True,
) -> Customer:
    """Somebody who buys."""
    email = f"{uuid4().hex}@example.org"
    customer = Customer(
        id=new_id(),
        number=f"K-2026-{next(_numbers):06d}",
        kind=kind,
        name="Jürgen Ößling",
        email=email,
        guest_email=email if is_guest else None,
        vat_id=vat_id,
        currency="EUR",
        locale="de",
        terms_days=terms_days,
        credit_limit_minor=credit_limit_minor,
        on_account_allowed=on_account_allowed,
    )
    session.add(customer)
    session.flush()
    return customer


def an_order(
    session: Session,
    *lines: Ordered,
    customer: Customer | None = None,
    mode: PriceMode = PriceMode.GROSS,
    locale: str = "de",
    payment_method: str = "demo_card",
    name: str = "Jürgen Ößling",
) -> Order:
    """A placed order over these lines, cut into parts, with VAT by group as pricing does it."""
    customer = customer or a_customer(session)
    address = Address(id=new_id(), name=name, street="Elbchaussee 1", postal_code="22765", city="Hamburg", country="DE")
    session.add(address)
    session.flush()
    splits = _splits(mode, lines)
    order = Order(
        id=new_id(),
        number=f"SO-2026-{next(_numbers):06d}",
        customer_id=customer.id,
        contact_name=name,
        email=customer.email,
        search_text="",
        locale=locale,
        currency="EUR",
        price_mode=mode,
        net_minor=sum(split.net for split in splits),
        tax_minor=sum(split.tax_minor for split in splits),
        gross_minor=sum(split.gross for split in splits),
        billing_address_id=address.id,
        delivery_address_id=address.id,
        delivery_method="standard",
        payment_method=payment_method,
        state=OrderState.DRAFT,
        placed_at=clock.now(),
        fingerprint="0" * 64,
        trace="[]",
    )
    _add_parts(session, order, lines, splits)
    session.add(order)
    order.move_to(OrderState.PLACED, acting_user=SYSTEM)
    session.flush()
    return order


def _splits(mode: PriceMode, lines: Sequence[Ordered]) -> list[Split]:
    found: dict[int, Split] = {}
    for key in {(line.country, line.rate, line.category) for line in lines}:
        members = [index for index, line in enumerate(lines) if (line.country, line.rate, line.category) == key]
        splits = split_lines(mode, [lines[index].amount_minor for index in members], Decimal(key[1]))
        found |= dict(zip(members, splits, strict=True))
    return [found[index] for index in range(len(lines))]


def _add_parts(session: Session, order: Order, lines: Sequence[Ordered], splits: Sequence[Split]) -> None:
    units = {code: ensure_business_unit(session, code=code, name=code.title()).id for code in {o.unit for o in lines}}
    numbered = enumerate(zip(lines, splits, strict=True), 1)
    terms = [_terms(position, line, split, units[line.unit]) for position, (line, split) in numbered]
    order.parts, order.lines = [], []
    for position, planned in enumerate(split_into_parts(terms), 1):
        part = OrderPart(
            id=new_id(),
            order_id=order.id,
            position=position,
            kind=planned.kind,
            business_unit_id=planned.business_unit_id,
            state=PartState.PLANNED,
            waiting_for=WaitingFor.PAYMENT,
            handover_key=uuid4().hex,
            created_at=order.placed_at,
        )
        part.lines = [_line(order, part, line) for line in planned.lines]
        order.parts.append(part)
        order.lines += part.lines


def _terms(position: int, ordered: Ordered, split: Split, unit_id: UUID) -> LineTerms:
    return LineTerms(
        position=position,
        variant_id=ordered.variant_id,
        sku=f"EK-{position}",
        name=ordered.name,
        kind=ordered.kind,
        business_unit_id=unit_id,
        quantity=ordered.quantity,
        unit_minor=ordered.amount_minor // ordered.quantity,
        amount_minor=ordered.amount_minor,
        tax_country=ordered.country,
        tax_rate=Decimal(ordered.rate),
        tax_category=ordered.category,
        net_minor=split.net,
        tax_minor=split.tax_minor,
        gross_minor=split.gross,
        interval_months=ordered.interval_months,
        term_months=12 if ordered.interval_months else None,
        notice_months=1 if ordered.interval_months else None,
    )


def _line(order: Order, part: OrderPart, terms: LineTerms) -> OrderLine:
    values = {name: getattr(terms, name) for name in LineTerms.__dataclass_fields__ if name != "destination"}
    values |= {"business_unit_id": part.business_unit_id, "picture": ""}
    untouched = dict.fromkeys(("fulfilled_quantity", "returned_quantity", "cancelled_quantity", "invoiced_quantity"), 0)
    return OrderLine(id=new_id(), order_id=order.id, part_id=part.id, **values, **untouched)


# --- what fulfilment does


def take_up(session: Session, order: Order) -> None:
    """Release an order and let the back-end acknowledge every part."""
    release_order(session, order.id, acting_user=SYSTEM)
    for part in lock_order(session, order.id).parts:
        if part.state is PartState.PLANNED:
            start_part(session, part.id, backend="native", acting_user=SYSTEM)
            acknowledge_part(session, part.id, reference=f"native-{part.id}", acting_user=SYSTEM)


def send_off(session: Session, order: Order, *quantities: int, part: int = 0) -> UUID:
    """Fulfil these quantities of a part's goods, line by line; returns the document by which it happened."""
    found = lock_order(session, order.id).parts[part]
    cause = "shipment" if found.kind is LineKind.PHYSICAL else "service_job"
    goods = [
        line for line in lock_order(session, order.id).lines
        if line.part_id == found.id and line.kind is not LineKind.FEE
    ]  # fmt: skip
    wanted = {line.id: quantity for line, quantity in zip(goods, quantities, strict=True) if quantity}
    document = new_id()
    progress_part(session, found.id, quantities=wanted, cause=Cause(type=cause, id=document), acting_user=SYSTEM)
    return document


def bring_back(session: Session, order: Order, *quantities: int) -> UUID:
    """Return these quantities, line by line over the whole order; returns the return."""
    document = new_id()
    lines = lock_order(session, order.id).lines
    wanted = {line.id: quantity for line, quantity in zip(lines, quantities, strict=True) if quantity}
    record_return(
        session, order.id, quantities=wanted, cause=Cause(type="customer_return", id=document), acting_user=SYSTEM
    )
    return document


# --- what the books say


def balances(session: Session, *, up_to: date | None = None, unit: UUID | None = None) -> dict[str, int]:
    """What stands on each account, debit less credit, without the zeros."""
    session.flush()
    rows = trial_balance(session, up_to=up_to, business_unit_id=unit)
    return {row.account: row.balance_minor for row in rows if row.balance_minor}


def require_books_in_order(session: Session) -> None:
    """Every entry balances, no number is missing, and what hangs below an account sums to it, in every unit."""
    session.flush()
    assert verify(session).is_in_order
    for unit in business_units(session):
        on_account, below = balances(session, unit=unit.id), sub_ledgers(session, business_unit_id=unit.id)
        assert sum(on_account.values()) == 0
        assert on_account.get("1200", 0) == below.open_items_minor
        assert sum(on_account.get(code, 0) for code in ("3260", "3272", "3280")) == -below.deposits_net_minor
        assert on_account.get("3250", 0) == -below.credit_balances_minor
    assert -balances(session).get("3900", 0) == deferred_minor(session)
    require_every_cent_booked(session)
    for order_id in session.scalars(select(Order.id).order_by(Order.id)):
        assert order_money(session, order_id).is_consistent


def require_every_cent_booked(session: Session) -> None:
    """Invariant 6: all money that came has an order, allocations over its whole amount, and an entry of its own."""
    assert unallocated_receipts(session) == []
    for receipt in session.scalars(select(Receipt).order_by(Receipt.number)):
        (entry,) = entries_of(session, "receipt", receipt.id)
        came = [p.debit_minor - p.credit_minor for p in entry.postings if p.account == receipt.account_code]
        assert sum(came) == receipt.amount_minor
    for payout in session.scalars(select(Payout).order_by(Payout.id)):
        (entry,) = entries_of(session, "payout", payout.id)
        went = [p.credit_minor - p.debit_minor for p in entry.postings if p.account == payout.account_code]
        assert sum(went) == payout.amount_minor
