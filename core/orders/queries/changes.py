"""What of an order may still be changed, and what another address means for its delivery fee."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from core.accounts.models import Address
from core.accounts.rules import AddressInput, checked_address
from core.catalog.queries import articles_for
from core.kernel.db import new_id
from core.kernel.errors import AppError
from core.kernel.money import allocate
from core.orders.errors import AddressFixed, GoesToSeveral, OrderNotFound, OtherCountry, PartFixed
from core.orders.models import Order, OrderChange, OrderLine, OrderPart
from core.orders.queries.situations import lines_of_part
from core.orders.queries.views import ChangeView
from core.orders.rules import CANCELLABLE, ChangeRow, why_part_is_fixed
from core.orders.states import LineKind, PartState
from core.pricing.errors import DeliveryNotThere
from core.pricing.queries import delivery_options
from core.pricing.rounding import share_of
from core.pricing.rules import TaxKey, discounts_from_text, trace_from_text
from core.pricing.rules.bands import Parcel
from core.pricing.rules.taxes import Anchor, split_by_tax
from core.pricing.states import TaxCategory

SETTLED = (PartState.COMPLETED, PartState.CANCELLED)


def loaded_order(session: Session, order_id: UUID) -> Order:
    """An order with its parts and lines, to look at. Raises OrderNotFound."""
    statement = select(Order).where(Order.id == order_id)
    found = session.scalars(statement.options(selectinload(Order.parts), selectinload(Order.lines))).one_or_none()
    if found is None:
        raise OrderNotFound
    return found


def change_rows(order: Order, *, is_office: bool = False) -> tuple[ChangeRow, ...]:
    """What is still to come of a loaded order, in rows that can be chosen; a bundle is one of them."""
    parts = {part.id: part for part in order.parts}
    least = _tiers(order)
    rows: dict[int, list[OrderLine]] = {}
    for line in order.lines:
        if line.kind is not LineKind.FEE and line.open_quantity:
            rows.setdefault(line.bundle_position or line.position, []).append(line)
    return tuple(
        _row(order, lines, [parts[line.part_id] for line in lines], least.get(position, 1), is_office=is_office)
        for position, lines in sorted(rows.items())
    )


def why_address_is_fixed(order: Order, *, is_office: bool = False) -> AppError | None:
    """Why the address of a loaded order cannot be changed; None while nobody has begun to work on it."""
    if _is_divided(order):
        return GoesToSeveral()
    if any(line.fulfilled_quantity for line in order.lines):
        return AddressFixed()
    open_parts = [part for part in order.parts if part.state not in SETTLED]
    if not open_parts:
        return AddressFixed()
    reasons = (_why_fixed(order, part, is_office=is_office) for part in open_parts)
    return next((reason for reason in reasons if reason), None)


def with_fees(order: Order, dropped: Mapping[UUID, int]) -> dict[UUID, int]:
    """What is dropped, with the share of the delivery fee that travels with goods of which nothing is left, and with
    what setting up subscriptions costs that will not come."""
    gone = {part.id for part in ending_parts(order, dropped)}
    parts = {line.id: line.part_id for line in order.lines}
    fees = {line_id: quantity for line_id, quantity in open_fees(order).items() if parts[line_id] in gone}
    positions = {line.position for line in order.lines if dropped.get(line.id)}
    setups = {line.id: line.open_quantity for line in order.lines if line.fee_for in positions and line.open_quantity}
    return {**dropped, **fees, **setups}


def ending_parts(order: Order, dropped: Mapping[UUID, int]) -> list[OrderPart]:
    """The parts of which nothing more will come after this."""
    ending = []
    for part in order.parts:
        articles = [line for line in lines_of_part(order, part) if line.kind is not LineKind.FEE]
        is_touched = any(line.id in dropped for line in articles)
        if part.state in CANCELLABLE and is_touched and not any(_left(line, dropped) for line in articles):
            ending.append(part)
    return ending


def open_fees(order: Order) -> dict[UUID, int]:
    """The delivery fees that are still to be charged."""
    fees = (line for line in order.lines if line.kind is LineKind.FEE and line.fee_for is None)
    return {line.id: line.open_quantity for line in fees if line.open_quantity}


def address_for(session: Session, order: Order, typed: AddressInput) -> AddressInput:
    """The address as it will be kept. Raises InvalidInput with its field, for another country too."""
    clean = checked_address(typed)
    present = session.scalar(select(Address.country).where(Address.id == order.delivery_address_id))
    if clean.country != present:
        raise OtherCountry
    return clean


def fees_at(session: Session, order: Order, to: AddressInput, dropped: Mapping[UUID, int]) -> list[OrderLine]:
    """What the delivery of what is left to another address costs, as lines that are in no session yet.

    Raises DeliveryNotThere. A delivery that a promotion freed stays free.
    """
    goods = [line for line in order.lines if line.kind is LineKind.PHYSICAL and _left(line, dropped)]
    option = next(
        (o for o in delivery_options(session, mode=order.price_mode) if o.code == order.delivery_method), None
    )
    if not goods or option is None or _is_freed(order):
        return []
    values = [share_of(line.amount_minor, _left(line, dropped), line.quantity) for line in goods]
    articles = articles_for(session, [line.variant_id for line in goods if line.variant_id])
    grams = sum(
        (articles[line.variant_id].weight_grams or 0) * _left(line, dropped)
        for line in goods
        if line.variant_id in articles
    )
    parcel = Parcel(country=to.country, postal_code=to.postal_code, grams=grams, value_minor=sum(values))
    quote = option.quote(parcel)
    if quote is None:
        raise DeliveryNotThere
    return _fee_lines(order, goods, values, quote.fee_minor, option.name_in(order.locale)) if quote.fee_minor else []


def changes_of(session: Session, order_id: UUID) -> list[ChangeView]:
    """What was changed of an order after it was placed, the latest first."""
    statement = select(OrderChange).where(OrderChange.order_id == order_id)
    rows = session.scalars(statement.order_by(OrderChange.at.desc(), OrderChange.id.desc()))
    return [ChangeView.of(row) for row in rows]


def _row(
    order: Order, lines: Sequence[OrderLine], parts: Sequence[OrderPart], least: int, *, is_office: bool
) -> ChangeRow:
    first = lines[0]
    is_bundle = first.bundle_position is not None
    reasons = (_why_fixed(order, part, is_office=is_office) for part in parts)
    is_partly_done = any(line.fulfilled_quantity or line.cancelled_quantity for line in lines)
    return ChangeRow(
        pieces={line.id: line.open_quantity for line in lines},
        name=(first.bundle_name or first.name) if is_bundle else first.name,
        picture=first.picture,
        quantity=1 if is_bundle else first.open_quantity,
        least=least,
        is_whole=is_bundle or first.kind is LineKind.SUBSCRIPTION,
        why_fixed=next((reason for reason in reasons if reason), None)
        or (GoesToSeveral() if not is_office and _is_divided(order) else None)
        or (PartFixed("begun") if is_bundle and is_partly_done else None),
    )


def _is_divided(order: Order) -> bool:
    """Whether its goods go to several addresses: then prices by quantity hold for what all of them get."""
    return any(part.delivery_address_id is not None for part in order.parts)


def _why_fixed(order: Order, part: OrderPart, *, is_office: bool) -> AppError | None:
    has_begun = any(line.fulfilled_quantity for line in lines_of_part(order, part))
    return why_part_is_fixed(
        part.kind, part.state, has_begun=has_begun, waiting_on=part.waiting_on, is_office=is_office
    )


def _left(line: OrderLine, dropped: Mapping[UUID, int]) -> int:
    return line.open_quantity - dropped.get(line.id, 0)


def _tiers(order: Order) -> dict[int, int]:
    """From how many pieces on the agreed price of a position holds, where more than one were needed for it."""
    steps = (step for step in trace_from_text(order.trace) if step.step == "tier" and step.position is not None)
    return {int(step.position or 0): int(str(step.params["pieces"])) for step in steps}


def _is_freed(order: Order) -> bool:
    return any(given.frees_delivery for given in discounts_from_text(order.discounts))


def _fee_lines(
    order: Order, goods: Sequence[OrderLine], values: Sequence[int], fee_minor: int, name: str
) -> list[OrderLine]:
    """A fee shared among VAT groups and units by the value of the goods, each share beside the first goods of its."""
    shares: dict[tuple[TaxKey, UUID], int] = {}
    beside: dict[tuple[TaxKey, UUID], OrderLine] = {}
    for line, value in zip(goods, values, strict=True):
        tax = TaxKey(country=line.tax_country, rate=line.tax_rate, category=TaxCategory(line.tax_category))
        key = (tax, line.business_unit_id)
        shares[key] = shares.get(key, 0) + value
        beside.setdefault(key, line)
    amounts = allocate(fee_minor, list(shares.values()))
    keys = [key for key, amount in zip(shares, amounts, strict=True) if amount]
    amounts = [amount for amount in amounts if amount]
    anchors = [Anchor(tax=key[0], amount_minor=amount) for key, amount in zip(keys, amounts, strict=True)]
    splits = split_by_tax(order.price_mode, anchors).splits
    position = max(line.position for line in order.lines)
    return [
        OrderLine(
            id=new_id(),
            order_id=order.id,
            part_id=beside[key].part_id,
            position=position + number,
            sku=order.delivery_method,
            name=name,
            picture="",
            kind=LineKind.FEE,
            business_unit_id=key[1],
            quantity=1,
            unit_minor=amount,
            amount_minor=amount,
            discount_minor=0,
            tax_country=key[0].country,
            tax_rate=key[0].rate,
            tax_category=key[0].category.value,
            tax_reason=beside[key].tax_reason,
            net_minor=split.net,
            tax_minor=split.tax_minor,
            gross_minor=split.gross,
            fulfilled_quantity=0,
            returned_quantity=0,
            cancelled_quantity=0,
            invoiced_quantity=0,
            backordered_quantity=0,
            note="",
        )
        for number, (key, amount, split) in enumerate(zip(keys, amounts, splits, strict=True), start=1)
    ]
