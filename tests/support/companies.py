"""Companies at work: colleagues with limits, what they put into carts, ask for and decide on."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from core.accounts import operations
from core.accounts.operations import RoleInput
from core.accounts.queries import UserView, find_user_by_email
from core.carts.queries.cart import cart_view
from core.kernel import db
from core.orders.models import Order
from core.orders.operations import Contact, ask_for_approval, decide_on_purchase
from core.orders.queries import get_approval
from core.orders.states import ApprovalState
from core.payments.operations import buy_cart
from tests.support.deals import Buyer, Market, a_cart, a_checkout, a_company
from tests.support.visits import PASSWORD


def person(email: str) -> UserView:
    """Somebody by their address."""
    with db.reading() as session:
        found = find_user_by_email(session, email)
    assert found is not None
    return found


def the_admin() -> UserView:
    """Whoever looks after Hafen GmbH."""
    a_company("admin@hafen.example")
    return person("admin@hafen.example")


def colleague_of(admin: UserView, email: str, role: RoleInput) -> UserView:
    """One more who buys for the same company."""
    assert admin.customer_id is not None
    with db.unit_of_work() as session:
        operations.add_buyer(
            session,
            admin.customer_id,
            email=email,
            password=PASSWORD,
            name=email.split("@")[0].title(),
            role=role.role,
            spending_limit_minor=role.per_order_minor,
            window_limit_minor=role.per_window_minor,
            limit_window=role.window,
        )
    return person(email)


def buyer_of(user: UserView) -> Buyer:
    """The same person, as carts and checkouts know them."""
    contact = Contact(name=user.name, email=user.email, customer_id=user.customer_id, user_id=user.id)
    return Buyer(actor=user.actor, contact=contact, price_list="business")


def filled(market: Market, user: UserView, pieces: Mapping[str, int]) -> UUID:
    """Their cart, with so many more of these articles."""
    return a_cart(market, pieces, buyer=buyer_of(user))


def order(user: UserView, cart_id: UUID) -> Order:
    """Press Buy."""
    buyer = buyer_of(user)
    checkout = replace(a_checkout(cart_id, buyer=buyer), payment_method="on_account")
    with db.unit_of_work() as session:
        return buy_cart(session, checkout, acting_user=buyer.actor)


def gross_of(market: Market, pieces: Mapping[str, int]) -> int:
    """What a company pays for these articles."""
    buyer = a_company(f"measure{sum(pieces.values())}@example.org")
    cart_id = a_cart(market, pieces, buyer=buyer)
    with db.reading() as session:
        basket = cart_view(session, cart_id, price_list="business", delivery_method="standard").basket
    assert basket is not None
    return basket.gross


def ask(user: UserView, cart_id: UUID) -> UUID:
    """Ask for approval."""
    with db.unit_of_work() as session:
        seen = cart_view(session, cart_id, price_list="business", delivery_method="standard")
        return ask_for_approval(session, seen, by=user).id


def decide(approval_id: UUID, by: UserView, *, is_granted: bool = True) -> None:
    """Give the answer."""
    with db.unit_of_work() as session:
        decide_on_purchase(session, approval_id, is_granted=is_granted, by=by)


def state_of(approval_id: UUID) -> ApprovalState:
    """What became of it."""
    with db.reading() as session:
        return get_approval(session, approval_id).state
