"""What a change of an order would mean for its money, looked at before anything is done."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.rules import AddressInput
from core.billing.queries import agreed_minor, refundable
from core.kernel.errors import AppError, Refused
from core.kernel.money import Money
from core.orders.errors import DeliveryDearer, OrderIsCancelled
from core.orders.models import Order, OrderLine
from core.orders.queries import change_rows, loaded_order, why_address_is_fixed
from core.orders.queries.changes import address_for, fees_at, open_fees, with_fees
from core.orders.rules import ChangeRow, ChangeWish, hash_of, require_change
from core.orders.states import LineKind, OrderState
from core.payments.errors import AttemptRunning, PaymentNotFound
from core.payments.models import Payment
from core.payments.providers import find_method
from core.payments.queries.payments import label_of
from core.payments.queries.refunding import RefundShare, has_open_attempt, refund_shares
from core.payments.states import PaymentState, Timing


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """How many of an article were to come, and how many would be."""

    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePreview:
    """A change with its money. Fees count as the order's price list counts, all else is gross; minor units.

    `is_end`: nothing more would come. `seen` names exactly this content; whoever confirms it sends it along.
    """

    order_number: str
    currency: str
    rows: tuple[PreviewRow, ...]
    is_end: bool
    delivery: AddressInput | None
    fee_before_minor: int
    fee_after_minor: int
    before_minor: int
    after_minor: int
    refunds: tuple[RefundShare, ...]
    to_pay_minor: int
    is_on_account: bool
    method_label: str
    seen: str = ""

    @property
    def refund_minor(self) -> int:
        """What would go back in all."""
        return sum(share.amount_minor for share in self.refunds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A change as operations carry it out; `fees` are in no session yet."""

    dropped: dict[UUID, int]
    fees: tuple[OrderLine, ...]
    preview: ChangePreview


@dataclass(frozen=True, slots=True, kw_only=True)
class Changeable:
    """What of an order can be changed now, and for the rest why not. `whole_refusal` stands against cancelling it."""

    rows: tuple[ChangeRow, ...]
    why_address_is_fixed: AppError | None
    whole_refusal: AppError | None

    @property
    def is_possible(self) -> bool:
        """Whether anything can be changed."""
        return self.why_address_is_fixed is None or any(row.why_fixed is None for row in self.rows)


def changeable(session: Session, order_id: UUID, *, is_office: bool = False) -> Changeable:
    """What of an order that exists can be changed. Raises OrderNotFound."""
    order = loaded_order(session, order_id)
    rows = change_rows(order, is_office=is_office)
    reasons = [row.why_fixed for row in rows if row.why_fixed]
    nothing_left = OrderIsCancelled(number=order.number) if order.state is OrderState.CANCELLED else None
    return Changeable(
        rows=rows,
        why_address_is_fixed=why_address_is_fixed(order, is_office=is_office),
        whole_refusal=reasons[0] if reasons else nothing_left,
    )


def whole_wish(rows: Sequence[ChangeRow]) -> ChangeWish:
    """The wish that nothing more comes."""
    return ChangeWish(quantities={row.key: 0 for row in rows})


def preview_change(session: Session, order_id: UUID, wish: ChangeWish, *, is_office: bool = False) -> ChangePreview:
    """What a change would mean. Raises what stands against it: PartFixed, AddressFixed, InvalidInput on the field of
    what is wrong, NothingToChange, DeliveryNotThere, DeliveryDearer, AttemptRunning while a provider owes an answer,
    PaymentNotFound for an order without a payment."""
    payment = session.scalars(select(Payment).where(Payment.order_id == order_id)).one_or_none()
    if payment is None:
        raise PaymentNotFound
    return plan_change(session, loaded_order(session, order_id), payment, wish, is_office=is_office).preview


