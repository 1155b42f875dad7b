"""Quick order, shared carts and what changed in a cart: nothing that axe finds, nothing that runs over the edge."""

from playwright.sync_api import Page, expect

from core.kernel.db import unit_of_work
from core.pricing.operations import PriceInput, set_price
from core.pricing.states import RETAIL
from tests.browser.conftest import Site
from tests.browser.test_shop_pages import page, require_sound

__all__ = ["page"]


def test_a_list_is_pasted_and_the_cart_is_shared_and_says_what_changed(page: Page, site: Site) -> None:
    page.goto("/quick-order")
    require_sound(page)
    page.get_by_label("Article numbers and quantities").fill("CUP 2\nNO-SUCH-THING 1\nBEANS three")
    page.get_by_role("button", name="Check the list").click()
    expect(page.get_by_text("2 lines cannot be taken")).to_be_visible()
    require_sound(page)
    page.get_by_role("button", name="Put this line into the cart").click()
    with unit_of_work() as session:
        set_price(session, PriceInput(variant_id=site.market["CUP"], amount_minor=1350), list_code=RETAIL)
    page.goto("/cart")
    expect(page.get_by_text("The price has changed: was")).to_be_visible()
    page.get_by_text("Share this cart").click()
    require_sound(page)
    link = page.get_by_label("Link to your cart").input_value()
    page.get_by_role("button", name="I have seen it").click()
    expect(page.get_by_text("The price has changed: was")).to_have_count(0)
    page.goto(link)
    expect(page.get_by_role("heading", name="A shared cart")).to_be_visible()
    require_sound(page)
