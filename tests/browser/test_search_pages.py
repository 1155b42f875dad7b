"""Search in a browser: suggestions by keyboard and pointer, filters without and with script, the office's pages."""

import pytest
from playwright.sync_api import Browser, Page, expect

from core.accounts.operations import create_staff
from core.accounts.states import StaffRole
from core.catalog.operations import Choice, Search, count_searches
from core.catalog.queries import find_product_id
from core.kernel.db import unit_of_work
from tests.browser.conftest import Site, require_accessible
from tests.support.visits import PASSWORD


def field(page: Page) -> None:
    page.goto("/")
    page.get_by_role("combobox", name="Search the shop").click()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_suggestions_are_a_listbox_for_keyboard_and_pointer(visitor: Page) -> None:
    field(visitor)
    search = visitor.get_by_role("combobox", name="Search the shop")
    search.press_sequentially("bea")
    options = visitor.get_by_role("option")
    expect(options).to_have_text(["Beans", "beans", "House beans", "Bean club"])
    expect(search).to_have_attribute("aria-expanded", "true")
    expect(visitor.get_by_role("status").filter(has_text="Suggestions: 4")).to_be_attached()
    require_accessible(visitor)

    search.press("ArrowDown")
    search.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(search).to_have_attribute("aria-activedescendant", "suggestions-0-1")
    search.press("Escape")
    expect(options).to_have_count(0)
    expect(search).to_have_value("bea")
    search.press("ArrowUp")
    search.press("Enter")
    visitor.wait_for_url("**/p/club")

    field(visitor)
    search.press_sequentially("house be")
    visitor.get_by_role("option", name="House beans").last.click()
    visitor.wait_for_url("**/p/beans")

    field(visitor)
    search.press_sequentially("cup")
    search.press("Enter")
    visitor.wait_for_url("**/search?q=cup")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_search_and_filters_work_without_script(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.base, locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("searchbox", name="Search the shop").fill("e")
    page.get_by_role("searchbox", name="Search the shop").fill("beans")
    page.get_by_role("button", name="Search", exact=True).click()
    page.wait_for_url("**/search?q=beans")
    page.locator("details.filters summary").click()
    page.get_by_role("checkbox", name="Available now").check()
    page.get_by_role("button", name="Apply the filters").click()
    expect(page.get_by_role("link", name="Without Available now")).to_be_visible()
    context.close()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1440)])
def test_the_offices_pages_of_search_are_sound(browser: Browser, site: Site, scheme: str, width: int) -> None:
    with unit_of_work() as session:
        create_staff(session, email="m@example.org", password=PASSWORD, name="Mara", roles=[StaffRole.MARKETING])
        searched = [Search(text="cup", products=1, is_exact=True, is_repaired=False)] * 3
        missed = Search(text="percolator", products=0, is_exact=False, is_repaired=False)
        product_id = find_product_id(session, "cup")
        assert product_id is not None
        count_searches(session, [*searched, missed], [Choice(text="cup", product_id=product_id, place=1)])
    context = browser.new_context(
        base_url=site.base, locale="en-GB", color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce", viewport={"width": width, "height": 900},
    )  # fmt: skip
    page = context.new_page()
    page.goto("/office/sign-in")
    page.locator("[name=email]").fill("m@example.org")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/office/")
    page.goto("/office/catalogue/searches")
    require_accessible(page)
    page.get_by_role("link", name="Add a synonym percolator").click()
    page.get_by_label("What else it means").fill("machine")
    require_accessible(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="percolator")).to_be_visible()
    require_accessible(page)
    page.goto("/office/catalogue/searches/question?q=cup")
    page.get_by_label("Article number").fill("MACHINE")
    page.get_by_role("button", name="Pin", exact=True).click()
    expect(page.get_by_role("button", name="Remove")).to_be_visible()
    require_accessible(page)
    for path in ("/pinned", "/pinned/new", "/synonyms/new"):
        page.goto(f"/office/catalogue/searches{path}")
        require_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    context.close()
