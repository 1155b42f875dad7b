"""What can be said about products: defining attributes, and keeping their values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from core.catalog.errors import AttributeTaken, UnknownAttribute
from core.catalog.models import AttributeChoice, AttributeDefinition, ProductAttribute
from core.catalog.rules import AttributeValue, code_of, number_of, value_of
from core.catalog.states import AttributeType
from core.kernel.db import new_id, on_constraint, table_of
from core.kernel.jobs import enqueue


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeInput:
    """A fact about a product. Without a German value the English one stands for both.

    Without a code it is known by name and unit; a number with a unit is meant as a number.
    """

    name: str
    name_de: str
    value: str
    value_de: str = ""
    unit: str = ""
    code: str = ""

    def definition(self) -> "DefinitionInput":
        """The attribute that this is a value of, if nobody has defined it yet."""
        is_number = bool(self.unit) and number_of(self.value) is not None
        return DefinitionInput(
            code=self.code or code_of(self.name, self.unit),
            name=self.name,
            name_de=self.name_de,
            type=AttributeType.NUMBER if is_number else AttributeType.TEXT,
            unit=self.unit,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionInput:
    """An attribute to define; `choices` gives each possible value its German words."""

    code: str
    name: str
    name_de: str = ""
    type: AttributeType = AttributeType.TEXT
    unit: str = ""
    is_facet: bool = False
    position: int = 1000
    choices: tuple[tuple[str, str], ...] = ()


def define_attribute(session: Session, wanted: DefinitionInput) -> AttributeDefinition:
    """Define an attribute. Raises AttributeTaken."""
    with on_constraint(session, {"uq_attribute_code": lambda: AttributeTaken(name=wanted.code)}):
        made = _definition(wanted)
        session.add(made)
    set_choices(session, made.id, wanted.choices)
    return made


def change_attribute(session: Session, wanted: DefinitionInput) -> AttributeDefinition:
    """Change what an attribute is called, how it is shown, and its choices; code and type stay. Search follows soon.

    Raises UnknownAttribute.
    """
    found = session.scalar(select(AttributeDefinition).where(AttributeDefinition.code == wanted.code).with_for_update())
    if found is None:
        raise UnknownAttribute
    found.name, found.name_de = wanted.name, wanted.name_de or wanted.name
    found.unit, found.is_facet, found.position = wanted.unit, wanted.is_facet, wanted.position
    set_choices(session, found.id, wanted.choices)
    enqueue(session, "catalog.read_anew", {"attribute_id": str(found.id)})
    return found


def set_choices(session: Session, attribute_id: UUID, choices: Sequence[tuple[str, str]]) -> None:
    """The possible values of an attribute of choices, in their order; the German words reach every product."""
    session.execute(delete(AttributeChoice).where(AttributeChoice.attribute_id == attribute_id))
    session.add_all(
        AttributeChoice(attribute_id=attribute_id, value=value, value_de=german or value, position=position)
        for position, (value, german) in enumerate(choices)
    )
    for value, german in choices:
        _translate_values(session, attribute_id, value, german or value)


def ensure_attributes(session: Session, wanted: Iterable[DefinitionInput]) -> dict[str, AttributeDefinition]:
    """The attributes of these codes; those that are missing are defined as they are wanted here."""
    by_code = {definition.code: definition for definition in wanted}
    if not by_code:
        return {}
    statement = select(AttributeDefinition).where(AttributeDefinition.code.in_(by_code))
    found = {row.code: row for row in session.scalars(statement.order_by(AttributeDefinition.code))}
    missing = [definition for code, definition in by_code.items() if code not in found]
    made = [_definition(definition) for definition in missing]
    session.add_all(made)
    if made:
        session.flush()  # values and choices point to them
    for row, definition in zip(made, missing, strict=True):
        found[row.code] = row
        if definition.choices:
            set_choices(session, row.id, definition.choices)
    return found


def set_values(session: Session, values: Mapping[UUID, Mapping[UUID, AttributeValue]]) -> None:
    """Give products exactly these values: by product, then by attribute in the order of the page."""
    if not values:
        return
    session.execute(delete(ProductAttribute).where(ProductAttribute.product_id.in_(values)))
    rows: list[dict[str, Any]] = [
        {
            "product_id": product_id,
            "attribute_id": attribute_id,
            "position": position,
            "value": value.value,
            "value_de": value.value_de,
            "number": value.number,
        }
        for product_id, own in values.items()
        for position, (attribute_id, value) in enumerate(own.items())
    ]
    if rows:
        session.execute(insert(table_of(ProductAttribute)), rows)


def values_from(session: Session, attributes: Sequence[AttributeInput]) -> dict[UUID, AttributeValue]:
    """What facts are as values; attributes that nobody defined are defined. Raises AttributeDoesNotFit."""
    codes = [attribute.definition() for attribute in attributes]
    defined = ensure_attributes(session, codes)
    return {
        defined[code.code].id: value_of(
            defined[code.code].type, attribute.value, attribute.value_de, name=attribute.name
        )
        for code, attribute in zip(codes, attributes, strict=True)
    }


def _translate_values(session: Session, attribute_id: UUID, value: str, german: str) -> None:
    rows = session.scalars(
        select(ProductAttribute).where(
            ProductAttribute.attribute_id == attribute_id,
            ProductAttribute.value == value,
            ProductAttribute.value_de != german,
        )
    )
    for row in rows:
        row.value_de = german


def _definition(wanted: DefinitionInput) -> AttributeDefinition:
    return AttributeDefinition(
        id=new_id(),
        code=wanted.code,
        name=wanted.name,
        name_de=wanted.name_de or wanted.name,
        type=wanted.type,
        unit=wanted.unit,
        is_facet=wanted.is_facet,
        position=wanted.position,
    )
