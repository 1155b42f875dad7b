"""What the demo's customers do: fill carts, order, pay or not, change their mind, say how it went."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from random import Random
from uuid import UUID

from sqlalchemy.orm import Session

from core.accounts.queries import get_customer
from core.accounts.states import StaffRole
from core.carts.operations import add_to_cart
from core.carts.queries.cart import cart_view
from core.demo.year.agenda import Agenda
from core.demo.year.customers import Buyer, Cast
from core.demo.year.desk import Desk
from core.demo.year.words import CANCEL_REASONS, COMMENTS, NOTES, SCORES
from core.feedback.operations import give_feedback
from core.feedback.states import FeedbackChannel
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.db import new_id, reading, unit_of_work
from core.orders.errors import TooLateToCancel
from core.orders.operations import Checkout
from core.orders.queries import get_order
from core.orders.states import OrderState
from core.payments.errors import CreditLimitExceeded, NotOnAccount
from core.payments.operations import answer_question, buy_cart, cancel_paid_order, start_attempt
from core.payments.providers.demo_card import TestCard
from core.payments.queries import get_payment
from core.pricing.queries import Buyer as PricedFor
from core.pricing.queries import taxpayer_of

ON_ACCOUNT, PREPAYMENT, CARD = "on_account", "prepayment", "demo_card"
CARDS = (
    *[TestCard.SUCCESS] * 14, *[TestCard.DECLINE] * 3, *[TestCard.THREE_D_SECURE] * 4, TestCard.TIME_OUT,
    TestCard.LATE_ANSWER,
)  # fmt: skip


class Shop:
    """The customers of the demo company, with their habits."""

    def __init__(self, agenda: Agenda, rng: Random, cast: Cast, desk: Desk) -> None:
        self.agenda, self.rng, self.cast, self.desk = agenda, rng, cast, desk
        self.orders = 0

    def order(self, buyer: Buyer, wanted: Mapping[UUID, int]) -> None:
        """A visit to the shop from the first article to whatever follows."""
        method = self._method(buyer)
        try:
            order_id = self.buy(buyer, wanted, method=method)
        except (CreditLimitExceeded, NotOnAccount):
            method = PREPAYMENT
            order_id = self.buy(buyer, wanted, method=method)
        if order_id is None:
            return
        if not self._has_to_pay(order_id):  # days of trial cost nothing yet
            method = ON_ACCOUNT
        if method == CARD:
            self.pay_by_card(order_id, buyer.actor)
            self.agenda.after(timedelta(minutes=31), self.agenda.look_at_the_schedule)  # unpaid ones end here
        elif method == PREPAYMENT:
            self._transfer_soon(order_id)
        else:
            self.agenda.after(timedelta(minutes=1), partial(self.desk.fulfil, order_id))
        self._maybe_change_mind(order_id)
        self._maybe_say_how_it_went(order_id, buyer)

    def buy(self, buyer: Buyer, wanted: Mapping[UUID, int], *, method: str) -> UUID | None:
        """Put everything into a cart and press Buy; None when something is sold out, and the customer leaves."""
        cart_id: UUID | None = None
        for variant_id, quantity in wanted.items():
            with unit_of_work() as session:
                cart = add_to_cart(session, cart_id, variant_id=variant_id, quantity=quantity, acting_user=buyer.actor)
                cart_id = cart.id
        assert cart_id is not None, "nobody orders nothing"
        with unit_of_work() as session:
            delivery = "express" if self.rng.random() < 0.08 else "standard"
            view = cart_view(
                session,
                cart_id,
                price_list=buyer.price_list,
                country=buyer.address.country,
                delivery_method=delivery,
                buyer=_taxed(session, buyer),
                locale=buyer.locale,
            )
            if not view.can_be_ordered:
                return None
            checkout = Checkout(
                cart_id=cart_id,
                cart_version=view.version,
                idempotency_key=new_id().hex,
                expected_fingerprint=view.fingerprint,
                contact=buyer.contact,
                billing=buyer.address,
                delivery_method=delivery,
                payment_method=method,
                wished_service_on=self._wish(),
                note=self.rng.choice(NOTES) if self.rng.random() < 0.15 else "",
                locale=buyer.locale,
            )
            order_id = buy_cart(session, checkout, acting_user=buyer.actor).id
        self.orders += 1
        return order_id

    def _wish(self) -> date | None:
        return clock.today() + timedelta(days=self.rng.randint(7, 20)) if self.rng.random() < 0.3 else None

    def _method(self, buyer: Buyer) -> str:
        dice = self.rng.randint(1, 100)
        if buyer.is_company:
            return ON_ACCOUNT if dice <= 86 else PREPAYMENT if dice <= 93 else CARD
        return CARD if dice <= 62 else PREPAYMENT if dice <= 82 else ON_ACCOUNT

    # --- paying

    def _has_to_pay(self, order_id: UUID) -> bool:
        with reading() as session:
            return get_order(session, order_id).gross_minor > 0

    def pay_by_card(self, order_id: UUID, actor: Actor, card: TestCard | None = None) -> None:
        """Go to the card page; some never come back, some are declined and try again, some answer a question."""
        if card is None:
            if self.rng.random() < 0.05:
                return
            card = self.rng.choice(CARDS)
        with unit_of_work() as session:
            start_attempt(session, order_id, instrument=card.value, acting_user=actor)
        if card is TestCard.DECLINE:
            if self.rng.random() < 0.85:
                again = partial(self.pay_by_card, order_id, actor, TestCard.SUCCESS)
                self.agenda.after(timedelta(minutes=self.rng.randint(1, 6)), again)
            return
        if card is TestCard.THREE_D_SECURE:
            self.agenda.after(timedelta(seconds=self.rng.randint(20, 90)), partial(self._confirm, order_id, actor))
        self.agenda.after(timedelta(minutes=25), partial(self.desk.fulfil, order_id))

    def _confirm(self, order_id: UUID, actor: Actor) -> None:
        with unit_of_work() as session:
            answer_question(session, order_id, is_confirmed=self.rng.random() < 0.9, acting_user=actor)

    def _transfer_soon(self, order_id: UUID) -> None:
        """A prepayment arrives within days; one in eight never does, one in fifteen is a little too much."""
        if self.rng.random() > 0.12:
            self.desk.on_workday(self.rng.randint(1, 6), partial(self._transfer, order_id))

    def _transfer(self, order_id: UUID) -> None:
        with reading() as session:
            payment = get_payment(session, order_id)
            order = get_order(session, order_id)
        if order.state is OrderState.CANCELLED or not payment.open_minor:
            return
        too_much = self.rng.choice((100, 590, 1000)) if self.rng.random() < 0.07 else 0
        self.desk.receive(order_id, payment.open_minor + too_much, order.number)
        self.agenda.after(timedelta(minutes=1), partial(self.desk.fulfil, order_id))

    # --- afterwards

    def _maybe_change_mind(self, order_id: UUID) -> None:
        if self.rng.random() < 0.03:
            self.agenda.after(timedelta(hours=self.rng.randint(2, 20)), partial(self._cancel, order_id))

    def _cancel(self, order_id: UUID) -> None:
        try:
            with unit_of_work() as session:
                acting_user = self.cast.staff[StaffRole.SALES]
                cancel_paid_order(session, order_id, reason=self.rng.choice(CANCEL_REASONS), acting_user=acting_user)
        except TooLateToCancel:
            return  # it has left already; the customer may send it back

    def _maybe_say_how_it_went(self, order_id: UUID, buyer: Buyer) -> None:
        dice = self.rng.random()
        if dice < 0.32:
            pause, channel = timedelta(minutes=self.rng.randint(1, 4)), FeedbackChannel.CONFIRMATION
        elif dice < 0.50:
            pause, channel = (
                timedelta(days=self.rng.randint(4, 20), hours=self.rng.randint(0, 9)),
                FeedbackChannel.EMAIL,
            )
        else:
            return
        self.agenda.after(pause, partial(self._say, order_id, buyer, channel))

    def _say(self, order_id: UUID, buyer: Buyer, channel: FeedbackChannel) -> None:
        score = self.rng.choice(SCORES)
        comment = self.rng.choice(COMMENTS[buyer.locale][score]) if self.rng.random() < 0.75 else ""
        with unit_of_work() as session:
            give_feedback(
                session,
                order_id,
                score=score,
                comment=comment,
                channel=channel,
                locale=buyer.locale,
                acting_user=buyer.actor,
            )


def _taxed(session: Session, buyer: Buyer) -> PricedFor:
    """What the shop knows of whoever is signed in, for the tax decision."""
    customer_id = buyer.contact.customer_id
    customer = get_customer(session, customer_id) if customer_id else None
    return PricedFor(customer_id=customer_id, taxpayer=taxpayer_of(customer, on=clock.today()))
