"""The form of a way of delivery: its fee, and its bands in rows."""

import re
from functools import cache
from typing import Any

from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from core.kernel.errors import InvalidInput
from core.kernel.i18n import N_
from core.pricing.operations import DeliveryMethodInput
from core.pricing.queries.lists import DeliveryMethodView
from core.pricing.rules.bands import DeliveryBand
from core.web.amounts import AmountField
from core.web.forms import Form

ROWS = 8
POSTCODES = re.compile(r"(\d{1,10})(?:\s*-\s*(\d{1,10}))?")
LETTERS = N_("Please use codes of two letters such as DE, AT.")
INCOMPLETE = N_("Please enter both fees, postcodes as 20000-29999 of the same length, and countries as DE, AT.")


class DeliveryForm(Form):
    """A way of delivery. Bands hold in their order; a row without fees is left out."""

    name = StringField(N_("Name, English"), [InputRequired(), Length(max=120)])
    name_de = StringField(N_("Name, German"), [InputRequired(), Length(max=120)])
    fee_gross_minor = AmountField(N_("Fee, gross"), [InputRequired()], render_kw={"inputmode": "decimal"})
    fee_net_minor = AmountField(N_("Fee, net"), [InputRequired()], render_kw={"inputmode": "decimal"})
    free_from_minor = AmountField(N_("Free from a value of"), [Optional()], render_kw={"inputmode": "decimal"})

    def given(self, code: str) -> DeliveryMethodInput:
        """What was typed. Raises InvalidInput on the row that is wrong."""
        return DeliveryMethodInput(
            code=code,
            name=self.name.data or "",
            name_de=self.name_de.data or "",
            fee_gross_minor=self.fee_gross_minor.minor or 0,
            fee_net_minor=self.fee_net_minor.minor or 0,
            free_from_minor=self.free_from_minor.minor,
            bands=tuple(band for row in range(ROWS) if (band := self._band(row)) is not None),
        )

    def fill(self, view: DeliveryMethodView) -> None:
        """Show what there is."""
        self.name.data, self.name_de.data = view.name, view.name_de
        for name in ("fee_gross_minor", "fee_net_minor", "free_from_minor"):
            self[name].process_data(getattr(view, name))
        for row, band in enumerate(view.bands[:ROWS]):
            self[f"band{row}-countries"].data = ", ".join(band.countries)
            postcodes = f"{band.postcode_from}-{band.postcode_to}" if band.postcode_from else ""
            self[f"band{row}-postcodes"].data = postcodes
            self[f"band{row}-grams"].data, self[f"band{row}-days"].data = band.up_to_grams, band.days
            self[f"band{row}-from"].process_data(band.from_minor or None)
            self[f"band{row}-gross"].process_data(band.fee_gross_minor)
            self[f"band{row}-net"].process_data(band.fee_net_minor)

    def rows(self) -> list[list[Any]]:
        """The fields of the bands, row by row."""
        return [[self[f"band{row}-{name}"] for name in NAMES] for row in range(ROWS)]

    def _band(self, row: int) -> DeliveryBand | None:
        countries, postcodes, grams, value, gross, net, days = (self[f"band{row}-{name}"] for name in NAMES)
        if not any(field.data not in (None, "") for field in (countries, postcodes, grams, value, gross, net, days)):
            return None
        codes = [one for one in re.split(r"[\s,;]+", (countries.data or "").upper()) if one]
        span = POSTCODES.fullmatch((postcodes.data or "").strip())
        first, last = (span.group(1), span.group(2) or span.group(1)) if span else ("", "")
        is_wrong = bool(postcodes.data) and (not span or len(first) != len(last) or first > last)
        if gross.minor is None or net.minor is None or is_wrong or any(len(code) != 2 for code in codes):
            raise InvalidInput("delivery.band", INCOMPLETE, field=f"band{row}-gross")
        return DeliveryBand(
            countries=tuple(codes),
            postcode_from=first,
            postcode_to=last,
            up_to_grams=grams.data,
            from_minor=value.minor or 0,
            fee_gross_minor=gross.minor,
            fee_net_minor=net.minor,
            days=days.data,
        )


NAMES = ("countries", "postcodes", "grams", "from", "gross", "net", "days")


@cache
def delivery_form() -> type[DeliveryForm]:
    """The form with its rows of bands."""
    fields: dict[str, Any] = {}
    for row in range(ROWS):
        fields[f"band{row}-countries"] = StringField(
            N_("Countries"), [Optional(), Length(max=120), Regexp(r"^[A-Za-z ,;]*$", message=LETTERS)]
        )
        fields[f"band{row}-postcodes"] = StringField(N_("Postcodes"), [Optional(), Length(max=24)])
        fields[f"band{row}-grams"] = IntegerField(N_("Up to grams"), [Optional(), NumberRange(1, 10_000_000)])
        fields[f"band{row}-from"] = AmountField(N_("From a value of"), [Optional()])
        fields[f"band{row}-gross"] = AmountField(N_("Fee, gross"), [Optional()])
        fields[f"band{row}-net"] = AmountField(N_("Fee, net"), [Optional()])
        fields[f"band{row}-days"] = IntegerField(N_("Working days"), [Optional(), NumberRange(0, 60)])
    return type("FullDeliveryForm", (DeliveryForm,), fields)
