"""Placing an order: from a cart and what the customer saw to an order in parts, with its stock reserved."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from core.accounts.operations import ask_for_check
from core.carts.models import Cart
from core.carts.operations import find_locked_cart, mark_ordered
from core.carts.queries.cart import price_lines
from core.carts.states import CartState
from core.inventory.operations import book_time, reserve
from core.kernel import clock, idempotency
from core.kernel.actor import Actor
from core.kernel.db import new_id
from core.kernel.events import announce
from core.kernel.i18n import supported
from core.kernel.numbers import NumberRange, draw_number
from core.orders.errors import CartChanged, NothingToOrder, OrderNotFound, PriceChanged
from core.orders.events import OrderPlaced
from core.orders.models import Order, OrderLine, OrderPart, PurchaseApproval
from core.orders.operations.aggregate import tell
from core.orders.operations.approvals import pieces_in, require_allowance, use_approval
from core.orders.operations.backorders import note_missing
from core.orders.operations.checkout import Agreement, Checkout, Parties, Purchase, find_parties
from core.orders.operations.ending import let_go
from core.orders.queries.orders import has_ordered
from core.orders.queries.situations import pieces_of, visits_of
from core.orders.rules import LineTerms, PlannedPart, content_hash, cut_by_destination, lines_of, split_into_parts
from core.orders.states import OrderState, PartState, WaitingFor
from core.pricing.errors import UnknownDeliveryMethod
from core.pricing.operations import count_sale, redeem_promotions
from core.pricing.queries import Buyer, taxpayer_of
from core.pricing.rules import Destination, LineKey, PricedBasket, discounts_to_text, trace_to_text
from core.pricing.rules.parties import Taxpayer
from core.pricing.states import ON_VAT_ID, TaxReason

SCOPE, AGREED = "orders.place_order", "orders.place_agreed"


def place_order(
    session: Session,
    checkout: Checkout,
    *,
    reserved_until: datetime | None = None,
    is_released: bool = False,
    acting_user: Actor,
) -> Order:
    """Turn a cart into an order: price it again, reserve all its stock or none, cut it into parts.

    The same key gives the same order, however often and from wherever it is sent; so does the same cart. Goods stay
    reserved until `reserved_until` (None: for good) or the order is released, which `is_released` does at once.
    Raises OverOrderLimit or OverWindowLimit when a buyer needs a colleague's word that was not given for this cart,
    CartChanged and PriceChanged when the customer saw something else, NotEnoughStock, PromotionUsedUp,
    NothingToOrder, or InvalidInput; nothing is changed then.
    """
    cart = find_locked_cart(session, checkout.cart_id, acting_user=acting_user)
    order_id = new_id()
    earlier = idempotency.claim(session, SCOPE, checkout.idempotency_key, result_id=order_id)
    if earlier is not None:
        return _get(session, Order.id == earlier)
    if placed := _order_of(session, cart):
        idempotency.settle(session, SCOPE, checkout.idempotency_key, placed.id)
        return placed
    order = _place(session, _open(cart), checkout, order_id, reserved_until, acting_user)
    return _finish(session, order, is_released=is_released, acting_user=acting_user)


def place_agreed(
    session: Session,
    agreement: Agreement,
    *,
    reserved_until: datetime | None = None,
    is_released: bool = False,
    acting_user: Actor,
) -> Order:
    """Turn what was agreed into an order, at exactly the agreed prices; all its stock is reserved or none.

    The same key gives the same order. Raises what `place_order` raises but for what carts and promotions refuse;
    nothing is changed then.
    """
    order_id = new_id()
    earlier = idempotency.claim(session, AGREED, agreement.idempotency_key, result_id=order_id)
    if earlier is not None:
        return _get(session, Order.id == earlier)
    parties, basket = find_parties(session, agreement), agreement.basket
    approval = _allowance(session, agreement, agreement.subject_id, agreement.content_hash, parties, basket)
    order = _order(order_id, agreement, None, parties, basket)
    order.terms_days = agreement.terms_days
    lines = _write(session, order, agreement, parties, basket, reserved_until, acting_user)
    for line in lines:
        line.note = agreement.notes.get(line.reference, "")
    _tell(session, order, approval, acting_user)
    return _finish(session, order, is_released=is_released, acting_user=acting_user)


def _finish(session: Session, order: Order, *, is_released: bool, acting_user: Actor) -> Order:
    if is_released:
        let_go(session, order, acting_user=acting_user)
    session.flush()  # whoever goes on with the order in this transaction finds its rows
    return order


def _order_of(session: Session, cart: Cart | None) -> Order | None:
    """The order that this cart became in another tab."""
    return _get(session, Order.cart_id == cart.id) if cart and cart.state is CartState.ORDERED else None


def _open(cart: Cart | None) -> Cart:
    if cart is None or cart.state is not CartState.OPEN or not cart.lines:
        raise NothingToOrder
    return cart


def _place(
    session: Session,
    cart: Cart,
    checkout: Checkout,
    order_id: UUID,
    reserved_until: datetime | None,
    acting_user: Actor,
) -> Order:
    if cart.version != checkout.cart_version:
        raise CartChanged
    parties = find_parties(session, checkout)
    basket = _price_again(session, cart, checkout, parties)
    content = content_hash(pieces_in(cart)) if parties.limits else ""
    approval = _allowance(session, checkout, cart.id, content, parties, basket)
    order = _order(order_id, checkout, cart.id, parties, basket)
    _note(_write(session, order, checkout, parties, basket, reserved_until, acting_user), cart, basket)
    if basket.discounts:
        redeem_promotions(session, order.id, customer_id=parties.customer.id, discounts=basket.discounts)
    _tell(session, order, approval, acting_user)
    mark_ordered(cart, acting_user=acting_user)
    return order


def _write(
    session: Session,
    order: Order,
    purchase: Purchase,
    parties: Parties,
    basket: PricedBasket,
    reserved_until: datetime | None,
    acting_user: Actor,
) -> list[OrderLine]:
    """The parts and lines of an order, what they need reserved, and the sale counted."""
    parts = _parts(order, basket, parties)
    lines = [line for part in parts for line in part.lines]
    if goods := pieces_of(lines):
        missing = reserve(
            session,
            order.id,
            goods,
            expires_at=reserved_until,
            country=parties.delivery_country,
            acting_user=acting_user,
            locale=order.locale,
        )
        note_missing(lines, missing)
    if purchase.wished_service_on is not None and (visits := visits_of(lines)):
        book_time(session, visits, on=purchase.wished_service_on, field="wished_service_on")
    _count_sale(session, basket, parties)
    order.parts, order.lines = parts, lines
    return lines


def _tell(session: Session, order: Order, approval: PurchaseApproval | None, acting_user: Actor) -> None:
    """Give the order its number, last of all: from here on others wait for this number's row."""
    order.number = draw_number(session, NumberRange.ORDER)
    session.add(order)
    order.move_to(OrderState.PLACED, acting_user=acting_user)
    announce(session, tell(OrderPlaced, order), acting_user=acting_user)
    if approval is not None:
        session.flush()  # the approval points to the order, and no relationship would write it first
        use_approval(approval, order, acting_user=acting_user)


