"""Contracts to change: running ones, the offers about them, and what is billed."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from core.billing.models import Invoice
from core.billing.operations import bill_subscriptions
from core.catalog.rules import Plan
from core.catalog.states import ArticleKind, TaxClass
from core.kernel import clock
from core.kernel.db import reading, unit_of_work
from core.quotes import operations as quotes
from core.quotes.operations import Consent, ExtensionInput
from core.quotes.queries.extension import ExtensionPreview, extension_preview
from core.quotes.rules.inputs import LineInput
from core.subscriptions.queries import ContractView, contracts_of_order, get_contract
from tests.support import quoting
from tests.support.deals import Buyer, Market, activate, an_order, hand_over, release, the_contract
from tests.support.goods import Offer, add_offer
from tests.support.quoting import Team

MORE = (
    Offer(
        sku="CARE", name="Care", kind=ArticleKind.SUBSCRIPTION, prices={1: 0}, recurring_minor=2222,
        plan=Plan(interval_months=1, term_months=24, notice_months=3), unit_code="service",
    ),
    Offer(
        sku="FILTER", name="Filters", kind=ArticleKind.SUBSCRIPTION, prices={1: 0}, recurring_minor=1111,
        plan=Plan(interval_months=1, term_months=0, notice_months=0, setup_gross_minor=1190, setup_net_minor=1003),
        unit_code="service",
    ),
    Offer(
        sku="YEARLY", name="Bean club, yearly", kind=ArticleKind.SUBSCRIPTION, prices={1: 0}, recurring_minor=42000,
        plan=Plan(interval_months=12, term_months=12, notice_months=1), tax_class=TaxClass.REDUCED,
        unit_code="coffee", category="beans",
    ),
    Offer(
        sku="TRIAL", name="Tasting", kind=ArticleKind.SUBSCRIPTION, prices={1: 0}, recurring_minor=900,
        plan=Plan(interval_months=1, term_months=0, notice_months=0, trial_days=14),
    ),
)  # fmt: skip
"""Subscriptions beside the club."""


def with_more(market: Market) -> Market:
    """The market with further subscriptions: monthly ones, a yearly one, one with days of trial."""
    with unit_of_work() as session:
        return Market(variants={**market.variants, **{offer.sku: add_offer(session, offer) for offer in MORE}})


def a_running_contract(market: Market, buyer: Buyer, *, sku: str = "CLUB", starts_on: date | None = None) -> UUID:
    """A contract that runs from a day (None: today) on, billed up to that day."""
    order_id = an_order(market, {sku: 1}, buyer=buyer)
    release(order_id)
    hand_over(order_id)
    contract_id = the_contract(order_id)
    activate(contract_id, starts_on or clock.today())
    bill(starts_on or clock.today())
    return contract_id


def bill(up_to: date) -> None:
    """The billing run."""
    with unit_of_work() as session:
        bill_subscriptions(session, up_to=up_to)


def an_extension(contract_id: UUID, team: Team) -> UUID:
    """A quote about a contract."""
    with unit_of_work() as session:
        return quotes.begin_extension(session, contract_id, acting_user=team.rep.actor).id


def change(quote_id: UUID, team: Team, wanted: LineInput) -> None:
    """Change what the contract becomes."""
    draft = quoting.working(quote_id)
    with unit_of_work() as session:
        quotes.change_line(
            session, quote_id, draft.lines[0].id, wanted, edition=draft.edition, acting_user=team.rep.actor
        )


def add(quote_id: UUID, team: Team, *wanted: LineInput) -> None:
    """Add something beside the contract."""
    for one in wanted:
        edition = quoting.working(quote_id).edition
        with unit_of_work() as session:
            quotes.add_line(session, quote_id, one, edition=edition, acting_user=team.rep.actor)


def exchange(quote_id: UUID, team: Team, sku: str) -> None:
    """Another article instead of the contract's."""
    edition = quoting.working(quote_id).edition
    with unit_of_work() as session:
        quotes.exchange_article(session, quote_id, sku=sku, edition=edition, acting_user=team.rep.actor)


def extend(
    quote_id: UUID, team: Team, effective_on: date, term_months: int = 0, *, coterm_id: UUID | None = None
) -> None:
    """From when on it is changed, and until when it binds."""
    wanted = ExtensionInput(effective_on=effective_on, term_months=term_months, coterm_id=coterm_id)
    edition = quoting.working(quote_id).edition
    with unit_of_work() as session:
        quotes.set_extension(session, quote_id, wanted, edition=edition, acting_user=team.rep.actor)


def agree(quote_id: UUID, buyer: Buyer) -> None:
    """Agree to a change without anything beside it."""
    seen = quoting.version(quote_id)
    consent = Consent(version=seen.version, content_hash=seen.content_hash, name=buyer.contact.name, consent="I agree.")
    with unit_of_work() as session:
        quotes.accept_extension(session, quote_id, consent, acting_user=buyer.actor)


def agree_and_order(quote_id: UUID, buyer: Buyer, **changes: object) -> UUID | None:
    """Agree to a change with something beside it; returns the order."""
    acceptance = quoting.an_acceptance(quoting.version(quote_id), buyer, **changes)
    with unit_of_work() as session:
        return quotes.accept_extension(session, quote_id, acceptance, acting_user=buyer.actor).order_id


def run(order_id: UUID | None) -> list[ContractView]:
    """The order is paid and handed over; returns the contracts that it led to."""
    assert order_id is not None
    release(order_id)
    hand_over(order_id)
    with reading() as session:
        return contracts_of_order(session, order_id)


def preview(quote_id: UUID) -> ExtensionPreview:
    """What is shown of the latest version."""
    with reading() as session:
        found = extension_preview(session, quote_id, quoting.version(quote_id).version)
    assert found is not None
    return found


def contract(contract_id: UUID) -> ContractView:
    """A contract as it is now."""
    with reading() as session:
        return get_contract(session, contract_id)


def invoices(contract_id: UUID) -> list[int]:
    """What was billed of a contract, gross, oldest first."""
    with reading() as session:
        found = select(Invoice.gross_minor).where(Invoice.contract_id == contract_id).order_by(Invoice.supplied_from)
        return list(session.scalars(found))


def billed(contract_ids: Mapping[UUID, str]) -> list[tuple[date, str, int]]:
    """What was billed of contracts: from when, of what (as named here), how much gross."""
    with reading() as session:
        found = select(Invoice.supplied_from, Invoice.contract_id, Invoice.gross_minor)
        rows = session.execute(found.where(Invoice.contract_id.in_(contract_ids))).all()
    return sorted((row[0], contract_ids[row[1]], row[2]) for row in rows if row[1] is not None)


def bill_until(at: clock.SimulatedClock, day: date) -> None:
    """The clock runs until behind a day, and every ten days all that is due is billed."""
    while clock.today() <= day:
        at.advance(timedelta(days=10))
        bill(clock.today())


def shown_from(preview_of: ExtensionPreview, until: date) -> list[tuple[date, str, int]]:
    """The invoices of a preview as offered, as `billed` gives them."""
    rows = [(row.start, row.name, row.new_minor) for row in preview_of.rows if row.start < until]
    return sorted((start, name, minor) for start, name, minor in rows if minor is not None)
