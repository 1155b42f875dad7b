"""What a choice of an offer comes to, for the page on which it is made."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.kernel.errors import AppError
from core.pricing.rules import PricedBasket
from core.quotes.errors import VersionNotFound
from core.quotes.models import Quote
from core.quotes.queries.credit import granted_excess
from core.quotes.queries.pricing import bench_for, versions_with_lines
from core.quotes.rules import Choice, require_choice, usual_choice


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenOffer:
    """A choice of a version with its price; `refusal` says why the choice is none, and the usual one is priced."""

    choice: dict[UUID, int]
    priced: PricedBasket
    refusal: AppError | None
    granted_minor: int


def chosen_offer(session: Session, quote_id: UUID, number: int, choice: Choice | None) -> ChosenOffer:
    """Price a choice of a version (None: the usual one), some ten statements. Raises VersionNotFound."""
    quote = session.scalars(select(Quote).where(Quote.id == quote_id)).one()
    version = next((one for one in versions_with_lines(session, quote_id) if one.version == number), None)
    if version is None:
        raise VersionNotFound
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
    )
