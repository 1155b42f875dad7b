"""Lists of a group or of one company: what they have from the list they fall back to, and changes of many prices."""

from collections.abc import Collection
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, and_, cast, exists, func, insert, literal, null, select, update
from sqlalchemy.orm import Session, aliased

from core.accounts.models import Customer
from core.accounts.rules import price_list_of
from core.kernel import clock
from core.kernel.db import lock, new_id, table_of
from core.pricing.errors import ListDoesNotFit, NegativeMinimum, PercentOutOfRange, PriceListTaken, UnknownPriceList
from core.pricing.models import Price, PriceList
from core.pricing.queries import get_price_list
from core.pricing.rounding import raised_by

_PLAIN: Any = {"execution_options": {"synchronize_session": False}}
DEEPEST = 3
"""A company's list may fall back to a group's, that one to the one for everybody."""


def create_derived_list(session: Session, *, code: str, name: str, falls_back_to: str) -> PriceList:
    """Begin a list for a group or a company, with every price of the list it falls back to.

    Raises UnknownPriceList, PriceListTaken, ListDoesNotFit when that one falls back too often already.
    """
    above = _get(session, falls_back_to)
    if _depth(session, above) >= DEEPEST:
        raise ListDoesNotFit
    if session.scalar(select(PriceList.id).where(PriceList.code == code)) is not None:
        raise PriceListTaken(code=code)
    made = PriceList(
        id=new_id(), code=code, name=name, mode=above.mode, currency=above.currency, falls_back_to_id=above.id
    )
    session.add(made)
    session.flush()  # prices point to it
    _copy_down(session, above.id, made.id, None, clock.now())
    return made


def set_minimum(session: Session, list_code: str, *, minimum_minor: int) -> PriceList:
    """From which goods value on buyers of a list are delivered to; zero for any.

    Raises UnknownPriceList, NegativeMinimum.
    """
    if minimum_minor < 0:
        raise NegativeMinimum
    price_list = lock(session, PriceList, get_price_list(session, list_code).id)
    price_list.minimum_minor = minimum_minor
    return price_list


def hand_down(session: Session, list_id: UUID, variant_ids: Collection[UUID] | None, at: datetime) -> None:
    """Let the lists below have what this one says now of some variants (None: of all), where they say nothing."""
    for below in session.scalars(
        select(PriceList.id).where(PriceList.falls_back_to_id == list_id).order_by(PriceList.code)
    ).all():
        chosen = _of(Price.variant_id, variant_ids)
        session.execute(
            update(Price)
            .where(Price.price_list_id == below, Price.is_inherited, Price.valid_to.is_(None), chosen)
            .values(valid_to=_later(session, Price.valid_from, at)),
            **_PLAIN,
        )
        _copy_down(session, list_id, below, variant_ids, at)
        hand_down(session, below, variant_ids, at)


def change_by_percent(session: Session, list_code: str, percent: Decimal, *, valid_from: datetime | None = None) -> int:
    """Change every open price of a list by a percentage, in a few statements for any number; returns how many changed.

    Readers are not held up: the new rows begin where the old ones end. Raises PercentOutOfRange.
    """
    if not Decimal(-90) <= percent <= Decimal(1000) or percent != percent.quantize(Decimal("0.01")):
        raise PercentOutOfRange
    begin, points = valid_from or clock.now(), int(percent * 100)
    price_list = lock(session, PriceList, get_price_list(session, list_code).id)
    begun = and_(Price.price_list_id == price_list.id, Price.valid_from <= begin)
    waiting = begin + timedelta(microseconds=1)  # marks the new rows while the old ones are still open: one may be
    source = select(
        _new_ids(session),
        Price.price_list_id,
        Price.variant_id,
        Price.min_quantity,
        raised_by(Price.amount_minor, points),
        raised_by(Price.recurring_minor, points),
        literal(False),
        literal(False),
        literal(begin, Price.valid_from.type),
        literal(waiting, Price.valid_from.type),
    ).where(begun, Price.valid_to.is_(None))
    session.execute(_insert(source))
    closed = session.execute(update(Price).where(begun, Price.valid_to.is_(None)).values(valid_to=begin), **_PLAIN)
    session.execute(update(Price).where(begun, Price.valid_to == waiting).values(valid_to=None), **_PLAIN)
    hand_down(session, price_list.id, None, begin)
    return int(closed.rowcount)  # type: ignore[attr-defined]  # an UPDATE has a row count


def assign_price_list(session: Session, customer_id: UUID, *, code: str | None) -> Customer:
    """Let a customer buy from a list; None: from the one for everybody of their kind. Raises ListDoesNotFit."""
    customer = lock(session, Customer, customer_id)
    usual = price_list_of(customer.kind, is_guest=customer.guest_email is not None)
    chosen = _get(session, code or usual)
    if (chosen.mode, chosen.currency) != (_get(session, usual).mode, customer.currency):
        raise ListDoesNotFit
    customer.price_list_code = None if code in (None, usual) else code
    return customer


def _get(session: Session, code: str) -> PriceList:
    found = session.scalars(select(PriceList).where(PriceList.code == code)).one_or_none()
    if found is None:
        raise UnknownPriceList(code=code)
    return found


def _depth(session: Session, price_list: PriceList) -> int:
    depth, above = 1, price_list.falls_back_to_id
    while above is not None:
        depth, above = depth + 1, session.get_one(PriceList, above).falls_back_to_id
    return depth


def _copy_down(session: Session, above: UUID, below: UUID, variant_ids: Collection[UUID] | None, at: datetime) -> None:
    """Copy the open prices of a list to one below it, but of variants that it prices itself."""
    own = aliased(Price)
    has_own = exists().where(
        own.price_list_id == below, own.variant_id == Price.variant_id, own.valid_to.is_(None), ~own.is_inherited
    )
    source = select(
        _new_ids(session),
        literal(below, Uuid()),
        Price.variant_id,
        Price.min_quantity,
        Price.amount_minor,
        Price.recurring_minor,
        literal(True),
        Price.is_offer,
        _later(session, Price.valid_from, at),
        null(),
    ).where(Price.price_list_id == above, Price.valid_to.is_(None), ~has_own, _of(Price.variant_id, variant_ids))
    session.execute(_insert(source))


def _later(session: Session, one: Any, other: datetime) -> Any:
    """The later of two moments; the databases call it by different names."""
    moment = literal(other, Price.valid_from.type)
    return func.max(one, moment) if _is_sqlite(session) else func.greatest(one, moment)


def _insert(source: Any) -> Any:
    names = (
        "id", "price_list_id", "variant_id", "min_quantity", "amount_minor", "recurring_minor", "is_inherited",
        "is_offer", "valid_from", "valid_to",
    )  # fmt: skip
    return insert(table_of(Price)).from_select(names, source, include_defaults=False)


def _of(column: Any, variant_ids: Collection[UUID] | None) -> ColumnElement[bool]:
    return literal(True) if variant_ids is None else column.in_(set(variant_ids))


def _new_ids(session: Session) -> Any:
    """An identity for each row of an INSERT ... SELECT."""
    if _is_sqlite(session):
        return func.lower(func.hex(func.randomblob(16)))
    return cast(func.gen_random_uuid(), Uuid)


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
