"""One order to several addresses: each delivery is paid for, each is a part, and all parts together are the order."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select

from core.accounts.operations import AddressInput, add_address
from core.accounts.states import StaffRole
from core.billing.models import Invoice
from core.carts.queries.cart import cart_view
from core.fulfilment.operations import ship
from core.fulfilment.queries import goods_to_ship
from core.kernel import jobs
from core.kernel.db import reading, unit_of_work
from core.kernel.settings import Settings
from core.orders.errors import GoesToSeveral, SplitAbroad, UnknownAddress
from core.orders.operations import Checkout, SplitWish
from core.orders.queries import PartView
from core.orders.states import LineKind, OrderState
from core.payments.queries import changeable
from core.pricing.errors import WrongSplit
from core.pricing.queries import Buyer as PricedFor
from core.pricing.rules import Destination, LineKey
from storefront import create_storefront
from tests.benchmarks.client import form_values
from tests.support.companies import buyer_of, person
from tests.support.deals import STAFF, Buyer, Market, a_cart, a_checkout, a_company, buy, order, release
from tests.support.office import Office, open_office
from tests.support.pages import client_of
from tests.support.shopper import Shopper, books, words_of
from tests.support.visits import sign_in

MAIL = "buyer@hafen.example"


def typed(name: str, street: str, postal_code: str, city: str, country: str = "DE") -> AddressInput:
    company = f"Werk {city}"
    return AddressInput(name=name, company=company, street=street, postal_code=postal_code, city=city, country=country)


KIEL, BREMEN = typed("Kai Lütt", "Am Kai 3", "24103", "Kiel"), typed("Bo Wall", "Wall 9", "28195", "Bremen")
VIENNA = typed("Vi Enna", "Ring 1", "1010", "Wien", "AT")


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


@pytest.fixture
def company(office: Office) -> Buyer:
    a_company(MAIL)
    return buyer_of(person(MAIL))


def kept(company: Buyer, address: AddressInput) -> UUID:
    assert company.contact.customer_id is not None
    with unit_of_work() as session:
        return add_address(session, company.contact.customer_id, address).id


def divided(
    market: Market, company: Buyer, pieces: dict[str, int], *further: tuple[UUID, str, dict[str, int]]
) -> Checkout:
    """The checkout of a cart of which some goes to further addresses, at the price that the page shows."""
    checkout = a_checkout(a_cart(market, pieces, buyer=company), buyer=company)
    keys = [
        (address, code, {LineKey(market[sku], ""): number for sku, number in inside.items()})
        for address, code, inside in further
    ]
    with reading() as session:
        view = cart_view(
            session,
            checkout.cart_id,
            price_list="business",
            delivery_method="standard",
            postal_code=checkout.billing.postal_code if isinstance(checkout.billing, AddressInput) else "",
            destinations=tuple(Destination(postal_code=code, pieces=inside) for _address, code, inside in keys),
            buyer=PricedFor(customer_id=company.contact.customer_id),
        )
    wishes = tuple(SplitWish(address_id=address, pieces=inside) for address, _code, inside in keys)
    fingerprint = view.fingerprint or checkout.expected_fingerprint
    return replace(checkout, destinations=wishes, expected_fingerprint=fingerprint)


def ship_part(part: PartView) -> None:
    """Everything of one part leaves."""
    quantities = {line.id: line.quantity for line in part.lines if line.kind is LineKind.PHYSICAL}
    with unit_of_work() as session:
        ship(session, part.id, quantities=quantities, carrier="DHL", acting_user=STAFF)


def cities(order_id: UUID) -> list[tuple[str, dict[str, int]]]:
    """Where each part goes, and what is in it."""
    found = order(order_id)
    return [
        (
            (part.delivery or found.delivery).city,
            {line.sku: line.quantity for line in part.lines if line.kind is not LineKind.FEE},
        )
        for part in found.parts
    ]


def test_goods_are_divided_and_all_parts_together_are_the_order(office: Office, company: Buyer) -> None:
    kiel, bremen = kept(company, KIEL), kept(company, BREMEN)
    market = office.market

    order_id = buy(
        divided(
            market, company, {"CUP": 10, "BEANS": 3, "CLUB": 1},
            (kiel, "24103", {"CUP": 4, "BEANS": 1}), (bremen, "28195", {"CUP": 5}),
        ),
        buyer=company,
    )  # fmt: skip

    found = order(order_id)
    assert [part for part in cities(order_id) if "CUP" in part[1]] == [
        ("Hamburg", {"CUP": 1}), ("Kiel", {"CUP": 4}), ("Bremen", {"CUP": 5}),
    ]  # fmt: skip
    assert [part for part in cities(order_id) if "BEANS" in part[1]] == [
        ("Hamburg", {"BEANS": 2}),
        ("Kiel", {"BEANS": 1}),
    ]
    assert [part for part in cities(order_id) if "CLUB" in part[1]] == [("Hamburg", {"CLUB": 1})]
    for name in ("net_minor", "tax_minor", "gross_minor"):
        assert sum(getattr(line, name) for line in found.lines) == getattr(found, name)
    plain = order(
        buy(a_checkout(a_cart(market, {"CUP": 10, "BEANS": 3, "CLUB": 1}, buyer=company), buyer=company), buyer=company)
    )
    assert found.goods_minor == plain.goods_minor
    assert found.fee_minor == 3 * 496
    assert plain.fee_minor == 0  # together they reach the value from which the delivery is free


def test_each_part_is_shipped_and_invoiced_to_its_own_address(office: Office, company: Buyer) -> None:
    kiel = kept(company, KIEL)
    order_id = buy(divided(office.market, company, {"CUP": 3}, (kiel, "24103", {"CUP": 2})), buyer=company)
    release(order_id)
    jobs.run_due()

    with reading() as session:
        desk = [(row.destination.city, [line.quantity for line in row.lines]) for row in goods_to_ship(session)]
    assert desk == [("Hamburg", [1]), ("Kiel", [2])]
    for part in order(order_id).parts:
        ship_part(part)
    jobs.run_due()

    with reading() as session:
        invoices = session.scalars(select(Invoice).order_by(Invoice.number)).all()
    found = order(order_id)
    assert [invoice.delivery_address_id == kiel for invoice in invoices] == [False, True]
    assert sum(invoice.gross_minor for invoice in invoices) == found.gross_minor
    assert found.state is OrderState.COMPLETED


def test_everything_may_go_elsewhere(office: Office, company: Buyer) -> None:
    kiel = kept(company, KIEL)

    order_id = buy(divided(office.market, company, {"CUP": 3}, (kiel, "24103", {"CUP": 3})), buyer=company)

    assert cities(order_id) == [("Kiel", {"CUP": 3})]
    assert order(order_id).fee_minor == 496


def test_foreign_addresses_other_countries_and_odd_pieces_are_refused(office: Office, company: Buyer) -> None:
    kiel, vienna = kept(company, KIEL), kept(company, VIENNA)
    a_company("other@elsewhere.example", vat_id="DE136695976")
    foreign = kept(buyer_of(person("other@elsewhere.example")), BREMEN)
    market = office.market
    before = books()

    for refusal, further in (
        (UnknownAddress, (foreign, "28195", {"CUP": 1})),
        (SplitAbroad, (vienna, "1010", {"CUP": 1})),
        (WrongSplit, (kiel, "24103", {"CUP": 40})),
        (WrongSplit, (kiel, "24103", {"CUP": -1})),
        (WrongSplit, (kiel, "24103", {"MACHINE": 1})),
    ):
        with pytest.raises(refusal) as refused:
            buy(divided(market, company, {"CUP": 3}, further), buyer=company)
        assert refused.value.field == "split"

    assert books() == before


def test_its_customer_cannot_change_it_and_the_office_can(office: Office, company: Buyer) -> None:
    kiel = kept(company, KIEL)
    order_id = buy(divided(office.market, company, {"CUP": 3}, (kiel, "24103", {"CUP": 2})), buyer=company)

    with reading() as session:
        own, ours = changeable(session, order_id), changeable(session, order_id, is_office=True)

    assert {type(row.why_fixed) for row in own.rows} == {GoesToSeveral}
    assert isinstance(own.why_address_is_fixed, GoesToSeveral)
    assert {row.why_fixed for row in ours.rows} == {None}


# --- the pages


def shopper_of(office: Office, database: Settings) -> Shopper:
    shopper = Shopper(client=client_of(create_storefront(database)), market=office.market)
    assert sign_in(shopper.client, MAIL).status_code == 303
    return shopper


def test_a_company_divides_its_cart_at_the_checkout(office: Office, company: Buyer, database: Settings) -> None:
    kiel = kept(company, KIEL)
    main = kept(company, BREMEN)
    shopper = shopper_of(office, database)
    shopper.put("CUP", 5)
    field = f"split-{kiel.hex}-{office.market['CUP'].hex}"
    page = shopper.get("/checkout")
    sent = {**form_values(page.text, "/checkout"), "payment_method": "on_account", "delivery": str(main)}

    early = shopper.client.post("/checkout", data={**sent, field: "2"})
    total = shopper.client.post("/checkout", data={**sent, field: "2", "update": "1"})
    too_many = shopper.client.post("/checkout", data={**sent, field: "9", "update": "1"})
    no_number = shopper.client.post("/checkout", data={**sent, field: "two"})
    again = {**form_values(total.text, "/checkout"), "payment_method": "on_account"}
    bought = shopper.client.post("/checkout", data=again)

    assert "To several addresses" in words_of(page)
    assert early.status_code == 409
    assert total.status_code == 200
    assert f'name="{field}" value="2"' in total.text
    assert "Only 5 lie in the cart." in words_of(too_many)
    assert f'name="{field}" value="9"' in too_many.text
    assert "Please enter a whole number, or nothing." in words_of(no_number)
    assert bought.status_code == 303
    seen = words_of(shopper.get(bought.location))
    assert "Goes to Werk Kiel, Am Kai 3, 24103 Kiel" in seen
    number = bought.location.split("/")[2].partition("?")[0]
    desk = office.desk(StaffRole.FULFILMENT)
    assert "Goes to Werk Kiel, Am Kai 3, 24103 Kiel" in words_of(desk.get(f"/orders/{number}"))


def test_guests_and_people_with_one_address_are_not_asked(office: Office, company: Buyer, database: Settings) -> None:
    guest = Shopper(client=client_of(create_storefront(database)), market=office.market).filled("CUP")
    kept(company, KIEL)
    owner = shopper_of(office, database).filled("CUP")
    visit = shopper_of(office, database).filled("INSTALL")

    assert "To several addresses" not in words_of(guest.get("/checkout"))
    assert "To several addresses" not in words_of(owner.get("/checkout"))
    assert "INSTALL" not in visit.get("/checkout").text
