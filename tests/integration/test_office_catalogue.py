"""The office's catalogue: products are made, edited, shown, hidden and changed by date; the shop follows at once."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from core.accounts.states import StaffRole
from core.carts.queries.shelf import search
from core.catalog.models import Product, ProductFile, Variant
from core.catalog.queries import find_product_id
from core.kernel import clock, db, jobs
from core.kernel.events import EventRow
from core.kernel.settings import Settings
from core.pricing.models import Price
from core.pricing.states import RETAIL
from storefront import create_storefront
from tests.support.goods import Offer, add_offer
from tests.support.office import Desk, Office, open_office, rows
from tests.support.pages import client_of
from tests.support.shopper import words_of
from tests.support.statements import counted

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


@pytest.fixture
def shop(database: Settings, office: Office) -> FlaskClient:
    return client_of(create_storefront(database))


def page_of(slug: str) -> str:
    with db.reading() as session:
        return f"/catalogue/products/{find_product_id(session, slug)}"


def found(text: str) -> list[str]:
    with db.reading() as session:
        return [card.slug for card in search(session, text, locale="en", price_list=RETAIL).cards]


def upload(desk: Desk, path: str, content: bytes, **typed: str) -> tuple[int, str]:
    data = {**desk.form(path), **typed, "file": (BytesIO(content), "file")}
    answer = desk.client.post(path, data=data)
    return answer.status_code, answer.text


def test_a_new_product_comes_into_the_shop_when_somebody_publishes_it(office: Office, shop: FlaskClient) -> None:
    desk = office.desk(StaffRole.MARKETING)

    made = desk.send("/catalogue/products/new", name="Sand mill", name_de="Sandmühle", sku="SAND", shelf="machines")

    assert made.status_code == 303
    assert shop.get("/p/sand-mill").status_code == 404
    page = words_of(desk.get(made.location))
    assert "The product is there. It is not in the shop yet." in page
    desk.press(made.location, f"{made.location}/shown")
    assert shop.get("/p/sand-mill").status_code == 200
    assert found("sand") == ["sand-mill"]


def test_edited_texts_are_found_and_told_in_the_log(office: Office) -> None:
    desk = office.desk()

    answer = desk.send(f"{page_of('cup')}/texts", name="Harbour cup", name_de="Hafentasse", brand="Hafen")

    assert answer.status_code == 303
    assert found("harbour") == ["cup"]
    with db.reading() as session:
        event = session.scalars(select(EventRow).where(EventRow.kind == "product.changed")).one()
    assert (event.actor_name, '"sku": "CUP"' in event.data or "CUP" in event.data) == ("Ada Wolf", True)


def test_a_new_address_leads_on_from_the_old_one_for_good(office: Office, shop: FlaskClient) -> None:
    desk = office.desk()

    answer = desk.send(f"{page_of('cup')}/visibility", slug="fine-cup")

    assert answer.status_code == 303
    old = shop.get("/p/cup?v=CUP")
    assert (old.status_code, old.location) == (301, "/p/fine-cup?v=CUP")
    assert shop.get("/p/fine-cup").status_code == 200
    taken = desk.send(f"{page_of('fine-cup')}/visibility", slug="machine")
    assert taken.status_code == 422
    assert 'id="slug-error">' in taken.text
    desk.send(f"{page_of('fine-cup')}/visibility", slug="cup")
    assert shop.get("/p/fine-cup").location == "/p/cup"


def test_variants_attributes_shelves_and_relations_are_edited(office: Office, shop: FlaskClient) -> None:
    desk, page = office.desk(), page_of("cup")

    answers = [
        desk.send(f"{page}/variants/CUP", option_name="Colour", option="Red", option_de="Rot"),
        desk.send(f"{page}/variants/new", sku="CUP-B", option_name="Colour", option="Blue", option_de="Blau"),
        desk.send(f"{page}/attributes", facts="material = Stone / Stein\nweight-g = 300"),
        desk.send(f"{page}/settings", shelves="beans", related="machine", delivery_days="9"),
    ]

    assert [answer.status_code for answer in answers] == [303] * 4
    text = words_of(shop.get("/p/cup"))
    assert "Material Stone" in text
    assert "Hafen One" in text
    with db.reading() as session:
        skus = session.scalars(select(Variant.sku).where(Variant.sku.startswith("CUP")).order_by(Variant.position))
        assert list(skus) == ["CUP", "CUP-B"]
    wrong = desk.send(f"{page}/attributes", facts="no sense")
    assert wrong.status_code == 422
    assert "Please write code = value; “no sense” is not so." in wrong.text


def test_pictures_and_documents_are_known_by_their_beginning_and_need_words(
    office: Office, shop: FlaskClient, database: Settings
) -> None:
    desk, page = office.desk(), page_of("cup")
    said = {"name": "A cup on a table", "name_de": "Eine Tasse auf einem Tisch"}

    assert upload(desk, f"{page}/pictures", PNG, **said)[0] == 303
    assert upload(desk, f"{page}/documents", b"%PDF-1.7 x", name="Manual", name_de="Anleitung")[0] == 303
    refused = [
        upload(desk, f"{page}/pictures", b"<html>", **said),
        upload(desk, f"{page}/pictures", b"<svg onload=x></svg>", **said),
        upload(desk, f"{page}/pictures", PNG + b"0" * 5_000_000, **said),
        upload(desk, f"{page}/pictures", PNG, name="", name_de=""),
        upload(desk, f"{page}/documents", PNG, name="Manual", name_de="Anleitung"),
    ]

    assert [status for status, _text in refused] == [422] * 5
    assert 'id="file-error">' in refused[0][1]
    assert 'id="name-error">' in refused[3][1]
    with db.reading() as session:
        files = session.scalars(select(ProductFile).order_by(ProductFile.kind)).all()
    assert len(files) == 2
    text = shop.get("/p/cup").text
    for file in files:
        assert f"/media/{file.path}" in text
        assert Path(database.data_folder, "media", file.path).is_file()
    assert 'alt="A cup on a table"' in text
    manual = shop.get(f"/media/{files[0].path}")
    assert (manual.mimetype, manual.headers["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    desk.press(page, f"{page}/files/{files[1].id}/remove")
    assert not Path(database.data_folder, "media", files[1].path).exists()


def test_what_only_some_buyers_see_does_not_exist_for_others(office: Office, shop: FlaskClient) -> None:
    desk = office.desk()

    assert desk.send(f"{page_of('cup')}/visibility", audience="business").status_code == 303

    assert shop.get("/p/cup").status_code == 404
    assert found("cup") == []
    assert "Cup" not in words_of(shop.get("/c/machines"))
    form = {"variant_id": str(office.market.variants["CUP"]), "quantity": "1", "slug": "cup"}
    token = {"csrf_token": _token(shop)}
    assert shop.post("/cart/lines", data={**form, **token}).status_code == 404
    with db.reading() as session:
        assert [card.slug for card in search(session, "cup", locale="en", price_list="business").cards] == ["cup"]


def _token(shop: FlaskClient) -> str:
    text = shop.get("/").text
    return text.split('name="csrf_token" value="')[1].split('"')[0]


def test_dates_show_and_hide_at_their_moment(office: Office, shop: FlaskClient) -> None:
    desk, page = office.desk(), page_of("cup")

    desk.send(f"{page}/visibility", visible_from="2026-11-24T08:00", visible_until="2026-11-25T08:00")

    assert shop.get("/p/cup").status_code == 404
    office.at.advance(timedelta(hours=24))
    jobs.run_due()
    assert shop.get("/p/cup").status_code == 200
    office.at.advance(timedelta(hours=24))
    jobs.run_due()
    assert shop.get("/p/cup").status_code == 404
    wrong = desk.send(f"{page}/visibility", visible_from="2026-12-24T08:00", visible_until="2026-12-23T08:00")
    assert wrong.status_code == 422
    assert 'id="visible_until-error">' in wrong.text


def test_a_planned_change_is_made_at_its_moment_unless_it_is_given_up(office: Office, shop: FlaskClient) -> None:
    desk, page = office.desk(), page_of("cup")
    for name in ("Winter cup", "Snow cup"):
        desk.send(f"{page}/changes", due_at="2026-11-24T08:00", name=name)
    text = desk.get(page).text
    second = text.split("Snow cup")[1].split('action="')[1].split('"')[0]

    desk.press(page, second)
    jobs.run_due()
    assert "Winter cup" not in words_of(shop.get("/p/cup"))
    office.at.advance(timedelta(days=1))
    jobs.run_due()

    assert "Winter cup" in words_of(shop.get("/p/cup"))
    late = desk.send(f"{page}/changes", due_at="2026-11-01T08:00", name="Late cup")
    nothing = desk.send(f"{page}/changes", due_at="2026-12-01T08:00")
    assert (late.status_code, nothing.status_code) == (422, 422)
    assert 'id="due_at-error">' in late.text


def test_a_preview_shows_what_is_not_in_the_shop_for_a_week(office: Office, shop: FlaskClient) -> None:
    desk, page = office.desk(), page_of("cup")
    desk.press(page, f"{page}/shown")
    link = desk.get(page).text.split('href="/preview/')[1].split('"')[0]

    assert shop.get("/p/cup").status_code == 404
    shown = shop.get(f"/preview/{link}")
    assert shown.status_code == 200
    assert "This is a preview." in words_of(shown)
    assert shop.get("/preview/guessed").status_code == 403
    office.at.advance(timedelta(days=8))
    assert shop.get(f"/preview/{link}").status_code == 403


def test_many_products_are_changed_at_once_or_none(office: Office) -> None:
    desk = office.desk()
    with db.reading() as session:
        ids = [str(one) for one in session.scalars(select(Product.id).where(Product.slug.in_(("cup", "beans"))))]

    def bulk(what: str, value: str = "", chosen: list[str] = ids) -> int:
        form = {**desk.form("/catalogue/products"), "what": what, "value": value, "id": chosen}
        return desk.client.post("/catalogue/products", data=form).status_code

    assert bulk("brand", "Hafen") == 303
    assert bulk("delivery_days", "7") == 303
    assert bulk("withdraw") == 303
    assert bulk("shelf", "beans") == 303
    assert bulk("retail", "10") == 303
    with db.reading() as session:
        changed = session.execute(
            select(Product.brand, Product.delivery_days, Product.is_published).where(Product.slug == "cup")
        ).one()
        prices = session.scalars(
            select(Price.amount_minor)
            .where(Price.variant_id == office.market.variants["CUP"], Price.valid_to.is_(None))
            .order_by(Price.amount_minor)
        ).all()
    assert tuple(changed) == ("Hafen", 7, False)
    assert prices == [1125, 1375]
    before = rows()
    assert [bulk("brand", "x", []), bulk("retail", "much"), bulk("shelf", "nowhere"), bulk("retail", "-100")] == [
        422, 422, 404, 422,
    ]  # fmt: skip
    assert rows() == before


def test_shelves_move_with_what_stands_on_them(office: Office, shop: FlaskClient) -> None:
    desk = office.desk()

    made = desk.send("/catalogue/shelves/new", name="Coffee", name_de="Kaffee", slug="coffee", position="1")
    moved = desk.send("/catalogue/shelves/beans", parent="coffee")
    below = desk.send("/catalogue/shelves/coffee", parent="beans")

    assert (made.status_code, moved.status_code, below.status_code) == (303, 303, 422)
    office.at.advance(timedelta(minutes=1))
    assert "House beans" in words_of(shop.get("/c/coffee"))
    assert "House beans" not in words_of(shop.get("/c/all"))


def test_attributes_are_defined_and_their_words_changed(office: Office) -> None:
    desk = office.desk()

    made = desk.send(
        "/catalogue/attributes/new", code="colour", name="Colour", name_de="Farbe", type="choice", choices="red = rot"
    )
    changed = desk.send("/catalogue/attributes/colour", name="Shade")

    assert (made.status_code, changed.status_code) == (303, 303)
    assert "Shade" in words_of(desk.get("/catalogue/attributes"))
    assert desk.send("/catalogue/attributes/new", code="colour", name="C", name_de="F").status_code == 422


def test_lists_and_pages_ask_as_often_for_fifty_as_for_one(office: Office) -> None:
    desk, asked = office.desk(), []
    desk.get("/catalogue/products")
    for many in (1, 50):
        with db.unit_of_work() as session:
            for number in range(many):
                add_offer(session, Offer(sku=f"X{many}-{number}"))
        with counted(db.engine()) as statements:
            assert desk.get("/catalogue/products").status_code == 200
        asked.append(statements.count)

    assert asked[0] == asked[1]
    with db.reading() as session:
        assert (session.scalar(select(func.count()).select_from(Product)) or 0) > 50


@pytest.mark.parametrize("role", [StaffRole.SALES, StaffRole.FULFILMENT])
def test_who_may_only_look_finds_no_forms(office: Office, role: StaffRole) -> None:
    desk, page = office.desk(role), page_of("cup")

    assert desk.get(page).status_code == 200
    assert "/texts" not in desk.get(page).text
    assert [desk.get(f"{page}/{path}").status_code for path in ("texts", "settings", "visibility", "pictures")] == [
        403, 403, 403, 403,
    ]  # fmt: skip
    assert clock.now() == office.at()
    assert isinstance(UUID(page.rsplit("/", 1)[1]), UUID)


def test_a_second_plan_with_trial_and_setting_up_is_made_and_told(office: Office, shop: FlaskClient) -> None:
    desk, page = office.desk(), page_of("club")
    terms = {"interval_months": "3", "term_months": "0", "notice_months": "1", "trial_days": "7"}

    made = desk.send(
        f"{page}/variants/new", sku="CLUB-Q", plan_name="Quarterly", plan_name_de="Vierteljährlich",
        setup_gross_minor="15.00", setup_net_minor="14.02", **terms,
    )  # fmt: skip
    refused = desk.send(f"{page}/variants/CLUB-Q", trial_days="366")

    assert (made.status_code, refused.status_code) == (303, 422)
    shown = words_of(desk.get(page))
    assert "Quarterly / 3 months · 7 days of trial · setting up 15.00 €" in shown
    filled = desk.form(f"{page}/variants/CLUB-Q")
    assert [filled[name] for name in ("trial_days", "setup_gross_minor", "setup_net_minor", "plan_name_de")] == [
        "7", "15.00", "14.02", "Vierteljährlich",
    ]  # fmt: skip
    assert "Your plan" not in words_of(shop.get("/p/club"))  # nothing costs it yet
