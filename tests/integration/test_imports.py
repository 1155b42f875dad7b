"""Files of articles: taken row by row, never half; what is wrong says where it is and what to do."""

import csv
import io
import json
from pathlib import Path

import pytest

from core.assortment.queries import EXPORT_COLUMNS, ImportView, export_rows, import_problems
from core.assortment.rules.mapping import FOLDER, read_mapping
from core.assortment.rules.writing import csv_lines, json_lines
from core.assortment.states import ImportState
from core.carts.queries.shelf import category_page, product_page, search
from core.catalog.models import Category, Product, ProductAttribute, Variant
from core.demo.articles import stock_shelves
from core.inventory.models import Stock
from core.inventory.operations import create_warehouse
from core.kernel import clock, db
from core.kernel.errors import AppError
from core.kernel.i18n import translate
from core.pricing.models import Price
from core.pricing.operations import create_price_list, seed_tax_rates
from core.pricing.states import BUSINESS, RETAIL, PriceMode
from tests.support.imports import HEAD, NOON, Desk, count, desk_in, figures

pytestmark = pytest.mark.usefixtures("database")
KONTOR, ICECAT = FOLDER / "kontor.toml", FOLDER / "icecat.toml"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return desk_in(tmp_path)


def problems(found: ImportView) -> list[tuple[int, str, str]]:
    with db.reading() as session:
        return [
            (problem.row, problem.column, translate("en", problem.sentence, **problem.facts))
            for problem in import_problems(session, found.id)
        ]


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
