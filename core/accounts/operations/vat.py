"""VAT ids: keeping one, and keeping what was answered about it."""

from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.accounts.errors import NoAccountToFree
from core.accounts.events import TaxCertificateChanged, VatIdChanged
from core.accounts.models import Customer, VatCheck
from core.accounts.protocol import VatAnswer
from core.accounts.rules import VAT_ID_HOLDS, normalise_vat_id
from core.accounts.states import VatState
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.db import lock, new_id
from core.kernel.events import announce
from core.kernel.jobs import enqueue


def set_vat_id(session: Session, customer_id: UUID, vat_id: str, *, acting_user: Actor) -> Customer:
    """Keep another VAT id, or none; it is unchecked until somebody answers. Raises InvalidVatId."""
    kept = normalise_vat_id(vat_id) if vat_id.strip() else None
    customer = lock(session, Customer, customer_id)
    if customer.vat_id != kept:
        customer.vat_id, customer.vat_checked_at = kept, None
        customer.vat_state = VatState.UNCHECKED
        announce(session, VatIdChanged(customer_id=customer.id), acting_user=acting_user)
    return customer


def set_tax_certificate(
    session: Session, customer_id: UUID, *, certificate: str, until: date | None, acting_user: Actor
) -> Customer:
    """Free a customer from VAT by a certificate until its last day (None: for good), or not any more (empty).

    Guests cannot be freed: raises NoAccountToFree. Placed orders keep what they were agreed at.
    """
    customer = lock(session, Customer, customer_id)
    if customer.guest_email is not None:
        raise NoAccountToFree
    kept, last = certificate.strip(), until if certificate.strip() else None
    if (customer.tax_certificate, customer.tax_certificate_until) != (kept, last):
        customer.tax_certificate, customer.tax_certificate_until = kept, last
        announce(session, TaxCertificateChanged(customer_id=customer.id, certificate=kept), acting_user=acting_user)
    return customer


def ask_for_check(session: Session, customer_id: UUID) -> None:
    """Have the VAT id of a customer checked again."""
    enqueue(session, "accounts.check_vat_id", {"customer_id": str(customer_id)})


def ask_for_due_checks(session: Session) -> int:
    """Have every id checked that nobody answered about, or whose answer is old; how many those are."""
    old = Customer.vat_checked_at < clock.now() - VAT_ID_HOLDS
    is_due = or_(Customer.vat_checked_at.is_(None), Customer.vat_state == VatState.UNAVAILABLE, old)
    due = list(session.scalars(select(Customer.id).where(Customer.vat_id.is_not(None), is_due).order_by(Customer.id)))
    for customer_id in due:
        ask_for_check(session, customer_id)
    return len(due)


def record_vat_check(session: Session, customer_id: UUID, *, vat_id: str, answer: VatAnswer) -> Customer:
    """Keep an answer. One about an id that the customer no longer has changes nothing but the record.

    When nobody answers, an earlier yes or no stays what we know until it is too old.
    """
    customer = lock(session, Customer, customer_id)
    session.add(
        VatCheck(
            id=new_id(),
            customer_id=customer.id,
            vat_id=vat_id,
            state=answer.state,
            at=clock.now(),
            reference=answer.reference,
            name=answer.name,
            address=answer.address,
            reason=answer.reason,
        )
    )
    if customer.vat_id == vat_id and not _still_holds(customer, answer):
        customer.vat_state, customer.vat_checked_at = answer.state, clock.now()
    return customer


def _still_holds(customer: Customer, answer: VatAnswer) -> bool:
    if answer.state is not VatState.UNAVAILABLE or customer.vat_checked_at is None:
        return False
    is_known = customer.vat_state in (VatState.VALID, VatState.INVALID)
    return is_known and clock.now() - customer.vat_checked_at < VAT_ID_HOLDS
