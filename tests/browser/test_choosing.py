"""Putting a bundle together and choosing a plan in a browser, with scripts and without; nothing that axe finds."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, choose
from tests.browser.test_shop_pages import page, require_sound
from tests.support.kitchens import with_choices, with_plans
from tests.support.visits import PASSWORD, a_customer

__all__ = ["page"]
RULE = "Large machine works only together with Grinder."


def test_a_bundle_is_put_together_while_the_page_tells_its_price(page: Page, site: Site) -> None:
    with_choices(site.market)
    page.goto("/p/kitchen")
    require_sound(page)
    expect(page.get_by_role("button", name="Work out the price")).to_be_hidden()

    choose(page.get_by_role("radio", name="Large machine"))
    expect(page.locator("#wrong-machine")).to_contain_text(RULE)
    expect(page.locator("#chosen")).to_contain_text(RULE)
    require_sound(page)
    choose(page.get_by_role("checkbox", name="Grinder"))
    expect(page.locator("#chosen")).to_contain_text("1,548.00 €")
    expect(page.locator("#wrong-machine")).to_be_empty()
    page.get_by_role("button", name="Add to cart").click()

    expect(page.locator("#cart-sheet")).to_contain_text("1,583.00 €")
    page.goto("/cart")
    require_sound(page)
    page.get_by_role("link", name="Choose otherwise: Team kitchen").click()
    expect(page.get_by_role("radio", name="Large machine")).to_be_checked()
    choose(page.get_by_role("radio", name="Hafen One"))
    page.get_by_role("button", name="Change in the cart").click()
    expect(page.locator("#cart-sheet")).to_contain_text("1,183.00 €")


def test_the_same_goes_without_scripts(plain_visitor: Page, site: Site) -> None:
    with_choices(site.market)
    plain_visitor.goto("/p/kitchen")

    plain_visitor.get_by_role("radio", name="Large machine").check()
    plain_visitor.get_by_role("button", name="Work out the price").click()
    expect(plain_visitor.locator("#wrong-machine")).to_contain_text(RULE)
    plain_visitor.get_by_role("checkbox", name="Grinder").check()
    plain_visitor.get_by_role("button", name="Work out the price").click()
    expect(plain_visitor.locator("#chosen")).to_contain_text("1,548.00 €")
    plain_visitor.get_by_role("button", name="Add to cart").click()

    expect(plain_visitor.get_by_role("heading", name="Your cart", level=1)).to_be_visible()
    expect(plain_visitor.locator("#cart-contents")).to_contain_text("1,583.00 €")


def test_a_plan_is_chosen_with_everything_that_it_obliges_to(page: Page, site: Site) -> None:
    with_plans(site.market)
    page.goto("/p/club")
    require_sound(page)

    choose(page.get_by_role("radio", name="Every quarter"))
    page.get_by_role("button", name="Add to cart").click()

    expect(page.locator("#cart-sheet")).to_contain_text("Setting it up costs 15.00 € once.")
    page.goto("/checkout")
    require_sound(page)
    expect(page.get_by_text("Minimum term: 6 months.").first).to_be_visible()


def put_on_a_list(page: Page) -> None:
    """Choose in the form, then go to the lists with it."""
    a_customer("anna@example.org")
    page.goto("/sign-in?next=/p/kitchen")
    page.get_by_label("E-mail address").fill("anna@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/p/kitchen")
    choose(page.get_by_role("checkbox", name="Grinder"))
    page.get_by_role("button", name="Add to a list").click()
    expect(page.get_by_role("heading", name="Add to a list", level=1)).to_be_visible()
    expect(page.get_by_text("Grinder")).to_be_visible()


def keep_it(page: Page) -> None:
    """On a new list, which then shows what was chosen."""
    page.get_by_label("Name of the new list").fill("Office")
    page.get_by_role("button", name="Put it on the list").click()
    expect(page.get_by_role("heading", name="Office", level=1)).to_be_visible()
    expect(page.get_by_text("Grinder").first).to_be_visible()


def test_what_is_chosen_goes_on_a_list(page: Page, site: Site) -> None:
    with_choices(site.market)
    put_on_a_list(page)
    require_sound(page)
    keep_it(page)


def test_what_is_chosen_goes_on_a_list_without_scripts(plain_visitor: Page, site: Site) -> None:
    with_choices(site.market)
    put_on_a_list(plain_visitor)
    keep_it(plain_visitor)
