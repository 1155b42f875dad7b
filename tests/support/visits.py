"""What a visitor does with forms: takes the token from a page and sends it along."""

import re
from collections.abc import Mapping

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.accounts.operations import create_staff, sign_up
from core.accounts.states import StaffRole
from core.kernel.db import unit_of_work

PASSWORD = "seven wooden spoons"
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def token_of(client: FlaskClient, page: str) -> str:
    """The token of the first form on a page."""
    answer = client.get(page)
    assert answer.status_code == 200, f"{page} answers {answer.status}"
    found = _TOKEN.search(answer.text)
    assert found is not None, f"{page} has no form"
    return found[1]


def send(client: FlaskClient, path: str, data: Mapping[str, object], *, page: str | None = None) -> TestResponse:
    """Post a form as a browser would: with the token of the page on which it stands (else of the path itself)."""
    return client.post(path, data={"csrf_token": token_of(client, page or path), **data})


def sign_in(client: FlaskClient, email: str, *, password: str = PASSWORD, next_page: str = "") -> TestResponse:
    """Sign in by the form."""
    path = "/sign-in" + (f"?next={next_page}" if next_page else "")
    return send(client, path, {"email": email, "password": password})


def a_customer(email: str = "anna@example.org", *, company_name: str | None = None, locale: str = "en") -> None:
    """Somebody with an account in the shop."""
    vat_id = "DE123456788" if company_name else None
    with unit_of_work() as session:
        sign_up(
            session,
            email=email,
            password=PASSWORD,
            name="Anna Beck",
            company_name=company_name,
            vat_id=vat_id,
            locale=locale,
        )


def a_colleague(email: str = "otto@example.org", *roles: StaffRole) -> None:
    """Somebody who works here."""
    with unit_of_work() as session:
        create_staff(session, email=email, password=PASSWORD, name="Otto Ahrens", roles=roles or [StaffRole.ADMIN])
