"""Lists for groups and companies: what falls back, what changes above, many prices at once, prices from a file."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from sqlalchemy import func, select

from core.accounts.models import Customer
from core.accounts.states import StaffRole
from core.carts.queries.cart import cart_view
from core.kernel import clock, db
from core.kernel.db import reading, unit_of_work
from core.kernel.delimited import FileRefused
from core.kernel.settings import Settings
from core.pricing.errors import ListDoesNotFit, PercentOutOfRange, PriceListTaken, PricesUnreadable
from core.pricing.models import Price
from core.pricing.operations import (
    PriceInput,
    assign_price_list,
    change_by_percent,
    create_derived_list,
    import_prices,
    set_price,
)
from core.pricing.queries.lists import list_page
from tests.support.deals import Market, a_cart, a_company, an_order, open_market, order
from tests.support.office import Office, open_office
from tests.support.shopper import words_of
from tests.support.statements import counted


@pytest.fixture
def market(database: Settings) -> Market:
    return open_market()


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


def a_list(code: str, above: str) -> None:
    with unit_of_work() as session:
        create_derived_list(session, code=code, name=code.title(), falls_back_to=above)


def set_to(market: Market, sku: str, minor: int, list_code: str, pieces: int = 1) -> None:
    price = PriceInput(variant_id=market[sku], amount_minor=minor, min_quantity=pieces)
    with unit_of_work() as session:
        set_price(session, price, list_code=list_code)


def prices(list_code: str) -> dict[str, list[tuple[int, int, bool]]]:
    """What one piece of each article costs on a list, from a quantity on, and whether that comes from above."""
    with reading() as session:
        found: dict[str, list[tuple[int, int, bool]]] = {}
        for row in list_page(session, list_code).rows:
            found.setdefault(row.sku, []).append((row.min_quantity, row.amount_minor, row.is_inherited))
        return found


def rows() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(Price)) or 0


def test_a_company_list_falls_back_to_its_group_and_that_to_the_one_for_everybody(market: Market) -> None:
    a_list("dealers", "business")
    a_list("hafen", "dealers")
    set_to(market, "CUP", 1000, "dealers")
    set_to(market, "BEANS", 1500, "hafen")

    found = prices("hafen")

    assert found["CUP"] == [(1, 1000, True)]
    assert found["BEANS"] == [(1, 1500, False)]
    assert found["MACHINE"] == [(1, 53_910, True), (3, 49_410, True)]


def test_a_change_above_comes_through_where_a_list_says_nothing_itself(market: Market) -> None:
    a_list("dealers", "business")
    a_list("hafen", "dealers")
    set_to(market, "BEANS", 1500, "hafen")

    set_to(market, "CUP", 1111, "business")
    set_to(market, "BEANS", 1600, "business")

    assert prices("dealers")["CUP"] == prices("hafen")["CUP"] == [(1, 1111, True)]
    assert prices("dealers")["BEANS"] == [(1, 1600, True)]
    assert prices("hafen")["BEANS"] == [(1, 1500, False)]


def test_an_own_price_replaces_all_tiers_from_above(market: Market) -> None:
    a_list("dealers", "business")

    set_to(market, "MACHINE", 45_000, "dealers")

    assert prices("dealers")["MACHINE"] == [(1, 45_000, False)]
    assert prices("business")["MACHINE"] == [(1, 53_910, False), (3, 49_410, False)]


def test_a_company_with_a_list_sees_and_pays_its_prices(market: Market) -> None:
    company = a_company()
    a_list("hafen", "business")
    set_to(market, "CUP", 900, "hafen")
    customer_id = company.contact.customer_id
    assert customer_id is not None
    with unit_of_work() as session:
        assign_price_list(session, customer_id, code="hafen")
    buyer = type(company)(actor=company.actor, contact=company.contact, price_list="hafen")

    placed = order(an_order(market, {"CUP": 2, "BEANS": 1}, buyer=buyer))

    assert [(line.sku, line.unit_minor) for line in placed.lines if line.sku in ("CUP", "BEANS")] == [
        ("CUP", 900),
        ("BEANS", 1701),
    ]
    assert placed.net_minor == 1800 + 1701 + 496


def test_a_list_that_counts_otherwise_is_not_given_to_a_customer(market: Market) -> None:
    customer_id = a_company().contact.customer_id
    assert customer_id is not None

    with pytest.raises(ListDoesNotFit), unit_of_work() as session:
        assign_price_list(session, customer_id, code="retail")

    with reading() as session:
        assert session.scalars(select(Customer.price_list_code)).all() == [None]


def test_lists_have_one_code_each_and_fall_back_twice_at_most(market: Market) -> None:
    a_list("dealers", "business")
    a_list("hafen", "dealers")

    with pytest.raises(PriceListTaken), unit_of_work() as session:
        create_derived_list(session, code="hafen", name="Again", falls_back_to="business")
    with pytest.raises(ListDoesNotFit), unit_of_work() as session:
        create_derived_list(session, code="deeper", name="Deeper", falls_back_to="hafen")


def test_all_prices_change_by_percent_in_a_few_statements_and_reach_the_lists_below(market: Market) -> None:
    a_list("dealers", "business")
    set_to(market, "BEANS", 1500, "dealers")

    with counted(db.engine()) as sent, unit_of_work() as session:
        changed = change_by_percent(session, "business", Decimal("2.5"))

    assert changed == 7
    assert prices("business")["CUP"] == [(1, 1153, False)]  # 11.25 and 2.5 %: 11.53125
    assert prices("business")["MACHINE"] == [(1, 55_258, False), (3, 50_645, False)]
    assert prices("dealers")["CUP"] == [(1, 1153, True)]
    assert prices("dealers")["BEANS"] == [(1, 1500, False)]
    assert sent.count <= 12, str(sent)


def test_a_change_by_percent_may_begin_later_and_carts_price_by_today(market: Market) -> None:
    cart_id = a_cart(market, {"CUP": 1})
    later = clock.now() + timedelta(days=7)
    with unit_of_work() as session:
        change_by_percent(session, "retail", Decimal(-10), valid_from=later)

    def gross() -> int:
        with reading() as session:
            basket = cart_view(session, cart_id, price_list="retail").basket
            assert basket is not None
            return basket.gross

    today = gross()
    with clock.frozen(later + timedelta(minutes=1)):
        afterwards = gross()

    assert (today, afterwards) == (1250, 1125)


@pytest.mark.parametrize("percent", ["-91", "1001", "0.001"])
def test_a_percentage_that_nobody_means_changes_nothing(market: Market, percent: str) -> None:
    before = rows()

    with pytest.raises(PercentOutOfRange), unit_of_work() as session:
        change_by_percent(session, "business", Decimal(percent))

    assert rows() == before


def test_prices_come_from_a_file_with_tiers(market: Market) -> None:
    content = "\ufeffsku;min_quantity;amount;recurring\nCUP;1;9.90;\nCUP;10;8.5;\nCLUB;;0;35.00\n".encode()

    with unit_of_work() as session:
        count = import_prices(session, content, list_code="business")

    assert count == 3
    assert prices("business")["CUP"] == [(1, 990, False), (10, 850, False)]


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"sku,amount\nCUP,9.90\nNOSUCH,1\nCUP,1\nBEANS,-4\nBEANS,1e99\n=HYPERLINK(1),2\n", "3, 4, 5, 6, 7"),
        (b"sku,amount,min_quantity\nCUP,1,0\nBEANS,1,100000\n", "2, 3"),
    ],
)
def test_a_file_with_a_wrong_row_names_it_and_nothing_is_kept(market: Market, content: bytes, named: str) -> None:
    before = rows()

    with pytest.raises(PricesUnreadable) as refusal, unit_of_work() as session:
        import_prices(session, content, list_code="business")

    assert (refusal.value.values["rows"], refusal.value.field) == (named, "file")
    assert rows() == before


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfe\x00", "not written in UTF-8 or UTF-16"),
        (b"sku,amount\nCUP,9.90 \xe4\n", "not written in UTF-8 or UTF-16"),
        (b"", "The column %(column)s is missing"),
        (b"sku,price\nCUP,1\n", "The column %(column)s is missing"),
        (b"sku,sku,amount\nCUP,CUP,1\n", "is there twice"),
        (b"sku,amount\n", "holds no rows"),
        (b'sku,amount\n"CUP,1\n', "cannot be read as CSV"),
        (b"x" * (30 * 1024 * 1024 + 1), "larger than %(megabytes)s MB"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_nothing_is_kept(market: Market, content: bytes, sentence: str) -> None:
    before = rows()

    with pytest.raises(FileRefused) as refusal, unit_of_work() as session:
        import_prices(session, content, list_code="business")

    assert sentence in refusal.value.template
    assert refusal.value.field == "file"
    assert rows() == before


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig"])
def test_a_file_in_the_writing_of_a_spreadsheet_is_read(market: Market, encoding: str) -> None:
    with unit_of_work() as session:
        count = import_prices(session, "sku;amount\nCUP;8.80\n".encode(encoding), list_code="business")

    assert count == 1
    assert prices("business")["CUP"][0] == (1, 880, False)


def test_the_office_makes_a_list_fills_it_and_gives_it_to_a_company(office: Office) -> None:
    company, desk = a_company(), office.desk(StaffRole.SALES)
    with reading() as session:
        number = session.scalars(select(Customer.number).where(Customer.id == company.contact.customer_id)).one()

    made = desk.send("/price-lists/new", code="dealers", name="Dealers", falls_back_to="business")
    page = made.location
    token = {"csrf_token": desk.form_token()}
    imported = desk.client.post(
        f"{page}/file", data=token | {"file": (BytesIO(b"sku,amount\nCUP,9.90\n"), "prices.csv")}
    )
    wrong = desk.client.post(f"{page}/file", data=token | {"file": (BytesIO(b"sku,amount\nX,9\n"), "prices.csv")})
    raised = desk.client.post(f"{page}/percent", data=token | {"percent": "10"})
    refused = desk.client.post(f"{page}/percent", data=token | {"percent": "5000"})
    given = desk.send(f"/price-lists/customers/{number}", price_list="dealers")

    assert [answer.status_code for answer in (made, imported, wrong, raised, refused, given)] == [
        303, 303, 422, 303, 422, 303,
    ]  # fmt: skip
    assert "Please correct these rows: 2" in words_of(wrong)
    assert "CUP Cup 1 10.89 €" in words_of(desk.get(page))
    assert desk.get(f"{page}/prices.csv").text.splitlines()[0] == "sku,min_quantity,amount,recurring"
    assert "CUP,1,10.89,0.00" in desk.get(f"{page}/prices.csv").text.splitlines()
    assert "Dealers" in words_of(desk.get("/price-lists"))


def test_who_may_not_set_prices_only_looks(office: Office) -> None:
    desk = office.desk(StaffRole.FULFILMENT)

    assert desk.get("/price-lists").status_code == 200
    assert desk.get("/price-lists/business").status_code == 200
    assert desk.get("/price-lists/new").status_code == 403
