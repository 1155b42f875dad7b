"""Forms of the approval policy: its rules in rows, who approves, who answers."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from functools import cache
from typing import Any, Final
from uuid import UUID

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import DateField, HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from backoffice.words import MEASURES
from core.accounts.queries import BusinessUnitView, UserView
from core.kernel import clock
from core.kernel.i18n import N_
from core.quotes.errors import RuleBroken
from core.quotes.operations.policy import MOST_RULES
from core.quotes.queries.policy import PolicyView
from core.quotes.rules import Rule
from core.quotes.states import AMOUNTS, YES_NO, Measure
from core.web.amounts import AmountField
from core.web.forms import Form, options
from core.web.locale import gettext as _

SPARE: Final = 2
PARTS: Final = ("measure", "threshold", "code", "unit", "from", "level", "step", "hours")
TYPED: Final = ("threshold", "code", "from")
"""A row in which nothing of this and no measure is given is left out."""
LEVEL, STEP, HOURS = 1, 1, 24
NUMBER = {"inputmode": "numeric"}
MONEY = {"inputmode": "decimal"}


class PolicyForm(Form):
    """The next edition in rows, why it is written, and on which past versions it is tried."""

    note = StringField(N_("What changes, and why"), [Length(max=500)], render_kw={"maxlength": "500"})
    valid_from = DateField(
        N_("In force from"), [Optional()], description=N_("Empty: at once. What is asked already stays as it is.")
    )
    seen_edition = HiddenField(validators=[Regexp(r"^\d{1,9}$")])
    since = DateField(N_("Quotes submitted from"), [InputRequired()])
    until = DateField(N_("to"), [InputRequired()])

    rows_count = 0

    def rules(self) -> tuple[Rule, ...]:
        """The rules as they were typed. Raises RuleBroken for a row that says something, but not what is measured."""
        names: set[str] = set()
        found = []
        for number in range(self.rows_count):
            if self[f"rule{number}-measure"].data:
                found.append(self._rule(number, names))
                names.add(found[-1].code)
            elif any(self[f"rule{number}-{part}"].data for part in TYPED):
                raise RuleBroken(N_("Please choose what is measured."), number=number, part="measure")
        return tuple(found)

    def rows(self) -> list[list[Any]]:
        """The fields of the rules, row by row."""
        return [[self[f"rule{number}-{part}"] for part in PARTS] for number in range(self.rows_count)]

    def fill(self, rules: Sequence[Rule], *, seen_edition: int) -> None:
        """Show the rules that there are, and the last year as the time to try them on."""
        self.seen_edition.data = str(seen_edition)
        self.since.data, self.until.data = clock.today() - timedelta(days=365), clock.today()
        for number, rule in enumerate(rules):
            scale = 1 if rule.measure in AMOUNTS else 100
            shown = {
                "measure": rule.measure.value, "code": rule.code, "unit": str(rule.unit_id or ""),
                "level": rule.level, "step": rule.step, "hours": rule.deadline_hours,
            }  # fmt: skip
            for part, value in shown.items():
                self[f"rule{number}-{part}"].data = value
            if rule.measure not in YES_NO:
                self[f"rule{number}-threshold"].process_data(int(rule.threshold * scale))
            self[f"rule{number}-from"].process_data(rule.from_minor or None)

    def offer_units(self, units: Sequence[BusinessUnitView]) -> None:
        """What can be chosen in the rows."""
        for number in range(self.rows_count):
            self[f"rule{number}-measure"].choices = options(
                [("", _("nothing")), *((key, _(text)) for key, text in MEASURES.items())]
            )
            self[f"rule{number}-unit"].choices = options([("", _("all")), *((str(one.id), one.name) for one in units)])

    def _rule(self, number: int, names: set[str]) -> Rule:
        part = {name: self[f"rule{number}-{name}"] for name in PARTS}
        measure = Measure(part["measure"].data)
        minor = Decimal(part["threshold"].minor or 0)
        level = LEVEL if part["level"].data is None else part["level"].data
        return Rule(
            code=(part["code"].data or "").strip() or _free_name(f"{measure.value.replace('_', '-')}-{level}", names),
            measure=measure,
            threshold=minor if measure in AMOUNTS else minor / 100,
            level=level,
            unit_id=UUID(part["unit"].data) if part["unit"].data else None,
            from_minor=part["from"].minor or 0,
            step=STEP if part["step"].data is None else part["step"].data,
            deadline_hours=HOURS if part["hours"].data is None else part["hours"].data,
        )


def _free_name(wanted: str, names: set[str]) -> str:
    tried = (wanted if number == 1 else f"{wanted}-{number}" for number in range(1, MOST_RULES + 2))
    return next(name for name in tried if name not in names)


@cache
def _with_rows(count: int) -> type[PolicyForm]:
    fields: dict[str, Any] = {"rows_count": count}
    for number in range(count):
        name = f"rule{number}"
        fields[f"{name}-measure"] = SelectField(N_("Measured"), [Optional()])
        fields[f"{name}-threshold"] = AmountField(N_("Allowed"), [Optional()], render_kw=MONEY)
        fields[f"{name}-code"] = StringField(N_("Short name"), [Optional(), Length(max=40)])
        fields[f"{name}-unit"] = SelectField(N_("Business unit"), [Optional()])
        fields[f"{name}-from"] = AmountField(N_("From a value of"), [Optional()], render_kw=MONEY)
        for part, label, most in (
            ("level", N_("Level"), 9),
            ("step", N_("Step"), 9),
            ("hours", N_("Hours to answer"), 720),
        ):
            fields[f"{name}-{part}"] = IntegerField(label, [Optional(), NumberRange(1, most)], render_kw=NUMBER)
    return type("PolicyFormWithRows", (PolicyForm,), fields)


def policy_form(begin: PolicyView | None = None) -> PolicyForm:
    """The form as it was sent, without the rows that were left empty; else with the rules of a policy to begin with.

    Some empty rows follow in either case.
    """
    if request.method != "POST":
        rules = begin.rules if begin else ()
        return _with_rows(min(len(rules) + SPARE, MOST_RULES))()
    sent = _moved_up(request.form)
    used = sum(1 for key in sent if key.endswith("-measure"))
    return _with_rows(max(used, min(used + SPARE, MOST_RULES)))(formdata=sent)


def _moved_up(sent: MultiDict[str, str]) -> MultiDict[str, str]:
    """What was sent, with the rows numbered anew when the empty ones are left out."""
    found = MultiDict([(key, value) for key, value in sent.items(multi=True) if not key.startswith("rule")])
    kept = 0
    for number in range(MOST_RULES + SPARE):
        name = f"rule{number}-"
        if any(sent.get(f"{name}{part}", "").strip() for part in ("measure", *TYPED)):
            found.update({f"rule{kept}-{part}": sent.get(f"{name}{part}", "") for part in PARTS})
            kept += 1
    return found


class ApproverForm(Form):
    """Who may approve up to which level, for which business unit."""

    user_id = SelectField(N_("Colleague"), [InputRequired()])
    level = IntegerField(N_("Up to level"), [InputRequired(), NumberRange(1, 9)], render_kw=NUMBER)
    unit_id = SelectField(N_("Business unit"), [Optional()])


class AwayForm(Form):
    """Who decides in one's place, and until when."""

    delegate_id = SelectField(N_("Decides meanwhile"), [InputRequired()])
    until = DateField(N_("Until the end of"), [InputRequired()])


class DeskForm(Form):
    """Who gets new requests, from where, and how many at a time."""

    rep_id = SelectField(N_("Colleague"), [InputRequired()])
    territory = StringField(
        N_("Territory"),
        [Length(max=200)],
        description=N_("Countries, or countries with the beginning of a postcode, such as DE-2 AT. Empty: everywhere."),
        render_kw={"maxlength": "200"},
    )
    capacity = IntegerField(N_("Open requests at most"), [InputRequired(), NumberRange(0, 999)], render_kw=NUMBER)


def people(known: Sequence[UserView]) -> list[Any]:
    """Colleagues to choose from."""
    return options([("", _("please choose")), *((str(one.id), one.name) for one in known)])
