"""The quote desk of the demo: a policy, who approves and who answers, and a negotiation in every state."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from core.accounts.models import Customer
from core.accounts.queries import get_user
from core.accounts.states import CustomerKind, StaffRole
from core.demo.year.agenda import Agenda
from core.demo.year.customers import Buyer, Cast
from core.demo.year.shelf import Article, Shelf
from core.demo.year.shop import ON_ACCOUNT
from core.inventory.queries import free_stock
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.db import new_id, reading, unit_of_work
from core.quotes import operations as quotes
from core.quotes.models import QuoteApproval
from core.quotes.operations import Acceptance, Addressee, AskedLine, Counter, CounterLine, RequestInput
from core.quotes.operations.aggregate import lock_quote, version_of, working_version
from core.quotes.rules import Rule
from core.quotes.rules.inputs import LineInput, TermsInput
from core.quotes.states import ApprovalState, LineRole, Measure, RequestSource, VersionState
from core.subscriptions.models import Contract
from core.subscriptions.states import ContractState

CONSENT = "Ich nehme dieses Angebot mit seinen Bedingungen an. Es verpflichtet zur Zahlung."
RULES = (
    Rule(code="discount", measure=Measure.TOTAL_DISCOUNT, threshold=Decimal(10), level=1),
    Rule(code="high-discount", measure=Measure.TOTAL_DISCOUNT, threshold=Decimal(20), level=2, step=2),
    Rule(code="line-discount", measure=Measure.LINE_DISCOUNT, threshold=Decimal(30), level=1),
    Rule(code="margin", measure=Measure.MARGIN, threshold=Decimal(15), level=2, step=2),
    Rule(code="long-terms", measure=Measure.TERMS_DAYS, threshold=Decimal(30), level=1, from_minor=500_000),
    Rule(code="free-goods", measure=Measure.FREE_GOODS, threshold=Decimal(20_000), level=1),
    Rule(code="credit", measure=Measure.CREDIT_EXCEEDED, threshold=Decimal(0), level=2),
    Rule(code="own-text", measure=Measure.OWN_TEXT, threshold=Decimal(0), level=1),
    Rule(code="extension", measure=Measure.EXTENSION, threshold=Decimal(0), level=1),
)


class QuoteDesk:
    """What happens at the quote desk in the last weeks of the year."""

    def __init__(self, agenda: Agenda, cast: Cast, shelf: Shelf) -> None:
        self.agenda, self.cast, self.shelf = agenda, cast, shelf
        self.rep, self.head = cast.staff[StaffRole.SALES], cast.staff[StaffRole.MANAGER]

    def plan(self) -> None:
        """Write the last weeks into the agenda."""
        deeds: tuple[tuple[timedelta, Callable[[], None]], ...] = (
            (timedelta(days=22), self._open_the_desk),
            (timedelta(days=16, hours=4), self._accepted_after_a_counter_offer),
            (timedelta(days=12, hours=3), self._expired),
            (timedelta(days=9, hours=2), self._declined),
            (timedelta(days=6, hours=5), self._withdrawn),
            (timedelta(days=4, hours=4), self._countered_and_offered_again),
            (timedelta(days=3, hours=4), self._asked_for_more),
            (timedelta(days=2, hours=9), self._ordered_in_calls),
            (timedelta(days=2, hours=6), self._on_offer_with_choices),
            (timedelta(days=1, hours=9), self._contract_to_be_changed),
            (timedelta(days=1, hours=6), self._waiting_for_approval),
            (timedelta(hours=28), self._not_offered_at_all),
            (timedelta(hours=8), self._being_written),
            (timedelta(hours=2, minutes=20), self._just_asked),
        )
        for before, deed in deeds:
            self.agenda.at(self.agenda.end - before, deed)

    def _open_the_desk(self) -> None:
        with unit_of_work() as session:
            quotes.write_policy(session, RULES, note="Erste Fassung", seen_edition=0, acting_user=self.head)
            assert self.head.id is not None
            assert self.rep.id is not None
            quotes.let_approve(session, self.head.id, level=2, acting_user=self.head)
            quotes.let_approve(session, _id(self.cast.staff[StaffRole.BILLING]), level=1, acting_user=self.head)
            quotes.set_desk(session, self.rep.id, territory="", capacity=30, acting_user=self.head)

    def _accepted_after_a_counter_offer(self) -> None:
        buyer, machine = self.cast.companies[2], self.shelf.machines[-1]
        quote_id = self._answer(buyer, {machine: 3}, "Sechs Büros, drei Küchen: Wir brauchen einen Preis.")
        self._terms(quote_id, discount_percent=Decimal(5))
        self._send(quote_id)
        self.agenda.after(timedelta(days=1), lambda: self._haggle(quote_id, buyer, machine))

    def _haggle(self, quote_id: UUID, buyer: Buyer, machine: Article) -> None:
        self._counter(quote_id, buyer, "Für 12 Prozent weniger unterschreiben wir heute.")
        with unit_of_work() as session:
            quotes.begin_version(session, quote_id, acting_user=self.rep)
        self._terms(
            quote_id, discount_percent=Decimal(12), opening=f"Guten Tag, wir kommen Ihnen bei {machine.sku} entgegen."
        )
        self._send(quote_id)
        self._accept(quote_id, buyer)

    def _countered_and_offered_again(self) -> None:
        buyer = self.cast.companies[0]
        wanted = {self.shelf.machines[2]: 4, self.shelf.services[0]: 4}
        quote_id = self._answer(buyer, wanted, "Vier Etagen, bitte mit Einbau.")
        self._terms(quote_id, discount_percent=Decimal(6))
        self._send(quote_id)
        self._counter(quote_id, buyer, "Bei zehn Prozent sind wir uns einig.")
        with unit_of_work() as session:
            quotes.begin_version(session, quote_id, acting_user=self.rep)
        self._terms(quote_id, discount_percent=Decimal("8.5"), terms_days=30)
        self._send(quote_id)

    def _expired(self) -> None:
        quote_id = self._write(self.cast.companies[13], {self.shelf.beans[0]: 60}, title="Bohnen für das Frühjahr")
        self._terms(quote_id, valid_until=clock.today() + timedelta(days=5))
        self._send(quote_id)

    def _declined(self) -> None:
        buyer = self.cast.companies[6]
        quote_id = self._write(buyer, {self.shelf.machines[1]: 2}, title="Zwei Maschinen für das Büro")
        self._send(quote_id)
        with unit_of_work() as session:
            quotes.decline_offer(
                session, quote_id, version=1, reason="Wir haben uns für eine gebrauchte entschieden.",
                author=buyer.contact.name, acting_user=buyer.actor,
            )  # fmt: skip

    def _withdrawn(self) -> None:
        quote_id = self._write(self.cast.companies[8], {self.shelf.accessories[-1]: 12}, title="Zubehör")
        self._send(quote_id)
        with unit_of_work() as session:
            quotes.withdraw_quote(
                session, quote_id, reason="Der Artikel läuft aus, wir schreiben neu.", acting_user=self.rep
            )

    def _asked_for_more(self) -> None:
        request_id = self._ask(self.cast.companies[1], {self.shelf.machines[-2]: 2}, "Für unsere neue Bar.")
        with unit_of_work() as session:
            quotes.ask_information(
                session, request_id, text="Gibt es dort einen festen Wasseranschluss?", acting_user=self.rep
            )

    def _on_offer_with_choices(self) -> None:
        buyer, machines = self.cast.companies[0], self.shelf.machines
        quote_id = self._write(buyer, {}, title="Neue Küche im dritten Stock")
        lines = (
            _line(machines[3], 1, role=LineRole.ALTERNATIVE, group="Maschine", section="Geräte"),
            _line(machines[4], 1, role=LineRole.ALTERNATIVE, group="Maschine", section="Geräte", is_chosen=False),
            _line(self.shelf.accessories[3], 6, section="Geräte", min_quantity=4, max_quantity=12),
            _line(self.shelf.services[0], 1, section="Dienste"),
            _line(self.shelf.services[-1], 1, role=LineRole.OPTIONAL, is_chosen=False, section="Dienste"),
        )
        for line in lines:
            with unit_of_work() as session:
                edition = self._edition(quote_id)
                quotes.add_line(session, quote_id, line, edition=edition, acting_user=self.rep)
        self._terms(quote_id, deposit_percent=Decimal(30))
        self._send(quote_id)
        with unit_of_work() as session:
            quotes.write_message(
                session, quote_id, text="Passt die Maschine unter den Schrank (45 cm)?", is_ours=False,
                author=buyer.contact.name, acting_user=buyer.actor,
            )  # fmt: skip

    def _ordered_in_calls(self) -> None:
        """Beans for a quarter at one price, of those that there are most of: some are ordered already."""
        buyer = self.cast.companies[0]
        with reading() as session:
            free = free_stock(session, [beans.variant_id for beans in self.shelf.beans])
        beans = max(self.shelf.beans, key=lambda article: free.get(article.variant_id, 0))
        quote_id = self._write(buyer, {beans: 90, self.shelf.accessories[0]: 6}, title="Bohnen für das Quartal")
        self._terms(
            quote_id, valid_until=clock.today() + timedelta(days=90), discount_percent=Decimal(7), in_calls=True
        )
        self._send(quote_id)
        self._accept(quote_id, buyer, version=1, pieces=min(24, free[beans.variant_id]))

    def _contract_to_be_changed(self) -> None:
        """The oldest running subscription of a company: two years more, twice as much of it, a little cheaper."""
        with unit_of_work() as session:
            running = select(Contract.id).join(Customer, Customer.id == Contract.customer_id)
            running = running.where(Contract.state == ContractState.ACTIVE, Customer.price_list_code.is_(None))
            running = running.where(Customer.kind == CustomerKind.COMPANY)
            contract_id = session.scalar(running.order_by(Contract.created_at, Contract.id).limit(1))
            if contract_id is None:
                return  # a year with few orders may have none
            quote_id = quotes.begin_extension(session, contract_id, acting_user=self.rep).id
        with unit_of_work() as session:
            version = working_version(session, lock_quote(session, quote_id))
            assert version is not None, "it was just begun"
            (line,) = version.lines
            wanted = LineInput(
                variant_id=line.variant_id,
                quantity=line.quantity * 2,
                recurring_minor=line.recurring_minor,
                discount_percent=Decimal(8),
            )
            quotes.change_line(session, quote_id, line.id, wanted, edition=version.edition, acting_user=self.rep)
        self._send(quote_id)

    def _waiting_for_approval(self) -> None:
        quote_id = self._answer(
            self.cast.companies[14], {self.shelf.machines[-1]: 5}, "Ausschreibung, bitte Bestpreis."
        )
        self._terms(quote_id, discount_percent=Decimal(22))
        with unit_of_work() as session:
            quotes.submit_version(session, quote_id, acting_user=self.rep)

    def _not_offered_at_all(self) -> None:
        request_id = self._ask(self.cast.companies[9], {self.shelf.accessories[-1]: 15}, "Mit unserem Logo?")
        with unit_of_work() as session:
            quotes.decline_request(
                session, request_id, reason="Bedrucken können wir leider nicht.", acting_user=self.rep
            )

    def _being_written(self) -> None:
        quote_id = self._answer(self.cast.companies[11], {self.shelf.machines[0]: 2, self.shelf.beans[2]: 24}, "")
        self._terms(quote_id, discount_percent=Decimal(12))

    def _just_asked(self) -> None:
        self._ask(self.cast.companies[7], {self.shelf.machines[-1]: 8}, "Für alle Filialen, bitte in zwei Lieferungen.")

    # --- what both sides do

    def _ask(self, buyer: Buyer, wanted: dict[Article, int], note: str) -> UUID:
        contact = buyer.contact
        asked = RequestInput(
            idempotency_key=new_id().hex,
            source=RequestSource.CART,
            name=contact.name,
            email=contact.email,
            company=contact.company,
            customer_id=contact.customer_id,
            user_id=contact.user_id,
            country=buyer.address.country,
            postal_code=buyer.address.postal_code,
            locale=buyer.locale,
            price_list=buyer.price_list,
            lines=tuple(AskedLine(variant_id=article.variant_id, quantity=many) for article, many in wanted.items()),
            note=note,
        )
        with unit_of_work() as session:
            return quotes.ask_for_quote(session, asked, acting_user=buyer.actor).id

    def _answer(self, buyer: Buyer, wanted: dict[Article, int], note: str) -> UUID:
        request_id = self._ask(buyer, wanted, note)
        with unit_of_work() as session:
            return quotes.quote_from_request(session, request_id, acting_user=self.rep).id

    def _write(self, buyer: Buyer, wanted: dict[Article, int], *, title: str) -> UUID:
        contact = buyer.contact
        assert contact.customer_id is not None, "companies have an account"
        to = Addressee(
            customer_id=contact.customer_id,
            user_id=contact.user_id,
            contact_name=contact.name,
            email=contact.email,
            company=contact.company,
            locale=buyer.locale,
            country=buyer.address.country,
            postal_code=buyer.address.postal_code,
        )
        lines = [_line(article, many) for article, many in wanted.items()]
        with unit_of_work() as session:
            return quotes.begin_quote(session, to, lines, title=title, acting_user=self.rep).id

    def _terms(self, quote_id: UUID, **changes: object) -> None:
        plain = TermsInput(valid_until=clock.today() + timedelta(days=30))
        wanted = replace(plain, **changes)  # type: ignore[arg-type]  # by name
        edition = self._edition(quote_id)
        with unit_of_work() as session:
            quotes.set_terms(session, quote_id, wanted, edition=edition, acting_user=self.rep)

    def _edition(self, quote_id: UUID) -> int:
        with unit_of_work() as session:
            draft = working_version(session, lock_quote(session, quote_id))
            assert draft is not None, "somebody is writing it"
            return draft.edition

    def _send(self, quote_id: UUID) -> None:
        with unit_of_work() as session:
            version = quotes.submit_version(session, quote_id, acting_user=self.rep)
            is_asked, version_id = version.state is VersionState.IN_APPROVAL, version.id
        while is_asked:
            with unit_of_work() as session:
                pending = select(QuoteApproval.id).where(
                    QuoteApproval.version_id == version_id, QuoteApproval.state == ApprovalState.PENDING
                )
                approval_id = session.scalar(pending.order_by(QuoteApproval.step, QuoteApproval.id).limit(1))
                is_asked = approval_id is not None
                if approval_id is not None:
                    head = get_user(session, _id(self.head))
                    quotes.decide(session, approval_id, is_granted=True, note="", by=head)
        with unit_of_work() as session:
            quotes.offer_version(session, quote_id, acting_user=self.rep)

    def _counter(self, quote_id: UUID, buyer: Buyer, text: str) -> None:
        with unit_of_work() as session:
            offered = version_of(session, lock_quote(session, quote_id), 1)
            first = offered.lines[0]
            wish = {first.id: CounterLine(unit_minor=first.listed_unit_minor * 88 // 100)}
            said = Counter(version=1, lines=wish, text=text)
            quotes.counter_offer(session, quote_id, said, author=buyer.contact.name, acting_user=buyer.actor)

    def _accept(self, quote_id: UUID, buyer: Buyer, *, version: int = 2, pieces: int | None = None) -> None:
        """Accept a version; with `pieces` order so many of its first line, as the first call."""
        with unit_of_work() as session:
            seen = version_of(session, lock_quote(session, quote_id), version)
            acceptance = Acceptance(
                version=seen.version,
                content_hash=seen.content_hash,
                name=buyer.contact.name,
                consent=CONSENT,
                user_id=buyer.contact.user_id,
                choice={seen.lines[0].id: pieces} if pieces else None,
                key=new_id().hex if pieces else "",
                billing=buyer.address,
                payment_method=ON_ACCOUNT,
            )
            quotes.accept_quote(session, quote_id, acceptance, acting_user=buyer.actor)


def _line(article: Article, quantity: int, **values: object) -> LineInput:
    return LineInput(variant_id=article.variant_id, quantity=quantity, **values)  # type: ignore[arg-type]  # by name


def _id(actor: Actor) -> UUID:
    assert actor.id is not None, "staff have one"
    return actor.id
