"""The last days of the demo's year: one order in every state that a desk has to deal with."""

from datetime import timedelta
from functools import partial
from random import Random
from uuid import UUID

from sqlalchemy import update

from core.accounts.queries import find_user_by_email
from core.accounts.states import StaffRole
from core.carts.operations import add_to_cart, create_list, put_on_list
from core.carts.queries.cart import cart_view
from core.carts.queries.lists import Keeper
from core.demo.people import COMPANIES, mailbox
from core.demo.year.agenda import Agenda
from core.demo.year.calendar import office_hour, workdays_after
from core.demo.year.customers import Buyer, Cast
from core.demo.year.desk import Desk
from core.demo.year.scarcity import leave_scarce
from core.demo.year.shelf import Shelf
from core.demo.year.shop import CARD, ON_ACCOUNT, PREPAYMENT, Shop
from core.demo.year.words import TECHNICIANS
from core.fulfilment.operations import schedule_service, ship
from core.fulfilment.queries import fulfilment_of
from core.kernel import jobs
from core.kernel.actor import SYSTEM
from core.kernel.db import reading, unit_of_work
from core.orders.operations import ask_for_approval, fail_part, start_part
from core.orders.queries import get_order
from core.orders.rules import ChangeWish
from core.orders.states import LineKind
from core.payments.operations import change_order, start_attempt
from core.payments.providers.demo_card import DemoCharge, TestCard
from core.payments.queries import changeable, preview_change
from core.pricing.states import BUSINESS

WISH = "Die alte Maschine im zweiten Stock ist nicht mehr zu retten."
SECOND_THOUGHT = "Wir haben noch genug davon im Lager."
MONTHLY, NEXT_YEAR = "Jeden Monat für die Küche", "Nächstes Jahr"
REFUSAL = "The forwarding agent does not drive to this island before Thursday."


