"""Files of articles: taken row by row, never half; what is wrong says where it is and what to do."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.assortment.jobs import carry_out, import_file
from core.assortment.operations import SentRow, begin_import, start_import, take_batch
from core.assortment.queries import EXPORT_COLUMNS, ImportView, export_rows, get_import, import_problems
from core.assortment.rules.mapping import FOLDER, read_mapping
from core.assortment.rules.reading import look_through, rows_of
from core.assortment.rules.writing import csv_lines, json_lines
from core.assortment.states import ImportState
from core.carts.queries.shelf import category_page, product_page, search
from core.catalog.models import Category, Product, ProductAttribute, Variant
from core.demo.articles import stock_shelves
from core.inventory.models import Stock
from core.inventory.operations import create_warehouse
from core.kernel import clock, db, jobs
from core.kernel.actor import SYSTEM
from core.kernel.errors import AppError
from core.kernel.i18n import translate
from core.pricing.models import Price
from core.pricing.operations import create_price_list, seed_tax_rates
from core.pricing.states import BUSINESS, RETAIL, PriceMode
from tests.support.deals import open_market
from tests.support.statements import counted

pytestmark = pytest.mark.usefixtures("database")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
KONTOR, ICECAT = FOLDER / "kontor.toml", FOLDER / "icecat.toml"
MAPPING = """
[fields]
sku = "number"
name = "title"
brand = "maker"
delivery_days = "days"
stock = "pieces"

[defaults]
business_unit = "machines"

[[prices]]
list = "retail"
column = "price"

[shelves]
default = "machines"

[attributes]
other_columns = true

