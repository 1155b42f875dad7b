"""Files of articles hold what the buyers of bundles choose: out and in again, dry runs, what is refused."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.assortment.queries import EXPORT_COLUMNS, ImportView, export_rows, import_problems
from core.assortment.rules.mapping import FOLDER
from core.assortment.rules.writing import csv_lines, json_lines
from core.assortment.states import ImportState
from core.catalog.models import BundleComponent, BundleGroup, BundleRule, PlanTerms, Product
from core.catalog.operations import configure_bundle
from core.catalog.queries import articles_for, variant_ids_by_sku
from core.catalog.rules import ChoiceGroup, ChoiceRule, Choices, Option
from core.catalog.states import ChoiceRuleKind
from core.kernel import clock, db
from core.kernel.i18n import translate
from tests.support.deals import STAFF, Market, open_market
from tests.support.imports import NOON, Desk, count, figures
from tests.support.kitchens import choices_of, with_choices
from tests.support.statements import counted

pytestmark = pytest.mark.usefixtures("database")
MAPPING = (FOLDER / "kontor.toml").read_text()
JSON_MAPPING = MAPPING.replace('"csv"', '"jsonl"')
CELL = {
    "groups": [
        {
            "code": "machine",
            "name": "Machine",
            "name_de": "Maschine",
            "options": [
                {"code": "one", "sku": "MACHINE", "preset": 1, "recommended": True},
                {"code": "large", "sku": "LARGE", "extra_gross_minor": 40000, "extra_net_minor": 33613},
            ],
        },
        {
            "code": "beans",
            "name": "Beans",
            "name_de": "Bohnen",
            "least": 0,
            "options": [{"code": "club", "sku": "CLUB", "preset": 1}],
        },
        {
            "code": "more",
            "name": "More",
            "name_de": "Mehr",
            "least": 0,
            "most": 2,
            "options": [
                {"code": "grinder", "sku": "GRINDER", "pricing": "own"},
                {"code": "cups", "sku": "CUP", "quantity": 6, "most": 3, "extra_gross_minor": 6000},
            ],
        },
    ],
    "rules": [{"kind": "requires", "option": "large", "other": "grinder"}],
}


@pytest.fixture
def market() -> Market:
    with clock.frozen(NOON):
        return with_choices(open_market())


@pytest.fixture
def desk(market: Market, tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def exported(*, as_json: bool = False) -> str:
    with clock.frozen(NOON), db.reading() as session:
        rows = export_rows(session)
        return "".join(json_lines(rows) if as_json else csv_lines(EXPORT_COLUMNS, rows))


def kitchen() -> dict[str, str]:
    return next(row for row in csv.DictReader(io.StringIO(exported())) if row["sku"] == "KITCHEN")


def file_with(**cells: str) -> str:
    """The kitchen's row of the export with other cells."""
    return "".join(csv_lines(EXPORT_COLUMNS, [{**kitchen(), **cells}]))


def chosen(sku: str = "KITCHEN") -> Choices | None:
    with db.reading() as session:
        found = articles_for(session, variant_ids_by_sku(session, [sku]).values())
        return next(article.choices for article in found.values() if article.sku == sku)


def inside(sku: str = "KITCHEN") -> tuple[str, tuple[int, int] | None]:
    """What the product can hold, and the interval and term that it proposes."""
    with db.reading() as session:
        variant_id = variant_ids_by_sku(session, [sku])[sku]
        (article,) = (one for one in articles_for(session, [variant_id]).values() if one.sku == sku)
        plan = session.get(PlanTerms, variant_id)
        terms = (plan.interval_months, plan.term_months) if plan is not None else None
        return session.get_one(Product, article.product_id).inside, terms


def problems(found: ImportView) -> list[tuple[int, str, str]]:
    with db.reading() as session:
        return [
            (problem.row, problem.column, translate("en", problem.sentence, **problem.facts))
            for problem in import_problems(session, found.id)
        ]


def configure(market: Market, choices: Choices | None) -> None:
    with clock.frozen(NOON), db.unit_of_work() as session:
        configure_bundle(session, market["KITCHEN"], choices, acting_user=STAFF)


def other_choices(market: Market) -> Choices:
    return Choices(
        groups=(
            ChoiceGroup(
                code="cups",
                name="Cups",
                name_de="Tassen",
                most=2,
                options=(
                    Option(code="cup", variant_id=market["CUP"], preset=1),
                    Option(code="beans", variant_id=market["BEANS"], extra_gross_minor=100),
                ),
            ),
        ),
        rules=(ChoiceRule(kind=ChoiceRuleKind.AT_MOST, option="beans", other="cup", factor=2),),
    )


