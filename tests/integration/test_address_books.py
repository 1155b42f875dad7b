"""Address books on real databases."""

from uuid import UUID

import pytest
from sqlalchemy import func, select

from core.accounts import operations, queries
from core.accounts.errors import AddressNotFound, Missing
from core.accounts.models import CustomerAddress
from core.accounts.operations import AddressInput
from core.kernel import db
from core.kernel.errors import NotFound

pytestmark = pytest.mark.usefixtures("database")
PASSWORD = "seven wooden spoons"


def open_account(email: str = "anna@example.org") -> queries.UserView:
    with db.unit_of_work() as session:
        user = operations.sign_up(session, email=email, password=PASSWORD, name="Anna Beck")
        return queries.get_user(session, user.id)


def count(model: type[db.Base]) -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def keep_address(customer_id: UUID, street: str) -> UUID:
    with db.unit_of_work() as session:
        typed = AddressInput(name="Anna", street=street, postal_code="20457", city="Hamburg", country="de")
        return operations.add_address(session, customer_id, typed).id


def test_the_last_chosen_address_is_offered_first() -> None:
    customer_id = open_account().customer_id
    assert customer_id is not None
    old, new = keep_address(customer_id, "Kai 1"), keep_address(customer_id, "Kai 2")

    with db.reading() as session:
        book = queries.addresses_of(session, customer_id)
        usual = queries.find_default_address(session, customer_id)

    assert [(entry.id, entry.is_default) for entry in book] == [(new, True), (old, False)]
    assert usual is not None
    assert (usual.id, usual.country) == (new, "DE")


def test_choosing_an_address_again_keeps_it_once() -> None:
    customer_id = open_account().customer_id
    assert customer_id is not None
    address_id = keep_address(customer_id, "Kai 1")

    with db.unit_of_work() as session:
        operations.set_default_address(session, customer_id, address_id)

    assert count(CustomerAddress) == 1


def test_an_address_of_somebody_else_cannot_be_chosen_and_changes_nothing() -> None:
    own_id, other_id = open_account().customer_id, open_account("bert@example.org").customer_id
    assert own_id is not None and other_id is not None  # noqa: PT018  both at once
    usual, foreign = keep_address(own_id, "Kai 1"), keep_address(other_id, "Kai 2")

    for address_id in (foreign, UUID(int=1)):
        with pytest.raises(AddressNotFound), db.unit_of_work() as session:
            operations.set_default_address(session, own_id, address_id)

    with db.reading() as session:
        books = [queries.addresses_of(session, customer_id)[0] for customer_id in (own_id, other_id)]
    assert [(kept.id, kept.is_default) for kept in books] == [(usual, True), (foreign, True)]


def test_a_wrong_address_is_refused_and_not_kept() -> None:
    with pytest.raises(Missing), db.unit_of_work() as session:
        operations.save_address(
            session, AddressInput(name="Anna", street=" ", postal_code="20457", city="Hamburg", country="DE")
        )

    with db.reading() as session, pytest.raises(NotFound):
        queries.get_address(session, UUID(int=1))