[attributes.rule.weight]
type = "number"
unit = "kg"
facet = true
"""
HEAD = "number,title,maker,days,pieces,price,weight,colour\n"


@dataclass(frozen=True)
class Desk:
    """A folder for files, with a shop around it."""

    folder: Path

    def send(self, content: str | bytes, mapping: str = MAPPING, *, is_dry_run: bool = False) -> ImportView:
        file, rules = self.folder / "articles.csv", self.folder / "rules.toml"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        rules.write_text(mapping)
        with clock.frozen(NOON):
            return import_file(file, mapping=rules, is_dry_run=is_dry_run, resume=False)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    with clock.frozen(NOON):
        open_market()
    return Desk(tmp_path)


def figures(found: ImportView) -> tuple[ImportState, int, int, int, int]:
    return found.state, found.created, found.updated, found.unchanged, found.refused


def problems(found: ImportView) -> list[tuple[int, str, str]]:
    with db.reading() as session:
        return [
            (problem.row, problem.column, translate("en", problem.sentence, **problem.facts))
            for problem in import_problems(session, found.id)
        ]


def count(model: type[db.Base]) -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


# --- taking rows


def test_new_rows_create_articles_with_price_stock_shelf_and_attributes(desk: Desk) -> None:
    found = desk.send(HEAD + 'N1,"Mill, large",Hafen,2,7,99.90,2.5,red\nN2,Scale,,,,,,\n')

    assert figures(found) == (ImportState.DONE, 2, 0, 0, 0)
    with clock.frozen(NOON), db.reading() as session:
        page = product_page(session, "mill-large-n1", locale="de", price_list=RETAIL)
        shelf = category_page(session, "machines", locale="en", price_list=RETAIL)
        assert [card.name for card in search(session, "mill hafen", locale="en", price_list=RETAIL).cards] == [
            "Mill, large"
        ]
    (variant,) = page.variants
    assert (variant.sku, variant.price_minor, variant.free, variant.delivery_days) == ("N1", 9990, 7, 2)
    assert [(fact.name, fact.value, fact.unit) for fact in page.attributes] == [
        ("Weight", "2,5", "kg"),
        ("Colour", "red", ""),
    ]
    assert {"Mill, large", "Scale"} <= {card.name for card in shelf.cards}


def test_the_same_file_again_changes_nothing_and_another_changes_what_it_says(desk: Desk) -> None:
    first = HEAD + "N1,Mill,Hafen,2,7,99.90,2.5,red\nN2,Scale,,,,5,,\n"
    desk.send(first)
    prices = count(Price)

    again = desk.send(first)
    assert figures(again) == (ImportState.DONE, 0, 0, 2, 0)
    assert count(Price) == prices

    changed = desk.send(HEAD + "N1,Mill,Hafen,2,9,89.90,2.5,red\nN2,Scale,,,,5,,\n")
    assert figures(changed) == (ImportState.DONE, 0, 1, 1, 0)
    with clock.frozen(NOON), db.reading() as session:
        (variant,) = product_page(session, "mill-n1", locale="en", price_list=RETAIL).variants
    assert (variant.price_minor, variant.free) == (8990, 7)


def test_a_dry_run_counts_and_reports_and_changes_nothing(desk: Desk) -> None:
    before = count(Product), count(Variant), count(Price), count(Stock), count(Category)

    found = desk.send(HEAD + "N1,Mill,Hafen,2,7,99.90,2.5,red\nN2,,,,,,,\n", is_dry_run=True)

    assert figures(found) == (ImportState.DONE, 1, 0, 0, 1)
    assert problems(found) == [(3, "title", "is empty. Every article needs a name.")]
    assert (count(Product), count(Variant), count(Price), count(Stock), count(Category)) == before


@pytest.mark.parametrize(
    ("row", "column", "sentence"),
    [
        (
            "a b,Mill,,,,,,", "number",
            "must be an article number of 1 to 64 characters without spaces, and without / ? # or a backslash.",
        ),
        ("N1,Mill,,soon,,,,", "days", "must be a whole number from 0 to 365, and is “soon”."),
        ("N1,Mill,,-3,,,,", "days", "must be a whole number from 0 to 365, and is “-3”."),
        ("N1,Mill,,,,1.234.50,,", "price", "must be an amount such as 12.50, and is “1.234.50”."),
        ("N1,Mill,,,,-5,,", "price", "must be an amount such as 12.50, and is “-5”."),
        ("N1,Mill,,,,1e9,,", "price", "must be an amount such as 12.50, and is “1e9”."),
        ("N1,Mill,,,,99999999999,,", "price", "must be an amount such as 12.50, and is “99999999999”."),
        (f"N1,{'x' * 201},,,,,,", "title", "has 201 characters, at most 200 fit. Please shorten it."),
        ("N1,Mi\x07ll,,,,,,", "title", "holds characters that cannot be shown. Please type it anew."),
        ("N1,Mill,,", "", "4 cells fewer than the header has columns. Please add the missing ones, empty if need be."),
        (
            "N1,Mill,,,,,,,more", "",
            "1 cells more than the header has columns. Perhaps a text with the delimiter lacks its quotes.",
        ),
    ],
)  # fmt: skip
def test_a_wrong_row_is_refused_whole_with_its_column_while_others_are_taken(
    desk: Desk, row: str, column: str, sentence: str
) -> None:
    before = count(Product)

    found = desk.send(HEAD + row + "\nGOOD,Scale,,,,5,,\n")

    assert figures(found) == (ImportState.DONE, 1, 0, 0, 1)
    assert problems(found) == [(2, column, sentence)]
    assert count(Product) == before + 1


def test_a_number_twice_is_refused_with_the_row_that_has_it(desk: Desk) -> None:
    found = desk.send(HEAD + "N1,Mill,,,,5,,\nN2,Scale,,,,5,,\nN1,Other,,,,6,,\n")

    assert figures(found) == (ImportState.DONE, 2, 0, 0, 1)
    assert problems(found) == [(4, "number", "N1 stands in row 2 already. Please keep one of them.")]


def test_a_value_of_the_wrong_type_is_left_out_and_the_rest_is_taken(desk: Desk) -> None:
    found = desk.send(HEAD + "N1,Mill,,,,5,heavy,red\n")

    assert figures(found) == (ImportState.DONE, 1, 0, 0, 0)
    assert problems(found) == [(2, "", "Weight: please enter a number such as 12.5.")]
    assert count(ProductAttribute) == 1


def test_html_and_formulas_stay_plain_text_and_exports_do_not_run(desk: Desk) -> None:
    desk.send(HEAD + 'N1,"<b>Mill</b> & ""Co""",=1+1,,,5,,"=HYPERLINK(""x"")"\n')

    with db.reading() as session:
        row = next(row for row in export_rows(session) if row["sku"] == "N1")
        line = next(line for line in csv_lines(EXPORT_COLUMNS, [row]) if line.startswith("N1"))
    assert (row["name"], row["brand"]) == ('<b>Mill</b> & "Co"', "=1+1")
    assert ",'=1+1," in line


