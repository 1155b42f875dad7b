"""Beginning a quote with what another one, a template or an order holds. Whoever worked at the source worked at it."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from core.carts.models import CartLine
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.db import lock, new_id, on_constraint
from core.orders.models import Order, OrderLine
from core.orders.states import LineKind
from core.quotes.errors import SourceNotFound, TemplateNamed, TextMissing, VersionNotFound
from core.quotes.models import Quote, QuoteLine, QuoteTemplate, QuoteVersion
from core.quotes.operations.aggregate import lock_quote, working_version
from core.quotes.operations.drafts import put_in
from core.quotes.operations.sums import price_draft
from core.quotes.operations.versions import Addressee, begin_quote
from core.quotes.rules.choosing import breaks_from
from core.quotes.rules.inputs import LineInput

TERMS = (
    "discount_percent", "discount_minor", "deposit_percent", "delivery_method", "fee_minor", "terms_days", "opening",
    "closing", "has_own_text", "holds_stock", "in_calls", "with_promotions",
)  # fmt: skip


def begin_from_template(
    session: Session, to: Addressee, template_id: UUID, *, title: str = "", acting_user: Actor
) -> Quote:
    """A quote with the lines and terms of a template. Raises SourceNotFound, and what `begin_quote` raises."""
    version_id = session.scalar(select(QuoteTemplate.version_id).where(QuoteTemplate.id == template_id))
    if version_id is None:
        raise SourceNotFound
    return _like(session, to, _version(session, QuoteVersion.id == version_id), title, acting_user)


def begin_from_number(session: Session, to: Addressee, number: str, *, title: str = "", acting_user: Actor) -> Quote:
    """A quote with what the latest version of another quote, or an order, holds; by its number.

    Prices and amounts of a quote are taken along where both customers' lists count alike, otherwise the list's prices
    hold. Raises SourceNotFound, and what `begin_quote` raises.
    """
    number = number.strip().upper()
    latest = (
        select(QuoteVersion.id)
        .join(Quote, Quote.id == QuoteVersion.quote_id)
        .where(Quote.number == number, Quote.contract_id.is_(None))
        .order_by(QuoteVersion.version.desc())
        .limit(1)
    )
    version_id = session.scalar(latest)
    if version_id is not None:
        return _like(session, to, _version(session, QuoteVersion.id == version_id), title, acting_user)
    order = session.scalars(select(Order).where(Order.number == number)).one_or_none()
    if order is None:
        raise SourceNotFound
    return begin_quote(session, to, _bought(session, order), title=title, acting_user=acting_user)


def keep_template(session: Session, quote_id: UUID, *, version: int, name: str, acting_user: Actor) -> QuoteTemplate:
    """Keep a version under a name, to begin others with. Raises TextMissing, TemplateNamed, VersionNotFound."""
    name = " ".join(name.split())[:80]
    if not name:
        raise TextMissing(field="name")
    found = _version(session, QuoteVersion.quote_id == quote_id, QuoteVersion.version == version)
    made = QuoteTemplate(id=new_id(), name=name, version_id=found.id, author=acting_user.name, created_at=clock.now())
    with on_constraint(session, {"uq_quote_template_name": TemplateNamed}):
        session.add(made)
    return made


def remove_template(session: Session, template_id: UUID) -> None:
    """A template is not needed any more; quotes that began with it stay as they are."""
    session.delete(lock(session, QuoteTemplate, template_id))


def _version(session: Session, *conditions: object) -> QuoteVersion:
    statement = select(QuoteVersion).where(*conditions)  # type: ignore[arg-type]  # every column expression is a condition
    found = session.scalars(statement.options(selectinload(QuoteVersion.lines))).one_or_none()
    if found is None:
        raise VersionNotFound
    return found


def _like(session: Session, to: Addressee, source: QuoteVersion, title: str, acting_user: Actor) -> Quote:
    former = session.scalars(select(Quote).where(Quote.id == source.quote_id)).one()
    quote = begin_quote(session, to, title=title or former.title, acting_user=acting_user)
    counts_alike = (quote.currency, quote.price_mode) == (former.currency, former.price_mode)
    locked = lock_quote(session, quote.id)
    version = working_version(session, locked)
    assert version is not None, "it was just begun"
    for name in TERMS:
        if counts_alike or not name.endswith("_minor"):
            setattr(version, name, getattr(source, name))
    hands = dict.fromkeys([*source.hands.split(), *version.hands.split()])
    version.hands = " ".join(hands)
    put_in(session, locked, version, [_input(line, counts_alike=counts_alike) for line in source.lines])
    price_draft(session, locked, version)
    return locked


def _input(line: QuoteLine, *, counts_alike: bool) -> LineInput:
    is_open_below, is_open_above = line.min_quantity < line.quantity, line.max_quantity > line.quantity
    return LineInput(
        variant_id=line.variant_id,
        quantity=line.quantity,
        selection=line.selection,
        section=line.section,
        role=line.role,
        group=line.group,
        is_chosen=line.is_chosen,
        min_quantity=line.min_quantity if is_open_below else None,
        max_quantity=line.max_quantity if is_open_above else None,
        unit_minor=line.unit_minor if counts_alike else None,
        recurring_minor=line.recurring_minor if counts_alike else None,
        breaks=breaks_from(line.breaks) if counts_alike else (),
        discount_percent=line.discount_percent,
        discount_minor=line.discount_minor if counts_alike else 0,
        is_free=line.is_free,
        note=line.note,
    )


def _bought(session: Session, order: Order) -> list[LineInput]:
    """What was ordered, bundles as bundles; an order without a cart is read line by line."""
    in_cart = select(CartLine).where(CartLine.cart_id == order.cart_id).order_by(CartLine.added_at, CartLine.id)
    if order.cart_id is not None and (lines := list(session.scalars(in_cart))):
        return [
            LineInput(variant_id=line.variant_id, quantity=line.quantity, selection=line.selection) for line in lines
        ]
    alone = (
        select(OrderLine.variant_id, OrderLine.quantity)
        .where(
            OrderLine.order_id == order.id,
            OrderLine.kind != LineKind.FEE,
            OrderLine.variant_id.is_not(None),
            OrderLine.bundle_position.is_(None),
        )
        .order_by(OrderLine.position)
    )
    return [
        LineInput(variant_id=row.variant_id, quantity=row.quantity)
        for row in session.execute(alone)
        if row.variant_id is not None
    ]
