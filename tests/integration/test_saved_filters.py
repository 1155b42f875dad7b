"""Saved filters of the office's lists: own ones and shared ones, what may be stored, and what is refused."""

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from backoffice.pages.filters import LISTS
from core.accounts.models import SavedFilter, User
from core.accounts.operations import MOST_FILTERS, change_filter, remove_filter, save_filter
from core.accounts.states import StaffRole
from core.kernel import db
from core.kernel.db import reading, unit_of_work
from core.kernel.errors import NotFound
from core.kernel.settings import Settings
from tests.support.office import Desk, Office, open_office
from tests.support.shopper import words_of
from tests.support.statements import counted


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


def kept() -> list[tuple[str, str, str, bool]]:
    """Everything that is saved."""
    with reading() as session:
        found = session.scalars(select(SavedFilter).order_by(SavedFilter.list_name, SavedFilter.name))
        return [(row.list_name, row.name, row.choices, row.is_shared) for row in found]


def id_of(name: str) -> UUID:
    with reading() as session:
        return session.scalars(select(SavedFilter.id).where(SavedFilter.name == name)).one()


def user_id(role: StaffRole) -> UUID:
    with reading() as session:
        return session.scalars(select(User.id).where(User.email == f"{role}@example.org")).one()


def save(desk: Desk, name: str, query: str = "state=open&q=jutta", of: str = "orders", **typed: str) -> None:
    answer = desk.send(f"/filters/of/{of}/new?{query}", name=name, **typed)
    assert answer.status_code == 303, words_of(answer)


def refusal(desk: Desk, name: str, query: str = "state=open&q=jutta") -> str:
    """Where the sentence stands that is said beside the field: it is described by it."""
    answer = desk.send(f"/filters/of/orders/new?{query}", name=name)
    assert answer.status_code in (409, 422), answer.status_code
    assert 'aria-describedby="name-error"' in answer.text
    return words_of(answer)


def test_what_is_chosen_is_saved_and_found_above_the_list(office: Office) -> None:
    desk = office.desk(StaffRole.SALES)
    assert "/filters/" not in desk.get("/orders").text
    offered = desk.get("/orders?state=open&q=jutta&next=https://evil.example")

    assert 'href="/filters/of/orders/new?state=open&amp;q=jutta"' in offered.text
    answer = desk.send("/filters/of/orders/new?state=open&q=jutta", name="  Jutta,  open ")

    assert answer.status_code == 303
    assert answer.location == "/orders?state=open&q=jutta"
    assert kept() == [("orders", "Jutta, open", '{"q": "jutta", "state": "open"}', False)]
    shown = desk.get("/orders?q=jutta&state=open")
    assert '<a href="/orders?state=open&amp;q=jutta" aria-current="true">Jutta, open</a>' in shown.text
    assert "Save this filter" not in words_of(shown)
    assert '<a href="/orders?state=open&amp;q=jutta">Jutta, open</a>' in desk.get("/orders").text
    assert "Jutta, open" not in words_of(desk.get("/customers"))


def test_only_the_filters_of_the_list_are_stored_never_an_address(office: Office) -> None:
    desk = office.desk()
    query = "kind=company&from=17&show=K-1&next=//evil.example&state=open&list_name=orders&q=" + "x" * 300

    save(desk, "Companies", query, of="customers")

    assert kept() == [("customers", "Companies", '{"kind": "company", "q": "%s"}' % ("x" * 100), False)]
    assert "evil" not in desk.get("/customers").text


@pytest.mark.parametrize("name", sorted(LISTS))
def test_every_list_keeps_each_of_its_filters(office: Office, name: str) -> None:
    desk, wanted = office.desk(), dict.fromkeys(LISTS[name].filters, "2")
    query = "&".join(f"{key}={value}" for key, value in wanted.items())

    save(desk, "Kept here", query, of=name)

    answer = desk.send(f"/filters/of/{name}/new?{query}", name="Kept too")
    place = urlsplit(answer.location)
    assert dict(parse_qsl(place.query)) == wanted
    shown = desk.get(place.path)
    assert shown.status_code == 200
    assert shown.text.count(">Kept here</a>") == shown.text.count(">Kept too</a>") == 1
    assert desk.get(answer.location).text.count('aria-current="true">Kept here</a>') == 1


def test_shared_filters_are_offered_to_all_who_see_the_list_until_their_owner_leaves(office: Office) -> None:
    sina, bea = office.desk(StaffRole.SALES), office.desk(StaffRole.BILLING)
    save(sina, "Private", "q=one")
    save(sina, "For all", "q=two", is_shared="y")

    seen = bea.get("/orders")

    assert '<a href="/orders?q=two">For all <span class="n">Sina Vogt</span></a>' in seen.text
    assert "Private" not in words_of(seen)
    assert "Private" not in words_of(bea.get("/filters/of/orders"))
    with unit_of_work() as session:
        session.execute(update(User).where(User.id == user_id(StaffRole.SALES)).values(is_active=False))
    assert "For all" not in words_of(bea.get("/orders"))


