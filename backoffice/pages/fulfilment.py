"""What the fulfilment desk and its forms show."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from flask import url_for
from sqlalchemy.orm import Session

from backoffice.forms.quantities import QuantityChoice
from backoffice.lists import Facet
from core.fulfilment.queries import VisitRow, free_days_for_visit, get_service_job
from core.fulfilment.rules import PackingPlace, ReadyLine, packing_places
from core.inventory.queries import held_at
from core.kernel import clock
from core.orders.queries import OrderView, PartView, get_order, get_order_of_part, waiting_counts
from core.orders.states import LineKind, WaitingFor
from core.subscriptions.queries import ContractView, earliest_start, get_contract
from core.web.locale import gettext as _

USUAL_START = time(9, 0)


def desk_tabs(session: Session, here: str) -> tuple[Facet, ...]:
    """The three lists with how many parts wait in each, and the calendar of visits."""
    waiting = waiting_counts(session)
    visits = waiting.get(WaitingFor.VISIT_PLAN, 0) + waiting.get(WaitingFor.VISIT, 0)
    tabs = (
        ("goods", _("Goods to ship"), waiting.get(WaitingFor.SHIPMENT, 0)),
        ("visits", _("Visits"), visits),
        ("subscriptions", _("Subscriptions to activate"), waiting.get(WaitingFor.ACTIVATION, 0)),
    )
    lists = (
        Facet(label=label, url=url_for(f"fulfilment.{name}"), current=name == here, count=count)
        for name, label, count in tabs
    )
    calendar = Facet(label=_("Service calendar"), url=url_for("service_time.show"), current=here == "calendar")
    return (*lists, calendar)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingPage:
    """A part whose goods are to be shipped, with its order and the warehouses that its goods lie in.

    `place` is the one whose parcel is packed now; None when nothing is there.
    """

    order: OrderView
    part: PartView
    places: tuple[PackingPlace, ...]
    place: PackingPlace | None


def shipping_page(session: Session, part_id: UUID, *, warehouse_code: str | None) -> ShippingPage:
    """A part and its order, seen from a warehouse (or the first that has something). Raises OrderNotFound."""
    order = get_order_of_part(session, part_id)
    part = next(part for part in order.parts if part.id == part_id)
    places = packing_places(
        [
            ReadyLine(
                line_id=line.id, variant_id=line.variant_id, pieces=line.open_quantity - line.backordered_quantity
            )
            for line in part.lines
            if line.kind is LineKind.PHYSICAL
        ],
        held_at(session, [order.id]).get(order.id, ()),
    )
    named = [place for place in places if place.code == warehouse_code]
    place = next(iter([*named, *places]), None)
    return ShippingPage(order=order, part=part, places=tuple(places), place=place)


def shippable(page: ShippingPage) -> list[QuantityChoice]:
    """What of a part lies in the warehouse, all of it proposed."""
    pieces = page.place.pieces if page.place else {}
    return [
        QuantityChoice(line_id=line.id, name=line.name, sku=line.sku, most=pieces[line.id], preset=pieces[line.id])
        for line in page.part.lines
        if pieces.get(line.id)
    ]


def packing_tabs(page: ShippingPage) -> list[Facet]:
    """The warehouses that pack a parcel each; none when one packs everything."""
    if len(page.places) < 2:
        return []
    return [
        Facet(
            label=place.name,
            url=url_for("fulfilment.ship", part_id=page.part.id, warehouse=place.code),
            current=place is page.place,
            count=sum(place.pieces.values()),
        )
        for place in page.places
    ]


def returnable(order: OrderView) -> list[QuantityChoice]:
    """What is with the customer and could come back, nothing of it proposed."""
    return [
        QuantityChoice(line_id=line.id, name=line.name, sku=line.sku, most=line.returnable_quantity, preset=0)
        for line in order.lines
        if line.returnable_quantity
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitPage:
    """A visit with its order, and when it could take place."""

    visit: VisitRow
    order: OrderView
    proposed_at: datetime
    counts_time: bool
    free_days: tuple[date, ...]


def visit_page(session: Session, visit_id: UUID) -> VisitPage:
    """A visit and its order. Raises ServiceJobNotFound."""
    visit = get_service_job(session, visit_id)
    days = free_days_for_visit(session, visit_id, most=5)
    return VisitPage(
        visit=visit,
        order=get_order(session, visit.order_id),
        proposed_at=_proposed_at(visit),
        counts_time=days is not None,
        free_days=tuple(days or ()),
    )


def _proposed_at(visit: VisitRow) -> datetime:
    """When it is planned already, else the wished day, but not before tomorrow. In the company's local time."""
    if visit.scheduled_at is not None:
        return visit.scheduled_at.astimezone(clock.COMPANY_ZONE).replace(tzinfo=None)
    tomorrow = clock.today() + timedelta(days=1)
    return datetime.combine(max(visit.wished_on or tomorrow, tomorrow), USUAL_START)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivationPage:
    """A contract that waits for its first day, with its order."""

    contract: ContractView
    order: OrderView
    proposed_on: date

    @property
    def order_number(self) -> str:
        """The order that it belongs to."""
        return self.order.number


def activation_page(session: Session, contract_id: UUID) -> ActivationPage:
    """A contract and its order. Raises ContractNotFound."""
    contract = get_contract(session, contract_id)
    today = clock.today()
    wished = max(contract.wished_start_on or today, today)
    return ActivationPage(
        contract=contract,
        order=get_order(session, contract.order_id),
        proposed_on=earliest_start(session, contract, not_before=wished),
    )
