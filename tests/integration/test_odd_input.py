"""What no person types: control signs, code points of nothing, numbers without end. No page breaks, nothing changes."""

from collections.abc import Iterator

import pytest

from core.kernel import events
from core.kernel.db import reading
from core.kernel.settings import Settings
from core.orders.queries import get_order
from tests.support.shopper import Shopper, books, open_shop_pages, order_ids, words_of

ODD = "a\x00b\x07c\x85d\ud7ff\ufdd0e\uffff"


@pytest.fixture
def shopper(database: Settings) -> Iterator[Shopper]:
    yield open_shop_pages(database)
    events.follow({})


def test_control_signs_in_an_order_are_dropped_and_the_rest_is_kept(shopper: Shopper) -> None:
    shopper.filled("CUP").place(name=f"{ODD} Gast", note=f"Bitte\r\nklingeln{ODD}", delivery__street=f"Weg{ODD} 1")

    with reading() as session:
        order = get_order(session, order_ids()[0])
    assert order.contact_name == "abcd\ud7ffe Gast"
    assert order.note == "Bitte\r\nklingelnabcd\ud7ffe"


@pytest.mark.parametrize("path", ["/p/%00", "/c/a%07b", "/orders/%00", "/media/%00.svg", "/shared/a%EF%BF%BF"])
def test_an_address_of_such_signs_leads_nowhere(shopper: Shopper, path: str) -> None:
    assert shopper.get(path).status_code == 404


@pytest.mark.parametrize("query", ["q=%00", "q=cup%00%07", "q=%ED%A0%80", "q=%EF%BF%BE", "page=%00", "sort=%0B"])
def test_a_search_for_them_is_a_page_like_any_other(shopper: Shopper, query: str) -> None:
    assert shopper.get(f"/search?{query}").status_code == 200


@pytest.mark.parametrize("path", ["/cart/code", "/quick-order", "/language", "/sign-in"])
def test_no_form_breaks_on_them(shopper: Shopper, path: str) -> None:
    shopper.filled("CUP")
    before = books()

    answer = shopper.post(path, {"code": ODD, "text": ODD, "lines": ODD, "email": ODD, "password": ODD, "next": ODD})

    assert answer.status_code < 500
    assert books() == before


@pytest.mark.parametrize("digits", [19, 309, 310, 4000, 5000])
@pytest.mark.parametrize("sign", ["", "-"])
def test_a_quantity_without_end_is_refused_on_its_field(shopper: Shopper, digits: int, sign: str) -> None:
    before = books()

    answer = shopper.put("CUP", sign + "9" * digits)

    assert answer.status_code == 422
    assert "Please enter a number from 1 to 9999." in words_of(answer) or "whole number" in words_of(answer)
    assert books() == before


@pytest.mark.parametrize("page", ["99999999999999999999999", "-1", "1e9", "0", "x"])
def test_no_page_of_a_shelf_is_too_far(shopper: Shopper, page: str) -> None:
    assert shopper.get(f"/c/beans?page={page}").status_code in (200, 404)
