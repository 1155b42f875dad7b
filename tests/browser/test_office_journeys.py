"""A working day in the office, in a real browser: from the order that comes in to the cent in the books."""

import re
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from core.accounts.operations import create_staff, save_filter
from core.accounts.queries import find_user_by_email
from core.accounts.states import StaffRole
from core.billing.queries.office import documents_of_order
from core.catalog.queries import variant_ids_by_sku
from core.fulfilment.operations import ship
from core.inventory.operations import Counted, begin_stocktake, count_pieces
from core.inventory.states import MovementReason
from core.kernel import clock, jobs
from core.kernel.db import reading, unit_of_work
from core.notices.queries import notices_about
from core.orders.queries import OrderView, get_order
from core.orders.states import LineKind
from tests.browser.conftest import Site, require_accessible
from tests.support.deals import STAFF, Market, a_company
from tests.support.office import KITCHEN, NAMES, done_for, part_of
from tests.support.paying import press_buy, ready
from tests.support.quoting import OVER_TEN, a_team, approvals, line, quote, submit, version, write_rules
from tests.support.quoting import a_quote as a_quote_of
from tests.support.visits import PASSWORD


@pytest.fixture(autouse=True)
def colleagues(site: Site) -> None:
    """One colleague of every role."""
    with unit_of_work() as session:
        for role, name in NAMES.items():
            create_staff(session, email=f"{role.value}@example.org", password=PASSWORD, name=name, roles=[role])


def an_order(site: Site, pieces: dict[str, int] | None = None, *, method: str = "on_account") -> OrderView:
    """An order that came in by the shop; the site's worker does what follows."""
    order_id = press_buy(ready(site.market, pieces or KITCHEN, method=method))
    with reading() as session:
        return get_order(session, order_id)


def sign_in(page: Page, role: StaffRole) -> None:
    """Sign in by the keyboard, as whoever comes to work."""
    page.goto("/office/sign-in")
    page.get_by_label("E-mail address").fill(f"{role.value}@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    page.wait_for_load_state()


def sign_out(page: Page) -> None:
    """Leave the desk to somebody else."""
    page.locator(".user-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in to the office")).to_be_visible()


def shows(page: Page, words: str) -> None:
    """Look at the page again until the worker has done what leads to these words."""
    for _ in range(60):
        if page.get_by_text(words).first.is_visible():
            return
        page.wait_for_timeout(500)
        page.reload()
    expect(page.get_by_text(words).first).to_be_visible()


def act(page: Page, label: str) -> None:
    """Press a button of the action bar."""
    page.get_by_role("region", name="Actions").get_by_role("link", name=re.compile(f"^{label}")).first.click()


def open_order(page: Page, number: str) -> None:
    """From the list to the order's page: on a wide window the first click shows it beside the list."""
    link = page.get_by_role("link", name=number).first
    link.click()
    page.wait_for_url(re.compile(f"(show=|orders/){number}"))
    if "show=" in page.url:
        link.click()
    page.wait_for_url(f"**/orders/{number}")


def test_a_working_day(visitor: Page, site: Site) -> None:
    order, page = an_order(site), visitor

    sign_in(page, StaffRole.FULFILMENT)
    page.get_by_role("link", name=re.compile("^Orders")).first.click()
    open_order(page, order.number)
    shows(page, "Goods are still to be shipped: 3 of 3.")

    act(page, "Ship goods")
    page.get_by_label("Cup", exact=True).fill("1")
    page.get_by_label("Tracking number").fill("JJD 0017")
    page.get_by_role("button", name="Ship").click()
    expect(page.get_by_text("Not complete because: Goods are still to be shipped: 1 of 3.")).to_be_visible()

    visit_on = clock.today() + timedelta(days=3)
    act(page, "Plan visit")
    page.get_by_label("Day and time").fill(f"{visit_on.isoformat()}T10:00")
    page.get_by_label("Technician").fill("Piet Lorenz")
    page.get_by_role("button", name="Plan").click()
    expect(page.get_by_text("The visit is planned for").first).to_be_visible()
    act(page, "Complete visit")
    page.get_by_label("Report").fill("Runs quietly, first cup was good.")
    page.get_by_role("button", name="Complete").click()
    expect(page.get_by_text("Runs quietly, first cup was good.").first).to_be_visible()

    act(page, "Activate")
    page.get_by_role("button", name="Activate").click()
    expect(page.get_by_text("Not complete because: Goods are still to be shipped: 1 of 3.")).to_be_visible()
    act(page, "Ship goods")
    page.get_by_role("button", name="Ship").click()
    expect(page.get_by_text("Complete. Everything was done on")).to_be_visible()
    sign_out(page)

    sign_in(page, StaffRole.BILLING)
    page.keyboard.press("Control+k")
    page.keyboard.type(order.number)
    expect(page.get_by_role("option", name=re.compile(order.number)).first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=order.number)).to_be_visible()
    shows_documents(page, order.id, 4)
    page.reload()
    act(page, "Record bank receipt")
    expect(page.get_by_label("Amount")).to_have_value("734.00")
    page.get_by_label("Line of the bank statement").fill("2026-17/3")
    page.get_by_role("button", name="Book it").click()
    expect(page.get_by_text("734.00 € for order")).to_be_visible()
    documents = page.get_by_role("region", name="Invoices and credit notes")
    expect(documents.get_by_text("Settled")).to_have_count(4)
    documents.get_by_role("link", name=re.compile("^RE-")).first.click()
    expect(page.get_by_role("heading", name="In the books")).to_be_visible()
    expect(page.get_by_text("1200 Trade receivables")).to_be_visible()

    page.get_by_role("link", name="Ledger").first.click()
    expect(page.get_by_text("Money received").first).to_be_visible()
    expect(page.get_by_text("1800 Bank").first).to_be_visible()
    page.get_by_role("link", name="Trial balance").click()
    expect(page.get_by_role("heading", name="The books balance")).to_be_visible()