class Finale:
    """Orders that are left as they are, so that every list of the office has something to show."""

    def __init__(self, agenda: Agenda, rng: Random, cast: Cast, shelf: Shelf, shop: Shop, desk: Desk) -> None:
        self.agenda, self.rng, self.cast, self.shelf, self.shop, self.desk = agenda, rng, cast, shelf, shop, desk

    def plan(self) -> None:
        """Write the last orders into the agenda."""
        for before, deed in (
            (timedelta(days=4, hours=2), self._partly_shipped_with_a_visit_to_come),
            (timedelta(days=3, hours=1), self._visit_without_a_day),
            (timedelta(days=2, hours=5), self._subscription_to_start),
            (timedelta(days=1, hours=3), self._waiting_for_a_transfer),
            (timedelta(hours=26), self._refused_by_the_back_end),
            (timedelta(hours=7), self._card_company_does_not_answer),
            (timedelta(hours=5), self._changed_by_its_customer),
            (timedelta(hours=3), self._to_be_packed),
            (timedelta(hours=2), self._waiting_for_a_colleague),
            (timedelta(minutes=50), self._goods_that_are_not_there),
            (timedelta(minutes=30), self._lists_of_a_company),
            (timedelta(minutes=9), self._left_on_the_card_page),
        ):
            self.agenda.at(self.agenda.end - before, deed)

    def _partly_shipped_with_a_visit_to_come(self) -> None:
        wanted = {self.shelf.bundles[-1].variant_id: 1, self.shelf.beans[0].variant_id: 6}
        order_id = self._buy(self.cast.companies[2], wanted, ON_ACCOUNT)
        jobs.run_due()
        with reading() as session:
            order, visits = get_order(session, order_id), fulfilment_of(session, order_id).visits
        part = next(part for part in order.parts if part.kind is LineKind.PHYSICAL)
        line = next(line for line in part.lines if line.kind is LineKind.PHYSICAL)
        with unit_of_work() as session:
            staff = self.cast.staff[StaffRole.FULFILMENT]
            ship(session, part.id, quantities={line.id: line.quantity}, carrier="DHL", acting_user=staff)
            for visit in visits:
                at = office_hour(workdays_after(self.agenda.end, 3), self.rng).replace(minute=0)
                schedule_service(session, visit.id, at=at, technician=TECHNICIANS[0], acting_user=staff)

    def _visit_without_a_day(self) -> None:
        wanted = {self.shelf.machines[-1].variant_id: 1, self.shelf.services[0].variant_id: 1}
        order_id = self._buy(self.cast.companies[1], wanted, ON_ACCOUNT)
        jobs.run_due()
        with reading() as session:
            part = next(part for part in get_order(session, order_id).parts if part.kind is LineKind.PHYSICAL)
        self.agenda.after(timedelta(hours=20), partial(self.desk.send_goods, order_id, part.id, is_rest=True))

    def _subscription_to_start(self) -> None:
        self._buy(self.cast.people[0], {self.shelf.subscriptions[0].variant_id: 1}, ON_ACCOUNT)

    def _waiting_for_a_transfer(self) -> None:
        self._buy(self.cast.people[4], {self.shelf.machines[0].variant_id: 1}, PREPAYMENT)

    def _to_be_packed(self) -> None:
        self._buy(self.cast.companies[0], {bean.variant_id: 4 for bean in self.shelf.beans[:3]}, ON_ACCOUNT)

    def _changed_by_its_customer(self) -> None:
        """Somebody ordered too much, and took some of it out by the page of the order."""
        buyer = self.cast.companies[3]
        order_id = self._buy(buyer, {bean.variant_id: 6 for bean in self.shelf.beans[:3]}, ON_ACCOUNT)
        jobs.run_due()
        with unit_of_work() as session:
            rows = changeable(session, order_id).rows
            wish = ChangeWish(quantities={rows[0].key: 2, rows[1].key: 0})
            seen = preview_change(session, order_id, wish).seen
            change_order(session, order_id, wish, seen=seen, reason=SECOND_THOUGHT, acting_user=buyer.actor)

    def _refused_by_the_back_end(self) -> None:
        order_id = self._buy(self.cast.companies[8], {self.shelf.accessories[-1].variant_id: 3}, ON_ACCOUNT)
        with unit_of_work() as session:
            part = get_order(session, order_id).parts[0]
            start_part(session, part.id, backend="native", acting_user=SYSTEM)
            fail_part(session, part.id, reason=REFUSAL, acting_user=SYSTEM)

    def _card_company_does_not_answer(self) -> None:
        """It took the question and is silent for hours: the attempt stays unknown and waits for a person."""
        buyer = self.cast.people[5]
        order_id = self._buy(buyer, {self.shelf.accessories[0].variant_id: 2}, CARD)
        with unit_of_work() as session:
            card = TestCard.LATE_ANSWER.value
            reference = start_attempt(session, order_id, instrument=card, acting_user=buyer.actor).reference
        jobs.run_due()
        with unit_of_work() as session:
            silent = update(DemoCharge).where(DemoCharge.reference == reference)
            session.execute(silent.values(answers_at=self.agenda.end + timedelta(days=365)))

    def _waiting_for_a_colleague(self) -> None:
        """Somebody wants a machine that is above their limit, and asks."""
        company = COMPANIES[0]
        wanted = self.shelf.machines[-1].variant_id
        with unit_of_work() as session:
            buyer = find_user_by_email(session, f"{mailbox(company.buyers[1].name)}@{company.domain}")
            assert buyer is not None, "found with the company"
            cart = add_to_cart(session, None, variant_id=wanted, quantity=1, acting_user=buyer.actor)
            session.flush()  # the view reads the cart's rows
            seen = cart_view(session, cart.id, price_list=BUSINESS, delivery_method="standard", locale=buyer.locale)
            ask_for_approval(session, seen, note=WISH, by=buyer)

    def _goods_that_are_not_there(self) -> None:
        leave_scarce(self.shop, self.shelf, (self.cast.companies[4], self.cast.companies[5]))

    def _lists_of_a_company(self) -> None:
        """What the kitchen orders every month, shared with the colleagues; and a machine for later."""
        company = COMPANIES[0]
        with unit_of_work() as session:
            buyer = find_user_by_email(session, f"{mailbox(company.buyers[0].name)}@{company.domain}")
            assert buyer is not None, "found with the company"
            assert buyer.customer_id is not None, "a buyer buys for somebody"
            keeper = Keeper(user_id=buyer.id, customer_id=buyer.customer_id)
            monthly = create_list(session, keeper, name=MONTHLY, is_shared=True).id
            wish = create_list(session, keeper, name=NEXT_YEAR).id
            for bean in self.shelf.beans[:4]:
                put_on_list(session, monthly, keeper, variant_id=bean.variant_id, quantity=6, price_list=BUSINESS)
            machine = self.shelf.machines[-1].variant_id
            put_on_list(session, wish, keeper, variant_id=machine, quantity=1, price_list=BUSINESS)

    def _left_on_the_card_page(self) -> None:
        self._buy(self.cast.people[2], {self.shelf.beans[-1].variant_id: 1}, CARD)

    def _buy(self, buyer: Buyer, wanted: dict[UUID, int], method: str) -> UUID:
        order_id = self.shop.buy(buyer, wanted, method=method)
        assert order_id is not None, "the shelves are full on the last days"
        return order_id