def no_choices(_market: Market) -> None:
    """Nothing is chosen any more."""


def test_the_export_says_what_is_chosen_and_what_is_always_inside(desk: Desk) -> None:
    row = kitchen()

    assert json.loads(row["choices"]) == CELL
    assert row["components"] == "INSTALL x 1 | CUP x 2"
    assert next(row for row in csv.DictReader(io.StringIO(exported())) if row["sku"] == "CUP")["choices"] == ""


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize("change", [other_choices, no_choices])
def test_out_changed_and_in_again_is_as_it_was(
    market: Market, desk: Desk, as_json: bool, change: Callable[[Market], Choices | None]
) -> None:
    content, mapping = exported(as_json=as_json), JSON_MAPPING if as_json else MAPPING
    rows, held = content.count("\n") - (0 if as_json else 1), inside()
    again = desk.send(content, mapping)
    assert figures(again) == (ImportState.DONE, 0, 0, rows, 0)
    configure(market, change(market))
    assert exported(as_json=as_json) != content

    back = desk.send(content, mapping)

    assert figures(back) == (ImportState.DONE, 0, 1, rows - 1, 0)
    assert chosen() == choices_of(market)
    assert inside() == held
    assert exported(as_json=as_json) == content
    assert figures(desk.send(content, mapping)) == (ImportState.DONE, 0, 0, rows, 0)


@pytest.mark.parametrize("as_json", [False, True])
def test_a_bundle_that_was_never_there_is_made_with_its_choices(market: Market, desk: Desk, as_json: bool) -> None:
    new = {**kitchen(), "sku": "KITCHEN-2", "product": "second-kitchen"}
    content = "".join(json_lines([new]) if as_json else csv_lines(EXPORT_COLUMNS, [new]))

    made = desk.send(content, JSON_MAPPING if as_json else MAPPING)

    assert (figures(made), problems(made)) == ((ImportState.DONE, 1, 0, 0, 0), [])
    assert chosen("KITCHEN-2") == choices_of(market)
    assert inside("KITCHEN-2") == inside()
    rows = {row["sku"]: row for row in csv.DictReader(io.StringIO(exported()))}
    assert rows["KITCHEN-2"] == new
    assert figures(desk.send(content, JSON_MAPPING if as_json else MAPPING)) == (ImportState.DONE, 0, 0, 1, 0)


def test_a_bundle_of_which_all_is_chosen_goes_out_and_in(desk: Desk) -> None:
    content = file_with(components="none")

    assert figures(desk.send(content, MAPPING)) == (ImportState.DONE, 0, 1, 0, 0)

    assert kitchen()["components"] == "none"
    assert figures(desk.send(content, MAPPING)) == (ImportState.DONE, 0, 0, 1, 0)
    new = {**kitchen(), "sku": "KITCHEN-2", "product": "second-kitchen"}
    made = desk.send("".join(csv_lines(EXPORT_COLUMNS, [new])), MAPPING)
    assert figures(made) == (ImportState.DONE, 1, 0, 0, 0)


def test_choices_of_new_articles_come_in_one_file_with_them(desk: Desk) -> None:
    options = [{"code": "n", "sku": "NEW", "preset": 1}]
    choices = json.dumps({"groups": [{"code": "g", "name": "G", "options": options}]})
    rows = [
        {**kitchen(), "sku": "BOX", "product": "box", "components": "CUP x 1", "choices": choices},
        {**kitchen(), "sku": "NEW", "product": "new", "kind": "physical", "components": "", "choices": ""},
    ]
    for row in rows:
        row |= {"price_retail_recurring": "", "price_business_recurring": ""}

    made = desk.send("".join(csv_lines(EXPORT_COLUMNS, rows)), MAPPING)

    assert (figures(made), problems(made)) == ((ImportState.DONE, 2, 0, 0, 0), [])
    built = chosen("BOX")
    assert built is not None
    assert [(group.name, group.name_de) for group in built.groups] == [("G", "G")]
    assert inside("BOX") == ("physical", None)


def test_an_empty_cell_and_a_missing_column_leave_choices_as_they_are(market: Market, desk: Desk) -> None:
    kept = kitchen()
    del kept["choices"]

    assert figures(desk.send(file_with(choices=""), MAPPING)) == (ImportState.DONE, 0, 0, 1, 0)
    assert figures(desk.send("".join(csv_lines(list(kept), [kept])), MAPPING)) == (ImportState.DONE, 0, 0, 1, 0)

    assert chosen() == choices_of(market)


