"""Every page of the shop, light and dark, wide and narrow: nothing that axe finds, nothing that runs over the edge."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from core.kernel.settings import Settings
from tests.browser.conftest import Site, choose, require_accessible
from tests.support.shopper import GUEST_FORM
from tests.support.visits import PASSWORD, a_customer

BUY = "Buy now - obligation to pay"
PAGES = (
    "/", "/c/all", "/c/beans?kind=service", "/search", "/search?q=cup", "/search?q=zzz", "/p/machine", "/p/kitchen",
    "/p/club", "/p/install", "/cart", "/quote-request", "/quote-request/sent",
    "/sign-in", "/sign-up", "/letter-sent", "/forgotten",
    "/imprint", "/terms", "/privacy", "/withdrawal", "/nothing-here",
)  # fmt: skip
ACCOUNT = (
    "/account",
    "/account/orders",
    "/account/quotes",
    "/account/invoices",
    "/account/addresses",
    "/account/details",
    "/account/email",
    "/account/devices",
    "/account/data",
)


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Page]:
    """A page of a narrow telephone in light, of a desk in dark."""
    width = 360 if request.param == "light" else 1440
    context = browser.new_context(
        base_url=site.base,
        locale="en-GB",
        color_scheme=request.param,
        reduced_motion="reduce",
        viewport={"width": width, "height": 900},
    )
    yield context.new_page()
    context.close()


def require_sound(page: Page) -> None:
    """Accessible, and not wider than the window."""
    require_accessible(page)
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0, f"{page.url} is {too_wide} pixels too wide"


def add(page: Page, slug: str) -> None:
    page.goto(f"/p/{slug}")
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator("#cart-sheet")).to_be_visible()


def order(page: Page, payment: str) -> None:
    """Fill in the checkout as a guest and order."""
    page.goto("/checkout")
    for name, text in GUEST_FORM.items():
        if name != "payment_method":
            page.locator(f"[name='{name}']").fill(text)
    choose(page.locator(f"[name=payment_method][value={payment}]"))
    page.get_by_role("button", name=BUY, exact=True).click()
    page.wait_for_url("**/orders/**")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_pages_to_look_at_are_sound(page: Page) -> None:
    for address in PAGES:
        page.goto(address)
        require_sound(page)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_pages_on_the_way_to_an_order_are_sound(page: Page) -> None:
    add(page, "kitchen")
    require_sound(page)
    page.goto("/cart")
    require_sound(page)
    page.locator(".cart-line [name=quantity]").first.evaluate("input => { input.value = '0'; input.form.submit() }")
    expect(page.get_by_role("alert")).to_be_visible()
    require_sound(page)
    page.goto("/checkout")
    require_sound(page)
    page.get_by_role("button", name=BUY, exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    require_sound(page)
    choose(page.locator("[name=billing][value=new]"))
    expect(page.locator("#billing-street")).to_be_visible()
    require_sound(page)
    order(page, "prepayment")
    require_sound(page)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_pages_of_the_card_company_are_sound(page: Page) -> None:
    add(page, "cup")
    order(page, "demo_card")
    require_sound(page)
    require_after(page, "decline", "The card was not accepted")
    require_after(page, "three_d_secure", "Is this payment yours?")
    page.get_by_role("button", name="This was not me").click()
    expect(page.get_by_role("heading", name="The card was not accepted")).to_be_visible()
    require_after(page, "late_answer", "Your payment is under way")


def require_after(page: Page, card: str, heading: str) -> None:
    """Pay by a card and look at what comes then."""
    choose(page.locator(f"[name=card][value={card}]"))
    page.get_by_role("button", name=re.compile(r"^Pay \d")).click()
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    require_sound(page)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_pages_of_the_account_are_sound(page: Page, database: Settings) -> None:
    a_customer("anna@example.org", company_name="Beck GmbH")
    page.goto("/sign-in?next=/account")
    page.get_by_label("E-mail address").fill("anna@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/account")
    require_sound(page)
    add(page, "cup")
    page.goto("/checkout")
    require_sound(page)
    for name, text in GUEST_FORM.items():
        if name.startswith("delivery-"):
            page.locator(f"[name='{name}']").fill(text)
    page.get_by_role("button", name=BUY, exact=True).click()
    page.wait_for_url("**/orders/**")
    require_sound(page)
    add(page, "cup")
    page.goto("/checkout")
    require_sound(page)
    for address in ACCOUNT:
        page.goto(address)
        require_sound(page)