def preview_cancelling(session: Session, order_id: UUID) -> ChangePreview | None:
    """What cancelling the whole order would mean for the office; None where it is too late, or there is no payment."""
    wish = whole_wish(change_rows(loaded_order(session, order_id), is_office=True))
    try:
        return preview_change(session, order_id, wish, is_office=True) if wish.quantities else None
    except (Refused, PaymentNotFound):
        return None


def plan_change(
    session: Session, order: Order, payment: Payment, wish: ChangeWish, *, is_office: bool = False
) -> Planned:
    """A change of a loaded order with everything that it does; what `preview_change` shows and operations carry out."""
    rows = change_rows(order, is_office=is_office)
    dropped = with_fees(order, require_change(rows, wish))
    to, fees = None, list[OrderLine]()
    if wish.delivery is not None:
        if (refusal := why_address_is_fixed(order, is_office=is_office)) is not None:
            raise refusal
        to = address_for(session, order, wish.delivery)
        fees = fees_at(session, order, to, dropped)
        if not _is_same_fee(order, fees, dropped):
            dropped |= open_fees(order)
        else:
            fees = []
    preview = _preview(session, order, payment, rows, wish, dropped, fees, to)
    if payment.state is PaymentState.OPEN and not preview.is_end and has_open_attempt(session, payment.id):
        raise AttemptRunning
    if preview.after_minor > preview.before_minor and payment.state is not PaymentState.OPEN:
        raise DeliveryDearer(more=Money(preview.after_minor - preview.before_minor, order.currency))
    return Planned(dropped=dropped, fees=tuple(fees), preview=replace(preview, seen=_seen(order, payment, preview)))


def _preview(
    session: Session,
    order: Order,
    payment: Payment,
    rows: Sequence[ChangeRow],
    wish: ChangeWish,
    dropped: dict[UUID, int],
    fees: Sequence[OrderLine],
    to: AddressInput | None,
) -> ChangePreview:
    after = agreed_minor(order, dropped=dropped, added=fees)
    open_after = sum(line.open_quantity - dropped.get(line.id, 0) for line in order.lines)
    is_over = not open_after and not any(line.fulfilled_quantity for line in order.lines)
    owed = refundable(session, order.id, dropped=dropped, added=fees)
    method = find_method(payment.method)
    return ChangePreview(
        order_number=order.number,
        currency=order.currency,
        rows=tuple(
            PreviewRow(name=row.name, before=row.quantity, after=wish.quantities.get(row.key, row.quantity))
            for row in rows
        ),
        is_end=not open_after,
        delivery=to,
        fee_before_minor=_fees(order.lines, {}),
        fee_after_minor=_fees(order.lines, dropped) + sum(fee.amount_minor for fee in fees),
        before_minor=agreed_minor(order),
        after_minor=after,
        refunds=tuple(refund_shares(session, payment.id, owed.total_minor if is_over else owed.owed_minor)),
        to_pay_minor=max(0, after - payment.received_minor) if payment.state is PaymentState.OPEN else 0,
        is_on_account=method is not None and method.timing is Timing.LATER,
        method_label=label_of(payment.method),
    )


def _fees(lines: Sequence[OrderLine], dropped: dict[UUID, int]) -> int:
    kept = (
        line for line in lines if line.kind is LineKind.FEE and line.fee_for is None and not line.cancelled_quantity
    )
    return sum(line.amount_minor for line in kept if line.id not in dropped)


def _is_same_fee(order: Order, fees: Sequence[OrderLine], dropped: dict[UUID, int]) -> bool:
    return _fees(order.lines, dropped) == sum(fee.amount_minor for fee in fees)


def _seen(order: Order, payment: Payment, preview: ChangePreview) -> str:
    """A name for what is shown and for all that it was computed from."""
    lines = sorted((str(line.id), line.fulfilled_quantity, line.cancelled_quantity) for line in order.lines)
    parts = sorted((str(part.id), part.state.value) for part in order.parts)
    money = (payment.state.value, payment.method, payment.amount_minor, payment.received_minor)
    return hash_of([str(order.id), lines, parts, str(order.delivery_address_id), money, asdict(preview)])