# --- files that cannot be read

BROKEN = (
    "Line 3 cannot be read as CSV (',' expected after '\"'). Usually a quotation mark is missing there or before."
    " Nothing was taken from the file."
)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The column number is missing. The file has: -."),
        (HEAD.encode(), "The file holds no rows below its header."),
        (b"sku;title\n1;2\n", "The column number is missing. The file has: sku;title."),
        (
            HEAD.replace(",", ";").encode() + b"1;2\n",
            "The columns are separated by “;”, but the mapping says “,”. Please change one.",
        ),
        (
            HEAD.encode() + 'N1,"Mühle",,,,,,\n'.encode("latin-1"),
            "The file is not written in UTF-8 or UTF-16. Please save it as UTF-8 and send it again.",
        ),
        (b"number,title,title\n1,2,3\n", "The column title is there twice. Please rename one of them."),
        (
            HEAD.encode() + b'N0,Cup,,,,,,\nN1,"Mill" no,,,,,,\n',
            BROKEN,
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(desk: Desk, content: bytes, sentence: str) -> None:
    before = count(Product)

    found = desk.send(content)

    assert (found.state, translate("en", found.failure, **found.failure_facts)) == (ImportState.FAILED, sentence)
    assert count(Product) == before


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_other_encodings_are_known_by_their_marks(desk: Desk, encoding: str) -> None:
    found = desk.send((HEAD + "N1,Mühle,,,,5,,\n").encode(encoding))

    assert figures(found) == (ImportState.DONE, 1, 0, 0, 0)


@pytest.mark.parametrize(
    ("mapping", "reason"),
    [
        ("[fields", "Expected ']' at the end of a table declaration (at end of document)"),
        ('[fields]\nname = "x"\n', "fields.sku: a column is needed"),
        ('[fields]\nsku = "a"\nname = "b"\nprice = "c"\n', "fields.price: there is no such field"),
        ('[fields]\nsku = "a"\nname = "b"\n', "defaults.business_unit: is needed, because no column says it"),
    ],
)
def test_a_wrong_mapping_says_where(mapping: str, reason: str) -> None:
    with pytest.raises(AppError) as refused:
        read_mapping(mapping)

    assert str(refused.value).startswith(f"The mapping cannot be used: {reason.split(' (')[0]}")


# --- out and in again


def exported(*, as_json: bool = False) -> str:
    with clock.frozen(NOON), db.reading() as session:
        rows = export_rows(session)
        return "".join(json_lines(rows) if as_json else csv_lines(EXPORT_COLUMNS, rows))


def test_what_is_exported_changes_nothing_when_it_is_imported(tmp_path: Path) -> None:
    with clock.frozen(NOON), db.unit_of_work() as session:
        create_warehouse(session, code="main", name="Hamburg")
        seed_tax_rates(session)
        create_price_list(session, code=RETAIL, name="Retail", mode=PriceMode.GROSS)
        create_price_list(session, code=BUSINESS, name="Business", mode=PriceMode.NET)
        stock_shelves(session, tmp_path / "media")
    content = exported()
    rows = list(csv.DictReader(io.StringIO(content)))

    found = Desk(tmp_path).send(content, KONTOR.read_text())

    assert figures(found) == (ImportState.DONE, 0, 0, len(rows), 0)
    assert problems(found) == []
    assert exported() == content


def test_json_lines_say_the_same(desk: Desk) -> None:
    content = exported(as_json=True)
    rows = [json.loads(line) for line in content.splitlines()]
    rows[0]["name"] = "Another name"

    found = desk.send("\n".join(json.dumps(row) for row in rows), KONTOR.read_text().replace('"csv"', '"jsonl"'))

    assert figures(found) == (ImportState.DONE, 0, 1, len(rows) - 1, 0)


# --- many rows, interruptions


def file_of(rows: int) -> str:
    return HEAD + "".join(f"N{number},Mill {number},,,3,5,{number},red\n" for number in range(rows))


def test_a_batch_of_many_rows_asks_as_often_as_one_of_a_few(desk: Desk) -> None:
    asked: list[int] = []
    for first, rows in ((0, 5), (100, 5), (1000, 50)):
        content = HEAD + "".join(f"N{n},Mill {n},,,,5,{n},red\n" for n in range(first, first + rows))
        with counted(db.engine()) as statements:
            desk.send(content)
        asked.append(statements.count)

    assert asked[1] == asked[2]


def begun(desk: Desk, rows: int) -> ImportView:
    file = desk.folder / "many.csv"
    file.write_text(file_of(rows))
    with db.unit_of_work() as session:
        started = start_import(
            session,
            path=str(file),
            file_name="many.csv",
            mapping_name="test",
            mapping=MAPPING,
            is_dry_run=False,
            by_job=True,
            acting_user=SYSTEM,
        )
    return view(started.id)


def view(import_id: object) -> ImportView:
    with db.reading() as session:
        return get_import(session, import_id)  # type: ignore[arg-type]  # an id


def sent(found: ImportView) -> Sequence[SentRow]:
    return [SentRow(row=row, seen_in=None) for row in rows_of(Path(found.path), read_mapping(found.mapping))]


def test_an_interrupted_import_goes_on_behind_its_last_batch_and_takes_no_row_twice(desk: Desk) -> None:
    with clock.frozen(NOON):
        found = begun(desk, 250)
        with db.unit_of_work() as session:
            begin_import(session, found.id, look_through(Path(found.path), read_mapping(found.mapping)))
        rows = sent(found)
        with db.unit_of_work() as session:
            assert take_batch(session, found.id, rows[:100], after=0)
        with pytest.raises(KeyboardInterrupt), db.unit_of_work() as session:
            take_batch(session, found.id, rows[100:200], after=100)
            raise KeyboardInterrupt
        assert view(found.id).rows_done == 100
        with db.unit_of_work() as session:
            assert not take_batch(session, found.id, rows[:100], after=0)

        assert carry_out(found.id)

    assert figures(view(found.id)) == (ImportState.DONE, 250, 0, 0, 0)
    assert count(Variant) == 250 + 6


def test_the_job_carries_an_import_out_in_short_transactions(desk: Desk) -> None:
    with clock.frozen(NOON):
        found = begun(desk, 120)

        assert jobs.run_due() == 1

    assert figures(view(found.id)) == (ImportState.DONE, 120, 0, 0, 0)


def test_the_command_resumes_the_very_file_that_was_interrupted(desk: Desk) -> None:
    file, rules = desk.folder / "many.csv", desk.folder / "rules.toml"
    file.write_text(file_of(150))
    rules.write_text(MAPPING)

    class Killed(Exception):
        pass

    def kill(_found: ImportView) -> None:
        raise Killed

    with pytest.raises(Killed):
        import_file(file, mapping=rules, is_dry_run=False, resume=False, progress=kill)
    found = import_file(file, mapping=rules, is_dry_run=False, resume=True)

    assert figures(found) == (ImportState.DONE, 150, 0, 0, 0)
    with pytest.raises(AppError, match="No interrupted import of this file was found"):
        import_file(file, mapping=rules, is_dry_run=False, resume=True)


def test_the_mapping_of_data_sheets_finds_shelves_and_facets(desk: Desk) -> None:
    found = desk.send(
        "product_id,brand,model,title,description,attributes,price_cents,released\n"
        '7,Hafen,H1,"Hafen 15.6"" notebook silver",Light.,display diagonal: 15.6 | product colour: Silver |'
        " touchscreen: False | hinge feel: firm,89900,2020-01-01\n"
        "8,Hafen,C1,Thing without words,,,500,2020-01-01\n",
        ICECAT.read_text(),
    )

    assert figures(found) == (ImportState.DONE, 2, 0, 0, 0)
    with clock.frozen(NOON), db.reading() as session:
        page = product_page(session, "hafen-15-6-notebook-silver-7", locale="de", price_list=RETAIL)
        other = category_page(session, "electronics-other", locale="en", price_list=RETAIL)
    assert page.category is not None
    assert page.category.slug == "electronics-notebooks"
    assert [(fact.name, fact.value) for fact in page.attributes] == [
        ("Farbe", "Silber"),
        ("Bildschirmdiagonale", "15,6"),
        ("Berührungsbildschirm", "Nein"),
        ("Hinge feel", "firm"),
    ]
    assert [card.name for card in other.cards] == ["Thing without words"]