def test_own_filters_are_renamed_shared_and_removed(office: Office) -> None:
    desk = office.desk(StaffRole.SALES)
    save(desk, "One", "q=one")
    page = f"/filters/{id_of('One')}"

    assert desk.send(page, name="Two", is_shared="y").location == "/filters/of/orders"
    assert kept() == [("orders", "Two", '{"q": "one"}', True)]
    assert desk.send(page, name="two").status_code == 303
    assert desk.press("/filters/of/orders", f"{page}/remove").status_code == 303

    assert kept() == []
    assert "No saved filters yet" in words_of(desk.get("/filters/of/orders"))


@pytest.mark.parametrize(("is_shared", "status"), [(False, 404), (True, 403)])
def test_a_colleagues_filter_is_not_opened_changed_or_removed(office: Office, is_shared: bool, status: int) -> None:
    sina, ada = office.desk(StaffRole.SALES), office.desk(StaffRole.ADMIN)
    save(sina, "Hers", **({"is_shared": "y"} if is_shared else {}))
    page, before = f"/filters/{id_of('Hers')}", kept()
    token = ada.form_token()

    answers = [
        ada.get(page),
        ada.client.post(page, data={"csrf_token": token, "name": "Mine"}),
        ada.client.post(f"{page}/remove", data={"csrf_token": token}),
    ]

    assert [answer.status_code for answer in answers] == [status] * 3
    assert all("Hers" not in words_of(answer) for answer in answers)
    assert kept() == before
    assert f'href="{page}"' not in ada.get("/filters/of/orders").text


def test_unknown_ids_and_lists_are_not_found_and_lists_of_other_roles_not_open(office: Office) -> None:
    desk, unknown = office.desk(StaffRole.FULFILMENT), uuid4()

    assert desk.get(f"/filters/{unknown}").status_code == 404
    assert desk.get("/filters/of/nothing").status_code == 404
    assert desk.get("/filters/of/nothing/new?q=1").status_code == 404
    assert desk.get("/filters/of/customers").status_code == 403
    assert desk.get("/filters/of/customers/new?q=1").status_code == 403
    with pytest.raises(NotFound), unit_of_work() as session:
        change_filter(session, unknown, user_id(StaffRole.SALES), name="One", is_shared=False)
    with pytest.raises(NotFound), unit_of_work() as session:
        remove_filter(session, unknown, user_id(StaffRole.SALES))
    assert kept() == []


def test_what_cannot_be_saved_is_said_beside_the_name_and_changes_nothing(office: Office) -> None:
    desk = office.desk()
    save(desk, "Jutta")
    save(desk, "Other", "q=other")
    before = kept()

    assert "Please give the filter a name." in refusal(desk, "  ")
    assert "Please enter at most 60 characters." in refusal(desk, "x" * 61)
    assert "You have a filter JUTTA for this list already. Please choose another name." in refusal(desk, "JUTTA")
    assert "The list is not filtered." in refusal(desk, "All", "from=17&show=K-1")
    renamed = desk.send(f"/filters/{id_of('Other')}", name="jutta")
    assert renamed.status_code == 422
    assert "You have a filter jutta for this list already." in words_of(renamed)

    assert kept() == before
    save(desk, "Jutta", "q=jutta", of="customers")
    save(office.desk(StaffRole.SALES), "Jutta")


def test_the_number_of_filters_of_a_list_has_an_end(office: Office) -> None:
    desk, ada = office.desk(), user_id(StaffRole.ADMIN)
    with unit_of_work() as session:
        for number in range(MOST_FILTERS):
            save_filter(session, ada, list_name="orders", choices={"q": str(number)}, name=f"Filter {number}")

    assert "You can keep up to 20 filters for one list. Please remove one first." in refusal(desk, "More")

    assert len(kept()) == MOST_FILTERS
    save(desk, "Elsewhere", "q=1", of="customers")
    desk.press("/filters/of/orders", f"/filters/{id_of('Filter 7')}/remove")
    save(desk, "More")


def test_filters_cost_one_statement_however_many_there_are(office: Office) -> None:
    desk, ada, sina = office.desk(), user_id(StaffRole.ADMIN), user_id(StaffRole.SALES)

    def asked() -> int:
        with counted(db.engine()) as statements:
            assert desk.get("/orders").status_code == 200
        assert sum("saved_filter" in text for text in statements.sent) == 1
        return statements.count

    with_none = asked()
    with unit_of_work() as session:
        for number in range(MOST_FILTERS):
            save_filter(session, ada, list_name="orders", choices={"q": str(number)}, name=f"Mine {number}")
            save_filter(
                session, sina, list_name="orders", choices={"q": str(number)}, name=f"Hers {number}", is_shared=True
            )

    assert asked() == with_none


def test_german_pages_say_it_in_german(office: Office) -> None:
    desk = office.desk()
    desk.client.set_cookie("kontor_language", "de")

    assert "Diesen Filter speichern" in words_of(desk.get("/orders?q=jutta"))
    assert "Bitte geben Sie dem Filter einen Namen." in refusal(desk, "")
