"""The pricing function: the one place where a basket becomes an amount to pay."""

from collections.abc import Sequence
from dataclasses import replace

from core.kernel.i18n import N_, translate
from core.pricing.rounding import Split
from core.pricing.rules.agreed import apply_terms
from core.pricing.rules.agreement import fingerprint_of
from core.pricing.rules.checks import require_sellable
from core.pricing.rules.fees import FeeDraft, accompanied, choose_delivery, quotes_for, share_fee
from core.pricing.rules.lines import Draft, Drafts, draft_lines
from core.pricing.rules.promotions.engine import apply_promotions
from core.pricing.rules.taxation import TaxNote
from core.pricing.rules.taxes import Anchor, Taxed, split_by_tax
from core.pricing.rules.values import (
    Basket,
    Delivery,
    FeeLine,
    PriceBook,
    PricedBasket,
    PricedLine,
    RecurringTotal,
    TaxGroup,
    TraceStep,
)
from core.pricing.states import PriceMode

SETUP_CODE = "setup"
SETUP_NAME = N_("Setting up %(article)s")


def price(basket: Basket, book: PriceBook) -> PricedBasket:
    """Price a whole basket; the same basket and book always give the same answer.

    A sale that crosses the threshold of the one-stop shop is itself taxed where the consumer is.
    Raises the refusals of core.pricing.errors for what cannot be sold, ValueError for a book of another list.
    """
    priced = _price(basket, book)
    shop = book.one_stop
    if priced.counted_minor and not (shop.is_chosen or shop.is_above) and shop.is_crossed_by(priced.counted_minor):
        return _price(basket, replace(book, one_stop=replace(shop, is_crossed=True)))
    return priced


def _price(basket: Basket, book: PriceBook) -> PricedBasket:
    require_sellable(basket, book)
    drafts = draft_lines(basket, book)
    offers = apply_promotions(basket, book, drafts)
    apply_terms(basket, drafts)
    delivery = choose_delivery(basket, book, drafts, freed_by=offers.freed_by)
    fees = share_fee(delivery, accompanied(drafts))
    amounts = [Anchor(tax=draft.tax, amount_minor=draft.amount_minor) for draft in drafts.lines]
    amounts += [Anchor(tax=setup.line.tax, amount_minor=setup.amount_minor) for setup in drafts.setups]
    amounts += [Anchor(tax=fee.tax, amount_minor=fee.amount_minor) for fee in fees]
    taxed = split_by_tax(basket.mode, amounts)
    lines = [_line(draft, split, basket) for draft, split in zip(drafts.lines, taxed.splits, strict=False)]
    priced = PricedBasket(
        mode=basket.mode,
        currency=basket.currency,
        lines=tuple(lines),
        bundles=tuple(drafts.bundles),
        fees=_fee_lines(fees, taxed, delivery, drafts),
        setups=_setup_lines(taxed, drafts, basket.locale),
        delivery=delivery,
        groups=taxed.groups,
        net=sum(group.net for group in taxed.groups),
        tax=sum(group.tax_minor for group in taxed.groups),
        gross=sum(group.gross for group in taxed.groups),
        recurring=recurring_totals(basket.mode, lines),
        trace=(
            *drafts.trace,
            *(_trace_note(note) for note in drafts.notes.values()),
            *(_trace_tax(group) for group in taxed.groups),
        ),
        fingerprint="",
        discounts=offers.discounts,
        passed_over=offers.passed_over,
        quotes=quotes_for(basket, book, drafts),
        tax_notes=tuple(sorted(drafts.notes.values(), key=lambda note: not note.is_warning)),
    )
    return replace(priced, fingerprint=fingerprint_of(priced, country=basket.delivery_country))


