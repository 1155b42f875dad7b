"""A version of a quote as PDF, made when it is asked for: what the page of the version says, never costs."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.kernel import clock
from core.kernel.paper import company_of_settings
from core.quotes.documents import (
    ChangedContract,
    Mark,
    NextInvoice,
    OfferDocument,
    OfferLine,
    OfferSums,
    OfferTerms,
    Recipient,
    render_offer,
)
from core.quotes.errors import VersionNotFound
from core.quotes.queries.extension import extension_preview
from core.quotes.queries.quotes import QuotePage, Seat, quote_page_for_customer, quote_page_for_office
from core.quotes.queries.views import LineView, VersionView, view_of
from core.quotes.rules.charges import charges_from
from core.quotes.rules.validity import holds
from core.quotes.states import QuoteState, VersionState

MARKS = {
    VersionState.OFFERED: Mark.NONE,
    VersionState.ACCEPTED: Mark.ACCEPTED,
    VersionState.COUNTERED: Mark.COUNTERED,
    VersionState.SUPERSEDED: Mark.SUPERSEDED,
    VersionState.EXPIRED: Mark.EXPIRED,
    VersionState.REJECTED: Mark.DECLINED,
}
"""A version that was offered. What never was is a draft."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferPdf:
    """A file by the name that it is saved under."""

    name: str
    content: bytes


def offer_pdf_for_customer(session: Session, number: str, version: int, *, seat: Seat) -> OfferPdf:
    """A version that the customer may see. Raises QuoteNotFound for a foreign quote, VersionNotFound."""
    return _pdf(session, quote_page_for_customer(session, number, seat=seat), version)


def offer_pdf_for_office(session: Session, number: str, version: int) -> OfferPdf:
    """Any version; one that was never offered says that it is a draft. Raises QuoteNotFound, VersionNotFound."""
    return _pdf(session, quote_page_for_office(session, number), version)


def _pdf(session: Session, page: QuotePage, number: int) -> OfferPdf:
    version = page.version(number)
    if version is None:
        raise VersionNotFound
    contract = _contract(session, page, version) if page.quote.contract_id else None
    content = render_offer(document_of(page, version, contract))
    return OfferPdf(name=f"{page.quote.number}-v{version.version}.pdf", content=content)


def document_of(page: QuotePage, version: VersionView, contract: ChangedContract | None = None) -> OfferDocument:
    """Everything that stands on a version."""
    quote = page.quote
    return OfferDocument(
        number=quote.number,
        version=version.version,
        title=quote.title,
        mark=_mark(page, version),
        locale=quote.locale,
        currency=quote.currency,
        price_mode=quote.price_mode,
        made_at=version.offered_at or version.created_at,
        contact=page.owner,
        seller=company_of_settings(),
        buyer=Recipient(
            company=quote.company,
            name=quote.contact_name,
            postal_code=quote.postal_code,
            country=quote.country,
            customer_number=page.customer.number,
        ),
        lines=tuple(_line(line) for line in version.lines),
        sums=view_of(OfferSums, version, charges=charges_from(version.charges)),
        terms=view_of(OfferTerms, version),
        contract=contract,
    )


def _line(line: LineView) -> OfferLine:
    return view_of(OfferLine, line, breaks=line.steps)


def _mark(page: QuotePage, version: VersionView) -> Mark:
    if version.offered_at is None:
        return Mark.DRAFT
    mark = MARKS[version.state]
    if mark is Mark.NONE and not holds(version, clock.now()):
        return Mark.EXPIRED  # its last day is over, and the job that says so has not run yet
    offered = [one for one in page.versions if one.offered_at is not None]
    if mark is Mark.SUPERSEDED and page.quote.state is QuoteState.WITHDRAWN and version is offered[-1]:
        return Mark.WITHDRAWN
    return mark


def _contract(session: Session, page: QuotePage, version: VersionView) -> ChangedContract | None:
    preview = extension_preview(session, page.quote.id, version.version)
    if preview is None:
        return None
    return ChangedContract(
        number=preview.contract.number,
        coterm_number=preview.coterm.number if preview.coterm else "",
        effective_on=preview.effective_on,
        bound_until=preview.bound_until,
        added_from=preview.added_from,
        invoices=tuple(view_of(NextInvoice, row) for row in preview.rows),
    )
