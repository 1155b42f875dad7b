"""How values are written in both languages, and where a visitor may be led."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask, g

from core.kernel.money import Money
from core.web.access import own_path
from core.web.filters import date_text, datetime_text, iso, money, percent, quantity

SUMMER = datetime(2026, 7, 31, 22, 30, tzinfo=UTC)


@pytest.fixture(params=["en", "de"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with Flask("words").test_request_context("/"):
        g.locale = request.param
        yield request.param


@pytest.mark.parametrize(
    ("amount", "currency", "english", "german"),
    [
        (189000, "EUR", "1,890.00\xa0€", "1.890,00\xa0€"),
        (0, "EUR", "0.00\xa0€", "0,00\xa0€"),
        (5, "EUR", "0.05\xa0€", "0,05\xa0€"),
        (-123456789, "EUR", "-1,234,567.89\xa0€", "-1.234.567,89\xa0€"),
        (Money(250, "CHF"), "EUR", "2.50\xa0CHF", "2,50\xa0CHF"),
        (500, "JPY", "500\xa0JP¥", "500\xa0¥"),
        (None, "EUR", "\u2013", "\u2013"),
    ],
)
def test_money(language: str, amount: Money | int | None, currency: str, english: str, german: str) -> None:
    assert money(amount, currency) == (english if language == "en" else german)


def test_days_and_moments_are_told_in_the_zone_of_the_company(language: str) -> None:
    told = [date_text(date(2026, 3, 9)), date_text(SUMMER), datetime_text(SUMMER), date_text(date(2026, 3, 9), "long")]

    if language == "en":
        assert told == ["9 Mar 2026", "1 Aug 2026", "1 Aug 2026, 00:30", "9 March 2026"]
    else:
        assert told == ["09.03.2026", "01.08.2026", "01.08.2026, 00:30", "9. März 2026"]
    assert [date_text(None), datetime_text(None), iso(None)] == ["\u2013", "\u2013", ""]
    assert iso(SUMMER) == "2026-07-31T22:30:00+00:00"


def test_shares_and_counts(language: str) -> None:
    told = [percent(Decimal("0.19")), percent(Decimal("0.195")), percent(None), quantity(12345), quantity(None)]

    if language == "en":
        assert told == ["19%", "19.5%", "\u2013", "12,345", "\u2013"]
    else:
        assert told == ["19\xa0%", "19,5\xa0%", "\u2013", "12.345", "\u2013"]


@pytest.mark.parametrize("target", ["/", "/cart", "/mine?tab=2", "/c/beans?sort=price&page=2", "/a#b", "/%2f%2fx"])
def test_an_own_page_is_a_place_to_go(target: str) -> None:
    with Flask("shop").test_request_context("/"):
        assert own_path(target) == target


@pytest.mark.parametrize(
    "target",
    [
        None, "", "cart", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example/",
        "javascript:alert(1)", "/\t/evil.example", "/x\r\nSet-Cookie: a=b", " //evil.example", "/a\\b",
    ],
)  # fmt: skip
def test_a_foreign_page_is_none(target: str | None) -> None:
    with Flask("shop").test_request_context("/"):
        assert own_path(target) == "/"
        assert own_path(target, "/account") == "/account"


@pytest.mark.parametrize(
    ("target", "led_to"),
    [("/office/orders", "/office/orders"), ("/cart", "/office/"), ("/officer", "/office/"), (None, "/office/")],
)
def test_the_office_leads_to_the_office_only(target: str | None, led_to: str) -> None:
    with Flask("office").test_request_context("/orders", base_url="http://localhost/office"):
        assert own_path(target) == led_to
