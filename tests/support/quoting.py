"""Quotes to test with: a sales team, a policy, and what both sides do with an offer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from core.accounts.operations import create_staff
from core.accounts.queries import UserView, find_user_by_email, get_user
from core.accounts.states import StaffRole
from core.kernel import clock
from core.kernel.db import reading, unit_of_work
from core.quotes import operations as quotes
from core.quotes.models import Quote, QuoteApproval, QuoteRequest, QuoteVersion
from core.quotes.operations import Acceptance, Addressee
from core.quotes.rules import Rule
from core.quotes.rules.inputs import LineInput, TermsInput
from core.quotes.states import Measure, RequestSource, VersionState
from tests.support.deals import STAFF, Buyer, Market, a_company, address

PASSWORD = "seven wooden spoons"
OVER_TEN = Rule(code="discount-10", measure=Measure.TOTAL_DISCOUNT, threshold=Decimal(10), level=1)
OVER_TWENTY = Rule(code="discount-20", measure=Measure.TOTAL_DISCOUNT, threshold=Decimal(20), level=2, step=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A rep who writes quotes, a lead of level 1, a head of level 2."""

    rep: UserView
    lead: UserView
    head: UserView


def a_colleague(email: str, name: str, *roles: StaffRole) -> UserView:
    """Somebody who works here."""
    with unit_of_work() as session:
        made = create_staff(session, email=email, password=PASSWORD, name=name, roles=roles or (StaffRole.SALES,))
        session.flush()
        return get_user(session, made.id)


def a_team() -> Team:
    """Three colleagues, of whom two approve."""
    team = Team(
        rep=a_colleague("rep@kontor.example", "Rieke Harms"),
        lead=a_colleague("lead@kontor.example", "Lars Lead", StaffRole.MANAGER),
        head=a_colleague("head@kontor.example", "Hanna Head", StaffRole.MANAGER),
    )
    with unit_of_work() as session:
        quotes.let_approve(session, team.lead.id, level=1, acting_user=STAFF)
        quotes.let_approve(session, team.head.id, level=2, acting_user=STAFF)
    return team


def the_colleague(email: str) -> UserView:
    """Somebody who works here already."""
    with reading() as session:
        found = find_user_by_email(session, email)
    assert found is not None
    return found


def a_team_of(rep: UserView) -> Team:
    """The same with a rep who works here already."""
    return replace(a_team(), rep=rep)


def write_rules(*rules: Rule) -> None:
    """The policy that holds from now on."""
    with unit_of_work() as session:
        from core.quotes.queries.policy import policies

        seen = max((one.edition for one in policies(session)), default=0)
        quotes.write_policy(session, rules, note="for a test", seen_edition=seen, acting_user=STAFF)


def line(market: Market, sku: str, quantity: int = 1, **changes: object) -> LineInput:
    """One line of a quote."""
    return replace(LineInput(variant_id=market[sku], quantity=quantity), **changes)  # type: ignore[arg-type]  # by name


def a_quote(team: Team, lines: Sequence[LineInput], *, buyer: Buyer | None = None) -> UUID:
    """A quote of the rep with a first draft."""
    with unit_of_work() as session:
        return quotes.begin_quote(session, addressee(buyer or a_company()), lines, acting_user=team.rep.actor).id


def addressee(buyer: Buyer) -> Addressee:
    """For whom a quote of this buyer is."""
    contact = buyer.contact
    assert contact.customer_id is not None
    return Addressee(
        customer_id=contact.customer_id,
        user_id=contact.user_id,
        contact_name=contact.name,
        email=contact.email,
        company=contact.company,
        postal_code="22765",
    )


def terms(**changes: object) -> TermsInput:
    """What holds for the whole."""
    plain = TermsInput(valid_until=clock.today() + timedelta(days=30), delivery_method="standard")
    return replace(plain, **changes)  # type: ignore[arg-type]  # by name


def set_terms(quote_id: UUID, team: Team, **changes: object) -> QuoteVersion:
    """Change the terms of the draft."""
    with unit_of_work() as session:
        edition = working(quote_id).edition
        return quotes.set_terms(session, quote_id, terms(**changes), edition=edition, acting_user=team.rep.actor)


def submit(quote_id: UUID, team: Team) -> VersionState:
    """Settle the draft."""
    with unit_of_work() as session:
        return quotes.submit_version(session, quote_id, acting_user=team.rep.actor).state