def _line(draft: Draft, split: Split, basket: Basket) -> PricedLine:
    article, heading, plan = draft.article, draft.heading, draft.article.plan
    return PricedLine(
        position=draft.position,
        parent_position=heading.position if heading else None,
        parent_name=heading.name if heading else "",
        variant_id=article.variant_id,
        sku=article.sku,
        slug=article.slug,
        name=article.name_in(basket.locale),
        kind=article.kind,
        business_unit_id=article.business_unit_id,
        quantity=draft.quantity,
        unit_minor=draft.unit_minor,
        amount_minor=draft.amount_minor,
        tax=draft.tax,
        net_minor=split.net,
        tax_minor=split.tax_minor,
        gross_minor=split.gross,
        interval_months=plan.interval_months if plan else None,
        term_months=plan.term_months if plan else None,
        notice_months=plan.notice_months if plan else None,
        picture=article.picture,
        discount_minor=draft.discount_minor,
        tax_reason=draft.reason,
        trial_days=draft.trial_days,
        recurring_minor=draft.recurring_minor,
        reference=basket.lines[draft.line].reference,
    )


def _fee_lines(
    fees: Sequence[FeeDraft], taxed: Taxed, delivery: Delivery | None, drafts: Drafts
) -> tuple[FeeLine, ...]:
    if delivery is None:
        return ()
    splits = taxed.splits[len(drafts.lines) + len(drafts.setups) :]
    return tuple(
        FeeLine(
            position=position,
            code=delivery.code,
            name=delivery.name,
            business_unit_id=fee.business_unit_id,
            amount_minor=fee.amount_minor,
            tax=fee.tax,
            net_minor=split.net,
            tax_minor=split.tax_minor,
            gross_minor=split.gross,
            tax_reason=fee.reason,
        )
        for position, (fee, split) in enumerate(
            zip(fees, splits, strict=True), start=drafts.next_position + len(drafts.setups)
        )
    )


def _setup_lines(taxed: Taxed, drafts: Drafts, locale: str) -> tuple[FeeLine, ...]:
    splits = taxed.splits[len(drafts.lines) :]
    return tuple(
        FeeLine(
            position=position,
            code=SETUP_CODE,
            name=translate(locale, SETUP_NAME, article=setup.line.article.name_in(locale)),
            business_unit_id=setup.line.article.business_unit_id,
            amount_minor=setup.amount_minor,
            tax=setup.line.tax,
            net_minor=split.net,
            tax_minor=split.tax_minor,
            gross_minor=split.gross,
            for_position=setup.line.position,
            tax_reason=setup.line.reason,
        )
        for position, (setup, split) in enumerate(zip(drafts.setups, splits, strict=False), start=drafts.next_position)
    )


def recurring_totals(mode: PriceMode, lines: Sequence[PricedLine]) -> tuple[RecurringTotal, ...]:
    """What comes again, per interval, split like a document of its own."""
    by_interval: dict[int, list[Anchor]] = {}
    for line in lines:
        if line.interval_months is not None:
            anchor = Anchor(tax=line.tax, amount_minor=line.recurring_minor)
            by_interval.setdefault(line.interval_months, []).append(anchor)
    totals = []
    for interval, anchors in sorted(by_interval.items()):
        groups = split_by_tax(mode, anchors).groups
        totals.append(
            RecurringTotal(
                interval_months=interval,
                net=sum(group.net for group in groups),
                tax=sum(group.tax_minor for group in groups),
                gross=sum(group.gross for group in groups),
            )
        )
    return tuple(totals)


def _trace_note(note: TaxNote) -> TraceStep:
    return TraceStep(position=None, step="tax_rule", text_template=note.template, params=dict(note.params))


def _trace_tax(group: TaxGroup) -> TraceStep:
    return TraceStep(
        position=None,
        step="tax",
        text_template=N_("VAT %(country)s %(rate)s %%: %(net_minor)s net, %(tax_minor)s VAT, %(gross_minor)s gross."),
        params={
            "country": group.tax.country,
            "rate": f"{(group.tax.rate * 100).normalize():f}",
            "net_minor": group.net,
            "tax_minor": group.tax_minor,
            "gross_minor": group.gross,
        },
    )
