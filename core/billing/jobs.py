"""What billing does by itself: documents that follow from fulfilment, and the periods of subscriptions."""

from contextlib import suppress
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from core.billing.errors import CreditExceedsInvoice, NothingToInvoice
from core.billing.operations import bill_contract, credit_return, invoice_service, invoice_shipment
from core.kernel import clock
from core.kernel.errors import Retryable
from core.kernel.jobs import enqueue, job
from core.subscriptions.queries import contracts_due


@job("billing.invoice_shipment")
def invoice_shipped_goods(session: Session, *, shipment_id: str, **_: object) -> None:
    """Invoice a shipment that left."""
    invoice_shipment(session, UUID(shipment_id))


@job("billing.invoice_service")
def invoice_completed_service(session: Session, *, service_job_id: str, **_: object) -> None:
    """Invoice a visit that took place."""
    invoice_service(session, UUID(service_job_id))


@job("billing.bill_contract")
def bill_one_contract(session: Session, *, contract_id: str, up_to: str = "", **_: object) -> None:
    """Invoice what is due of one contract, up to a day or today."""
    bill_contract(session, UUID(contract_id), up_to=date.fromisoformat(up_to) if up_to else clock.today())


@job("billing.bill_subscriptions")
def bill_due_subscriptions(session: Session, **_: object) -> None:
    """Write down a job for every contract with something due, so that one that fails holds up no other."""
    today = clock.today()
    for due in contracts_due(session, today):
        payload = {"contract_id": str(due.contract.id), "up_to": today.isoformat()}
        enqueue(session, "billing.bill_contract", payload, key=f"bill:{due.contract.id}:{today}")


@job("billing.credit_return")
def credit_returned_goods(session: Session, *, return_id: str, **_: object) -> None:
    """Credit what came back; goods that are not invoiced yet are credited after their invoice."""
    _credit(session, UUID(return_id))


@job("billing.credit_cancelled")
def credit_cancelled_part(session: Session, *, part_id: str, **_: object) -> None:
    """Credit the delivery fee, if cancelling this part means that nothing of what was delivered is kept."""
    with suppress(NothingToInvoice):
        _credit(session, UUID(part_id))


def _credit(session: Session, cause_id: UUID) -> None:
    try:
        credit_return(session, cause_id)
    except CreditExceedsInvoice as error:
        raise Retryable(str(error)) from error