def shows_documents(page: Page, order_id: UUID, count: int) -> None:
    """Wait until the worker has issued so many documents."""
    for _ in range(60):
        with reading() as session:
            if len(documents_of_order(session, order_id)) >= count:
                return
        page.wait_for_timeout(500)
    raise AssertionError("The invoices did not come.")


def test_a_mistake_keeps_what_was_typed(visitor: Page, site: Site) -> None:
    order, page = an_order(site, {"CUP": 2}), visitor
    sign_in(page, StaffRole.FULFILMENT)
    page.goto(f"/office/orders/{order.number}")
    shows(page, "Goods are still to be shipped: 2 of 2.")

    act(page, "Ship goods")
    page.get_by_label("Cup", exact=True).fill("9")
    page.get_by_label("Carrier").fill("Bicycle messenger")
    page.get_by_role("button", name="Ship").click()

    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Cup: only 2 are possible.")
    expect(page.get_by_label("Carrier")).to_have_value("Bicycle messenger")
    require_accessible(page)
    summary.get_by_role("link", name="Cup").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Complete. Everything was done on")).to_be_visible()


def test_an_order_stands_beside_the_list(visitor: Page, site: Site) -> None:
    older, newer, page = an_order(site, {"CUP": 2}), an_order(site, {"CUP": 1}), visitor
    sign_in(page, StaffRole.SALES)
    page.goto("/office/orders")
    page.get_by_role("link", name=newer.number).click()

    beside = page.get_by_role("complementary", name="The order beside the list")
    expect(beside.get_by_role("heading", name=newer.number)).to_be_visible()
    expect(page).to_have_url(re.compile(f"/office/orders\\?show={newer.number}$"))
    page.keyboard.press("ArrowDown")
    expect(beside.get_by_role("heading", name=older.number)).to_be_visible()
    expect(page.get_by_role("link", name=older.number, exact=True)).to_be_focused()
    require_accessible(page)

    page.reload()
    expect(beside.get_by_role("heading", name=older.number)).to_be_visible()
    beside.get_by_role("link", name="Cancel order").click()
    expect(page.get_by_role("heading", name=f"Cancel order {older.number}?")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name=older.number, exact=True).press("Enter")
    expect(page.get_by_role("heading", name=older.number, level=1)).to_be_visible()

    page.set_viewport_size({"width": 900, "height": 700})
    page.goto("/office/orders")
    page.get_by_role("link", name=newer.number).click()
    expect(page.get_by_role("heading", name=newer.number, level=1)).to_be_visible()


def test_it_works_without_javascript(plain_visitor: Page, site: Site) -> None:
    order, page = an_order(site, {"CUP": 2}), plain_visitor
    page.goto("/office/sign-in")
    page.get_by_label("E-mail address").fill("fulfilment@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"/office/orders/{order.number}")
    shows(page, "Goods are still to be shipped: 2 of 2.")

    act(page, "Ship goods")
    page.get_by_role("button", name="Ship").click()

    expect(page.get_by_text("Complete. Everything was done on")).to_be_visible()
    page.get_by_role("searchbox").fill("jutta")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=re.compile(order.number))).to_be_visible()


@pytest.mark.parametrize(("database", "scheme"), [("sqlite", "light"), ("postgresql", "dark")], indirect=["database"])
def test_no_page_shuts_anybody_out(browser: Browser, site: Site, scheme: str) -> None:
    order = an_order(site)
    an_order(site, {"CUP": 1}, method="prepayment")
    with unit_of_work() as session:
        jobs.enqueue(session, "nobody.knows", {"order_id": "17"})
    context = browser.new_context(base_url=site.base, locale="en-GB", color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, StaffRole.ADMIN)
    page.goto(f"/office/orders/{order.number}")
    shows(page, "The visit has no date yet.")

    for path in pages_of(page, order):
        answer = page.goto(f"/office{path}")
        assert answer is not None
        assert answer.status == 200, path
        require_accessible(page)
    page.set_viewport_size({"width": 360, "height": 760})
    for path in ("/", f"/orders/{order.number}", "/orders", "/ledger/revenue", "/taxes", "/price-check"):
        page.goto(f"/office{path}")
        require_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    context.close()


