"""Who buys in the demo's year, and what they put into their carts."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from uuid import UUID

from sqlalchemy.orm import Session

from core.accounts.operations import AddressInput
from core.accounts.queries import customers, find_user_by_email, staff
from core.accounts.states import StaffRole
from core.demo.people import COMPANIES, PEOPLE, Company, Person, mailbox
from core.demo.year.shelf import Article, Shelf
from core.kernel.actor import Actor, ActorKind
from core.orders.operations import Contact
from core.pricing.states import BUSINESS, RETAIL

GUEST = Actor(ActorKind.GUEST, None, "Guest")


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Somebody who buys, in whose name, at which prices. `size`: 0 a household, 1 to 3 a company."""

    contact: Contact
    actor: Actor
    address: AddressInput
    locale: str
    price_list: str
    size: int

    @property
    def is_company(self) -> bool:
        """Whether this is business."""
        return self.size > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Everybody in the demo: buyers, staff by their role, and the names of companies that pay late."""

    companies: tuple[Buyer, ...]
    people: tuple[Buyer, ...]
    staff: Mapping[StaffRole, Actor]
    late_payers: frozenset[str]


def find_cast(session: Session) -> Cast:
    """The people of the demo company as they are in the database."""
    ids = {customer.name: customer.id for customer in customers(session)}
    colleagues = {role: user.actor for user in staff(session) for role in user.roles}
    return Cast(
        companies=tuple(_company(session, company, ids, colleagues[StaffRole.SALES]) for company in COMPANIES),
        people=tuple(_person(session, person) for person in PEOPLE),
        staff=colleagues,
        late_payers=frozenset(company.name for company in COMPANIES if company.pays_late),
    )


def _company(session: Session, company: Company, ids: Mapping[str, UUID], sales: Actor) -> Buyer:
    """With a sign-in they order by themselves; the others call, and Sales types."""
    users = [find_user_by_email(session, f"{mailbox(buyer.name)}@{company.domain}") for buyer in company.buyers]
    user = users[0] if users else None
    contact = Contact(
        name=user.name if user else company.contact,
        email=user.email if user else company.email,
        company=company.name,
        customer_id=ids[company.name],
        user_id=user.id if user else None,
    )
    return Buyer(
        contact=contact,
        actor=user.actor if user else sales,
        address=company.address,
        locale=company.locale,
        price_list=BUSINESS,
        size=company.size,
    )


def _person(session: Session, person: Person) -> Buyer:
    user = find_user_by_email(session, person.email) if person.has_account else None
    contact = Contact(
        name=person.name,
        email=person.email,
        customer_id=user.customer_id if user else None,
        user_id=user.id if user else None,
    )
    return Buyer(
        contact=contact,
        actor=user.actor if user else GUEST,
        address=person.address,
        locale=person.locale,
        price_list=RETAIL,
        size=0,
    )


# --- what they want


def fill_basket(buyer: Buyer, shelf: Shelf, rng: Random) -> dict[UUID, int]:
    """What this buyer wants today, by variant."""
    wanted = _business(buyer.size, shelf, rng) if buyer.is_company else _private(shelf, rng)
    return {article.variant_id: quantity for article, quantity in wanted.items()}


def _business(size: int, shelf: Shelf, rng: Random) -> dict[Article, int]:
    dice = rng.randint(1, 100)
    if dice <= 46:
        return {bean: size * rng.randint(2, 6) for bean in _some(shelf.beans, rng.randint(1, 3), rng)}
    if dice <= 58:
        wanted = {rng.choice(shelf.machines): 1, rng.choice(shelf.services): 1}
        return wanted | ({rng.choice(shelf.subscriptions): size} if rng.random() < 0.3 else {})
    if dice <= 63:
        return {rng.choice(shelf.subscriptions): rng.randint(1, size)}
    if dice <= 75:
        return {rng.choice(shelf.services): 1}
    if dice <= 82:
        return {rng.choice(shelf.bundles): 1}
    wanted = {accessory: rng.randint(1, 4 * size) for accessory in _some(shelf.accessories, rng.randint(1, 3), rng)}
    return wanted | {rng.choice(shelf.beans): rng.randint(1, 4)}


def _private(shelf: Shelf, rng: Random) -> dict[Article, int]:
    dice = rng.randint(1, 100)
    if dice <= 50:
        return {bean: rng.randint(1, 3) for bean in _some(shelf.beans, rng.randint(1, 3), rng)}
    if dice <= 68:
        return dict.fromkeys(_some(shelf.accessories, rng.randint(1, 3), rng), 1)
    if dice <= 82:
        wanted = {rng.choice(shelf.machines[: (len(shelf.machines) + 1) // 2]): 1}
        return wanted | ({rng.choice(shelf.beans): 2} if rng.random() < 0.6 else {})
    if dice <= 90:
        return {rng.choice(shelf.subscriptions): 1}
    return {rng.choice(shelf.bundles[: (len(shelf.bundles) + 1) // 2]): 1}


def _some(articles: tuple[Article, ...], number: int, rng: Random) -> list[Article]:
    return rng.sample(articles, min(number, len(articles)))
