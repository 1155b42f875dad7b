"""What the demo's customers type into the search, and what the office has taught it."""

from datetime import timedelta
from random import Random
from typing import Final

from sqlalchemy.orm import Session

from core.catalog.operations import Choice, Search, SynonymInput, add_synonym, count_searches, pin_product
from core.catalog.queries.search import find_products
from core.kernel import clock
from core.pricing.states import RETAIL

DAYS: Final = 28
SEED: Final = 28
LIKELY_PLACES: Final = (1, 1, 1, 1, 2, 2, 3, 4, 5, 8)
SYNONYMS: Final = (
    SynonymInput(typed="portafilter", meant="espresso machine"),
    SynonymInput(typed="Barista-Maschine", meant="Siebträger", language="de", is_two_way=False),
    SynonymInput(typed="koffeinfrei", meant="entkoffeiniert", language="de"),
    SynonymInput(typed="Kaffeemühle", meant="Mühle", language="de", is_two_way=False),
    SynonymInput(typed="Kaffee Mühle", meant="Mühle", language="de", is_two_way=False),
    SynonymInput(typed="coffee grinder", meant="grinder", language="en", is_two_way=False),
    SynonymInput(typed="Hafermilch-Schäumer", meant="Milchaufschäumer", language="de", is_two_way=False),
)
PINS: Final = (("Geschenk", "TAST-300"), ("gift", "TAST-300"))
ASKED: Final = (
    ("espresso machine", 9), ("Siebträger", 8), ("Mühle", 7), ("Bohnen", 6), ("decaf", 4), ("koffeinfrei", 3),
    ("Entkalker", 5), ("Geschenk", 3), ("Vollautomat", 5), ("grinder", 4), ("Tassen", 3), ("milk frother", 2),
    ("Wartung", 2), ("espreso", 2), ("Kaffemühle", 2), ("French Press", 4), ("Tee", 3), ("Zucker", 2),
    ("Pads", 3), ("Hafermilch", 2),
)  # fmt: skip
"""What is typed, and how often on a busy day; the last ones find nothing, and wait in the report for an answer."""


def tune_search(session: Session) -> None:
    """Teach search what the office knows: words that mean the same, and what stands above all others."""
    for synonym in SYNONYMS:
        add_synonym(session, synonym)
    for query, sku in PINS:
        pin_product(session, query, sku=sku)


def search_for_weeks(session: Session) -> None:
    """Count what people searched and chose in the last weeks, by what search finds."""
    rng = Random(SEED)  # chance for a demo
    answers = {text: find_products(session, text, locale="de", audience=RETAIL) for text, _ in ASKED}
    today = clock.now()
    for ago in range(DAYS, 0, -1):
        with clock.frozen(today - timedelta(days=ago)):
            searches, choices = [], []
            for text, most in ASKED:
                found = answers[text]
                times = rng.randint(0, most)
                search = Search(
                    text=text, products=len(found.hits), is_exact=found.is_exact, is_repaired=bool(found.corrected)
                )
                searches += [search] * times
                for _ in range(rng.randint(0, times)):
                    place = rng.choice(LIKELY_PLACES)
                    if place <= len(found.hits):
                        product_id = found.hits[place - 1].product_id
                        choices.append(Choice(text=text, product_id=product_id, place=place))
            count_searches(session, searches, choices)
