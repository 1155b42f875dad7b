"""Changing an order: nothing that axe finds, nothing that runs over the edge, and the same without JavaScript."""

from playwright.sync_api import Page, expect

from core.orders.queries.links import order_token
from tests.browser.conftest import Site, wait_for_the_worker
from tests.browser.test_shop_pages import page, require_sound
from tests.support.deals import order
from tests.support.paying import bought

__all__ = ["page"]


def test_an_order_is_looked_at_changed_and_shows_what_was_changed(page: Page, site: Site) -> None:
    order_id = bought(site.market, {"CUP": 4, "KITCHEN": 1}, method="prepayment")
    wait_for_the_worker()
    link = f"/orders/{order(order_id).number}?t={order_token(order_id)}"
    page.goto(link)
    page.get_by_role("link", name="Change or cancel").click()
    require_sound(page)
    page.get_by_label("How many of Cup do you want?").fill("1")
    page.get_by_label("Take it out Team kitchen").check()
    page.get_by_role("button", name="See what it means").click()
    expect(page.get_by_text("Cup: 1 instead of 4")).to_be_visible()
    require_sound(page)
    page.get_by_role("button", name="Change it so").click()
    expect(page.get_by_role("heading", name="What was changed")).to_be_visible()
    require_sound(page)
    page.get_by_role("link", name="Change or cancel").click()
    page.get_by_role("link", name="Cancel the whole order").click()
    require_sound(page)
    page.get_by_role("button", name="Cancel the order").click()
    expect(page.get_by_text("This order is cancelled")).to_be_visible()


def test_an_address_is_changed_without_javascript(plain_visitor: Page, site: Site) -> None:
    page = plain_visitor
    order_id = bought(site.market, {"CUP": 2}, method="on_account")
    wait_for_the_worker()
    page.goto(f"/orders/{order(order_id).number}/change?t={order_token(order_id)}")
    page.get_by_text("To another address").click()
    page.get_by_label("Street and number").fill("Palmaille 7")
    page.get_by_role("button", name="See what it means").click()
    expect(page.get_by_text("Goes to Palmaille 7, 22765 Hamburg")).to_be_visible()
    page.get_by_role("button", name="Change it so").click()
    expect(page.get_by_text("Palmaille 7")).to_be_visible()
