"""Forms of the warehouse: goods that come, go, move and are counted, and how an article is kept and sold."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from core.inventory.queries import WarehouseView
from core.inventory.states import FEW, Selling, Sourcing
from core.kernel.i18n import N_
from core.web.forms import Form, options

MOST = 1_000_000


class PlaceForm(Form):
    """A form that asks in which warehouse; `offer` says which there are."""

    warehouse = SelectField(N_("Warehouse"), [InputRequired()])

    def offer(self, places: Sequence[WarehouseView], *others: str) -> Any:
        """Let people choose among these, also in the other fields of that kind."""
        for name in ("warehouse", *others):
            self[name].choices = options([(place.code, place.name) for place in places])
        return self


class ReceiveStockForm(PlaceForm):
    """Goods that came in."""

    quantity = IntegerField(N_("Pieces"), [InputRequired(), NumberRange(min=1, max=MOST)])
    reference = StringField(N_("Delivery note"), [Optional(), Length(max=120)])


class TransferForm(PlaceForm):
    """Goods that are carried to another warehouse."""

    warehouse = SelectField(N_("From"), [InputRequired()])
    to_code = SelectField(N_("To"), [InputRequired()])
    quantity = IntegerField(N_("Pieces"), [InputRequired(), NumberRange(min=1, max=MOST)])


class CorrectForm(PlaceForm):
    """Books that were wrong, or goods that cannot be sold any more."""

    kind = SelectField(
        N_("What happened"),
        choices=options(
            [
                ("found", N_("There are more than the books say")),
                ("missing", N_("There are fewer than the books say")),
                ("written_off", N_("Written off: broken, spoilt or stolen")),
            ]
        ),
    )
    quantity = IntegerField(N_("Pieces"), [InputRequired(), NumberRange(min=1, max=MOST)])
    reason = StringField(
        N_("Reason"), [DataRequired(), Length(max=120)], description=N_("It stands beside the movement.")
    )


class PolicyForm(Form):
    """How an article is kept and sold."""

    is_tracked = BooleanField(
        N_("Count the stock"), default=True, description=N_("What is not counted can always be ordered.")
    )
    low_from = IntegerField(
        N_("Low from"),
        [InputRequired(), NumberRange(min=0, max=MOST)],
        default=FEW,
        description=N_("At so few pieces the shop says how many are left, and it stands on the list of low stock."),
    )
    safety = IntegerField(
        N_("Safety stock"),
        [InputRequired(), NumberRange(min=0, max=MOST)],
        default=0,
        description=N_("These pieces are not sold."),
    )
    selling = SelectField(
        N_("What may be sold"),
        choices=options(
            [
                (Selling.STOCK, N_("What is there")),
                (Selling.BACKORDER, N_("Also what comes later")),
                (Selling.PREORDER, N_("Pre-orders until a day")),
            ]
        ),
    )
    expected_on = DateField(
        N_("Expected on"), [Optional()], description=N_("When missing goods come; for a pre-order, when it is sent.")
    )
    most_waiting = IntegerField(
        N_("At most ordered ahead"),
        [Optional(), NumberRange(min=0, max=MOST)],
        description=N_("Empty for no limit."),
    )
    lead_days = IntegerField(N_("Days until goods come"), [InputRequired(), NumberRange(min=0, max=999)], default=14)


class WarehouseForm(Form):
    """A warehouse."""

    code = StringField(
        N_("Code"),
        [
            DataRequired(),
            Length(max=40),
            Regexp(r"^[a-z0-9-]+$", message=N_("Small letters, digits and hyphens only.")),
        ],
        description=N_("Such as north. It stays as it is."),
    )
    name = StringField(N_("Name"), [DataRequired(), Length(max=120)])
    priority = IntegerField(
        N_("Priority"),
        [InputRequired(), NumberRange(min=0, max=999)],
        default=0,
        description=N_("The lowest number gives first, where the rule below asks for it."),
    )
    street = StringField(N_("Street and number"), [Optional(), Length(max=200)])
    postal_code = StringField(N_("Postal code"), [Optional(), Length(max=20)])
    city = StringField(N_("City"), [Optional(), Length(max=120)])
    country = SelectField(N_("Country"))
    is_active = BooleanField(N_("Open"), default=True, description=N_("Nothing is booked in a closed warehouse."))


class SourcingForm(Form):
    """Which warehouse gives first."""

    sourcing = SelectField(
        N_("Which warehouse gives first"),
        choices=options(
            [
                (Sourcing.HIGHEST_STOCK, N_("The one with the highest stock")),
                (Sourcing.PRIORITY, N_("By priority")),
                (Sourcing.FEWEST_PARCELS, N_("One that has everything, for fewest parcels")),
                (Sourcing.NEAREST, N_("One in the country of the customer")),
            ]
        ),
        description=N_("What is reserved already stays where it is."),
    )


class ReasonForm(Form):
    """Why something is done by hand."""

    reason = TextAreaField(N_("Reason"), [DataRequired(), Length(max=500)])
