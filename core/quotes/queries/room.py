"""What a choice of an offer comes to, for the page on which it is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.kernel.errors import AppError
from core.pricing.rules import PricedBasket
from core.pricing.rules.cutting import cut
from core.quotes.errors import VersionNotFound
from core.quotes.models import Quote, QuoteVersion
from core.quotes.queries.calls import calls_of, left_after, taken_by
from core.quotes.queries.credit import granted_excess
from core.quotes.queries.pricing import bench_for, versions_with_lines
from core.quotes.rules import Choice, require_choice, usual_choice
from core.quotes.rules.calls import hash_of_call, require_call


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenOffer:
    """A choice of a version with its price; `refusal` says why the choice is none, and the usual one is priced.

    `content_hash` is what a colleague's word would be about. Of a version that is ordered in calls the choice is the
    next call, number `call`, and `left` is what can be taken.
    """

    choice: dict[UUID, int]
    priced: PricedBasket
    refusal: AppError | None
    granted_minor: int
    content_hash: str
    call: int = 1
    left: Mapping[UUID, int] | None = None

    @property
    def amounts(self) -> dict[str, int]:
        """What each line comes to, by its id, as the price list counts; of what is tried first, each later period."""
        found: dict[str, int] = {}
        for line in self.priced.lines:
            amount = line.recurring_minor if line.trial_days else line.amount_minor
            found[line.reference] = found.get(line.reference, 0) + amount
        return found


def chosen_offer(session: Session, quote_id: UUID, number: int, choice: Choice | None) -> ChosenOffer:
    """Price a choice of a version (None: the usual one), some ten statements. Raises VersionNotFound."""
    quote = session.scalars(select(Quote).where(Quote.id == quote_id)).one()
    version = next((one for one in versions_with_lines(session, quote_id) if one.version == number), None)
    if version is None:
        raise VersionNotFound
    if version.in_calls:
        return _next_call(session, quote, version, choice)
    wanted, refusal = usual_choice(version.lines), None
    if choice is not None:
        try:
            require_choice(version.lines, choice)
            wanted = dict(choice)
        except AppError as error:
            refusal = error
    return ChosenOffer(
        choice=wanted,
        priced=bench_for(session, quote, version).priced(wanted),
        refusal=refusal,
        granted_minor=granted_excess(session, version),
        content_hash=version.content_hash,
    )


def _next_call(session: Session, quote: Quote, version: QuoteVersion, choice: Choice | None) -> ChosenOffer:
    calls = calls_of(session, version.id)
    left = left_after(version.lines, calls)
    wanted, refusal = {line_id: count for line_id, count in left.items() if count}, None
    if choice is not None:
        try:
            wanted = require_call(version.lines, left, choice)
        except AppError as error:
            refusal = error
    whole = bench_for(session, quote, version).priced()
    pieces = {str(line_id): count for line_id, count in wanted.items()}
    number = len(calls) + 1
    return ChosenOffer(
        choice=wanted,
        priced=cut(whole, pieces, taken_by(session, calls), country=quote.country) if pieces else whole,
        refusal=refusal,
        granted_minor=granted_excess(session, version),
        content_hash=hash_of_call(version.content_hash, number, wanted),
        call=number,
        left=left,
    )
