"""Fulfilment's conversations with back-ends: write down that we ask, ask, write down the answer."""

from uuid import UUID

from sqlalchemy.orm import Session

from core.fulfilment.backends import get_backend
from core.fulfilment.operations import following
from core.fulfilment.operations import hand_over as steps
from core.fulfilment.protocol import BackendRefused, BackendTimeout, Receipt
from core.kernel.db import unit_of_work
from core.kernel.errors import Permanent, Retryable
from core.kernel.i18n import N_
from core.kernel.jobs import job, network_job


@job("fulfilment.hand_over_order")
def hand_over_order(session: Session, *, order_id: str, **_: object) -> None:
    """An order is released: every part goes to its back-end."""
    steps.hand_over_order(session, UUID(order_id))


@network_job("fulfilment.hand_over")
def hand_over(*, part_id: str) -> None:
    """Hand a part over. What may have arrived before, because we were killed while asking, is asked for first."""
    _send(UUID(part_id), ask_later=True)


@network_job("fulfilment.ask_backend")
def ask_backend(*, part_id: str) -> None:
    """Ask what became of a part from which no answer came; send it again, with the same key, if it never arrived."""
    if not _send(UUID(part_id), ask_later=False):
        raise Retryable(N_("The back-end does not answer."))


@job("fulfilment.withdraw_part")
def withdraw_part(session: Session, *, part_id: str, **_: object) -> None:
    """A part was cancelled: nobody shall work on it any more."""
    steps.withdraw_part(session, UUID(part_id))


@job("fulfilment.follow_change")
def follow_change(session: Session, *, order_id: str, change_id: str, **_: object) -> None:
    """An order was changed: nobody shall work on what was taken out."""
    following.follow_change(session, UUID(order_id), UUID(change_id))


@network_job("fulfilment.amend")
def amend(*, part_id: str) -> None:
    """Tell a back-end what is left of a part; asking twice gives the same answer."""
    with unit_of_work() as session:
        left = following.find_amended(session, UUID(part_id))
    if left is None:
        return
    try:
        get_backend(left.backend).amend(left.reference, left.hand_over)
    except BackendTimeout:
        raise Retryable(N_("The back-end does not answer.")) from None
    except BackendRefused as refusal:
        raise Permanent(f"The back-end does not take the change of {left.reference}: {refusal}") from None


@network_job("fulfilment.withdraw")
def withdraw(*, backend: str, reference: str) -> None:
    """Take a part back from its back-end; asking twice gives the same answer."""
    try:
        get_backend(backend).cancel(reference)
    except BackendTimeout:
        raise Retryable(N_("The back-end does not answer.")) from None
    except BackendRefused as refusal:
        raise Permanent(f"The back-end does not give {reference} back: {refusal}") from None


def _send(part_id: UUID, *, ask_later: bool) -> bool:
    """One conversation about one part; False when no answer came."""
    with unit_of_work() as session:
        task = steps.begin_hand_over(session, part_id)
    if task is None:
        return True
    try:
        receipt = _ask(task)
    except BackendTimeout:
        with unit_of_work() as session:
            steps.record_silence(session, part_id, ask_later=ask_later)
        return False
    except BackendRefused as refusal:
        with unit_of_work() as session:
            steps.record_refusal(session, part_id, str(refusal))
        return True
    with unit_of_work() as session:
        steps.record_receipt(session, part_id, receipt)
    return True


def _ask(task: steps.Task) -> Receipt:
    """Ask by the key what may be there already; send only what is not."""
    backend = get_backend(task.backend)
    if task.was_sent:
        known = backend.find(task.hand_over.key)
        if known is not None:
            return known
        with unit_of_work() as session:
            steps.begin_sending_again(session, task.hand_over.part_id)
    return backend.submit(task.hand_over)