def _count_sale(session: Session, basket: PricedBasket, parties: Parties) -> None:
    """Sales to consumers in other EU countries are counted; those taxed abroad for their VAT id have it checked again.

    Raises PriceChanged when others have passed the threshold meanwhile: the same sum with another VAT in it.
    """
    if basket.counted_minor:
        is_below = any(line.tax_reason is TaxReason.BELOW_THRESHOLD for line in basket.everything)
        country, year = parties.delivery_country, clock.today().year
        if not count_sale(session, year, country, basket.counted_minor, within_threshold=is_below):
            raise PriceChanged(gross_minor=basket.gross, currency=basket.currency)
    if any(group.tax.category in ON_VAT_ID for group in basket.groups):
        ask_for_check(session, parties.customer.id)


def _allowance(
    session: Session, purchase: Purchase, subject_id: UUID, content: str, parties: Parties, basket: PricedBasket
) -> PurchaseApproval | None:
    """What a colleague said to this purchase, where somebody may not buy so much alone; asks nothing otherwise."""
    user_id, limits = purchase.contact.user_id, parties.limits
    if limits is None or user_id is None:
        return None
    return require_allowance(
        session,
        subject_id,
        content_hash=content,
        amount_minor=basket.gross,
        currency=basket.currency,
        user_id=user_id,
        limits=limits,
    )


def _price_again(session: Session, cart: Cart, checkout: Checkout, parties: Parties) -> PricedBasket:
    basket = price_lines(
        session,
        cart.lines,
        price_list=parties.customer.price_list,
        country=parties.delivery_country,
        delivery_method=checkout.delivery_method or None,
        postal_code=parties.delivery_postal_code,
        destinations=tuple(Destination(postal_code=one.postal_code, pieces=one.pieces) for one in parties.destinations),
        buyer=_buyer(session, cart, parties, supported(checkout.locale)),
    )
    if basket.needs_delivery and basket.delivery is None:
        raise UnknownDeliveryMethod
    if basket.fingerprint != checkout.expected_fingerprint:
        raise PriceChanged(gross_minor=basket.gross, currency=basket.currency)
    return basket


def _buyer(session: Session, cart: Cart, parties: Parties, locale: str) -> Buyer:
    customer_id = parties.customer.id
    return Buyer(
        customer_id=customer_id,
        code=cart.code,
        locale=locale,
        has_ordered=lambda: has_ordered(session, customer_id),
        taxpayer=_taxpayer(parties),
    )


