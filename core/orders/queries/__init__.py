"""What others may know of orders."""

from core.orders.queries.approvals import ApprovalView, approvals_of, find_approval_of_cart, get_approval
from core.orders.queries.changes import change_rows, changes_of, loaded_order, why_address_is_fixed
from core.orders.queries.lists import (
    OrderFigures,
    OrderFilter,
    OrderList,
    OrderRow,
    WaitingParts,
    office_orders,
    order_figures,
    orders_of,
    waiting_counts,
    waiting_parts,
)
from core.orders.queries.orders import (
    Owner,
    find_guest_id,
    get_order,
    get_order_by_number,
    get_order_for_office,
    get_order_of_part,
    has_ordered,
    movements_by,
    movements_of_order,
)
from core.orders.queries.pages import OrderPage, PartPage, get_order_page, get_order_page_for_office
from core.orders.queries.progress import OrderProgress, PartProgressView, get_order_progress
from core.orders.queries.views import ChangeView, LineView, MovementView, OrderView, PartView, TaxTotal

__all__ = [
    "ApprovalView",
    "ChangeView",
    "LineView",
    "MovementView",
    "OrderFigures",
    "OrderFilter",
    "OrderList",
    "OrderPage",
    "OrderProgress",
    "OrderRow",
    "OrderView",
    "Owner",
    "PartPage",
    "PartProgressView",
    "PartView",
    "TaxTotal",
    "WaitingParts",
    "approvals_of",
    "change_rows",
    "changes_of",
    "find_approval_of_cart",
    "find_guest_id",
    "get_approval",
    "get_order",
    "get_order_by_number",
    "get_order_for_office",
    "get_order_of_part",
    "get_order_page",
    "get_order_page_for_office",
    "get_order_progress",
    "has_ordered",
    "loaded_order",
    "movements_by",
    "movements_of_order",
    "office_orders",
    "order_figures",
    "orders_of",
    "waiting_counts",
    "waiting_parts",
    "why_address_is_fixed",
]
