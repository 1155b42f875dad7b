"""Suggestions: how the last word of a question may end, and products that have it, while somebody types."""

import pytest

from core.catalog.queries.suggestions import Suggestions, suggestions
from core.kernel import db
from tests.support.goods import open_shop
from tests.support.library import HOSTILE, fill_library
from tests.support.statements import counted


@pytest.fixture(autouse=True)
def _library(database: object) -> None:
    with db.unit_of_work() as session:
        open_shop(session)
    fill_library()


def suggested(text: str, *, locale: str = "en") -> Suggestions:
    with db.reading() as session:
        return suggestions(session, text, locale=locale, audience="retail")


@pytest.mark.parametrize(
    ("typed", "questions", "products"),
    [
        ("espr", ["espresso"], ["hm-1", "tb-1"]),
        ("Espresso ma", ["Espresso machine"], ["hm-1", "tb-1"]),
        ("speicher g", ["speicher grinder", "speicher gr1"], ["gr-1"]),
        ("espresso", [], ["hm-1", "tb-1"]),
        ("hm-1", [], ["hm-1"]),
        ("espreso", ["espresso"], ["hm-1", "tb-1"]),
        ("secret", [], []),
        ("xyl", [], []),
        ("e", [], []),
        ("", [], []),
        ("%", [], []),
    ],
)
def test_the_beginning_of_a_question_is_ended_and_leads_to_products(
    typed: str, questions: list[str], products: list[str]
) -> None:
    found = suggested(typed)

    assert (list(found.questions), [product.slug for product in found.products]) == (questions, products)


def test_words_of_the_readers_language_are_suggested_first() -> None:
    assert suggested("reinig", locale="de").questions == ("reinigungstabletten",)
    assert suggested("kaffeem", locale="de").questions == ("kaffeemühle",)
    assert [product.name for product in suggested("kaffeem", locale="de").products] == ["Kaffeemühle Speicher"]


@pytest.mark.parametrize(("typed", "statements"), [("espr", 3), ("espresso mach", 4), ("espreso", 5), ("e", 0)])
def test_suggestions_take_few_statements(typed: str, statements: int) -> None:
    with db.reading() as session, counted(db.engine()) as sent:
        suggestions(session, typed, locale="en", audience="retail")

    assert sent.count == statements


@pytest.mark.parametrize("typed", HOSTILE)
def test_whatever_is_begun_gets_suggestions_or_none(typed: str) -> None:
    assert all(product.slug in {"hm-1", "tb-1", "gr-1", "cp-1"} for product in suggested(typed).products)
