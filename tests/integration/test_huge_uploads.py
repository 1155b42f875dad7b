"""A gigabyte sent to a form: refused at once, without being read, kept or told with a broken page."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.accounts.states import StaffRole
from core.kernel.settings import Settings
from storefront import create_storefront
from tests.support.office import Office, open_office
from tests.support.pages import client_of
from tests.support.rows import changed, everything
from tests.support.shopper import words_of
from tests.support.stocktakes import begun

GIGABYTE, MEGABYTE = 1024**3, 1024**2


@dataclass(slots=True)
class Endless:
    """A body of so many zeros, which counts what was read of it."""

    left: int = GIGABYTE
    read_bytes: int = 0
    head: bytes = field(default=b"")

    def read(self, size: int = -1) -> bytes:
        """So many bytes of it."""
        wanted = self.left if size < 0 else min(size, self.left)
        assert wanted <= 64 * MEGABYTE, "somebody wants all of it at once"
        self.left -= wanted
        self.read_bytes += wanted
        return b"0" * wanted

    def readline(self, size: int = -1) -> bytes:
        """A line that never ends."""
        return self.read(size if size > 0 else MEGABYTE)


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


def uploads(app: Flask) -> list[str]:
    """The routes that take files, with an address each."""
    values = {"code": "retail", "number": "IV-2026-000001", "product_id": "01a21919-0000-7000-8000-000000000000"}
    with app.test_request_context():
        return [
            app.url_map.bind("localhost").build(rule.endpoint, {name: values[name] for name in rule.arguments})
            for rule in app.url_map.iter_rules()
            if hasattr(app.view_functions[rule.endpoint], "kontor_megabytes") and "POST" in (rule.methods or ())
        ]


def send(client: FlaskClient, path: str, body: Endless, *, announced: bool) -> tuple[int, str]:
    """Send a body that announces its length, or comes in pieces without one."""
    environ: dict[str, object] = {"wsgi.input": body, "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    environ |= {"CONTENT_LENGTH": str(GIGABYTE)} if announced else {"wsgi.input_terminated": True}
    answer = client.post(path, environ_overrides=environ)
    return answer.status_code, words_of(answer)


@pytest.mark.parametrize("announced", [True, False])
def test_a_gigabyte_is_refused_wherever_files_are_taken(office: Office, database: Settings, announced: bool) -> None:
    begun()
    shop = create_storefront(database)
    sides = [(office.app, office.desk(StaffRole.ADMIN).client), (shop, client_of(shop))]
    before = everything()
    seen = []

    for app, client in sides:
        for path in uploads(app):
            body = Endless()
            status, words = send(client, path, body, announced=announced)
            seen.append(path)
            assert status == (413 if announced else status), path
            assert status in (400, 413), path
            assert body.read_bytes <= (0 if announced else 201 * MEGABYTE), path
            assert "larger than" in words or "too large" in words or status == 400, path

    assert changed(before) == []
    assert len(seen) == 8


def test_a_form_without_files_takes_a_megabyte_at_most(office: Office) -> None:
    client, body = office.desk(StaffRole.ADMIN).client, Endless()

    status, words = send(client, "/warehouses/new", body, announced=True)

    assert (status, body.read_bytes) == (413, 0)
    assert "This is too large" in words


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (50_000, "Please correct these rows: 2, 3, 4"),
        (50_001, "The file has more than 50000 rows. Please divide it into smaller ones."),
    ],
)
def test_a_large_file_of_prices_is_read_to_its_end(office: Office, count: int, sentence: str) -> None:
    desk = office.desk(StaffRole.ADMIN)
    rows = "".join(f"NO-{number:030},{number % 90}.50\n" for number in range(count))

    answer = desk.client.post(
        "/price-lists/retail/file",
        data={
            "csrf_token": desk.form_token(),
            "file": (__import__("io").BytesIO(f"sku,amount\n{rows}".encode()), "p.csv"),
        },
        content_type="multipart/form-data",
    )

    assert answer.status_code == 422
    assert sentence in words_of(answer)
