"""Prices on real databases: they begin, end and are refused; and the price book of a basket."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import func, select

from core.catalog.states import ArticleKind, TaxClass
from core.kernel import clock, db
from core.pricing.errors import (
    NoPrice,
    PriceDoesNotFit,
    PriceGivenTwice,
    PriceInThePast,
    UnknownArticle,
    UnknownPriceList,
)
from core.pricing.models import Price
from core.pricing.operations import PriceInput, end_price, set_price, set_prices, set_tax_rate
from core.pricing.queries import delivery_options, get_price_list, load_price_book, served_countries
from core.pricing.rules import Basket, BasketLine, PriceBook, PriceRow, RateKey, price
from core.pricing.states import PriceMode
from tests.support.goods import Offer, add_offer, open_shop
from tests.support.statements import counted
from tests.support.taxes import tax_abroad

pytestmark = pytest.mark.usefixtures("database")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _shop(database: object) -> None:
    with clock.frozen(NOON), db.unit_of_work() as session:
        open_shop(session)


def add(offer: Offer) -> UUID:
    with db.unit_of_work() as session:
        return add_offer(session, offer)


def book(*variant_ids: UUID, list_code: str = "retail", country: str = "DE", at: datetime | None = None) -> PriceBook:
    with db.reading() as session:
        return load_price_book(session, variant_ids, list_code=list_code, country=country, at=at or clock.now())


def tiers(variant_id: UUID, list_code: str = "retail", at: datetime | None = None) -> list[tuple[int, int, int]]:
    rows: tuple[PriceRow, ...] = book(variant_id, list_code=list_code, at=at).prices.get(variant_id, ())
    return [(row.min_quantity, row.amount_minor, row.recurring_minor) for row in rows]


def test_a_new_price_closes_the_one_before_and_the_past_keeps_its_own() -> None:
    with clock.frozen(NOON):
        cup = add(Offer(sku="CUP", prices={1: 1000, 10: 900}))
    with clock.frozen(NOON + timedelta(days=1)), db.unit_of_work() as session:
        set_price(session, PriceInput(variant_id=cup, amount_minor=1100), list_code="retail")

    assert tiers(cup, at=NOON + timedelta(hours=23)) == [(1, 1000, 0), (10, 900, 0)]
    assert tiers(cup, at=NOON + timedelta(days=1)) == [(1, 1100, 0), (10, 900, 0)]
    assert tiers(cup, at=NOON - timedelta(seconds=1)) == []
    assert tiers(cup, "business", at=NOON + timedelta(days=1)) == [(1, 900, 0), (10, 810, 0)]


def test_two_prices_in_one_moment_leave_the_last() -> None:
    with clock.frozen(NOON):
        cup = add(Offer(sku="CUP", prices={1: 1000}))
        with db.unit_of_work() as session:
            set_price(session, PriceInput(variant_id=cup, amount_minor=1100), list_code="retail")
        assert tiers(cup) == [(1, 1100, 0)]


def test_a_price_can_begin_later_and_end() -> None:
    tomorrow = NOON + timedelta(days=1)
    with clock.frozen(NOON):
        cup = add(Offer(sku="CUP", prices={1: 1000, 10: 900}))
        with db.unit_of_work() as session:
            set_price(session, PriceInput(variant_id=cup, amount_minor=800), list_code="retail", valid_from=tomorrow)
            end_price(session, cup, list_code="retail", min_quantity=10)

        assert tiers(cup) == [(1, 1000, 0)]
        assert tiers(cup, at=tomorrow) == [(1, 800, 0)]


@pytest.mark.parametrize(
    ("kind", "amount", "recurring"),
    [
        (ArticleKind.PHYSICAL, 1000, 1),
        (ArticleKind.PHYSICAL, -1, 0),
        (ArticleKind.SERVICE, 0, 100),
        (ArticleKind.SUBSCRIPTION, 1, 900),
        (ArticleKind.SUBSCRIPTION, 0, -1),
    ],
)
def test_a_price_that_does_not_fit_is_refused_and_the_old_one_stays(
    kind: ArticleKind, amount: int, recurring: int
) -> None:
    again = 900 if kind is ArticleKind.SUBSCRIPTION else 0
    article = add(Offer(sku="A", kind=kind, recurring_minor=again))
    before = tiers(article)

    with pytest.raises(PriceDoesNotFit), db.unit_of_work() as session:
        set_price(
            session,
            PriceInput(variant_id=article, amount_minor=amount, recurring_minor=recurring),
            list_code="retail",
        )

    assert tiers(article) == before


def test_a_bundle_of_goods_only_has_no_price_per_month() -> None:
    add(Offer(sku="M"))
    bundle = add(Offer(sku="K", kind=ArticleKind.BUNDLE, parts={"M": 2}))

    with pytest.raises(PriceDoesNotFit), db.unit_of_work() as session:
        set_price(session, PriceInput(variant_id=bundle, recurring_minor=100), list_code="retail")

    assert tiers(bundle) == [(1, 1000, 0)]


def test_prices_of_nothing_in_the_past_or_for_no_list_are_refused() -> None:
    cup = add(Offer(sku="CUP"))
    before = tiers(cup)
    good = PriceInput(variant_id=cup, amount_minor=500)

    with pytest.raises(UnknownArticle), db.unit_of_work() as session:
        set_prices(session, [good, replace(good, variant_id=UUID(int=5))], list_code="retail")
    with pytest.raises(UnknownPriceList), db.unit_of_work() as session:
        set_price(session, good, list_code="wholesale")
    with pytest.raises(PriceInThePast), db.unit_of_work() as session:
        set_price(session, good, list_code="retail", valid_from=NOON - timedelta(days=400))
    with pytest.raises(NoPrice), db.unit_of_work() as session:
        end_price(session, cup, list_code="retail", min_quantity=12)

    assert tiers(cup) == before


def test_a_tier_has_one_open_price() -> None:
    cup = add(Offer(sku="CUP"))

    with pytest.raises(PriceGivenTwice), db.unit_of_work() as session:
        one = PriceInput(variant_id=cup, amount_minor=500, min_quantity=5)
        set_prices(session, [one, one], list_code="retail")

    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Price)) == 2


# --- the price book


def test_the_price_book_takes_at_most_four_statements_for_any_basket() -> None:
    single = [add(Offer(sku="A0", prices={1: 100, 5: 90}))]
    many = single + [add(Offer(sku=f"A{number}")) for number in range(1, 10)]
    add(Offer(sku="S", kind=ArticleKind.SUBSCRIPTION, recurring_minor=900))
    bundle = add(Offer(sku="K", kind=ArticleKind.BUNDLE, parts={"A1": 1, "S": 1}, prices={1: 500}, recurring_minor=800))

    counts = []
    for ids in (single, many, [*many, bundle]):
        with counted(db.engine()) as statements:
            book(*ids)
        counts.append(statements.count)

    assert counts == [3, 3, 4]


def test_the_price_book_holds_what_a_basket_needs() -> None:
    with clock.frozen(NOON):
        cup = add(Offer(sku="CUP", prices={1: 1190, 10: 1071}))
        tax_abroad()
    made = book(cup, country="AT", list_code="business", at=NOON)

    assert (made.list_code, made.mode, made.currency, made.home_country) == ("business", PriceMode.NET, "EUR", "DE")
    assert {(key.country, key.tax_class.value): rate for key, rate in made.rates.items()} == {
        ("DE", "standard"): Decimal("0.19"),
        ("DE", "reduced"): Decimal("0.07"),
        ("AT", "standard"): Decimal("0.20"),
        ("AT", "reduced"): Decimal("0.10"),
    }
    fees = {code: (option.fee_minor, option.free_from_minor) for code, option in made.delivery_options.items()}
    assert fees == {"standard": (496, 10_000), "express": (1084, None)}
    basket = Basket(
        lines=(BasketLine(variant_id=cup, quantity=10),),
        delivery_method_code="standard",
        delivery_country="AT",
        mode=made.mode,
        currency=made.currency,
        at=NOON,
        locale="en",
    )
    priced = price(basket, made)
    assert (priced.net, priced.tax, priced.gross) == (9630 + 496, 2025, 12_151)


def test_a_book_without_prices_still_knows_its_list() -> None:
    assert book(UUID(int=5)).mode is PriceMode.GROSS
    with pytest.raises(UnknownPriceList):
        book(UUID(int=5), list_code="wholesale")


def test_a_rate_changes_on_its_day_and_the_old_one_stays_for_older_dates() -> None:
    with db.unit_of_work() as session:
        set_tax_rate(
            session,
            country="DE",
            tax_class=TaxClass.STANDARD,
            rate=Decimal("0.21"),
            valid_from=date(2027, 1, 1),
        )

    key = RateKey(country="DE", tax_class=TaxClass.STANDARD)
    last_moment = datetime(2026, 12, 31, 22, 59, tzinfo=UTC)
    assert book(at=last_moment).rates[key] == Decimal("0.19")
    assert book(at=last_moment + timedelta(minutes=1)).rates[key] == Decimal("0.21")


def test_lists_deliveries_and_countries_can_be_asked_for() -> None:
    with db.reading() as session:
        assert get_price_list(session, "business").mode is PriceMode.NET
        assert [option.code for option in delivery_options(session, mode=PriceMode.GROSS)] == ["standard", "express"]
        assert served_countries(session) == ["DE", "AT"]
