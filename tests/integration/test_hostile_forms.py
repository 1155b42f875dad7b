"""Every form of shop and office, filled with what nobody should type: no page breaks, nothing runs, nothing is lost."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.accounts.states import StaffRole
from core.kernel import jobs
from core.kernel.settings import Settings
from storefront import create_storefront
from tests.support.companies import the_admin
from tests.support.crawling import COUNTED, TYPED, Form, crawl, forms_of
from tests.support.office import KITCHEN, Office, an_order, open_office
from tests.support.pages import client_of
from tests.support.rows import changed, everything
from tests.support.stocktakes import begun, count
from tests.support.visits import sign_in

SCRIPT = "<script>alert(1)</script>"
HOSTILE = f"{SCRIPT}\"'><b>\u202eabc\u200b e\u0301 \U0001f600 {{{{7*7}}}}"
NO_NUMBER = ("1e5", "NaN", "9" * 32, "\u0663x", "2026-02-30", "99999-01-01")
LEFT_OUT = {
    "/sign-out": "ends the session that walks",
    "/language": "changes the language of the pages that are compared",
    "/acting/end": "ends the session that walks",
    "/account/devices/end-others": "ends other sessions; it has no field",
    "/account/devices/<uuid:session_id>/end": "ends the session that walks",
}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two applications, and somebody with a browser who may do everything there."""

    app: Flask
    client: FlaskClient
    starts: tuple[str, ...]

    def forms(self) -> list[Form]:
        """One form for each route that takes one, from the pages that links lead to."""
        found: dict[str, Form] = {}
        for path, text in crawl(self.app, self.client, *self.starts).items():
            for form in forms_of(self.app, path, text):
                if form.rule not in LEFT_OUT and (form.of_kind(TYPED) or form.of_kind(COUNTED)):
                    found.setdefault(form.rule, form)
        return list(found.values())

    def fresh(self, form: Form) -> Form:
        """The same form as it stands on its page now."""
        text = self.client.get(form.page).text
        return next(one for one in forms_of(self.app, form.page, text) if one.rule == form.rule)


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


@pytest.fixture(params=["shop", "office"])
def side(request: pytest.FixtureRequest, office: Office, database: Settings) -> Side:
    admin = the_admin()
    for pieces in (KITCHEN, {"CUP": 3}):
        an_order(office, pieces)
    an_order(office, {"BEANS": 2}, method="prepayment")
    count(begun(), CUP=4)
    jobs.run_due()
    if request.param == "office":
        return Side(office.app, office.desk(StaffRole.ADMIN).client, ("/", "/articles/CUP", "/customers"))
    shop = create_storefront(database)
    client = client_of(shop)
    assert sign_in(client, admin.email).status_code == 303
    for sku in ("CUP", "INSTALL"):
        token = forms_of(shop, "/", client.get("/").text)[0].values()["csrf_token"]
        values = {"csrf_token": token, "variant_id": str(office.market[sku]), "quantity": "2", "slug": sku.lower()}
        assert client.post("/cart/lines", data=values).status_code == 303
    return Side(shop, client, ("/", "/account", "/cart", "/checkout", "/p/cup", "/quick-order", "/c/all"))


def test_what_is_typed_never_runs_and_stays_where_it_is_refused(side: Side) -> None:
    faults, sent = [], 0
    for known in side.forms():
        form = side.fresh(known)
        names = form.of_kind(TYPED)
        if not names:
            continue
        sent += 1
        answer = side.client.post(form.action, data=form.values() | dict.fromkeys(names, HOSTILE))
        if answer.status_code >= 500:
            faults.append(f"{form.rule}: {answer.status_code}")
        if answer.mimetype == "text/html" and SCRIPT in answer.text:
            faults.append(f"{form.rule}: it runs")
        if answer.status_code in (409, 422):
            faults += lost(side, form, names, answer.text)

    pages = crawl(side.app, side.client, *side.starts)

    assert faults == []
    assert [path for path, text in pages.items() if SCRIPT in text] == []
    assert sent > 10


def lost(side: Side, form: Form, names: list[str], text: str) -> list[str]:
    """The fields of a refused form in which something else stands than was typed."""
    again = next((one for one in forms_of(side.app, form.page, text) if one.rule == form.rule), None)
    if again is None:
        return [f"{form.rule}: the form is gone"]
    values = again.values()
    return [f"{form.rule}: {name} is lost" for name in names if name in values and values[name].strip() != HOSTILE]


def test_what_is_no_number_and_no_day_is_refused_beside_its_field_and_changes_nothing(side: Side) -> None:
    before, faults, sent = everything(), [], 0
    for known in side.forms():
        names = known.of_kind(COUNTED)
        for typed in NO_NUMBER if names else ():
            sent += 1
            answer = side.client.post(known.action, data=known.values() | dict.fromkeys(names, typed))
            if answer.status_code not in (400, 409, 422):
                faults.append(f"{known.rule} {typed}: {answer.status_code}")
            elif answer.status_code == 422 and 'aria-invalid="true"' not in answer.text:
                faults.append(f"{known.rule} {typed}: no field is marked")

    assert faults == []
    assert changed(before) == []
    assert sent > 20
