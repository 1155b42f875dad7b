"""What the page of a price before there is an order shows."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from core.accounts.queries import CustomerView, customer_page
from core.carts.queries.trial import Asked, Trial
from core.kernel.errors import InvalidInput
from core.kernel.i18n import N_
from core.pricing.rules import PricedBasket
from core.web.errors import sentence_of
from core.web.filters import said
from core.web.locale import gettext as _
from core.web.stories import ShownTaxNote, Story, stories_of_basket, tax_notes_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedPrice:
    """The answer: for whom, what it comes to and why, which promotions did not hold, and what was left out."""

    customer: CustomerView | None
    price_list: str
    at: datetime
    basket: PricedBasket | None
    stories: tuple[Story, ...]
    tax_notes: tuple[ShownTaxNote, ...]
    passed_over: tuple[str, ...]
    left_out: tuple[str, ...]


def find_customer(session: Session, typed: str) -> CustomerView | None:
    """The one customer that was meant; None for a guest. Raises InvalidInput when nobody or several are."""
    text = typed.strip()
    if not text:
        return None
    found = customer_page(session, text=text, size=5).customers
    exact = [one for one in found if text.casefold() in (one.number.casefold(), one.email.casefold())]
    chosen = exact or list(found)
    if len(chosen) != 1:
        raise InvalidInput(
            "price_check.customer",
            N_("Nobody is called so.") if not chosen else N_("Several are called so. Please take the number."),
            field="customer",
        )
    return chosen[0]


def checked_price(customer: CustomerView | None, asked: Asked, trial: Trial) -> CheckedPrice:
    """An answer as people read it."""
    basket = trial.basket
    left_out = [f"{row.beginning}: {_(row.why)}" for row in trial.bad]
    left_out += [sentence_of(problem.error) for problem in trial.problems]
    if trial.refusal is not None:
        left_out.append(sentence_of(trial.refusal))
    return CheckedPrice(
        customer=customer,
        price_list=asked.price_list,
        at=asked.at,
        basket=basket,
        stories=stories_of_basket(basket, for_office=True) if basket else (),
        tax_notes=tax_notes_of(basket) if basket else (),
        passed_over=tuple(
            f"{one.name}: {said(one.why.template, one.why.params, basket.currency)}" for one in basket.passed_over
        )
        if basket
        else (),
        left_out=tuple(left_out),
    )
