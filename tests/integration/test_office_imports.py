"""The office's pages of imports: upload, progress, problems as a file, export; nobody else comes in."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from core.accounts.states import StaffRole
from core.kernel import jobs
from core.kernel.settings import Settings
from tests.support.office import Desk, Office, open_office, rows
from tests.support.shopper import words_of

HEAD = "sku,name,price_retail\n"
MAPPING = b"""
[fields]
sku = "sku"
name = "name"
[defaults]
business_unit = "machines"
[shelves]
default = "machines"
"""


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


def upload(desk: Desk, content: str, **typed: object) -> str:
    """Send a file; the address of the import, or the page that refused it."""
    mine = {"mapping": "own", "own_mapping": (BytesIO(MAPPING), "mine.toml")}
    form = {**desk.form("/catalogue/imports"), **mine, **typed}
    if not form.get("is_dry_run"):
        form.pop("is_dry_run", None)
    answer = desk.client.post("/catalogue/imports", data={**form, "file": (BytesIO(content.encode()), "articles.csv")})
    return answer.location if answer.status_code == 303 else f"{answer.status_code} {answer.text}"


def test_a_file_is_kept_outside_of_the_web_taken_by_a_job_and_shown_with_its_problems(
    office: Office, database: Settings
) -> None:
    desk = office.desk(StaffRole.MARKETING)

    address = upload(desk, HEAD + "N1,Mill,5\nN2,,5\n", is_dry_run="")

    assert "The file is looked through." in words_of(desk.get(address))
    assert len(list(Path(database.data_folder, "imports").iterdir())) == 1
    jobs.run_due()
    page = words_of(desk.get(address))
    assert "2 / 2" in page
    assert "is empty. Every article needs a name." in page
    file = desk.get(f"{address}/problems.csv")
    assert file.get_data().decode("utf-8-sig") == (
        "Row,Number,Column,What to do,Row taken\n3,N2,name,is empty. Every article needs a name.,no\n"
    )
    assert "N1" in desk.get("/catalogue/export.csv").text
    assert '"sku": "N1"' in desk.get("/catalogue/export.jsonl").text


def test_a_dry_run_is_what_the_form_offers_and_says_so(office: Office) -> None:
    desk = office.desk()

    address = upload(desk, HEAD + "N1,Mill,5\n")
    jobs.run_due()

    assert "This was a dry run." in words_of(desk.get(address))
    assert "N1" not in desk.get("/catalogue/export.csv").text


def test_a_missing_file_and_a_wrong_mapping_are_said_on_their_fields(office: Office) -> None:
    desk, before = office.desk(), rows()

    nothing = desk.send("/catalogue/imports", mapping="kontor")
    wrong = upload(desk, HEAD, own_mapping=(BytesIO(b"[fields"), "mine.toml"))

    assert nothing.status_code == 422
    assert 'id="file-error">' in nothing.text
    assert wrong.startswith("422 ")
    assert "The mapping cannot be used:" in wrong
    assert rows() == before


def test_a_file_of_a_gigabyte_is_refused_before_it_is_read(office: Office) -> None:
    desk = office.desk()

    class Endless(BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            raise AssertionError("somebody reads it")

    answer = desk.client.post(
        "/catalogue/imports",
        input_stream=Endless(),
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(1024**3)},
    )

    assert answer.status_code == 413
    assert "The file is larger than 200 MB. Please divide it into smaller ones." in answer.text


@pytest.mark.parametrize("role", [StaffRole.SALES, StaffRole.FULFILMENT, StaffRole.BILLING])
def test_who_may_not_edit_the_catalogue_neither_imports_nor_exports(office: Office, role: StaffRole) -> None:
    desk = office.desk(role)

    answers = [desk.get(f"/catalogue/{path}").status_code for path in ("imports", "export.csv", "export.jsonl")]

    assert answers == [403, 403, 403]
