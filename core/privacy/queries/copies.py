"""Everything that is known of a person, as plain values and as a file."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from core.accounts.models import Customer, User
from core.accounts.queries import get_customer, get_user
from core.accounts.states import CustomerKind
from core.kernel import clock
from core.kernel.settings import get_settings
from core.privacy.rules import PARTS, Part, Person

Known = Mapping[str, list[dict[str, Any]]]


def person_of_user(session: Session, user_id: UUID) -> Person:
    """Somebody who can sign in to the shop. Raises NotFound, also for staff."""
    user = get_user(session, user_id)
    customer = get_customer(session, user.customer_id or UUID(int=0))
    return Person(
        customer_id=customer.id,
        user_id=user.id,
        email=user.email,
        name=user.name,
        covers_customer=customer.kind is CustomerKind.PRIVATE,
    )


def person_of_customer(session: Session, customer_id: UUID) -> Person | None:
    """The one person behind a customer: a guest, or somebody private; None for a company with people of its own."""
    row = session.execute(
        select(Customer.email, Customer.name, Customer.kind, func.count(User.id), func.min(User.email))
        .outerjoin(User, User.customer_id == Customer.id)
        .where(Customer.id == customer_id)
        .group_by(Customer.id, Customer.email, Customer.name, Customer.kind)
    ).one()
    email, name, kind, people, user_email = row
    if people == 0:
        return Person(customer_id=customer_id, user_id=None, email=email, name=name, covers_customer=True)
    if kind is not CustomerKind.PRIVATE:
        return None
    user_id = session.scalars(select(User.id).where(User.email == user_email)).one()
    return person_of_user(session, user_id)


def data_of(session: Session, person: Person) -> Known:
    """Every part of what is known, each as rows by the names of their columns. One statement per part."""
    return {part.name: _rows(session, part, person) for part in PARTS}


def written(session: Session, person: Person) -> bytes:
    """The copy as a file: JSON in UTF-8, as Art. 20 GDPR wants it: structured, commonly used, machine-readable."""
    content = {
        "company": get_settings().company_name,
        "written_at": _plain(clock.now()),
        "amounts": "in minor units: 1050 with the currency EUR is 10.50 €",
        "times": "UTC",
        **data_of(session, person),
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def _rows(session: Session, part: Part, person: Person) -> list[dict[str, Any]]:
    columns = [getattr(part.model, name) for name in part.told]
    order = [*inspect(part.model).primary_key]
    statement = select(*columns).where(part.whose(person)).order_by(*order)
    return [{name: _plain(value) for name, value in row._mapping.items()} for row in session.execute(statement)]


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, UUID | Decimal) else value
