"""Forms that ask how many of each line: for shipments and returns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from core.kernel.db import new_id
from core.kernel.i18n import N_
from core.orders.errors import quantity_field
from core.web.forms import Form


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityChoice:
    """A line of which a quantity may be chosen, at most `most`, of which `preset` are proposed."""

    line_id: UUID
    name: str
    sku: str
    most: int
    preset: int
    note: str = ""


class QuantityForm(Form):
    """A form with one whole number per line; an empty number or zero leaves the line out.

    `key` makes that what was sent twice is done once.
    """

    choices: Sequence[QuantityChoice] = ()
    key = HiddenField(default=lambda: str(new_id()), validators=[Length(max=80)])

    def quantities(self) -> dict[UUID, int]:
        """What was chosen, by line."""
        chosen = {choice.line_id: self.field_of(choice).data for choice in self.choices}
        return {line_id: quantity for line_id, quantity in chosen.items() if quantity}

    def field_of(self, choice: QuantityChoice) -> Any:
        """The field of a line."""
        return self[quantity_field(choice.line_id)]


class ShipForm(QuantityForm):
    """What leaves the house, and with whom."""

    carrier = StringField(N_("Carrier"), [DataRequired(), Length(max=80)], default="DHL")
    tracking = StringField(
        N_("Tracking number"),
        [Optional(), Length(max=120)],
        description=N_("The customer can follow the parcel by it."),
    )


class ReturnForm(QuantityForm):
    """What came back, and why."""

    reason = TextAreaField(
        N_("Reason"), [DataRequired(), Length(max=500)], description=N_("It stands in the timeline of the order.")
    )


def ship_form(choices: Sequence[QuantityChoice]) -> ShipForm:
    """The form for a shipment of these lines, with everything that is open filled in."""
    made: ShipForm = _with_quantities(ShipForm, choices)()
    return made


def return_form(choices: Sequence[QuantityChoice]) -> ReturnForm:
    """The form for a return of these lines."""
    made: ReturnForm = _with_quantities(ReturnForm, choices)()
    return made


def _with_quantities(form: type[Any], choices: Sequence[QuantityChoice]) -> type[Any]:
    fields: Mapping[str, Any] = {quantity_field(choice.line_id): _field(choice) for choice in choices}
    return type(form.__name__, (form,), {**fields, "choices": tuple(choices)})


def _field(choice: QuantityChoice) -> IntegerField:
    return IntegerField(
        choice.name, [Optional()], default=choice.preset or None, render_kw={"min": 0, "max": choice.most}
    )
