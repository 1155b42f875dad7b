"""Copies of somebody's data and their erasure: asked for, written, withdrawn, carried out; and opening a seal."""

import json
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import CursorResult, delete, inspect, select, update
from sqlalchemy.orm import Session

from core.accounts.operations import require_password
from core.billing.models import Invoice, InvoiceFile
from core.kernel import clock
from core.kernel.actor import SYSTEM, Actor
from core.kernel.append_only import erasing
from core.kernel.db import lock, new_id, on_constraint, table_of
from core.kernel.events import announce, forget_name
from core.notices.models import Notice
from core.privacy.errors import CopyUnderWay, ErasureAskedAlready, NoErasure, NoReason, StillNeeded
from core.privacy.events import (
    DataCopyAsked,
    DataCopyWritten,
    DataErased,
    DataHandedOver,
    ErasureAsked,
    ErasureWithdrawn,
    SealOpened,
)
from core.privacy.models import DataCopy, Erasure, SealedData
from core.privacy.queries import SealedRow, hindrances, person_of_customer, person_of_user, sealed_of, written
from core.privacy.rules import PARTS, Delete, Duty, Keep, Overwrite, Part, Person, Seal, kept_until
from core.privacy.states import CopyState, ErasureState

COPY_LASTS: Final = timedelta(days=7)
THINK_AGAIN: Final = timedelta(days=7)
"""How long an erasure waits, so that whoever guessed a password destroys nothing. The law allows a month."""
LETTERS_LAST: Final = timedelta(days=30)


# --- copies


def ask_for_copy(session: Session, user_id: UUID, *, present_password: str, acting_user: Actor) -> DataCopy:
    """Ask for a copy of one's own data; it is written by a job. Raises WrongPassword, CopyUnderWay, NotFound."""
    require_password(session, user_id, present_password)
    person = person_of_user(session, user_id)
    asked = select(DataCopy.id).where(DataCopy.user_id == user_id, DataCopy.state == CopyState.ASKED)
    if session.scalar(asked.limit(1)) is not None:
        raise CopyUnderWay
    made = DataCopy(
        id=new_id(),
        user_id=user_id,
        state=CopyState.ASKED,
        asked_at=clock.now(),
        written_at=None,
        expires_at=None,
        content=None,
    )
    session.add(made)
    told = DataCopyAsked(customer_id=person.customer_id, user_id=user_id, copy_id=made.id)
    announce(session, told, acting_user=acting_user)
    return made


def write_copy(session: Session, copy_id: UUID) -> DataCopy:
    """Write the copy; again changes nothing."""
    copy = lock(session, DataCopy, copy_id)
    if copy.state is not CopyState.ASKED:
        return copy
    person = person_of_user(session, copy.user_id)
    copy.content, copy.written_at = written(session, person), clock.now()
    copy.expires_at = clock.now() + COPY_LASTS
    copy.move_to(CopyState.WRITTEN, acting_user=SYSTEM)
    told = DataCopyWritten(customer_id=person.customer_id, user_id=copy.user_id, copy_id=copy.id)
    announce(session, told, acting_user=SYSTEM)
    return copy


def remove_copies(session: Session) -> int:
    """Remove the content of copies whose days are over; how many."""
    over = select(DataCopy).where(DataCopy.state == CopyState.WRITTEN, DataCopy.expires_at <= clock.now())
    copies = session.scalars(over.order_by(DataCopy.id).with_for_update()).all()
    for copy in copies:
        copy.content = None
        copy.move_to(CopyState.REMOVED, acting_user=SYSTEM)
    return len(copies)


def hand_over_data(session: Session, person: Person, *, acting_user: Actor) -> bytes:
    """A copy for somebody who asked by letter or on the telephone; that it was taken is kept."""
    told = DataHandedOver(customer_id=person.customer_id, user_id=person.user_id)
    announce(session, told, acting_user=acting_user)
    return written(session, person)


# --- erasure


def ask_for_erasure(session: Session, user_id: UUID, *, present_password: str, acting_user: Actor) -> Erasure:
    """Ask to be forgotten. Raises WrongPassword, StillNeeded, ErasureAskedAlready, NotFound."""
    require_password(session, user_id, present_password)
    return _ask(session, person_of_user(session, user_id), reason="", acting_user=acting_user)


def order_erasure(session: Session, person: Person, *, reason: str, acting_user: Actor) -> Erasure:
    """Write down that somebody asked the office to be forgotten. Raises NoReason, StillNeeded, ErasureAskedAlready."""
    if not reason.strip():
        raise NoReason
    return _ask(session, person, reason=reason.strip(), acting_user=acting_user)


def withdraw_erasure(session: Session, erasure_id: UUID, *, acting_user: Actor) -> Erasure:
    """Think better of it, in time. Raises NoErasure."""
    erasure = lock(session, Erasure, erasure_id)
    if erasure.state is not ErasureState.WAITING:
        raise NoErasure
    erasure.move_to(ErasureState.WITHDRAWN, acting_user=acting_user)
    told = ErasureWithdrawn(customer_id=erasure.customer_id, user_id=erasure.user_id, erasure_id=erasure.id)
    announce(session, told, acting_user=acting_user)
    return erasure


def due_erasures(session: Session) -> list[UUID]:
    """Erasures whose days of thinking again are over, the oldest first."""
    due = select(Erasure.id).where(Erasure.state == ErasureState.WAITING, Erasure.due_at <= clock.now())
    return list(session.scalars(due.order_by(Erasure.due_at, Erasure.id)))


