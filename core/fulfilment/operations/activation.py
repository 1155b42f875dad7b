"""Subscriptions start."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from core.kernel.actor import Actor
from core.kernel.db import lock
from core.orders.operations import Cause, lock_order_of_part, progress_part
from core.subscriptions.models import Contract
from core.subscriptions.operations import activate_contract
from core.subscriptions.queries import get_contract
from core.subscriptions.states import ContractState


def activate_subscription(session: Session, contract_id: UUID, *, starts_on: date, acting_user: Actor) -> Contract:
    """Let a subscription run from a day on; its part is completed when all its subscriptions run.

    Again with the same day changes nothing. Raises ContractNotFound, StartsTooEarly, StartsElsewhere, PartNotReady.
    """
    part_id = get_contract(session, contract_id).part_id
    lock_order_of_part(session, part_id)  # the order first, as everywhere, so that nobody waits in a circle
    was_active = lock(session, Contract, contract_id).state is ContractState.ACTIVE
    contract = activate_contract(session, contract_id, starts_on=starts_on, acting_user=acting_user)
    if not was_active:
        progress_part(
            session,
            part_id,
            quantities={contract.order_line_id: contract.quantity},
            cause=Cause(type="contract", id=contract.id),
            acting_user=acting_user,
        )
    return contract
