"""What the style guide shows of the shop: samples of what cards, carts, totals and changes of orders are given."""

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace as Sample
from typing import Any

from wtforms import BooleanField, IntegerField, RadioField

from core.kernel import clock
from core.pricing.states import TaxCategory
from core.web.address_fields import add_address_fields
from core.web.forms import Form, options

MACHINE, CUP, BEANS = "espresso-one-group-graphite.svg", "cup-set-cream.svg", "bean-bag-waves-mist.svg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A product on a shelf."""

    name: str
    picture: str
    summary: str = "Quiet, solid and made to be repaired for twenty years."
    kinds: tuple[str, ...] = ("physical",)
    price_minor: int | None = 189_000
    recurring_minor: int = 0
    interval_months: int | None = None
    has_price_range: bool = False
    is_in_stock: bool = True
    stock_level: str = "in_stock"
    url: str = "#shop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A way to a shelf."""

    label: str
    url: str = "#shop"
    current: bool = False


class ChangeShowcase(Form):
    """A change of an order as it can be typed in."""

    cups = IntegerField("How many", default=4)
    beans = IntegerField("How many", default=9)
    club = BooleanField("Take it out")
    delivery = RadioField(
        "Where does it go?",
        choices=options([("same", "To the same address"), ("new", "To another address")]),
        default="new",
    )

    @property
    def rows(self) -> list[Sample]:
        """A piece count, one that is refused, a subscription as a whole, and a row that is fixed."""
        common = {"least": 1, "quantity": 4, "why_fixed": None, "is_whole": False}
        return [
            Sample(**common, field="cups", name="Cup"),
            Sample(**common | {"least": 6}, field="beans", name="Beans, 1 kg"),
            Sample(**common | {"quantity": 1, "is_whole": True}, field="club", name="Bean club"),
            Sample(**common | {"quantity": 1, "why_fixed": "shipped"}, field="cups", name="Machine"),
        ]

    def field_of(self, row: Sample) -> Any:
        """The field of a row."""
        return self[row.field]


add_address_fields(ChangeShowcase, "address", [], purpose="shipping", with_name=True)


def shop_showcase() -> dict[str, Any]:
    """The samples by the names under which the style guide asks for them; needs a request, because forms do."""
    return {
        "cards": _cards(),
        "basket": _basket(),
        "tax_samples": [
            Sample(text="All of it is taxed in Germany.", is_warning=False),
            Sample(text="The VAT id has not been checked, so VAT is charged.", is_warning=True),
        ],
        "stories": [
            Sample(title="Cup", sentences=["12.00 € each.", "From 10 pieces on: 11.00 € each."]),
            Sample(title="In all", sentences=["Delivery is free from 100.00 € on."]),
        ],
        "change_form": _change_form(),
        "change": _change(),
        "changes": _changes(),
        "shelf_links": (Link(label="Machines", current=True), Link(label="Coffee")),
        "waiting": Sample(next_url="#tables", first_url="#tables"),
    }


def _cards() -> list[Card]:
    machine = Card(name="Hafen One", picture=MACHINE)
    return [
        machine,
        Card(name="Espresso cups, sold out", picture=CUP, price_minor=2_490, is_in_stock=False),
        Card(
            name="Beans every month",
            picture=BEANS,
            kinds=("subscription",),
            price_minor=0,
            recurring_minor=2_490,
            interval_months=1,
        ),
        replace(
            machine,
            name="A machine with a name so long that it needs more lines than one, with its installation",
            kinds=("physical", "service"),
            price_minor=None,
            stock_level="preorder",
        ),
    ]


def _basket() -> Sample:
    rate = Sample(category=TaxCategory.STANDARD, rate=Decimal("0.19"))
    return Sample(
        full_minor=189_000,
        discounts=[Sample(name="Summer at the harbour", code="HAFEN", amount_minor=18_900)],
        setup_minor=4_900,
        delivery=Sample(name="Express delivery", is_free=False),
        fees=[{"amount_minor": 1_290}],
        groups=[Sample(tax=rate, tax_minor=28_150)],
        gross=176_290,
        recurring=[Sample(gross=2_490, interval_months=1)],
        has_trial=False,
    )


def _change_form() -> ChangeShowcase:
    form = ChangeShowcase(formdata=None, prefix="change-")
    form.beans.errors = ["Please enter a number from 0 to 6."]
    return form


def _change() -> Sample:
    return Sample(
        rows=[Sample(name="Cup", before=4, after=1), Sample(name="Bean club", before=1, after=0)],
        delivery=Sample(street="Palmaille 7", postal_code="22765", city="Hamburg"),
        is_end=False,
        currency="EUR",
        before_minor=10_390,
        after_minor=2_990,
        fee_before_minor=0,
        fee_after_minor=590,
        refunds=[
            Sample(charge_reference="ch_1", amount_minor=5_000),
            Sample(charge_reference=None, amount_minor=2_400),
        ],
        is_on_account=False,
        to_pay_minor=0,
    )


def _changes() -> list[Sample]:
    rows = [Sample(name="Cup", before=4, after=1)]
    common = {"rows": rows, "is_readdressed": True, "after_minor": 2_990, "before_minor": 10_390}
    return [
        Sample(**common, at=clock.now() - timedelta(hours=3), actor_name="Meike Harms", reason="One is enough for us.")
    ]