def a_stocktake() -> str:
    """A warehouse that is being counted, with a difference."""
    with unit_of_work() as session:
        begun = begin_stocktake(session, warehouse_code="main", reason=MovementReason.COUNTED, acting_user=STAFF)
        count_pieces(session, begun.id, [Counted(sku="CUP", pieces=3)], acting_user=STAFF)
        return f"/stocktakes/{begun.number}"


def pages_of(page: Page, order: OrderView) -> list[str]:
    """Every page of the office, each with something on it."""
    done = done_for(order.id)
    part, visit, contract = part_of(order, LineKind.PHYSICAL), done.visits[0].id, done.contracts[0].id
    forms = [
        f"/fulfilment/parts/{part}/ship",
        f"/fulfilment/visits/{visit}/plan",
        f"/fulfilment/visits/{visit}/complete",
        f"/fulfilment/subscriptions/{contract}/activate",
        f"/orders/{order.number}/cancel",
        f"/payments/orders/{order.number}/receipt",
        "/articles/CUP/receive",
        "/articles/CUP/price",
    ]
    cup = next(line.id for line in order.lines if line.sku == "CUP")
    with unit_of_work() as session:
        ship(session, part, quantities={cup: 1}, carrier="DHL", acting_user=STAFF)
    for _ in range(60):
        with reading() as session:
            documents, letters = documents_of_order(session, order.id), notices_about(session, order.id)
            stuck = [job for job in jobs.stuck_jobs(session) if job.state is jobs.JobState.FAILED]
        if documents and letters and stuck:
            break
        page.wait_for_timeout(500)
    return [
        *forms,
        "/", "/orders", f"/orders/{order.number}", f"/fulfilment/orders/{order.number}/return",
        "/fulfilment", "/fulfilment/visits", "/fulfilment/subscriptions",
        "/customers", f"/customers/K-{clock.today().year}-000001",
        "/articles", "/articles/MACHINE", "/invoices", f"/invoices/{documents[0].number}",
        "/payments", "/payments/overdue", "/payments/receipts", "/payments/refunds",
        "/ledger", "/ledger/balances", "/ledger/revenue", "/feedback",
        "/mailbox", f"/mailbox/{letters[0].id}", "/integration", f"/integration/{stuck[0].id}/settle",
        "/quote-requests", "/quotes", "/quotes/new", "/quotes/templates", *a_quote(), "/approvals",
        "/taxes", "/price-check", "/stocktakes", a_stocktake(), "/fulfilment/calendar",
        f"/customers/K-{clock.today().year}-000001/data",
        "/search?q=jutta", "/search?q=zeppelin",
        *saved_filters(),
    ]  # fmt: skip


def a_quote() -> list[str]:
    """A draft with its editor, one of its lines, and a version that waits for approval with the question."""
    team, market = a_team(), Market(variants=variants())
    write_rules(OVER_TEN)
    buyer = a_company("quotes@hafen.example")
    lines = [line(market, "MACHINE", 2, discount_percent=Decimal(15)), line(market, "CLUB", 1)]
    draft, asked = (quote(quoting_id) for quoting_id in (a_quote_of(team, lines, buyer=buyer) for _ in range(2)))
    submit(asked.id, team)
    paths = [f"/quotes/{one.number}" for one in (draft, asked)]
    return [*paths, f"{paths[0]}/lines/{version(draft.id).lines[0].id}", f"/approvals/{approvals(asked.id)[0].id}"]


def variants() -> dict[str, UUID]:
    """The articles of the site by their numbers."""
    with reading() as session:
        return variant_ids_by_sku(session, ["MACHINE", "CLUB"])


def saved_filters() -> list[str]:
    """A list with an own filter and a colleague's, and where filters are saved and changed."""
    with unit_of_work() as session:
        own, other = (find_user_by_email(session, f"{role}@example.org") for role in ("admin", "sales"))
        assert own is not None
        assert other is not None
        choices = {"state": "open", "q": "jutta"}
        kept = save_filter(session, own.id, list_name="orders", choices=choices, name="Jutta")
        save_filter(session, other.id, list_name="orders", choices={"kind": "service"}, name="Visits", is_shared=True)
        mine = f"/filters/{kept.id}"
    return ["/orders?state=open&q=jutta", "/filters/of/orders", "/filters/of/orders/new?q=jutta", mine]
