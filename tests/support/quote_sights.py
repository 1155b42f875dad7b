"""All that the database says of some quotes at one moment, to compare it with what it said before."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from core.kernel.db import Base, reading, table_of
from core.kernel.events import EventHead
from core.orders.models import Order
from core.quotes.models import Quote, QuoteAcceptance, QuoteApproval, QuoteVersion
from core.quotes.states import WORKING, VersionState

MOVING: Final = frozenset({"state", "hands", "offered_at", "expires_at", "reminded_at", "countered_total_minor"})
"""What may still change of a version that is settled: where it stands, and what the customer asks for instead."""
ASKED_INSTEAD: Final = frozenset({"counter_quantity", "counter_unit_minor"})
ANSWER: Final = frozenset({"state", "escalated_at", "decided_at", "decided_by_id", "decided_by", "note"})
Values = tuple[object, ...]


def values_of(row: Base, *, but: Collection[str] = ()) -> Values:
    """What stands in the columns of a row."""
    return tuple(getattr(row, column.key) for column in table_of(type(row)).columns if column.key not in but)


def content_of(version: QuoteVersion) -> tuple[Values, ...]:
    """All that a version says, with its hash."""
    return values_of(version, but=MOVING), *(values_of(line, but=ASKED_INSTEAD) for line in version.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """The quotes in the order in which they began, each with its versions, oldest first."""

    quotes: Sequence[Quote]
    versions: Sequence[QuoteVersion]
    approvals: Sequence[QuoteApproval]
    acceptances: Sequence[QuoteAcceptance]
    orders: Sequence[Order]
    told: int

    def quote(self, quote_id: UUID) -> Quote:
        """One of the quotes."""
        return next(one for one in self.quotes if one.id == quote_id)

    def of(self, quote_id: UUID) -> list[QuoteVersion]:
        """The versions of one quote."""
        return [one for one in self.versions if one.quote_id == quote_id]

    def working(self, quote_id: UUID) -> QuoteVersion | None:
        """What is in work of a quote."""
        return next((one for one in self.of(quote_id) if one.state in WORKING), None)

    def offered(self, quote_id: UUID) -> QuoteVersion | None:
        """What is on offer of a quote."""
        return next((one for one in self.of(quote_id) if one.state is VersionState.OFFERED), None)

    def approvals_of(self, version_id: UUID) -> list[QuoteApproval]:
        """What was asked about a version."""
        return [one for one in self.approvals if one.version_id == version_id]

    def rows(self) -> Iterator[Values]:
        """Everything, to see whether anything is different."""
        for some in (self.quotes, self.versions, self.approvals, self.acceptances, self.orders):
            yield from (values_of(row) for row in some)
        for version in self.versions:
            yield from (values_of(line) for line in version.lines)
        yield (self.told,)


def look(quote_ids: Collection[UUID]) -> Sight:
    """What is there now."""
    with reading() as session:
        begun = select(Quote).where(Quote.id.in_(quote_ids)).order_by(Quote.id)
        versions = select(QuoteVersion).where(QuoteVersion.quote_id.in_(quote_ids))
        approvals = select(QuoteApproval).where(QuoteApproval.quote_id.in_(quote_ids))
        accepted = select(QuoteAcceptance).where(QuoteAcceptance.quote_id.in_(quote_ids))
        found = session.scalars(begun).all()
        orders = select(Order).where(Order.note.in_([quote.number for quote in found])).order_by(Order.id)
        with_lines = versions.options(selectinload(QuoteVersion.lines))
        return Sight(
            quotes=found,
            versions=session.scalars(with_lines.order_by(QuoteVersion.quote_id, QuoteVersion.version)).all(),
            approvals=session.scalars(approvals.order_by(QuoteApproval.id)).all(),
            acceptances=session.scalars(accepted.order_by(QuoteAcceptance.id)).all(),
            orders=session.scalars(orders).all(),
            told=session.scalars(select(EventHead.sequence)).one(),
        )
