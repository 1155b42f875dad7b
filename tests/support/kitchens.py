"""The team kitchen with choices and the bean club with plans, for tests of pages that let somebody choose."""

from typing import Any

from sqlalchemy.orm import Session

from core.catalog.models import BundleComponent
from core.catalog.operations import configure_bundle, save_article
from core.catalog.queries import variant_ids_by_sku
from core.catalog.rules import ArticleDraft, ChoiceGroup, ChoiceRule, Choices, Option
from core.catalog.states import ChoiceRuleKind, OptionPricing
from core.kernel import db
from core.pricing.operations import PriceInput, set_prices
from core.pricing.states import BUSINESS, RETAIL
from tests.support.deals import STAFF, Market
from tests.support.goods import Offer, add_offer

GRINDER = Offer(sku="GRINDER", name="Grinder", prices={1: 44900}, stock=3)
LARGE = Offer(sku="LARGE", name="Large machine", prices={1: 99900}, stock=5)


def with_choices(market: Market) -> Market:
    """The team kitchen with a choice of machine, beans and a grinder; installation and cups are always inside."""
    with db.unit_of_work() as session:
        made = {offer.sku: add_offer(session, offer) for offer in (GRINDER, LARGE)}
    market = Market(variants={**market.variants, **made})
    with db.unit_of_work() as session:
        for position in (0, 2):  # machine and club are chosen from now on
            session.delete(session.get_one(BundleComponent, (market["KITCHEN"], position)))
        session.flush()
        configure_bundle(session, market["KITCHEN"], choices_of(market), acting_user=STAFF)
    return market


def choices_of(market: Market) -> Choices:
    """One machine of two, beans if one likes, up to two other things; the large machine needs the grinder."""
    return Choices(
        groups=(
            ChoiceGroup(
                code="machine",
                name="Machine",
                name_de="Maschine",
                options=(
                    Option(code="one", variant_id=market["MACHINE"], preset=1, is_recommended=True),
                    Option(code="large", variant_id=market["LARGE"], extra_gross_minor=40000, extra_net_minor=33613),
                ),
            ),
            ChoiceGroup(
                code="beans",
                name="Beans",
                name_de="Bohnen",
                options=(Option(code="club", variant_id=market["CLUB"], preset=1),),
                least=0,
            ),
            ChoiceGroup(
                code="more",
                name="More",
                name_de="Mehr",
                options=(
                    Option(code="grinder", variant_id=market["GRINDER"], pricing=OptionPricing.OWN),
                    Option(code="cups", variant_id=market["CUP"], quantity=6, most=3, extra_gross_minor=6000),
                ),
                least=0,
                most=2,
            ),
        ),
        rules=(ChoiceRule(kind=ChoiceRuleKind.REQUIRES, option="large", other="grinder"),),
    )


def with_plans(market: Market) -> Market:
    """The bean club: every month for a year; on trial for 14 days; by the quarter, for 15.00 of setting up."""
    with db.unit_of_work() as session:
        _say(session, "CLUB", plan_name="Every month", plan_name_de="Jeden Monat")
        monthly = {"interval_months": 1, "term_months": 0, "notice_months": 1}
        _say(session, "CLUB-T", plan_name="Try it first", trial_days=14, **monthly)
        quarterly = {"interval_months": 3, "term_months": 6, "notice_months": 1}
        setup = {"setup_gross_minor": 1500, "setup_net_minor": 1402}
        _say(session, "CLUB-Q", plan_name="Every quarter", **quarterly, **setup)
        ids = variant_ids_by_sku(session, ["CLUB-T", "CLUB-Q"])
        for list_code in (RETAIL, BUSINESS):
            rows = [
                PriceInput(variant_id=ids["CLUB-T"], amount_minor=0, recurring_minor=4200),
                PriceInput(variant_id=ids["CLUB-Q"], amount_minor=0, recurring_minor=10700),
            ]
            set_prices(session, rows, list_code=list_code)
    return Market(variants={**market.variants, **ids})


def _say(session: Session, sku: str, **said: Any) -> None:
    slug = None if sku == "CLUB" else "club"
    save_article(session, ArticleDraft(sku=sku, new_slug="", slug=slug, **said), acting_user=STAFF)
