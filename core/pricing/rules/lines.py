"""From the lines of a basket to lines with an amount: list price, tier, and bundles cut into their components."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from core.catalog.rules import Article, Component, Plan
from core.catalog.states import ArticleKind
from core.kernel.i18n import N_
from core.kernel.money import allocate
from core.pricing.rounding import net_of_gross, unit_share
from core.pricing.rules.bundles import Filled, fill
from core.pricing.rules.checks import case_of, row_of
from core.pricing.rules.taxation import Ruling, TaxNote, decide, note_of, warning_of
from core.pricing.rules.values import (
    Basket,
    BasketLine,
    BundleLine,
    PriceBook,
    PriceRow,
    RateKey,
    TaxKey,
    TraceStep,
    row_for,
)
from core.pricing.states import PriceMode, TaxReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A line with its amount, before tax is split; the heading is the bundle that it belongs to.

    `pieces` is how many of the thing the customer put into the cart: the bundle, where it is inside one.
    """

    position: int
    heading: BundleLine | None
    article: Article
    quantity: int
    unit_minor: int
    amount_minor: int
    tax: TaxKey
    reason: TaxReason
    pieces: int
    line: int = 0
    """Which line of the basket it comes from, counted from 0."""
    discount_minor: int = 0
    trial_days: int = 0
    trial_minor: int = 0
    """What each period costs behind the days of trial."""

    @property
    def recurring_minor(self) -> int:
        """What comes again each period, if anything does."""
        if self.article.plan is None:
            return 0
        return self.trial_minor if self.trial_days else self.amount_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupDraft:
    """What setting up the subscription of a line costs once."""

    line: Draft
    amount_minor: int


@dataclass(slots=True, kw_only=True)
class Drafts:
    """All lines of a basket with their amounts, the headings of bundles, and how they came about."""

    lines: list[Draft] = field(default_factory=list)
    setups: list[SetupDraft] = field(default_factory=list)
    bundles: list[BundleLine] = field(default_factory=list)
    trace: list[TraceStep] = field(default_factory=list)
    notes: dict[str, TaxNote] = field(default_factory=dict)
    """Why it is taxed as it is, each sentence once."""

    @property
    def next_position(self) -> int:
        """The position of whatever comes next; lines and headings share one count."""
        return len(self.lines) + len(self.bundles) + 1


def draft_lines(basket: Basket, book: PriceBook) -> Drafts:
    """Give every line its amount. A tier is reached by all pieces of the variant in the basket together."""
    drafts = Drafts()
    pieces = _pieces(basket)
    for number, line in enumerate(basket.lines):
        article, begun = book.articles[line.variant_id], len(drafts.lines)
        row = row_of(book, line, pieces[article.variant_id])
        assert row is not None, "checked before"
        _trace_price(drafts, book, article, row, line)
        if article.kind is ArticleKind.BUNDLE:
            _draft_bundle(drafts, basket, book, line, row)
        else:
            _draft_plain(drafts, basket, book, line, row)
        drafts.lines[begun:] = [replace(draft, line=number) for draft in drafts.lines[begun:]]
    return drafts


def _pieces(basket: Basket) -> dict[object, int]:
    pieces: dict[object, int] = {}
    for line in basket.lines:
        pieces[line.variant_id] = pieces.get(line.variant_id, 0) + line.quantity
    return pieces


def _row(book: PriceBook, article: Article, quantity: int) -> PriceRow:
    row = row_for(book.prices[article.variant_id], quantity)
    assert row is not None, "checked before"
    return row


def _due(article: Article, row: PriceRow) -> int:
    """What one piece costs with this order: a subscription its first period, a bundle both."""
    if article.kind is ArticleKind.BUNDLE:
        return row.amount_minor + row.recurring_minor
    if article.kind is ArticleKind.SUBSCRIPTION:
        return 0 if article.plan is not None and article.plan.trial_days else row.recurring_minor
    return row.amount_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taxation:
    """How an article in a basket is taxed."""

    ruling: Ruling
    key: TaxKey
    home_rate: Decimal
    mode: PriceMode

    def bare(self, minor: int) -> int:
        """An amount of the list without the VAT of home that is in it, where none is owed."""
        if self.mode is PriceMode.NET or self.ruling.category.is_taxed:
            return minor
        return net_of_gross(minor, self.home_rate)


