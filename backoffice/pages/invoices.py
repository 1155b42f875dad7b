"""What the pages of invoices show."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import request
from sqlalchemy.orm import Session

from backoffice.lists import typed
from core.accounts.queries import business_units
from core.accounts.states import Permission
from core.billing.queries import InvoiceView, get_invoice
from core.billing.queries.office import DocumentFilter
from core.billing.states import InvoiceKind
from core.kernel.i18n import N_
from core.ledger.queries import JournalRow, entries_of
from core.web.access import can
from core.web.locale import translated

DOCUMENT_LISTS: Sequence[tuple[str | None, str]] = (
    (None, N_("All")),
    ("open", N_("Open")),
    ("overdue", N_("Overdue")),
    ("credit", N_("Credit notes")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenDocuments:
    """Which documents the address asks for, and under which name."""

    name: str | None
    filter: DocumentFilter


def document_filter() -> ChosenDocuments:
    """What the address asks for."""
    name = request.args.get("show")
    wanted = DocumentFilter(
        kind=InvoiceKind.CREDIT_NOTE if name == "credit" else None,
        is_open=name == "open",
        is_overdue=name == "overdue",
        text=typed(),
    )
    return ChosenDocuments(name=name if name in {code for code, _label in DOCUMENT_LISTS} else None, filter=wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicePage:
    """A document with its entries in the books, for those who may see them."""

    invoice: InvoiceView
    unit: str
    units: dict[UUID, str]
    entries: tuple[JournalRow, ...]

    @property
    def is_credit_note(self) -> bool:
        """Whether it gives something back."""
        return self.invoice.kind is InvoiceKind.CREDIT_NOTE


def invoice_page(session: Session, number: str) -> InvoicePage:
    """The page of a document. Raises InvoiceNotFound."""
    invoice = get_invoice(session, number)
    units = {unit.id: translated(unit.name) for unit in business_units(session)}
    entries = entries_of(session, "invoice", invoice.id) if can(Permission.VIEW_LEDGER) else []
    return InvoicePage(invoice=invoice, unit=units[invoice.business_unit_id], units=units, entries=tuple(entries))
