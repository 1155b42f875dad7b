"""What waits for an approver, and everything that a decision needs on one page."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.queries import UserView
from core.kernel.db import table_of
from core.quotes.errors import ApprovalNotFound
from core.quotes.models import Quote, QuoteApproval, QuoteVersion
from core.quotes.queries.policy import approvers, deciders
from core.quotes.queries.quotes import (
    PAGE,
    OpenApproval,
    QuotePage,
    approvals_of_version,
    open_approvals,
    quote_page_for_office,
)
from core.quotes.queries.views import ApprovalView, VersionView, view_of
from core.quotes.rules.comparing import Comparison
from core.quotes.rules.figures import margin, percent_off
from core.quotes.states import ApprovalState, QuoteState


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRow:
    """Something that waits, and whether whoever looks may decide on it."""

    open: OpenApproval
    is_mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarDeal:
    """A quote with a similar sum that was decided on, and what became of it."""

    number: str
    company: str
    state: QuoteState
    goods_minor: int
    currency: str
    discount: Decimal
    margin: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalPage:
    """One question with its quote, all others about the same version, what moved, and similar deals."""

    approval: ApprovalView
    quote: QuotePage
    version: VersionView
    others: tuple[ApprovalView, ...]
    moved: Comparison | None
    similar: tuple[SimilarDeal, ...]
    may_decide: bool
    who: tuple[str, ...]
    discount: Decimal
    margin: Decimal | None

    @property
    def is_early(self) -> bool:
        """Whether others decide first."""
        return any(one.step < self.approval.step and one.state is not ApprovalState.GRANTED for one in self.others)


def inbox(session: Session, by: UserView, *, after: UUID | None = None, most: int = PAGE + 1) -> list[InboxRow]:
    """What waits for anybody, the most urgent first, in two statements."""
    known = approvers(session)
    return [
        InboxRow(open=row, is_mine=by.id in deciders(known, row.approval, row.hands))
        for row in open_approvals(session, after=after, most=most)
    ]


def approval_page(session: Session, approval_id: UUID, by: UserView) -> ApprovalPage:
    """Everything for the decision. Raises ApprovalNotFound."""
    row = session.execute(
        select(QuoteApproval, Quote.number, QuoteVersion.version, QuoteVersion.hands)
        .join(Quote, Quote.id == QuoteApproval.quote_id)
        .join(QuoteVersion, QuoteVersion.id == QuoteApproval.version_id)
        .where(QuoteApproval.id == approval_id)
    ).one_or_none()
    if row is None:
        raise ApprovalNotFound
    approval = view_of(ApprovalView, row[0])
    page = quote_page_for_office(session, row[1])
    version = page.version(row[2])
    assert version is not None  # the approval points to it
    who = deciders(approvers(session), approval, row[3])
    is_acting = by.session is not None and by.session.acting is not None
    return ApprovalPage(
        approval=approval,
        quote=page,
        version=version,
        others=tuple(approvals_of_version(session, version.id)),
        moved=page.compared(version.version - 1, version.version),
        similar=_similar(session, page, version),
        may_decide=by.id in who and not is_acting and approval.state is ApprovalState.PENDING,
        who=tuple(sorted(set(who.values()))),
        discount=percent_off(version.listed_minor, version.goods_minor),
        margin=None if version.cost_minor is None else margin(version.net_minor, version.cost_minor),
    )


def _similar(session: Session, page: QuotePage, version: VersionView, *, most: int = 5) -> tuple[SimilarDeal, ...]:
    """The last quotes that were offered for half as much up to twice as much."""
    newer = table_of(QuoteVersion).alias("newer")
    is_older = newer.c.quote_id == QuoteVersion.quote_id, newer.c.version > QuoteVersion.version
    statement = (
        select(Quote, QuoteVersion)
        .join(QuoteVersion, QuoteVersion.quote_id == Quote.id)
        .where(
            Quote.id != page.quote.id,
            Quote.currency == page.quote.currency,
            QuoteVersion.offered_at.is_not(None),
            ~select(newer.c.id).where(*is_older, newer.c.offered_at.is_not(None)).exists(),
            QuoteVersion.goods_minor.between(version.goods_minor // 2, version.goods_minor * 2),
        )
        .order_by(QuoteVersion.offered_at.desc(), QuoteVersion.id.desc())
        .limit(most)
    )
    return tuple(
        SimilarDeal(
            number=quote.number,
            company=quote.company or quote.contact_name,
            state=quote.state,
            goods_minor=other.goods_minor,
            currency=quote.currency,
            discount=percent_off(other.listed_minor, other.goods_minor),
            margin=None if other.cost_minor is None else margin(other.net_minor, other.cost_minor),
        )
        for quote, other in session.execute(statement)
    )
