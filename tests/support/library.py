"""A few articles in two languages to search for, and what people type who mean no good."""

from dataclasses import replace

from core.kernel import db
from tests.support.goods import Offer, add_offer

_OFFERS = (
    Offer(sku="HM-1", name="Hafen espresso machine", name_de="Hafen Espressomaschine", rank=3),
    Offer(sku="GR-1", name="Speicher grinder", name_de="Kaffeemühle Speicher", rank=2),
    Offer(
        sku="TB-1", name="Cleaning tablets", name_de="Reinigungstabletten", rank=1,
        description="For every espresso machine.", description_de="Für jede Espressomaschine.",
    ),
    Offer(sku="CP-1", name="Café au lait bowl", name_de="Café-au-lait-Schale, groß", rank=4),
    Offer(sku="NO-1", name="Secret espresso machine", is_published=False),
)  # fmt: skip

HOSTILE = (
    '"', "'", "''\"\"", "a AND", "NEAR(", "title:espresso", "espresso*", "^espresso", "-espresso", "(((", "espresso)))",
    "{title} : x", "espresso & | ! <->", "\0", "esp\0resso", "<script>alert(1)</script>", "\u2615\ufe0f\U0001f680", "%",
    "_", "\\", "';DROP TABLE product;--", "ß", "\ufb00", "\u202eespresso", "1e5x", "..//--", "\U0001f600" * 500,
    "x" * 10_000, "a " * 5_000,
)  # fmt: skip


def add(*offers: Offer) -> None:
    """Put articles into the shop."""
    with db.unit_of_work() as session:
        for offer in offers:
            add_offer(session, offer)


def fill_library() -> None:
    """The articles, on a shelf whose name no test asks for."""
    add(*(replace(offer, category="beans") for offer in _OFFERS))
