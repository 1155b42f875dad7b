"""How a price comes about, and why it is taxed as it is: what a trace says, for customers and for the office."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.kernel.i18n import N_
from core.orders.queries import OrderView
from core.pricing.rules import PricedBasket, TraceStep, trace_from_text
from core.pricing.rules.taxation import REASONS
from core.pricing.states import TaxCategory, TaxReason
from core.web.filters import percent, said
from core.web.locale import gettext as _

FOR_CUSTOMERS: Mapping[str, str] = {
    "list": N_("%(unit_minor)s each."),
    "tier": N_("From %(pieces)s pieces on: %(unit_minor)s each."),
}
"""What customers read instead of the office's own words; other steps are told alike, or not at all."""
TOLD_ALIKE = ("options", "bundle", "bare", "promotion", "delivery", "delivery_free", "tax_rule", "tax")
UNTAXED: Mapping[TaxCategory, str] = {
    TaxCategory.INTRA_COMMUNITY: N_("%(rate)s VAT, intra-community supply"),
    TaxCategory.REVERSE_CHARGE: N_("%(rate)s VAT, reverse charge"),
    TaxCategory.EXPORT: N_("%(rate)s VAT, export"),
    TaxCategory.OUTSIDE: N_("%(rate)s VAT, not taxable with us"),
    TaxCategory.EXEMPT: N_("%(rate)s VAT, tax-exempt"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """How the price of one line, or of the whole, comes about."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTaxNote:
    """Why something is taxed as it is; a warning is what the buyer might want to change."""

    text: str
    is_warning: bool


def stories_of(
    trace: Sequence[TraceStep], titles: Mapping[int, str], *, for_office: bool = False, currency: str = "EUR"
) -> tuple[Story, ...]:
    """The steps gathered by line; what concerns the whole comes under a title of its own."""
    told: dict[str, list[str]] = {}
    for step in trace:
        template = step.text_template if for_office or step.step in TOLD_ALIKE else FOR_CUSTOMERS.get(step.step, "")
        if template:
            title = titles.get(step.position, "") if step.position is not None else ""
            told.setdefault(title or _("In all"), []).append(said(template, step.params, currency))
    return tuple(Story(title=title, sentences=tuple(sentences)) for title, sentences in told.items())


def stories_of_basket(basket: PricedBasket, *, for_office: bool = False) -> tuple[Story, ...]:
    """How the price of a basket comes about."""
    titles = {line.position: line.name for line in basket.lines}
    titles |= {bundle.position: bundle.name for bundle in basket.bundles}
    return stories_of(basket.trace, titles, for_office=for_office, currency=basket.currency)


def tax_notes_of(basket: PricedBasket) -> tuple[ShownTaxNote, ...]:
    """What is worth saying of a basket's tax, warnings first: nothing while all of it is supplied at home."""
    usual = REASONS[TaxReason.DOMESTIC]
    worth = [note for note in basket.tax_notes if note.template != usual]
    return tuple(ShownTaxNote(text=said(note.template, note.params), is_warning=note.is_warning) for note in worth)


def tax_notes_of_order(order: OrderView) -> tuple[str, ...]:
    """What an order says of its tax: nothing where all of it was supplied at home."""
    steps = [step for step in trace_from_text(order.trace) if step.step == "tax_rule"]
    worth = [step for step in steps if step.text_template != REASONS[TaxReason.DOMESTIC]]
    return tuple(said(step.text_template, step.params) for step in worth)


def tax_label(category: str, rate: Decimal, *, is_inside: bool = False) -> str:
    """What stands beside the VAT of a group; `is_inside`: the amounts shown hold it."""
    kind = TaxCategory(category)
    if not kind.is_taxed:
        return _(UNTAXED[kind], rate=percent(Decimal(0)))
    if is_inside:
        return _("of which VAT %(rate)s", rate=percent(rate))
    return _("VAT %(rate)s", rate=percent(rate))
