"""What a draft comes to: at list prices, with promotions, as it is agreed."""

from decimal import Decimal

from sqlalchemy.orm import Session

from core.catalog.rules import components_of, picks_from
from core.kernel import clock
from core.pricing.errors import NoPrice
from core.pricing.rounding import percent_of
from core.pricing.rules import PricedBasket, price
from core.quotes.models import Quote, QuoteLine, QuoteVersion
from core.quotes.queries.pricing import Bench, bench_for, listed_of
from core.quotes.rules import basket_of, hash_of, usual_choice
from core.quotes.rules.charges import charges_to
from core.quotes.states import LineRole


def price_draft(session: Session, quote: Quote, version: QuoteVersion) -> None:
    """What the draft comes to now, at today's lists; frozen with it when it is settled."""
    _choose_alternatives(version)
    with session.no_autoflush:  # no price depends on the lines: they are written once, with what they come to
        bench = bench_for(session, quote, version)
    for line in version.lines:
        _list(bench, line)
    _take_promotions(bench)
    put_sums(bench)


def _choose_alternatives(version: QuoteVersion) -> None:
    """Of each group exactly one is shown as chosen: the first that is marked, else the first."""
    groups: dict[str, list[QuoteLine]] = {}
    for line in version.lines:
        if line.role is LineRole.ALTERNATIVE:
            groups.setdefault(line.group, []).append(line)
    for group in groups.values():
        chosen = next((line for line in group if line.is_chosen), group[0])
        for line in group:
            line.is_chosen = line is chosen


def _list(bench: Bench, line: QuoteLine) -> None:
    listed = listed_of(bench.book, line.variant_id, line.selection, line.quantity)
    if listed is None:
        raise NoPrice(name=line.name)
    line.listed_unit_minor, line.listed_recurring_minor = listed.unit_minor, listed.recurring_minor
    article = bench.book.articles[line.variant_id]
    inside = components_of(article, picks_from(line.selection)) if article.components or article.choices else ()
    pieces = {part.variant_id: part.quantity for part in inside} or {line.variant_id: 1}
    costs = [bench.costs.get(variant_id) for variant_id in pieces]
    known = [cost for cost in costs if cost is not None]
    is_known = len(known) == len(costs)
    line.cost_minor = sum(a * b for a, b in zip(known, pieces.values(), strict=True)) if is_known else None


def _take_promotions(bench: Bench) -> None:
    """What today's promotions would give on each line, at list prices."""
    for line in bench.version.lines:
        line.promotion_minor = 0
    choice = usual_choice(bench.version.lines)
    if not bench.version.with_promotions or not bench.book.promotions or not choice:
        return
    offered = price(basket_of(bench.quote, bench.version, choice, at=clock.now(), with_terms=False), bench.book)
    for line in bench.version.lines:
        if line.unit_minor is None and line.recurring_minor is None and not line.is_free:
            line.promotion_minor = sum(part.discount_minor for part in offered.lines if part.reference == str(line.id))


def put_sums(bench: Bench) -> PricedBasket | None:
    """Write down what the version comes to with its usual choice; None for nothing."""
    version = bench.version
    if not usual_choice(version.lines):
        version.listed_minor = version.goods_minor = version.net_minor = version.tax_minor = version.gross_minor = 0
        version.cost_minor, version.charges, version.fingerprint = None, "", ""
        return None
    priced = bench.priced()
    figures = bench.figures(priced)
    amounts = {one.line_id: one.charged_minor for one in figures.lines}
    for line in version.lines:
        line.amount_minor = amounts.get(line.id, _alone(line))
    version.listed_minor, version.goods_minor = figures.listed_minor, figures.charged_minor
    version.cost_minor = figures.cost_minor
    version.net_minor, version.tax_minor, version.gross_minor = priced.net, priced.tax, priced.gross
    version.charges = charges_to(priced)
    version.fingerprint = priced.fingerprint
    version.content_hash = hash_of(bench.quote, version)
    return priced


def _alone(line: QuoteLine) -> int:
    """What a line that is not chosen would cost, before what holds for the whole."""
    unit = line.listed_unit_minor if line.unit_minor is None else line.unit_minor
    again = line.listed_recurring_minor if line.recurring_minor is None else line.recurring_minor
    full = (unit + again) * line.quantity
    kept = full - percent_of(full, Decimal(line.discount_percent))
    return 0 if line.is_free else max(0, kept - line.discount_minor)
