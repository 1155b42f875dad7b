"""Forms of the service calendar: the usual hours of a business unit, and a day that is not as usual."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import DateField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from core.accounts.queries import BusinessUnitView
from core.kernel.i18n import N_
from core.web.forms import Form, options

MOST_MINUTES = 100_000
WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip


class UnitForm(Form):
    """A form about one business unit."""

    unit = SelectField(N_("Business unit"), [InputRequired()])

    def offer(self, units: Sequence[BusinessUnitView]) -> Any:
        """Let people choose among these."""
        self.unit.choices = options([(unit.code, unit.name) for unit in units])
        return self


def _minutes(label: str) -> IntegerField:
    return IntegerField(label, [Optional(), NumberRange(min=0, max=MOST_MINUTES)])


class HoursForm(UnitForm):
    """Minutes of visits from Monday to Sunday, of all people together; all empty for as many as are asked for."""

    day_0, day_1, day_2 = _minutes(WEEKDAYS[0]), _minutes(WEEKDAYS[1]), _minutes(WEEKDAYS[2])
    day_3, day_4, day_5, day_6 = (_minutes(weekday) for weekday in WEEKDAYS[3:])

    def minutes(self) -> list[int]:
        """What was typed; an empty list when nothing was."""
        typed = [self[f"day_{weekday}"].data for weekday in range(7)]
        return [] if all(minutes is None for minutes in typed) else [minutes or 0 for minutes in typed]

    @property
    def weekdays(self) -> list[Any]:
        """The fields of the week."""
        return [self[f"day_{weekday}"] for weekday in range(7)]

    def show(self, hours: Mapping[int, int]) -> None:
        """Fill in what holds now."""
        for weekday, minutes in hours.items():
            self[f"day_{weekday}"].data = minutes


class DayForm(UnitForm):
    """One day that has other hours: a holiday, a fair."""

    day = DateField(N_("Day"), [InputRequired()])
    minutes = IntegerField(
        N_("Minutes"),
        [Optional(), NumberRange(min=0, max=MOST_MINUTES)],
        description=N_("0 for a holiday; empty for a day as usual."),
    )