def grant(quote_id: UUID, by: UserView, *, code: str) -> None:
    """Approve what a rule asks about the latest version."""
    with unit_of_work() as session:
        approval = next(one for one in approvals(quote_id) if one.rule_code == code and one.state.value == "pending")
        quotes.decide(session, approval.id, is_granted=True, note="", by=by)


def offer(quote_id: UUID, team: Team) -> QuoteVersion:
    """Send the approved version."""
    with unit_of_work() as session:
        quotes.offer_version(session, quote_id, acting_user=team.rep.actor)
    return version(quote_id)


def send(quote_id: UUID, team: Team) -> QuoteVersion:
    """Settle a draft that needs no approval, and send it."""
    assert submit(quote_id, team) is VersionState.APPROVED
    return offer(quote_id, team)


def an_acceptance(seen: QuoteVersion, buyer: Buyer, **changes: object) -> Acceptance:
    """What a customer sends who accepts what they saw."""
    plain = Acceptance(
        version=seen.version,
        content_hash=seen.content_hash,
        name=buyer.contact.name,
        consent="I agree to the terms.",
        address="203.0.113.7",
        user_id=buyer.contact.user_id,
        billing=address(company=buyer.contact.company),
        payment_method="prepayment",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # by name


def accept(quote_id: UUID, buyer: Buyer, **changes: object) -> UUID:
    """Accept the latest version; returns the order."""
    seen = version(quote_id)
    with unit_of_work() as session:
        return quotes.accept_quote(session, quote_id, an_acceptance(seen, buyer, **changes), acting_user=buyer.actor).id


# --- what tests look at


def quote(quote_id: UUID) -> Quote:
    """The quote as it is now."""
    with reading() as session:
        return session.scalars(select(Quote).where(Quote.id == quote_id)).one()


def quote_by_number(number: str) -> UUID:
    """The id of a quote."""
    with reading() as session:
        return session.scalars(select(Quote.id).where(Quote.number == number)).one()


def versions(quote_id: UUID) -> list[QuoteVersion]:
    """All versions with their lines."""
    with reading() as session:
        found = select(QuoteVersion).where(QuoteVersion.quote_id == quote_id).options(selectinload(QuoteVersion.lines))
        return list(session.scalars(found.order_by(QuoteVersion.version)))


def version(quote_id: UUID) -> QuoteVersion:
    """The latest version."""
    return versions(quote_id)[-1]


def working(quote_id: UUID) -> QuoteVersion:
    """The latest version, which is a draft."""
    return version(quote_id)


def approvals(quote_id: UUID) -> list[QuoteApproval]:
    """What was asked about a quote, oldest first."""
    with reading() as session:
        found = select(QuoteApproval).where(QuoteApproval.quote_id == quote_id)
        return list(session.scalars(found.order_by(QuoteApproval.asked_at, QuoteApproval.step, QuoteApproval.id)))


def states(quote_id: UUID) -> Mapping[int, str]:
    """Where every version stands."""
    return {one.version: one.state.value for one in versions(quote_id)}


def a_key() -> str:
    """A key that was never used."""
    return uuid4().hex


def ask(market: Market, buyer: Buyer, pieces: Mapping[str, int], **changes: object) -> UUID:
    """Ask for an offer from the shop; returns the request."""
    contact = buyer.contact
    plain = quotes.RequestInput(
        idempotency_key=a_key(),
        source=RequestSource.CART,
        name=contact.name,
        email=contact.email,
        company=contact.company,
        customer_id=contact.customer_id,
        user_id=contact.user_id,
        price_list=buyer.price_list,
        lines=tuple(quotes.AskedLine(variant_id=market[sku], quantity=many) for sku, many in pieces.items()),
    )
    asked = replace(plain, **changes)  # type: ignore[arg-type]  # by name
    with unit_of_work() as session:
        return quotes.ask_for_quote(session, asked, acting_user=buyer.actor).id


def request(request_id: UUID) -> QuoteRequest:
    """The request as it is now."""
    with reading() as session:
        return session.scalars(select(QuoteRequest).where(QuoteRequest.id == request_id)).one()


def quotes_of(request_id: UUID) -> list[UUID]:
    """The quotes that answer a request."""
    with reading() as session:
        return list(session.scalars(select(Quote.id).where(Quote.request_id == request_id)))
