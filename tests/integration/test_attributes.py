"""Attributes of products: defined once, typed values, shown on the page in both languages; old facts become values."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select, text

from core.carts.queries.shelf import product_page
from core.catalog.errors import AttributeDoesNotFit, AttributeTaken
from core.catalog.models import AttributeDefinition, ProductAttribute
from core.catalog.operations import AttributeInput, DefinitionInput, change_attribute, define_attribute
from core.catalog.states import AttributeType
from core.kernel import clock, db, schema
from core.pricing.states import RETAIL
from tests.support.goods import Offer, add_offer, open_shop

pytestmark = pytest.mark.usefixtures("database")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WEIGHT = AttributeInput(name="Weight", name_de="Gewicht", value="2.50", unit="kg")
COLOUR = DefinitionInput(
    code="colour", name="Colour", name_de="Farbe", type=AttributeType.CHOICE, choices=(("red", "rot"), ("blue", ""))
)


@pytest.fixture(autouse=True)
def _shop(database: object) -> None:
    with clock.frozen(NOON), db.unit_of_work() as session:
        open_shop(session)


def add(*attributes: AttributeInput, sku: str = "MILL") -> None:
    with clock.frozen(NOON), db.unit_of_work() as session:
        add_offer(session, Offer(sku=sku, attributes=attributes))


def facts(locale: str, slug: str = "mill") -> list[tuple[str, str, str]]:
    with clock.frozen(NOON), db.reading() as session:
        page = product_page(session, slug, locale=locale, price_list=RETAIL)
    return [(fact.name, fact.value, fact.unit) for fact in page.attributes]


def test_a_number_with_a_unit_is_kept_as_a_number_and_written_in_each_language() -> None:
    add(WEIGHT, AttributeInput(name="Safe", name_de="Sicher", value="quite", value_de="ziemlich"))

    assert facts("en") == [("Weight", "2.5", "kg"), ("Safe", "quite", "")]
    assert facts("de") == [("Gewicht", "2,5", "kg"), ("Sicher", "ziemlich", "")]
    with db.reading() as session:
        numbers = session.scalars(select(ProductAttribute.number).order_by(ProductAttribute.position)).all()
        rows = session.execute(select(AttributeDefinition.code, AttributeDefinition.type))
        types = {row.code: row.type for row in rows}
    assert numbers == [Decimal("2.5"), None]
    assert types == {"weight-kg": AttributeType.NUMBER, "safe": AttributeType.TEXT}


def test_two_products_share_one_definition_and_a_value_that_does_not_fit_is_refused() -> None:
    add(WEIGHT)
    add(WEIGHT, sku="SCALE")

    with pytest.raises(AttributeDoesNotFit) as refused:
        add(AttributeInput(name="Weight", name_de="Gewicht", value="heavy", unit="kg"), sku="STONE")

    assert str(refused.value) == "Weight: please enter a number such as 12.5."
    with db.reading() as session:
        assert session.scalars(select(AttributeDefinition.code)).all() == ["weight-kg"]
        assert len(session.scalars(select(ProductAttribute.product_id)).all()) == 2


def test_the_position_of_a_definition_orders_the_facts_and_new_german_words_reach_every_product() -> None:
    with db.unit_of_work() as session:
        define_attribute(session, COLOUR)
    add(WEIGHT, AttributeInput(name="Colour", name_de="Farbe", value="red", value_de="rot", code="colour"))

    with db.unit_of_work() as session:
        change_attribute(
            session,
            DefinitionInput(code="colour", name="Shade", name_de="Ton", position=1, choices=(("red", "ziegelrot"),)),
        )

    assert facts("de") == [("Ton", "ziegelrot", ""), ("Gewicht", "2,5", "kg")]
    with pytest.raises(AttributeTaken), db.unit_of_work() as session:
        define_attribute(session, COLOUR)


def test_facts_of_before_become_values_of_definitions_and_go_back() -> None:
    add(WEIGHT, AttributeInput(name="Safe", name_de="Sicher", value="quite", value_de="ziemlich"))

    schema.downgrade("0014")
    with db.reading() as session:
        rows = session.execute(text("SELECT position, name, value_de, unit FROM product_attribute ORDER BY position"))
        assert [tuple(row) for row in rows] == [(0, "Weight", "2,5", "kg"), (1, "Safe", "ziemlich", "")]
    schema.upgrade()

    assert facts("de") == [("Gewicht", "2,5", "kg"), ("Sicher", "ziemlich", "")]
