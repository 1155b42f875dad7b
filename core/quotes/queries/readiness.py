"""Whether a customer is ready for a quote: each thing that is looked at, with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from core.accounts.queries import CustomerView, get_customer
from core.billing.models import OpenItem
from core.billing.queries import exposure_of
from core.billing.states import OpenItemState
from core.catalog.queries import articles_for
from core.catalog.states import ArticleKind
from core.inventory.queries import free_stock
from core.kernel import clock
from core.kernel.i18n import N_
from core.kernel.settings import get_settings
from core.pricing.rules import Sentence
from core.quotes.models import Quote, QuoteAttachment, QuoteLine, QuoteRequest, QuoteVersion
from core.quotes.states import QuoteState

MOST_OPEN = 3
"""So many offers may be open before a person looks at the next request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that is looked at before a quote is written: whether it is well, and why."""

    name: str
    is_well: bool
    why: Sentence


def ready_for_draft(session: Session, quote_id: UUID, number: int) -> tuple[Check, ...]:
    """What a rep sees beside the draft: credit, payment behaviour, other offers, stock, costs."""
    quote = session.scalars(select(Quote).where(Quote.id == quote_id)).one()
    version = session.scalars(
        select(QuoteVersion)
        .where(QuoteVersion.quote_id == quote_id, QuoteVersion.version == number)
        .options(selectinload(QuoteVersion.lines))
    ).one()
    pieces = _pieces(version.lines)
    return (
        *_of_customer(session, get_customer(session, quote.customer_id), version.gross_minor, without=quote.id),
        _stock(session, pieces),
        _costs(version.lines),
    )


def ready_at_once(session: Session, request_id: UUID) -> tuple[Check, ...]:
    """What the shop looks at before it answers a request by itself; a person answers as soon as one is not well."""
    statement = select(QuoteRequest).where(QuoteRequest.id == request_id).options(selectinload(QuoteRequest.lines))
    request = session.scalars(statement).one()
    pieces: dict[UUID, int] = {}
    for line in request.lines:
        pieces[line.variant_id] = pieces.get(line.variant_id, 0) + line.quantity
    checks = (_complete(session, request), _worth(request), _wishes(request), _stock(session, pieces))
    if request.customer_id is None:
        return checks
    customer = get_customer(session, request.customer_id)
    return (*checks, *_of_customer(session, customer, request.listed_minor, without=None))


def _of_customer(
    session: Session, customer: CustomerView, gross_minor: int, *, without: UUID | None
) -> tuple[Check, ...]:
    return (
        _credit(session, customer, gross_minor),
        _behaviour(session, customer),
        _other_offers(session, customer, without),
    )


def _pieces(lines: list[QuoteLine]) -> dict[UUID, int]:
    pieces: dict[UUID, int] = {}
    for line in lines:
        pieces[line.variant_id] = pieces.get(line.variant_id, 0) + line.quantity
    return pieces


def _complete(session: Session, request: QuoteRequest) -> Check:
    files = session.scalar(
        select(func.count()).select_from(QuoteAttachment).where(QuoteAttachment.request_id == request.id)
    )
    is_plain = not request.note and not files and not any(line.note for line in request.lines)
    why = N_("Everything is said by articles and quantities.")
    if not is_plain:
        why = N_("The customer wrote something that a person should read.")
    return Check(name=N_("Completeness"), is_well=is_plain, why=Sentence(template=why))


def _worth(request: QuoteRequest) -> Check:
    limit = get_settings().instant_quote_limit_minor
    is_small = 0 < request.listed_minor <= limit
    template = N_("%(worth_minor)s; the shop answers by itself up to %(limit_minor)s.")
    params = {"worth_minor": request.listed_minor, "limit_minor": limit}
    return Check(name=N_("Amount"), is_well=is_small, why=Sentence(template=template, params=params))


def _wishes(request: QuoteRequest) -> Check:
    wants_less = any(
        line.wished_unit_minor is not None
        and (line.listed_unit_minor is None or line.wished_unit_minor < line.listed_unit_minor)
        for line in request.lines
    )
    wants_less = wants_less or (
        request.wished_total_minor is not None and request.wished_total_minor < request.listed_minor
    )
    why = N_("The customer wants to pay less than the list says.") if wants_less else N_("No other price is wanted.")
    return Check(name=N_("Wishes"), is_well=not wants_less, why=Sentence(template=why))


def _stock(session: Session, pieces: Mapping[UUID, int]) -> Check:
    articles = articles_for(session, list(pieces)) if pieces else {}
    goods = [one for one in pieces if articles[one].kind is ArticleKind.PHYSICAL]
    free = free_stock(session, goods) if goods else {}
    short = sum(free.get(one, 0) < pieces[one] for one in goods)
    why = Sentence(template=N_("All goods are there."))
    if short:
        why = Sentence(
            template=N_("Of %(count)s articles there are not enough at the moment."), params={"count": short}
        )
    return Check(name=N_("Stock"), is_well=not short, why=why)


def _costs(lines: list[QuoteLine]) -> Check:
    unknown = sum(line.cost_minor is None for line in lines)
    why = Sentence(template=N_("What the articles cost us is known."))
    if unknown:
        template = N_("Of %(count)s lines nobody has said what they cost us.")
        why = Sentence(template=template, params={"count": unknown})
    return Check(name=N_("Costs"), is_well=not unknown, why=why)


def _credit(session: Session, customer: CustomerView, gross_minor: int) -> Check:
    name = N_("Credit")
    if not customer.on_account_allowed:
        return Check(name=name, is_well=True, why=Sentence(template=N_("The customer pays before delivery.")))
    free = customer.credit_limit_minor - exposure_of(session, customer.id)
    if gross_minor <= free:
        why = Sentence(template=N_("%(free_minor)s of the credit limit are free."), params={"free_minor": max(0, free)})
        return Check(name=name, is_well=True, why=why)
    template = N_("The credit limit would be exceeded by %(over_minor)s.")
    return Check(name=name, is_well=False, why=Sentence(template=template, params={"over_minor": gross_minor - free}))


def _behaviour(session: Session, customer: CustomerView) -> Check:
    late = session.execute(
        select(func.count(), func.coalesce(func.sum(OpenItem.open_minor), 0)).where(
            OpenItem.customer_id == customer.id,
            OpenItem.state == OpenItemState.OPEN,
            OpenItem.open_minor > 0,
            OpenItem.due_on < clock.today(),
        )
    ).one()
    if not late[0]:
        return Check(name=N_("Payment behaviour"), is_well=True, why=Sentence(template=N_("Nothing is overdue.")))
    params = {"count": int(late[0]), "late_minor": int(late[1])}
    why = Sentence(template=N_("%(count)s invoices with %(late_minor)s are overdue."), params=params)
    return Check(name=N_("Payment behaviour"), is_well=False, why=why)


def _other_offers(session: Session, customer: CustomerView, without: UUID | None) -> Check:
    statement = select(func.count()).where(Quote.customer_id == customer.id, Quote.state == QuoteState.OPEN)
    if without is not None:
        statement = statement.where(Quote.id != without)
    count = int(session.scalar(statement) or 0)
    why = Sentence(template=N_("No other offer is open."))
    if count:
        why = Sentence(template=N_("Other offers that are open: %(count)s."), params={"count": count})
    return Check(name=N_("Other offers"), is_well=count < MOST_OPEN, why=why)