def _tax(drafts: Drafts, article: Article, basket: Basket, book: PriceBook) -> _Taxation:
    case = case_of(article, basket, book)
    ruling = decide(case)
    for note in (warning_of(case), note_of(case, ruling)):
        if note is not None:
            drafts.notes.setdefault(f"{note.template}{note.params}", note)
    home = RateKey(country=book.home_country, tax_class=article.tax_class)
    owed = RateKey(country=ruling.country, tax_class=article.tax_class)
    rate = book.rates[owed] if ruling.category.is_taxed else Decimal(0)
    key = TaxKey(country=ruling.country, rate=rate, category=ruling.category)
    return _Taxation(ruling=ruling, key=key, home_rate=book.rates.get(home, Decimal(0)), mode=basket.mode)


def _draft_plain(drafts: Drafts, basket: Basket, book: PriceBook, wanted: BasketLine, row: PriceRow) -> None:
    article, quantity = book.articles[wanted.variant_id], wanted.quantity
    taxed = _tax(drafts, article, basket, book)
    unit = taxed.bare(_due(article, row))
    _trace_bare(drafts, book, _due(article, row), unit)
    plan = article.plan
    drafts.lines.append(
        Draft(
            position=drafts.next_position,
            heading=None,
            article=article,
            quantity=quantity,
            unit_minor=unit,
            amount_minor=unit * quantity,
            tax=taxed.key,
            reason=taxed.ruling.reason,
            pieces=quantity,
            trial_days=plan.trial_days if plan else 0,
            trial_minor=taxed.bare(row.recurring_minor) * quantity if plan and plan.trial_days else 0,
        )
    )
    _trace_amount(drafts, drafts.lines[-1].position, quantity, unit)
    if plan is not None and not (wanted.terms and wanted.terms.without_setup):
        _draft_setup(drafts, taxed, drafts.lines[-1], plan)


def _draft_setup(drafts: Drafts, taxed: _Taxation, line: Draft, plan: Plan) -> None:
    """The fee for setting up a subscription: once per piece, with the tax of the subscription."""
    unit = taxed.bare(plan.setup_gross_minor if taxed.mode is PriceMode.GROSS else plan.setup_net_minor)
    if unit:
        drafts.setups.append(SetupDraft(line=line, amount_minor=unit * line.quantity))


def _draft_bundle(drafts: Drafts, basket: Basket, book: PriceBook, wanted: BasketLine, row: PriceRow) -> None:
    bundle, quantity = book.articles[wanted.variant_id], wanted.quantity
    filled = fill(book, bundle, wanted.selection, row)
    if wanted.has_agreed_price:
        filled = replace(filled, amount_minor=row.amount_minor, recurring_minor=row.recurring_minor)
    full = filled.amount_minor + filled.recurring_minor
    if full != _due(bundle, row):
        _trace_options(drafts, full)
    parts = [book.articles[component.variant_id] for component in filled.components]
    taxes = [_tax(drafts, part, basket, book) for part in parts]
    shares = [taxed.bare(share) for taxed, share in zip(taxes, _shares(book, filled), strict=True)]
    again = sum(share for part, share in zip(parts, shares, strict=True) if part.kind is ArticleKind.SUBSCRIPTION)
    due = replace(filled, amount_minor=sum(shares) - again, recurring_minor=again) if sum(shares) != full else filled
    heading = _heading(drafts.next_position, basket, bundle, due, wanted)
    _trace_bare(drafts, book, full, heading.unit_minor)
    drafts.bundles.append(heading)
    _trace_amount(drafts, heading.position, quantity, heading.unit_minor)
    for component, article, taxed, share in zip(filled.components, parts, taxes, shares, strict=True):
        line = Draft(
            position=drafts.next_position,
            heading=heading,
            article=article,
            quantity=component.quantity * quantity,
            unit_minor=unit_share(share, component.quantity),
            amount_minor=share * quantity,
            tax=taxed.key,
            reason=taxed.ruling.reason,
            pieces=quantity,
        )
        drafts.lines.append(line)
        _trace_share(drafts, heading, line, article.name_in(basket.locale))