def _taxpayer(parties: Parties) -> Taxpayer:
    return taxpayer_of(parties.customer, on=clock.today())


def _order(order_id: UUID, checkout: Purchase, cart_id: UUID | None, parties: Parties, basket: PricedBasket) -> Order:
    contact = checkout.contact
    return Order(
        id=order_id,
        cart_id=cart_id,
        customer_id=parties.customer.id,
        user_id=contact.user_id,
        contact_name=parties.contact_name,
        email=parties.email,
        company=contact.company.strip(),
        search_text=f"{parties.contact_name} {contact.company.strip()} {parties.email}".lower(),
        locale=supported(checkout.locale),
        currency=basket.currency,
        price_mode=basket.mode,
        net_minor=basket.net,
        tax_minor=basket.tax,
        gross_minor=basket.gross,
        customer_vat_id=parties.customer.vat_id or "",
        tax_certificate=_taxpayer(parties).certificate,
        billing_address_id=parties.billing_address_id,
        delivery_address_id=parties.delivery_address_id,
        delivery_method=basket.delivery.code if basket.delivery else "",
        payment_method=checkout.payment_method,
        wished_service_on=checkout.wished_service_on,
        start_on=checkout.start_on,
        wished_delivery_on=checkout.wished_delivery_on,
        gift_message=checkout.gift_message.strip(),
        hides_prices=checkout.hides_prices,
        note=checkout.note.strip(),
        state=OrderState.DRAFT,
        placed_at=clock.now(),
        fingerprint=basket.fingerprint,
        trace=trace_to_text(basket.trace),
        discounts=discounts_to_text(basket.discounts),
    )


def _parts(order: Order, basket: PricedBasket, parties: Parties) -> list[OrderPart]:
    terms: Sequence[LineTerms] = lines_of(basket)
    if parties.destinations:
        terms = cut_by_destination(terms, [destination.pieces for destination in parties.destinations])
    addresses = (None, *(destination.address_id for destination in parties.destinations))
    planned = enumerate(split_into_parts(terms), 1)
    return [_part(order, part, position, addresses[part.destination]) for position, part in planned]


def _part(order: Order, planned: PlannedPart[LineTerms], position: int, address_id: UUID | None) -> OrderPart:
    part_id = new_id()
    part = OrderPart(
        id=part_id,
        order_id=order.id,
        position=position,
        kind=planned.kind,
        business_unit_id=planned.business_unit_id,
        state=PartState.PLANNED,
        waiting_for=WaitingFor.PAYMENT,
        delivery_address_id=address_id,
        handover_key=f"part-{part_id}",
        created_at=order.placed_at,
    )
    part.lines = [_line(order, part, terms) for terms in planned.lines]
    return part


def _line(order: Order, part: OrderPart, terms: LineTerms) -> OrderLine:
    return OrderLine(
        id=new_id(),
        order_id=order.id,
        part_id=part.id,
        position=terms.position,
        bundle_position=terms.bundle_position,
        bundle_name=terms.bundle_name,
        variant_id=terms.variant_id,
        sku=terms.sku,
        name=terms.name,
        picture=terms.picture,
        kind=terms.kind,
        business_unit_id=part.business_unit_id,
        quantity=terms.quantity,
        unit_minor=terms.unit_minor,
        amount_minor=terms.amount_minor,
        discount_minor=terms.discount_minor,
        tax_country=terms.tax_country,
        tax_rate=terms.tax_rate,
        tax_category=terms.tax_category,
        tax_reason=terms.tax_reason,
        net_minor=terms.net_minor,
        tax_minor=terms.tax_minor,
        gross_minor=terms.gross_minor,
        interval_months=terms.interval_months,
        term_months=terms.term_months,
        notice_months=terms.notice_months,
        trial_days=terms.trial_days,
        recurring_minor=terms.recurring_minor,
        fee_for=terms.fee_for,
        reference=terms.reference,
        fulfilled_quantity=0,
        returned_quantity=0,
        cancelled_quantity=0,
        invoiced_quantity=0,
        backordered_quantity=0,
        note="",
    )


def _note(lines: Sequence[OrderLine], cart: Cart, basket: PricedBasket) -> None:
    """What was said to a line of the cart stands on its order line; of a bundle on the first of its lines."""
    notes = {line.key: line.note for line in cart.lines if line.note}
    bundles = {bundle.position: bundle.key for bundle in basket.bundles} if notes else {}
    for line in lines if notes else ():
        if line.bundle_position is not None:
            line.note = notes.pop(bundles[line.bundle_position], "")
        elif line.variant_id is not None:
            line.note = notes.get(LineKey(line.variant_id), "")


def _get(session: Session, condition: ColumnElement[bool]) -> Order:
    found = session.scalars(select(Order).where(condition)).one_or_none()
    if found is None:
        raise OrderNotFound
    return found
