"""Copies and erasures that were asked for, what hinders an erasure, and what is sealed."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core.accounts.models import User
from core.accounts.states import BuyerRole
from core.billing.models import CreditBalance, Invoice, OpenItem
from core.billing.states import OpenItemState
from core.orders.models import Order
from core.orders.states import OrderState
from core.privacy import errors
from core.privacy.errors import CopyNotThere, StillNeeded
from core.privacy.models import DataCopy, Erasure, SealedData
from core.privacy.rules import Person
from core.privacy.states import CopyState, ErasureState
from core.subscriptions.models import Contract
from core.subscriptions.states import ContractState


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyView:
    """A copy that was asked for."""

    id: UUID
    user_id: UUID
    state: CopyState
    asked_at: datetime
    written_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureView:
    """An erasure, and why it could not be done when it was due: a marked sentence with its values."""

    id: UUID
    customer_id: UUID
    user_id: UUID | None
    state: ErasureState
    reason: str
    asked_at: datetime
    due_at: datetime
    done_at: datetime | None
    hindrance: str
    hindrance_facts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedRow:
    """What stood in a row before it was erased."""

    part: str
    content: Mapping[str, str]
    keep_until: date


def copies_of(session: Session, user_id: UUID, *, most: int = 5) -> list[CopyView]:
    """The latest copies of a person."""
    statement = _copies().where(DataCopy.user_id == user_id).order_by(DataCopy.asked_at.desc(), DataCopy.id.desc())
    return [CopyView(**row._mapping) for row in session.execute(statement.limit(most))]


def get_copy(session: Session, copy_id: UUID) -> CopyView:
    """One copy. Raises CopyNotThere."""
    row = session.execute(_copies().where(DataCopy.id == copy_id)).one_or_none()
    if row is None:
        raise CopyNotThere
    return CopyView(**row._mapping)


def copy_content(session: Session, copy_id: UUID, *, user_id: UUID) -> bytes:
    """The file of one's own copy. Raises CopyNotThere, also for somebody else's."""
    own = (DataCopy.id == copy_id, DataCopy.user_id == user_id, DataCopy.state == CopyState.WRITTEN)
    content = session.scalar(select(DataCopy.content).where(*own))
    if content is None:
        raise CopyNotThere
    return content


def erasure_of_user(session: Session, user_id: UUID) -> ErasureView | None:
    """The erasure that a person waits for."""
    return _one(session, _erasures().where(Erasure.user_id == user_id, Erasure.state == ErasureState.WAITING))


def erasure_of_customer(session: Session, customer_id: UUID) -> ErasureView | None:
    """The latest erasure of the customer as a whole that was not withdrawn."""
    lasting = Erasure.state.in_((ErasureState.WAITING, ErasureState.DONE))
    statement = _erasures().where(Erasure.customer_id == customer_id, Erasure.covers_customer, lasting)
    return _one(session, statement)


def latest_erasure(session: Session, erasure_id: UUID) -> ErasureView | None:
    """One erasure by its id."""
    return _one(session, _erasures().where(Erasure.id == erasure_id))


def sealed_of(session: Session, customer_id: UUID) -> list[SealedRow]:
    """What is sealed of a customer's data."""
    statement = (
        select(SealedData.part, SealedData.content, SealedData.keep_until)
        .join(Erasure, Erasure.id == SealedData.erasure_id)
        .where(Erasure.customer_id == customer_id)
        .order_by(SealedData.part, SealedData.id)
    )
    return [
        SealedRow(part=row.part, content=json.loads(row.content), keep_until=row.keep_until)
        for row in session.execute(statement)
    ]


def hindrances(session: Session, person: Person) -> Iterator[StillNeeded]:
    """Why the person's data is needed now, one reason of each kind at most; nothing when it can be erased."""
    orders = Order.customer_id == person.customer_id if person.covers_customer else Order.user_id == person.user_id
    ended = (OrderState.COMPLETED, OrderState.CANCELLED)
    number = session.scalar(
        select(Order.number).where(orders, Order.state.not_in(ended)).order_by(Order.number).limit(1)
    )
    if number is not None:
        yield errors.open_order(number)
    if person.covers_customer:
        yield from _money_and_contracts(session, person.customer_id)
    elif _is_last_admin(session, person):
        yield errors.last_admin()


def _money_and_contracts(session: Session, customer_id: UUID) -> Iterator[StillNeeded]:
    live = (ContractState.PENDING, ContractState.ACTIVE)
    running = select(Contract.number).where(Contract.customer_id == customer_id, Contract.state.in_(live))
    contract = session.scalar(running.order_by(Contract.number).limit(1))
    if contract is not None:
        yield errors.running_contract(contract)
    unsettled = (OpenItem.customer_id == customer_id, OpenItem.state != OpenItemState.SETTLED)
    invoice = select(Invoice.number).join(OpenItem, OpenItem.invoice_id == Invoice.id).where(*unsettled)
    number = session.scalar(invoice.order_by(Invoice.number).limit(1))
    if number is not None:
        yield errors.unpaid_invoice(number)
    owed = select(CreditBalance.id).where(CreditBalance.customer_id == customer_id, CreditBalance.balance_minor > 0)
    if session.scalar(owed.limit(1)) is not None:
        yield errors.money_of_yours()


def _is_last_admin(session: Session, person: Person) -> bool:
    people = select(User.id, User.buyer_role).where(User.customer_id == person.customer_id, User.is_active)
    found = session.execute(people.order_by(User.id)).all()
    admins = [row.id for row in found if row.buyer_role is BuyerRole.ADMIN]
    return admins == [person.user_id] and len(found) > 1


def _copies() -> Select[Any]:
    return select(*(getattr(DataCopy, name) for name in CopyView.__dataclass_fields__))


def _erasures() -> Select[Any]:
    names = (name for name in ErasureView.__dataclass_fields__ if name != "hindrance_facts")
    return select(*(getattr(Erasure, name) for name in names)).order_by(Erasure.asked_at.desc(), Erasure.id.desc())


def _one(session: Session, statement: Select[Any]) -> ErasureView | None:
    row = session.execute(statement.limit(1)).one_or_none()
    if row is None:
        return None
    values = dict(row._mapping)
    kept = json.loads(values["hindrance"] or "{}")
    values["hindrance"] = kept.get("template", "")
    return ErasureView(**values, hindrance_facts=kept.get("values", {}))
