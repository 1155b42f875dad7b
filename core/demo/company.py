"""Founding a company: units, warehouses, rates, price lists and deliveries; and the demo's people and customers."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from sqlalchemy.orm import Session

from core.accounts.operations import (
    add_address,
    add_buyer,
    create_company,
    create_staff,
    ensure_business_unit,
    record_vat_check,
    sign_up,
)
from core.accounts.protocol import VatAnswer
from core.accounts.queries import business_units
from core.accounts.states import StaffRole, VatState
from core.demo.articles import stock_shelves
from core.demo.costs import know_costs
from core.demo.people import COMPANIES, PASSWORD, PEOPLE, STAFF, Company, Person, mailbox
from core.demo.price_lists import deal_lists
from core.demo.promotions import offer_promotions
from core.demo.searches import search_for_weeks, tune_search
from core.inventory.operations import MAIN_WAREHOUSE, create_warehouse
from core.kernel import clock, idempotency
from core.kernel.actor import Actor, ActorKind
from core.kernel.db import reading, unit_of_work
from core.kernel.i18n import N_
from core.kernel.settings import Settings
from core.pricing.operations import (
    DeliveryMethodInput,
    create_delivery_method,
    create_price_list,
    seed_tax_rates,
    serve_country,
)
from core.pricing.states import BUSINESS, RETAIL, PriceMode
from core.web.sign_in import DemoLogin

UNITS: Final[Mapping[str, str]] = {
    "machines": N_("Machines"),
    "coffee": N_("Coffee"),
    "service": N_("Service"),
}
SOUTH_WAREHOUSE: Final = "south"
SWITZERLAND: Final = "CH"
YEAR: Final = timedelta(days=364)
FINISHED: Final = ("demo", "year")

DELIVERIES: Final = (
    DeliveryMethodInput(
        code="standard",
        name="Standard delivery",
        name_de="Standardversand",
        fee_gross_minor=590,
        fee_net_minor=496,
        free_from_minor=10_000,
        position=0,
    ),
    DeliveryMethodInput(
        code="express",
        name="Express delivery",
        name_de="Expressversand",
        fee_gross_minor=1290,
        fee_net_minor=1084,
        free_from_minor=None,
        position=1,
    ),
)


class HalfMade(Exception):
    """The demo company was begun and its year never finished: somebody ended it in the middle."""

    def __init__(self) -> None:
        super().__init__("The demo was interrupted while it was made. Delete its database and start again.")


def open_company(session: Session) -> None:
    """Everything that a company needs before its first article: units, warehouse, rates, lists, deliveries."""
    for code, name in UNITS.items():
        ensure_business_unit(session, code=code, name=name)
    create_warehouse(session, code=MAIN_WAREHOUSE, name="Hamburg")
    seed_tax_rates(session)
    serve_country(session, SWITZERLAND, is_served=True)
    create_price_list(session, code=RETAIL, name="Retail", mode=PriceMode.GROSS)
    create_price_list(session, code=BUSINESS, name="Business", mode=PriceMode.NET)
    for method in DELIVERIES:
        create_delivery_method(session, method)


def found_demo(settings: Settings) -> None:
    """Open the demo company a year ago: articles with pictures, staff and customers with their accounts.

    Raises HalfMade when that was begun before; `is_founded` tells whether it was finished.
    """
    with reading() as session:
        if business_units(session):
            raise HalfMade
    with clock.simulated(clock.now() - YEAR - timedelta(days=1)):
        with unit_of_work() as session:
            open_company(session)
            create_warehouse(session, code=SOUTH_WAREHOUSE, name="Regensburg")
            stock_shelves(session, settings.data_folder / "media")
            know_costs(session)
            tune_search(session)
        staff = {colleague.role: _hire(colleague.name, colleague.email, colleague.role) for colleague in STAFF}
        with unit_of_work() as session:
            offer_promotions(session, acting_user=staff[StaffRole.MARKETING])
        for company in COMPANIES:
            _take_on(company, staff[StaffRole.SALES])
        for person in PEOPLE:
            if person.has_account:
                _register(person)


def is_founded(session: Session) -> bool:
    """Whether the demo company has lived through its year."""
    return session.get(idempotency.IdempotencyKey, FINISHED) is not None


def finish_demo(session: Session) -> None:
    """Note that the demo company is complete; two companies have lists of their own now, and people have searched."""
    deal_lists(session)
    search_for_weeks(session)
    idempotency.claim(session, *FINISHED)


def demo_logins() -> tuple[DemoLogin, ...]:
    """Customers of the demo whose sign-ins the shop shows. Their passwords are known to everybody."""
    people = [
        DemoLogin(email=person.email, password=PASSWORD, name=person.name, role=N_("Private customer"))
        for person in PEOPLE
        if person.has_account
    ]
    buyers = [
        DemoLogin(
            email=f"{mailbox(buyer.name)}@{company.domain}",
            password=PASSWORD,
            name=f"{buyer.name}, {company.name}",
            role=N_("Buys for a company, on account, prices without VAT"),
        )
        for company in COMPANIES
        for buyer in company.buyers
    ]
    return (*people, *buyers)


def demo_staff_logins() -> tuple[DemoLogin, ...]:
    """Staff of the demo whose sign-ins the office shows. Their passwords are known to everybody."""
    return tuple(DemoLogin(email=who.email, password=PASSWORD, name=who.name, role=who.task) for who in STAFF)


def _hire(name: str, email: str, role: StaffRole) -> Actor:
    with unit_of_work() as session:
        user = create_staff(session, email=email, password=PASSWORD, name=name, roles=[role], locale="de")
        return Actor(ActorKind.STAFF, user.id, name)


def _take_on(company: Company, sales: Actor) -> None:
    with unit_of_work() as session:
        customer = create_company(
            session,
            name=company.name,
            email=company.email,
            vat_id=company.vat_id,
            terms_days=company.terms_days,
            credit_limit_minor=company.credit_limit_minor,
            locale=company.locale,
            acting_user=sales,
        )
        add_address(session, customer.id, company.address)
        record_vat_check(session, customer.id, vat_id=company.vat_id, answer=_known_to_the_tax_office(company))
    for buyer in company.buyers:
        email = f"{mailbox(buyer.name)}@{company.domain}"
        with unit_of_work() as session:
            add_buyer(
                session,
                customer.id,
                email=email,
                password=PASSWORD,
                name=buyer.name,
                role=buyer.role,
                spending_limit_minor=buyer.spending_limit_minor,
                window_limit_minor=buyer.window_limit_minor,
                limit_window=buyer.limit_window,
                locale=company.locale,
            )


def _known_to_the_tax_office(company: Company) -> VatAnswer:
    """What VIES would say if the company were not invented."""
    place = f"{company.street}, {company.postal_code} {company.city}"
    return VatAnswer(state=VatState.VALID, reference="DEMO", name=company.name, address=place)


def _register(person: Person) -> None:
    with unit_of_work() as session:
        user = sign_up(session, email=person.email, password=PASSWORD, name=person.name, locale=person.locale)
        assert user.customer_id is not None
        add_address(session, user.customer_id, person.address)
