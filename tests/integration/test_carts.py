"""Carts on real databases: adding, changing, joining, pricing, and what stands in the way of ordering."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from core.accounts.operations import sign_up
from core.carts.errors import CartIsClosed, CartNotFound
from core.carts.models import Cart, CartLine
from core.carts.operations import add_to_cart, discard_expired, merge_carts, set_quantity
from core.carts.queries.cart import CartView, cart_view, count_pieces, find_cart_of
from core.catalog.operations import set_variant_active
from core.inventory.errors import NotEnoughStock
from core.kernel import clock
from core.kernel.actor import Actor, ActorKind
from core.kernel.db import engine, reading, unit_of_work
from core.pricing.errors import NotForSale, QuantityOutOfRange, UnknownArticle
from core.pricing.operations import PriceInput, set_price
from tests.support.deals import GUEST, MORNING, Market, a_cart, a_checkout, buy, open_market
from tests.support.statements import counted

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def market() -> Market:
    return open_market()


def view(cart_id: UUID, *, delivery_method: str | None = "standard", country: str = "DE") -> CartView:
    with reading() as session:
        return cart_view(
            session, cart_id, price_list="retail", country=country, delivery_method=delivery_method, locale="en"
        )


def add(market: Market, cart_id: UUID | None, sku: str, quantity: int, *, by: Actor = GUEST) -> UUID:
    with unit_of_work() as session:
        return add_to_cart(session, cart_id, variant_id=market[sku], quantity=quantity, acting_user=by).id


def an_account(email: str = "anna@example.org") -> Actor:
    with unit_of_work() as session:
        user = sign_up(session, email=email, password="seven wooden spoons", name="Anna Beck")
        return Actor(ActorKind.CUSTOMER, user.id, user.name)


def contents(cart_id: UUID) -> dict[str, int]:
    return {line.sku: line.quantity for line in view(cart_id).lines}


def test_the_same_article_added_twice_counts_up_and_each_change_is_a_version(market: Market) -> None:
    cart_id = add(market, None, "CUP", 2)
    add(market, cart_id, "CUP", 3)
    add(market, cart_id, "BEANS", 1)

    assert contents(cart_id) == {"CUP": 5, "BEANS": 1}
    assert view(cart_id).version == 3
    with reading() as session:
        assert count_pieces(session, cart_id) == 6


@pytest.mark.parametrize("quantity", [0, -1, 100_000, 1_000_000_000])
def test_an_impossible_quantity_is_refused_and_makes_no_cart(market: Market, quantity: int) -> None:
    with pytest.raises(QuantityOutOfRange) as refused:
        add(market, None, "CUP", quantity)

    assert refused.value.field == "quantity"
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Cart)) == 0


def test_a_sum_that_no_shop_sells_is_refused_and_changes_nothing(market: Market) -> None:
    cart_id = add(market, None, "CUP", 99_999)

    with pytest.raises(QuantityOutOfRange):
        add(market, cart_id, "CUP", 1)

    assert (contents(cart_id), view(cart_id).version) == ({"CUP": 99_999}, 1)


def test_a_foreign_variant_is_refused(market: Market) -> None:
    with pytest.raises(UnknownArticle), unit_of_work() as session:
        add_to_cart(session, None, variant_id=uuid4(), quantity=1, acting_user=GUEST)


def test_an_article_that_is_not_for_sale_is_refused(market: Market) -> None:
    with unit_of_work() as session:
        set_variant_active(session, market["CUP"], is_active=False)

    with pytest.raises(NotForSale):
        add(market, None, "CUP", 1)


def test_a_quantity_can_be_changed_and_zero_takes_the_line_out(market: Market) -> None:
    cart_id = a_cart(market, {"CUP": 2, "BEANS": 1})

    with unit_of_work() as session:
        set_quantity(session, cart_id, variant_id=market["CUP"], quantity=7, acting_user=GUEST)
        set_quantity(session, cart_id, variant_id=market["BEANS"], quantity=0, acting_user=GUEST)

    assert contents(cart_id) == {"CUP": 7}
    with unit_of_work() as session:
        set_quantity(session, cart_id, variant_id=market["BEANS"], quantity=0, acting_user=GUEST)
    assert view(cart_id).version == 4


def test_changing_an_article_that_is_not_there_or_a_cart_that_is_not_there_is_refused(market: Market) -> None:
    cart_id = a_cart(market, {"CUP": 2})

    with pytest.raises(UnknownArticle), unit_of_work() as session:
        set_quantity(session, cart_id, variant_id=market["BEANS"], quantity=1, acting_user=GUEST)
    with pytest.raises(CartNotFound), unit_of_work() as session:
        set_quantity(session, uuid4(), variant_id=market["CUP"], quantity=1, acting_user=GUEST)

    assert contents(cart_id) == {"CUP": 2}


def test_the_cart_is_priced_with_delivery_and_what_comes_again(market: Market) -> None:
    found = view(a_cart(market, {"CUP": 2, "CLUB": 1}))

    assert found.basket is not None
    assert [(line.sku, line.amount_minor, line.recurring_minor) for line in found.lines] == [
        ("CUP", 2500, 0),
        ("CLUB", 3900, 3900),
    ]
    assert (found.basket.goods_minor, found.basket.fee_minor, found.basket.gross) == (6400, 590, 6990)
    assert [(total.interval_months, total.gross) for total in found.basket.recurring] == [(1, 3900)]
    assert found.can_be_ordered
    assert found.fingerprint == found.basket.fingerprint


def test_a_bundle_is_one_line_of_the_cart_with_its_components(market: Market) -> None:
    (line,) = view(a_cart(market, {"KITCHEN": 2})).lines

    assert (line.sku, line.quantity, line.unit_minor, line.amount_minor) == ("KITCHEN", 2, 73400, 146800)
    assert (line.recurring_minor, line.interval_months) == (7000, 1)
    assert [(component.quantity, component.name) for component in line.components] == [
        (1, "Hafen One"),
        (1, "Installation"),
        (1, "Bean club"),
        (2, "Cup"),
    ]


def test_a_tier_price_holds_from_its_quantity_on(market: Market) -> None:
    (line,) = view(a_cart(market, {"MACHINE": 3})).lines

    assert (line.unit_minor, line.amount_minor) == (54900, 164700)


def test_too_little_stock_stands_in_the_way_and_the_rest_keeps_its_price(market: Market) -> None:
    found = view(a_cart(market, {"MACHINE": 11, "CUP": 1}))

    (problem,) = found.problems
    assert isinstance(problem, NotEnoughStock)
    assert [(short.wanted, short.free) for short in problem.shortages] == [(11, 10)]
    assert [(line.sku, line.amount_minor, line.problem is None) for line in found.lines] == [
        ("MACHINE", 603900, False),
        ("CUP", 1250, True),
    ]
    assert not found.can_be_ordered


def test_stock_that_a_bundle_needs_counts_together_with_the_single_article(market: Market) -> None:
    found = view(a_cart(market, {"MACHINE": 9, "KITCHEN": 2}))

    assert [line.sku for line in found.lines if line.problem] == ["MACHINE", "KITCHEN"]


def test_an_article_withdrawn_after_it_was_added_stands_in_the_way(market: Market) -> None:
    cart_id = a_cart(market, {"BEANS": 1, "CUP": 1})
    with unit_of_work() as session:
        set_variant_active(session, market["BEANS"], is_active=False)

    found = view(cart_id)

    assert [type(problem) for problem in found.problems] == [NotForSale]
    assert [(line.sku, line.amount_minor) for line in found.lines] == [("BEANS", None), ("CUP", 1250)]
    assert not found.can_be_ordered


def test_the_price_on_the_page_is_the_price_of_the_moment(market: Market) -> None:
    with clock.frozen(MORNING) as at:
        cart_id = a_cart(market, {"CUP": 1})
        before = view(cart_id).fingerprint
        at.advance(timedelta(hours=1))
        with unit_of_work() as session:
            set_price(session, PriceInput(variant_id=market["CUP"], amount_minor=1300), list_code="retail")

        assert view(cart_id).lines[0].amount_minor == 1300
        assert view(cart_id).fingerprint != before


def test_an_empty_cart_has_no_price_and_cannot_be_ordered(market: Market) -> None:
    cart_id = a_cart(market, {"CUP": 1})
    with unit_of_work() as session:
        set_quantity(session, cart_id, variant_id=market["CUP"], quantity=0, acting_user=GUEST)

    found = view(cart_id)

    assert (found.lines, found.basket, found.can_be_ordered, found.pieces) == ((), None, False, 0)


def test_after_signing_in_the_visitors_cart_joins_the_one_of_the_account(market: Market) -> None:
    anna = an_account()
    before = add(market, None, "CUP", 2, by=anna)
    visitors = a_cart(market, {"CUP": 1, "BEANS": 4})

    assert anna.id is not None
    with unit_of_work() as session:
        joined = merge_carts(session, visitors, user_id=anna.id, acting_user=anna)
        assert joined is not None
        assert joined.id == before

    assert contents(before) == {"CUP": 3, "BEANS": 4}
    with pytest.raises(CartNotFound):
        view(visitors)
    with unit_of_work() as session:
        again = merge_carts(session, visitors, user_id=anna.id, acting_user=anna)
        assert again is not None
        assert again.id == before
    assert contents(before) == {"CUP": 3, "BEANS": 4}


def test_after_signing_in_a_first_cart_becomes_the_accounts(market: Market) -> None:
    anna = an_account()
    visitors = a_cart(market, {"CUP": 1})
    assert anna.id is not None

    with unit_of_work() as session:
        merge_carts(session, visitors, user_id=anna.id, acting_user=anna)

    with reading() as session:
        assert find_cart_of(session, anna.id) == visitors
    assert add(market, None, "BEANS", 1, by=anna) == visitors


def test_an_accounts_cart_cannot_be_touched_or_taken_by_others(market: Market) -> None:
    anna, bert = an_account("anna@example.org"), an_account("bert@example.org")
    annas = add(market, None, "CUP", 2, by=anna)
    assert bert.id is not None

    for stranger in (bert, GUEST):
        with pytest.raises(CartNotFound), unit_of_work() as session:
            set_quantity(session, annas, variant_id=market["CUP"], quantity=9, acting_user=stranger)
        assert add(market, annas, "BEANS", 1, by=stranger) != annas
    with unit_of_work() as session:
        merge_carts(session, annas, user_id=bert.id, acting_user=bert)

    assert contents(annas) == {"CUP": 2}


def test_an_ordered_cart_is_closed_and_adding_begins_a_new_one(market: Market) -> None:
    cart_id = a_cart(market, {"CUP": 1})
    buy(a_checkout(cart_id))

    with pytest.raises(CartIsClosed), unit_of_work() as session:
        set_quantity(session, cart_id, variant_id=market["CUP"], quantity=2, acting_user=GUEST)
    fresh = add(market, cart_id, "CUP", 1)

    assert fresh != cart_id
    assert contents(fresh) == {"CUP": 1}


def test_two_tabs_that_add_at_the_same_moment_both_count(market: Market) -> None:
    cart_id = a_cart(market, {"CUP": 1})

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: add(market, cart_id, "CUP", 1), range(8)))

    assert (contents(cart_id), view(cart_id).version) == ({"CUP": 9}, 9)


def test_two_tabs_of_an_account_that_begin_at_the_same_moment_share_one_cart(market: Market) -> None:
    anna = an_account()

    with ThreadPoolExecutor(4) as pool:
        carts = list(pool.map(lambda _: add(market, None, "CUP", 1, by=anna), range(4)))

    assert set(carts) == {carts[0]}
    assert contents(carts[0]) == {"CUP": 4}


def test_carts_that_nobody_comes_back_to_are_forgotten(market: Market) -> None:
    with clock.frozen(MORNING) as at:
        forgotten = a_cart(market, {"CUP": 1})
        at.advance(timedelta(days=59))
        kept = a_cart(market, {"CUP": 1})
        at.advance(timedelta(days=2))
        with unit_of_work() as session:
            assert discard_expired(session) == 1

    with reading() as session:
        assert list(session.scalars(select(Cart.id))) == [kept]
        assert list(session.scalars(select(CartLine.cart_id))) == [kept]
    assert forgotten != kept


def test_a_cart_takes_the_same_statements_for_one_line_and_for_many(market: Market) -> None:
    small, large = a_cart(market, {"CUP": 1}), a_cart(market, {"CUP": 1, "BEANS": 1, "MACHINE": 1, "INSTALL": 1})

    with counted(engine()) as few:
        view(small)
    with counted(engine()) as many:
        view(large)

    assert (few.count, many.count) == (5, 5), str(many)
