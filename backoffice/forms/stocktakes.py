"""Forms of stocktakes: beginning one, counting piece by piece, row by row or by a file, calling it off."""

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from backoffice.forms.stock import MOST, PlaceForm
from core.inventory.operations import Counted
from core.inventory.queries import SheetRow
from core.inventory.states import MovementReason
from core.kernel.i18n import N_
from core.web.forms import Form, options


class BeginForm(PlaceForm):
    """Which warehouse is counted, and why."""

    reason = SelectField(
        N_("What it is"),
        choices=options(
            [
                (MovementReason.COUNTED, N_("We count what lies there")),
                (MovementReason.IMPORTED, N_("We take over what another system says")),
            ]
        ),
        description=N_("It stands beside every movement."),
    )
    note = StringField(N_("Note"), [Optional(), Length(max=200)], description=N_("Such as: year end, shelves A to F."))


class CountForm(Form):
    """One article, for whoever walks along the shelves."""

    sku = StringField(N_("Article number"), [DataRequired(), Length(max=64)], render_kw={"autocomplete": "off"})
    pieces = IntegerField(N_("Pieces"), [InputRequired(), NumberRange(min=0, max=MOST)])

    def counts(self) -> list[Counted]:
        """What was counted."""
        return [Counted(sku=(self.sku.data or "").strip(), pieces=self.pieces.data or 0)]


class CountFileForm(Form):
    """Counts from a file."""

    file = FileField(
        N_("File"),
        [FileRequired(N_("Please choose a file."))],
        description=N_("CSV with the columns sku and counted. Rows without a count are left out."),
        render_kw={"accept": ".csv,text/csv"},
    )


class SheetForm(Form):
    """One number per article of the sheet; an emptied one takes the count back."""

    rows: Sequence[SheetRow] = ()

    def counts(self) -> list[Counted]:
        """What was typed, by article; a count that was there already is not one again."""
        typed = ((row, self.field_of(row).data) for row in self.rows)
        return [
            Counted(sku=row.sku, pieces=pieces) for row, pieces in typed if pieces is not None and pieces != row.counted
        ]

    def emptied(self) -> list[str]:
        """The numbers of the articles whose count was taken back."""
        return [row.sku for row in self.rows if row.counted is not None and self.field_of(row).data is None]

    def field_of(self, row: SheetRow) -> Any:
        """The field of an article."""
        return self[_name(row)]


def sheet_form(rows: Sequence[SheetRow], **options: Any) -> SheetForm:
    """The form for these articles, with what was counted filled in."""
    open_rows = [row for row in rows if not row.is_booked]
    fields: dict[str, Any] = {
        _name(row): IntegerField(
            row.name, [Optional(), NumberRange(min=0, max=MOST)], default=row.counted, render_kw={"min": 0, "max": MOST}
        )
        for row in open_rows
    }
    made: SheetForm = type("SheetForm", (SheetForm,), {**fields, "rows": tuple(open_rows)})(**options)
    return made


def _name(row: SheetRow) -> str:
    return f"count_{row.variant_id.hex}"
