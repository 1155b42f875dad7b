"""What the style guide shows: one sample of every value that a component can be given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from core.kernel import clock
from core.web.charts import ChartPoint, ChartSeries
from core.web.event_words import EVENT_LINES
from core.web.forms import Form, options
from core.web.presentation import TAGS
from core.web.showcase_shop import shop_showcase

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MACHINES = (41, 38, 52, 47, 61, 58, 44, 49, 66, 72, 88, 95)
COFFEE = (18, 21, 23, 26, 29, 31, 30, 34, 38, 41, 47, 52)
SERVICE = (9, 7, 11, 12, 10, 14, 8, 12, 15, 13, 17, 19)


class ShowcaseForm(Form):
    """One field of every sort."""

    name = StringField("Name", [InputRequired()], render_kw={"autocomplete": "off"})
    email = StringField("E-mail address", [InputRequired()], description="For the confirmation and nothing else.")
    country = SelectField("Country", choices=options([("DE", "Germany"), ("AT", "Austria")]))
    quantity = IntegerField("Weight")
    note = TextAreaField("Note to us")
    payment = RadioField(
        "Payment",
        choices=options([("invoice", "On account"), ("prepayment", "Prepayment"), ("card", "Card")]),
        default="invoice",
    )
    terms = BooleanField("I have read the terms and the right of withdrawal.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of a part's clock."""

    label: str
    status: str
    at: datetime | date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An event as a timeline takes it."""

    at: datetime
    kind: str
    actor_name: str
    data: Mapping[str, Any]


def showcase() -> dict[str, Any]:
    """The context of the style guide; needs a request, because forms do."""
    return {
        "form": ShowcaseForm(formdata=None, data={"name": "Meike Harms", "quantity": 18}),
        "wrong_form": _wrong_form(),
        "state_tags": list(TAGS),
        "clock_steps": _steps(),
        "timeline_entries": _entries(),
        "revenue_points": [
            ChartPoint(month, value * 1000, f"{value},000 €") for month, value in zip(MONTHS, MACHINES, strict=True)
        ],
        "revenue_series": [
            ChartSeries("Machines", MACHINES),
            ChartSeries("Coffee", COFFEE),
            ChartSeries("Service", SERVICE),
        ],
        "months": MONTHS,
        "page_address": lambda page: f"?page={page}",
        "sample_url": lambda card: card.url,
        "sample_fixed": lambda _row: "Is on its way",
        **shop_showcase(),
    }


def _wrong_form() -> ShowcaseForm:
    form = ShowcaseForm(formdata=None, data={"email": "meike@harms", "payment": "card"}, prefix="wrong-")
    form.name.errors = ["Please fill in this field."]
    form.email.errors = ["This is not a complete e-mail address."]
    form.payment.errors = ["Cards are not possible for this amount."]
    return form


def _steps() -> dict[str, list[Step]]:
    now = clock.now()
    day = timedelta(days=1)
    return {
        "physical": [
            Step(label="Handed over", status="done", at=now - 4 * day),
            Step(label="Picked and packed", status="done", at=now - 3 * day),
            Step(label="Shipped, 2 parcels", status="now", at=now - 2 * day, note="DHL 00340434161094042557"),
            Step(label="Delivered", status="next"),
        ],
        "service": [
            Step(label="Handed over", status="done", at=now - 4 * day),
            Step(label="Visit planned", status="skipped"),
            Step(label="Visit", status="failed", at=now - day, note="Nobody was there."),
        ],
        "subscription": [
            Step(label="Contract active", status="done", at=now - 3 * day),
            Step(label="Next period", status="next", at=(now + 20 * day).date()),
        ],
    }


def _entries() -> list[Entry]:
    data = {
        "order_number": "SO-2026-000017",
        "backend": "native",
        "reference": "N-48121",
        "reason": "no answer",
        "shipment_number": "LS-2026-000012",
        "carrier": "DHL",
        "service_job_number": "SV-2026-000004",
        "technician": "Jonas Petersen",
        "visit_on": "2026-11-26",
        "return_number": "RT-2026-000002",
        "contract_number": "C-2026-000009",
        "starts_on": "2026-11-05",
        "ends_on": "2027-11-04",
        "invoice_number": "RE-2026-000207",
        "amount_minor": 189000,
        "score": 5,
    }
    now = clock.now()
    return [
        Entry(at=now - timedelta(hours=7 * index), kind=kind, actor_name="Meike Harms" if index % 3 else "", data=data)
        for index, kind in enumerate(EVENT_LINES)
    ]
