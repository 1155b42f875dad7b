"""Goods of the demo that are not there: one on pre-order, one that orders wait for, one that people wish for."""

from datetime import timedelta

from core.demo.year.customers import Buyer
from core.demo.year.shelf import Article, Shelf
from core.demo.year.shop import ON_ACCOUNT, Shop
from core.inventory.operations import PolicyInput, set_policy, take_out, wish_for
from core.inventory.queries import free_stock, shelves_of
from core.inventory.states import MovementReason, Selling
from core.kernel import clock
from core.kernel.actor import SYSTEM
from core.kernel.db import reading, unit_of_work
from core.pricing.states import RETAIL

HARVEST = timedelta(days=24)
BEHIND_THE_SHELF = 3
WATER_DAMAGE = "Wasserschaden im Lager"
WISHERS = ("wanda@example.com", "emil@example.com", "frieda@example.com")


def leave_scarce(shop: Shop, shelf: Shelf, buyers: tuple[Buyer, Buyer]) -> None:
    """Orders that wait for a harvest and for a delivery, and an article that three people wish back."""
    new_harvest, awaited, gone = shelf.beans[1], shelf.accessories[1], shelf.accessories[2]
    first, second = buyers
    _pre_order(new_harvest)
    shop.buy(first, {new_harvest.variant_id: 6}, method=ON_ACCOUNT)
    pieces = _take_orders_ahead(awaited)
    shop.buy(second, {awaited.variant_id: pieces + BEHIND_THE_SHELF}, method=ON_ACCOUNT)
    _sell_out(gone)
    with unit_of_work() as session:
        for email in WISHERS:
            wish_for(
                session,
                gone.variant_id,
                email=email,
                price_list=RETAIL,
                locale="de",
                is_known=True,
                acting_user=SYSTEM,
            )


def _pre_order(article: Article) -> None:
    with unit_of_work() as session:
        day = clock.today() + HARVEST
        wanted = PolicyInput(selling=Selling.PREORDER, expected_on=day, most_waiting=120)
        set_policy(session, article.variant_id, wanted)


def _take_orders_ahead(article: Article) -> int:
    """Let orders wait for an article; how many pieces of it are there."""
    with unit_of_work() as session:
        day = clock.today() + HARVEST / 2
        wanted = PolicyInput(selling=Selling.BACKORDER, expected_on=day, most_waiting=500)
        set_policy(session, article.variant_id, wanted)
        return free_stock(session, [article.variant_id])[article.variant_id]


def _sell_out(article: Article) -> None:
    with reading() as session:
        places = shelves_of(session, article.variant_id)
    with unit_of_work() as session:
        for place in places:
            if free := place.on_hand - place.reserved:
                take_out(
                    session,
                    article.variant_id,
                    free,
                    reason=MovementReason.WRITTEN_OFF,
                    reference=WATER_DAMAGE,
                    warehouse_code=place.code,
                    acting_user=SYSTEM,
                )
