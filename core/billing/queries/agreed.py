"""What is left of an order after changes, as its page sums it up."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from core.billing.queries.groups import groups_of_order
from core.orders.models import Order, OrderLine
from core.orders.queries import TaxTotal
from core.orders.states import LineKind
from core.pricing.rounding import share_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """The sums of what is left. Articles, discounts and the fees for delivery and for setting up subscriptions count
    as the price list counts, articles before discounts."""

    goods_minor: int
    discount_minor: int
    fee_minor: int
    setup_minor: int
    taxes: tuple[TaxTotal, ...]
    gross_minor: int


def agreed_now(session: Session, order_id: UUID) -> Agreed:
    """What is left of an order that exists."""
    order = session.scalars(select(Order).where(Order.id == order_id).options(selectinload(Order.lines))).one()
    articles = [line for line in order.lines if line.kind is not LineKind.FEE]
    fees = [line for line in order.lines if line.kind is LineKind.FEE]
    goods = sum(_share(line, line.amount_minor + line.discount_minor) for line in articles)
    taxes = _taxes(order)
    return Agreed(
        goods_minor=goods,
        discount_minor=goods - sum(_share(line, line.amount_minor) for line in articles),
        fee_minor=sum(_share(fee, fee.amount_minor) for fee in fees if fee.fee_for is None),
        setup_minor=sum(_share(fee, fee.amount_minor) for fee in fees if fee.fee_for is not None),
        taxes=taxes,
        gross_minor=sum(tax.gross_minor for tax in taxes),
    )


def _share(line: OrderLine, amount_minor: int) -> int:
    return share_of(amount_minor, line.quantity - line.cancelled_quantity, line.quantity)


def _taxes(order: Order) -> tuple[TaxTotal, ...]:
    found: dict[tuple[str, Decimal, str], list[int]] = {}
    for key, group in groups_of_order(order).items():
        sums = found.setdefault((key.tax.country, -key.tax.rate, key.tax.category.value), [0, 0, 0])
        left = group.billable
        sums[0], sums[1], sums[2] = sums[0] + left.net, sums[1] + left.tax_minor, sums[2] + left.gross
    return tuple(
        TaxTotal(country=key[0], rate=-key[1], category=key[2], net_minor=net, tax_minor=tax, gross_minor=gross)
        for key, (net, tax, gross) in sorted(found.items())
        if gross
    )
