"""How an article is kept and sold: tracked or not, safety stock, orders ahead and how many of them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from core.inventory.errors import DayMissing, FewerThanPromised
from core.inventory.models import USUAL_LEAD_DAYS, StockPolicy
from core.inventory.operations.moving import tell_arrival
from core.inventory.operations.rows import lock_policy
from core.inventory.states import FEW, Selling


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyInput:
    """What people decide about an article. How many pieces are promised is counted, not decided."""

    is_tracked: bool = True
    low_from: int = FEW
    safety: int = 0
    selling: Selling = Selling.STOCK
    expected_on: date | None = None
    most_waiting: int | None = None
    lead_days: int = USUAL_LEAD_DAYS
    unit_cost_minor: int | None = None


def set_policy(session: Session, variant_id: UUID, wanted: PolicyInput) -> StockPolicy:
    """Decide how a variant is kept and sold from now on; what is promised stays promised.

    Raises DayMissing for a pre-order without its day, FewerThanPromised for a limit below what orders wait for.
    """
    if wanted.selling is Selling.PREORDER and wanted.expected_on is None:
        raise DayMissing
    policy = lock_policy(session, variant_id)
    if wanted.most_waiting is not None and wanted.most_waiting < policy.waiting:
        raise FewerThanPromised(promised=policy.waiting)
    for name in PolicyInput.__dataclass_fields__:
        setattr(policy, name, getattr(wanted, name))
    tell_arrival(session, variant_id)  # a smaller safety stock or an earlier day may set goods free
    return policy