def _heading(position: int, basket: Basket, bundle: Article, filled: Filled, wanted: BasketLine) -> BundleLine:
    unit, quantity = filled.amount_minor + filled.recurring_minor, wanted.quantity
    return BundleLine(
        position=position,
        variant_id=bundle.variant_id,
        sku=bundle.sku,
        slug=bundle.slug,
        name=bundle.name_in(basket.locale),
        quantity=quantity,
        unit_minor=unit,
        amount_minor=unit * quantity,
        recurring_minor=filled.recurring_minor * quantity,
        interval_months=filled.interval_months,
        picture=bundle.picture,
        selection=wanted.selection,
        reference=wanted.reference,
    )


def _shares(book: PriceBook, filled: Filled) -> list[int]:
    """What falls on each component of one bundle, by stand-alone prices: the one-time part of the price on
    what is bought once, the recurring part on what is subscribed."""
    weights = [_stand_alone(book, component) for component in filled.components]
    recurs = [book.articles[component.variant_id].kind is ArticleKind.SUBSCRIPTION for component in filled.components]
    once = _allocate(filled.amount_minor, weights, [not again for again in recurs])
    again = _allocate(filled.recurring_minor, weights, recurs)
    return [first + second for first, second in zip(once, again, strict=True)]


def _allocate(amount: int, weights: list[int], takes_part: list[bool]) -> list[int]:
    taking = [weight for weight, takes in zip(weights, takes_part, strict=True) if takes]
    shares = iter(allocate(amount, taking) if taking else ())
    return [next(shares) if takes else 0 for takes in takes_part]


def _stand_alone(book: PriceBook, component: Component) -> int:
    article = book.articles[component.variant_id]
    row = _row(book, article, component.quantity)
    alone = row.recurring_minor if article.kind is ArticleKind.SUBSCRIPTION else _due(article, row)
    return alone * component.quantity


def _trace_price(drafts: Drafts, book: PriceBook, article: Article, row: PriceRow, line: BasketLine) -> None:
    if line.has_agreed_price:
        _trace_agreed(drafts, article, row)
        return
    base = book.prices[article.variant_id][0]
    drafts.trace.append(
        TraceStep(
            position=drafts.next_position,
            step="list",
            text_template=N_("Price list “%(list)s”: %(unit_minor)s each."),
            params={"list": book.list_name, "unit_minor": _due(article, base)},
        )
    )
    if row.min_quantity > base.min_quantity:
        drafts.trace.append(
            TraceStep(
                position=drafts.next_position,
                step="tier",
                text_template=N_("From %(pieces)s pieces on: %(unit_minor)s each."),
                params={"pieces": row.min_quantity, "unit_minor": _due(article, row)},
            )
        )


def _trace_agreed(drafts: Drafts, article: Article, row: PriceRow) -> None:
    drafts.trace.append(
        TraceStep(
            position=drafts.next_position,
            step="agreed_price",
            text_template=N_("Agreed price: %(unit_minor)s each."),
            params={"unit_minor": _due(article, row)},
        )
    )


def _trace_bare(drafts: Drafts, book: PriceBook, before_minor: int, unit_minor: int) -> None:
    """Said before the line itself is there."""
    if unit_minor != before_minor:
        drafts.trace.append(
            TraceStep(
                position=drafts.next_position,
                step="bare",
                text_template=N_("Without the VAT of %(tax_country)s: %(unit_minor)s each."),
                params={"tax_country": book.home_country, "unit_minor": unit_minor},
            )
        )


def _trace_amount(drafts: Drafts, position: int, pieces: int, unit_minor: int) -> None:
    drafts.trace.append(
        TraceStep(
            position=position,
            step="amount",
            text_template=N_("%(pieces)s pieces: %(amount_minor)s."),
            params={"pieces": pieces, "amount_minor": unit_minor * pieces},
        )
    )


def _trace_options(drafts: Drafts, unit_minor: int) -> None:
    drafts.trace.append(
        TraceStep(
            position=drafts.next_position,
            step="options",
            text_template=N_("With the chosen options: %(unit_minor)s each."),
            params={"unit_minor": unit_minor},
        )
    )


def _trace_share(drafts: Drafts, heading: BundleLine, line: Draft, name: str) -> None:
    drafts.trace.append(
        TraceStep(
            position=line.position,
            step="bundle",
            text_template=N_("%(amount_minor)s of the bundle %(bundle)s fall on %(name)s, by its price alone."),
            params={"amount_minor": line.amount_minor, "bundle": heading.name, "name": name},
        )
    )