def test_an_empty_object_takes_the_choices_away(desk: Desk) -> None:
    assert inside() == ("physical service subscription", (1, 12))

    assert figures(desk.send(file_with(choices="{}"), MAPPING)) == (ImportState.DONE, 0, 1, 0, 0)

    assert chosen() is None
    assert (count(BundleGroup), count(BundleRule)) == (0, 0)
    assert inside() == ("physical service", None)
    assert kitchen()["choices"] == "{}"


def test_a_dry_run_counts_and_changes_nothing(market: Market, desk: Desk) -> None:
    before = exported()

    found = desk.send(file_with(choices="{}"), MAPPING, is_dry_run=True)

    assert figures(found) == (ImportState.DONE, 0, 1, 0, 0)
    assert exported() == before
    assert chosen() == choices_of(market)


def cell(**changes: Any) -> str:
    """A cell with one group; what is changed of its first option, or of the group or cell where it says so."""
    option: dict[str, Any] = {"code": "one", "sku": "MACHINE", "preset": 1}
    group: dict[str, Any] = {"code": "g", "name": "Group", "options": [option]}
    whole: dict[str, Any] = {"groups": [group]}
    for name, value in changes.items():
        where, _mark, key = name.partition("__")
        {"option": option, "group": group, "whole": whole}[where][key] = value
    return json.dumps(whole)


PLACE = "cannot be taken because of “{}”. Please compare it with an export of a bundle."
RULE = {"kind": "requires", "option": "one", "other": "two"}


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("machine: one", "must be a JSON object, as an export of a bundle has it."),
        ("[" * 5000, "must be a JSON object, as an export of a bundle has it."),
        (cell(whole__price=1), PLACE.format("price")),
        (cell(option__quantity=0), PLACE.format("groups.1.options.1.quantity")),
        (cell(option__extra_gross_minor="much"), PLACE.format("groups.1.options.1.extra_gross_minor")),
        (cell(option__pricing="free"), PLACE.format("groups.1.options.1.pricing")),
        (cell(option__sku="CUP\x00"), PLACE.format("groups.1.options.1.sku")),
        (cell(group__name="x" * 121), PLACE.format("groups.1.name")),
        (cell(whole__rules=[{**RULE, "kind": "likes"}]), PLACE.format("rules.1.kind")),
        (cell(option__sku="NOBODY"), "NOBODY is no article that is known here."),
        (cell(option__sku="KITCHEN"), "one must be a known article and no bundle."),
        (cell(option__code="Not a code"), "A code has small letters, digits and hyphens, at most 40: Not a code"),
        (cell(group__least=2, group__most=2), "Group: so many options cannot be taken."),
        (
            cell(option__extra_gross_minor=100),
            "Group: what is proposed is in the bundle's own price and costs no difference.",
        ),
        (cell(option__preset=0), "What is proposed breaks a rule: Group: please choose one."),
        (cell(whole__rules=[RULE]), "A rule names two different options of this bundle."),
    ],
)
def test_a_wrong_cell_refuses_its_row_with_line_and_column_and_changes_nothing(
    desk: Desk, written: str, sentence: str
) -> None:
    before = exported()

    found = desk.send(file_with(choices=written, name="Another name"), MAPPING)

    assert figures(found) == (ImportState.DONE, 0, 0, 0, 1)
    assert problems(found) == [(2, "choices", sentence)]
    assert exported() == before


def test_a_bundle_that_would_hold_nothing_and_choices_of_other_kinds_are_refused(desk: Desk) -> None:
    before = exported()
    cup = next(row for row in csv.DictReader(io.StringIO(before)) if row["sku"] == "CUP")

    empty = desk.send(file_with(components="none", choices="{}"), MAPPING)
    other = desk.send("".join(csv_lines(EXPORT_COLUMNS, [{**cup, "choices": cell()}])), MAPPING)

    assert figures(empty) == figures(other) == (ImportState.DONE, 0, 0, 0, 1)
    assert exported() == before


def test_exports_ask_as_often_for_three_bundles_as_for_one(desk: Desk) -> None:
    asked = []
    for number in (1, 2, 3):
        with counted(db.engine()) as statements:
            exported()
        asked.append(statements.count)
        new = {**kitchen(), "sku": f"KITCHEN-{number}", "product": f"kitchen-{number}"}
        desk.send("".join(csv_lines(EXPORT_COLUMNS, [new])), MAPPING)

    assert asked[0] == asked[1] == asked[2]
    assert count(BundleComponent) > 7 * 3
