"""Helpers of the tests about people's data: where words about somebody stand in the database."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import LargeBinary, String, Text, select

from core.kernel import clock, jobs
from core.kernel.db import Base, reading, unit_of_work
from core.orders.models import Order
from core.privacy import operations
from core.privacy.models import Erasure
from core.privacy.queries import person_of_user
from tests.support.companies import person
from tests.support.deals import ship_it
from tests.support.paying import order_of, transfer
from tests.support.shopper import Shopper
from tests.support.visits import PASSWORD, a_customer, sign_in

ANNA = "anna@example.org"
WORDS = ("Anna Beck", ANNA, "Deichstraße 12", "Nachbarin", "Klingel")
"""What tells of her: name, address to write to, street, the message of a gift, a note."""


def where_it_stands(*words: str) -> set[str]:
    """The columns of the whole database in which one of these words stands."""
    found = set()
    with reading() as session:
        for table in Base.metadata.sorted_tables:
            texts = [column for column in table.columns if isinstance(column.type, String | Text | LargeBinary)]
            for row in session.execute(select(*texts)) if texts else ():
                for column, value in zip(texts, row, strict=True):
                    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                    if any(word in text for word in words):
                        found.add(f"{table.name}.{column.name}")
    return found


def anna_orders(shopper: Shopper) -> UUID:
    """Anna signs in, orders two cups as a gift, and has not paid yet."""
    a_customer(ANNA)
    assert sign_in(shopper.client, ANNA).status_code == 303
    shopper.put("CUP", 2)
    shopper.place(name="Anna Beck", email=ANNA, gift_message="Für die Nachbarin", note="Klingel rechts")
    jobs.run_due()
    with reading() as session:
        return session.scalars(select(Order.id).order_by(Order.number.desc())).first() or UUID(int=0)


def complete(order_id: UUID) -> None:
    """The order is paid, shipped and invoiced."""
    transfer(order_id, order_of(order_id).gross_minor)
    ship_it(order_id, {"CUP": 2})
    jobs.run_due()


def ask_erasure(email: str = ANNA) -> UUID:
    """Somebody with an account wants to be forgotten."""
    user = person(email)
    with unit_of_work() as session:
        asked = operations.ask_for_erasure(session, user.id, present_password=PASSWORD, acting_user=user.actor)
    jobs.run_due()
    return asked.id


def days_later(at: clock.SimulatedClock, days: int) -> None:
    """So many days go by, and the daily jobs run."""
    at.advance(timedelta(days=days))
    with unit_of_work() as session:
        for name in ("privacy.erase_due", "privacy.forget"):
            jobs.enqueue(session, name, {})
    jobs.run_due()


def erasure(erasure_id: UUID) -> Erasure:
    """The erasure now."""
    with reading() as session:
        return session.scalars(select(Erasure).where(Erasure.id == erasure_id)).one()


def anna_id() -> UUID:
    """Whom `person_of_user` knows as Anna."""
    with reading() as session:
        found = person_of_user(session, person(ANNA).id)
    assert found.covers_customer
    return found.user_id or UUID(int=0)