def carry_out(session: Session, erasure_id: UUID) -> Person | None:
    """Erase what nothing wants kept and seal the rest; again changes nothing.

    Returns who it was, for the last letter; None when it is not due, done, or hindered: then it waits, with the reason.
    """
    erasure = lock(session, Erasure, erasure_id)
    if erasure.state is not ErasureState.WAITING or erasure.due_at > clock.now():
        return None
    person = _person_of(session, erasure)
    hindrance = next(hindrances(session, person), None)
    if hindrance is not None:
        erasure.hindrance = _kept(hindrance)
        return None
    with erasing(session):
        for part in PARTS:
            _end(session, part, person, erasure.id)
    if person.user_id is not None:
        forget_name(session, person.user_id)
        session.execute(delete(DataCopy).where(DataCopy.user_id == person.user_id))
    erasure.hindrance, erasure.done_at = "", clock.now()
    erasure.move_to(ErasureState.DONE, acting_user=SYSTEM)
    told = DataErased(customer_id=person.customer_id, user_id=person.user_id, erasure_id=erasure.id)
    announce(session, told, acting_user=SYSTEM)
    session.flush()  # before what it has loaded is forgotten: rows were changed behind its back
    session.expire_all()
    return person


def open_seal(session: Session, customer_id: UUID, *, reason: str, acting_user: Actor) -> list[SealedRow]:
    """Read what is sealed of a customer; who did and why is kept. Raises NoReason."""
    if not reason.strip():
        raise NoReason
    told = SealOpened(customer_id=customer_id, user_id=None, reason=reason.strip())
    announce(session, told, acting_user=acting_user)
    return sealed_of(session, customer_id)


def forget_sealed(session: Session) -> int:
    """Every day: remove what the law lets go, with the files of invoices, and the letters about erasures; how many."""
    today = clock.today()
    gone = session.execute(delete(SealedData).where(SealedData.keep_until < today))
    erased = select(Erasure.customer_id).where(Erasure.state == ErasureState.DONE, Erasure.covers_customer)
    old = date(today.year - Duty.VOUCHER, 1, 1)
    invoices = select(Invoice.id).where(Invoice.customer_id.in_(erased), Invoice.issued_on < old)
    with erasing(session):
        session.execute(delete(table_of(InvoiceFile)).where(InvoiceFile.invoice_id.in_(invoices)))
    about = (Notice.document_type == "erasure", Notice.created_at < clock.now() - LETTERS_LAST)
    session.execute(delete(Notice).where(*about))
    return gone.rowcount if isinstance(gone, CursorResult) else 0


def _ask(session: Session, person: Person, *, reason: str, acting_user: Actor) -> Erasure:
    hindrance = next(hindrances(session, person), None)
    if hindrance is not None:
        raise hindrance
    made = Erasure(
        id=new_id(),
        customer_id=person.customer_id,
        user_id=person.user_id,
        covers_customer=person.covers_customer,
        state=ErasureState.WAITING,
        reason=reason,
        asked_at=clock.now(),
        due_at=clock.now() + THINK_AGAIN,
        done_at=None,
        hindrance="",
    )
    waiting = select(Erasure.id).where(Erasure.customer_id == person.customer_id, Erasure.state == ErasureState.WAITING)
    same = Erasure.user_id.is_(None) if person.user_id is None else Erasure.user_id == person.user_id
    if session.scalar(waiting.where(same).limit(1)) is not None:
        raise ErasureAskedAlready
    with on_constraint(session, {"uq_erasure_waiting": ErasureAskedAlready}):
        session.add(made)
    told = ErasureAsked(
        customer_id=person.customer_id, user_id=person.user_id, erasure_id=made.id, due_on=made.due_at.date()
    )
    announce(session, told, acting_user=acting_user)
    return made


def _person_of(session: Session, erasure: Erasure) -> Person:
    person = None
    if erasure.user_id is not None:
        person = person_of_user(session, erasure.user_id)
    else:
        person = person_of_customer(session, erasure.customer_id)
    if person is None:
        raise NoErasure  # people joined the company since: nobody asked for them
    return person


def _kept(hindrance: StillNeeded) -> str:
    values = {name: str(value) for name, value in hindrance.values.items()}
    return json.dumps({"template": hindrance.template, "values": values})


def _end(session: Session, part: Part, person: Person, erasure_id: UUID) -> None:
    table, whose, ending = table_of(part.model), part.whose(person), part.ending
    match ending:
        case Keep():
            return
        case Delete():
            session.execute(delete(table).where(whose))
        case Overwrite():
            session.execute(update(table).where(whose).values(_values(ending, person)))
        case Seal():
            _seal(session, part, ending, person, erasure_id)
            session.execute(update(table).where(whose).values(_values(ending, person)))


def _values(ending: Overwrite | Seal, person: Person) -> dict[str, Any]:
    return {name: value(person) if callable(value) else value for name, value in ending.values.items()}


def _seal(session: Session, part: Part, ending: Seal, person: Person, erasure_id: UUID) -> None:
    names = [name for name in part.told if name in ending.values]
    identity = inspect(part.model).primary_key[0]
    columns = [getattr(part.model, name).label(name) for name in names]
    statement = select(identity.label("row_id"), ending.since(person).label("since"), *columns)
    for row in session.execute(statement.where(part.whose(person)).order_by(identity)):
        content = {name: getattr(row, name) for name in names if getattr(row, name)}
        if content and row.since is not None:
            until = kept_until(clock.local_date(row.since), ending.duty)
            session.add(
                SealedData(
                    id=new_id(),
                    erasure_id=erasure_id,
                    part=part.name,
                    row_id=row.row_id,
                    content=json.dumps(content, ensure_ascii=False),
                    keep_until=until,
                )
            )
