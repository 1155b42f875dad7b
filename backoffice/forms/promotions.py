"""The forms of promotions: what every promotion has, and one block per condition and action, made from their fields."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from core.catalog.states import ArticleKind
from core.kernel.clock import COMPANY_ZONE, local_date
from core.kernel.errors import InvalidInput
from core.kernel.i18n import N_
from core.pricing.operations import PromotionInput, RuleInput
from core.pricing.queries import PromotionView
from core.pricing.rules.promotions.fields import TIERS, Field, FieldKind
from core.pricing.rules.promotions.protocol import Rule
from core.pricing.rules.promotions.registry import action_kinds, condition_kinds
from core.pricing.states import Lane
from core.web.amounts import AmountField, minor_of
from core.web.forms import Form, options

KINDS = [
    (ArticleKind.PHYSICAL.value, N_("Goods")),
    (ArticleKind.SERVICE.value, N_("Services")),
    (ArticleKind.SUBSCRIPTION.value, N_("Subscriptions")),
]
LANES = [
    (Lane.ARTICLE.value, N_("On articles, first")),
    (Lane.CART.value, N_("On the cart, after that")),
    (Lane.DELIVERY.value, N_("On delivery, last")),
]


class PromotionForm(Form):
    """What every promotion has. Days are whole days where the company is; the last one is included."""

    name = StringField(N_("Name, English"), [InputRequired(), Length(max=80)])
    name_de = StringField(N_("Name, German"), [InputRequired(), Length(max=80)])
    starts_on = DateField(N_("First day"), [InputRequired()])
    ends_at = DateField(N_("Last day"), [Optional()])
    lane = SelectField(
        N_("Works"),
        choices=options(LANES),
        default=Lane.CART.value,
        description=N_("Of each kind, one promotion holds for an order."),
    )
    priority = IntegerField(
        N_("Priority"),
        [InputRequired(), NumberRange(0, 99)],
        default=0,
        description=N_("The higher one wins; among equals what saves most."),
    )
    is_exclusive = BooleanField(N_("Holds alone, if that is better for the customer"))
    with_subscriptions = BooleanField(N_("Also reduces subscriptions, in every period"))
    limit_total = IntegerField(N_("Orders in all, at most"), [Optional(), NumberRange(1, 1_000_000)])
    limit_per_customer = IntegerField(N_("Orders per customer, at most"), [Optional(), NumberRange(1, 1000)])

    def given(self) -> PromotionInput:
        """What was typed, for the operation. Raises InvalidInput for steps that are none."""
        return PromotionInput(
            name=self.name.data or "",
            name_de=self.name_de.data or "",
            lane=Lane(self.lane.data),
            priority=self.priority.data or 0,
            is_exclusive=self.is_exclusive.data,
            with_subscriptions=self.with_subscriptions.data,
            starts_at=_midnight(self.starts_on.data),
            ends_at=_midnight(self.ends_at.data + timedelta(days=1)) if self.ends_at.data else None,
            limit_total=self.limit_total.data,
            limit_per_customer=self.limit_per_customer.data,
            conditions=self._rules(condition_kinds()),
            actions=self._rules(action_kinds()),
        )

    def fill(self, view: PromotionView) -> None:
        """Show a promotion that is there."""
        for name in (
            "name", "name_de", "priority", "is_exclusive", "with_subscriptions", "limit_total", "limit_per_customer"
        ):  # fmt: skip
            self[name].data = getattr(view, name)
        self.lane.data = view.lane.value
        self.starts_on.data = local_date(view.starts_at)
        self.ends_at.data = local_date(view.ends_at - timedelta(seconds=1)) if view.ends_at else None
        for kept in (*view.conditions, *view.actions):
            self[f"use-{kept.kind}"].data = True
            for name, value in kept.params.items():
                self[f"{kept.kind}-{name}"].process_data(_shown(value))

    def offer(self, *, shelves: list[tuple[str, str]], lists: list[tuple[str, str]]) -> None:
        """What there is to choose from."""
        self["shelf-slugs"].choices = shelves
        self["price_list-codes"].choices = lists

    def _rules(self, kinds: Mapping[str, type[Rule]]) -> tuple[RuleInput, ...]:
        return tuple(
            RuleInput(kind=kind, params={field.name: self._value(kind, field) for field in rule.FIELDS})
            for kind, rule in kinds.items()
            if self[f"use-{kind}"].data
        )

    def _value(self, kind: str, field: Field) -> Any:
        control = self[f"{kind}-{field.name}"]
        match field.kind:
            case FieldKind.AMOUNT:
                return control.minor
            case FieldKind.ARTICLES:
                return re.split(r"[\s,;]+", control.data or "")
            case FieldKind.TIERS:
                return _steps(control.name, control.data or "")
            case FieldKind.PERCENT:
                return (control.data or "").replace(",", ".")
        return control.data


class CodeForm(Form):
    """One code."""

    code = StringField(N_("Code"), [InputRequired(), Length(max=40)])
    limit_total = IntegerField(N_("Orders with it, at most"), [Optional(), NumberRange(1, 1_000_000)])


class CodesForm(Form):
    """Many codes that can each be used once."""

    count = IntegerField(N_("How many"), [InputRequired(), NumberRange(1, 5000)], default=100)
    prefix = StringField(N_("They begin with"), [Optional(), Length(max=20)])


@cache
def promotion_form() -> type[PromotionForm]:
    """The form with a block for every condition and action that there is."""
    controls: dict[str, Any] = {}
    for kind, rule in (*condition_kinds().items(), *action_kinds().items()):
        controls[f"use-{kind}"] = BooleanField(rule.LABEL)
        for field in rule.FIELDS:
            controls[f"{kind}-{field.name}"] = _control(field)
    return type("FullPromotionForm", (PromotionForm,), controls)


def _control(field: Field) -> Any:
    match field.kind:
        case FieldKind.AMOUNT:
            return AmountField(field.label, [Optional()], render_kw={"inputmode": "decimal"})
        case FieldKind.COUNT:
            return IntegerField(field.label, [Optional()])
        case FieldKind.PERCENT:
            return StringField(field.label, [Optional(), Length(max=10)], render_kw={"inputmode": "decimal"})
        case FieldKind.KINDS:
            return SelectMultipleField(field.label, choices=options(KINDS))
        case FieldKind.SHELVES | FieldKind.LISTS:
            return SelectMultipleField(field.label, choices=[], validate_choice=False)
        case FieldKind.ARTICLES:
            return TextAreaField(field.label, [Optional(), Length(max=4000)], render_kw={"rows": "2"})
        case FieldKind.TIERS:
            hint = N_("One step per line, such as 100.00: 5")
            return TextAreaField(field.label, [Optional(), Length(max=1000)], description=hint, render_kw={"rows": "3"})


def _midnight(day: Any) -> datetime:
    return datetime.combine(day, time(), COMPANY_ZONE).astimezone(UTC)


def _steps(place: str, typed: str) -> dict[str, str]:
    """The lines "100.00: 5" as a mapping from minor units to percentages."""
    steps = {}
    for line in typed.splitlines():
        if not line.strip():
            continue
        value, colon, percent = line.partition(":")
        try:
            minor = minor_of(value.strip())
        except ValueError:
            minor = 0
        if not colon or minor <= 0:
            raise InvalidInput("promotion.value", TIERS, field=place)
        steps[str(minor)] = percent.strip().rstrip("%").strip().replace(",", ".")
    return steps


def _shown(value: Any) -> Any:
    if isinstance(value, dict):
        return "\n".join(f"{int(minor) // 100}.{int(minor) % 100:02d}: {percent}" for minor, percent in value.items())
    return value
