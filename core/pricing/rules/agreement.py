"""The fingerprint of what a customer agreed to: it differs as soon as anything that they pay or get differs."""

import hashlib
import json

from core.pricing.rules.values import PricedBasket, PricedLine, TaxKey


def fingerprint_of(priced: PricedBasket, *, country: str) -> str:
    """SHA-256 over articles, quantities, amounts, tax, terms, delivery and totals.

    Names, pictures and the order of the lines do not count.
    """
    agreed = [
        priced.mode.value,
        priced.currency,
        country,
        priced.delivery.code if priced.delivery else None,
        priced.fee_minor,
        sorted((_line(line, priced) for line in priced.lines), key=str),
        sorted([*_tax(g.tax), g.net, g.tax_minor, g.gross] for g in priced.groups),
        [[total.interval_months, total.net, total.tax, total.gross] for total in priced.recurring],
    ]
    return hashlib.sha256(json.dumps(agreed).encode()).hexdigest()


def _line(line: PricedLine, priced: PricedBasket) -> list[str | int]:
    parents = {bundle.position: bundle.key for bundle in priced.bundles}
    parent = parents[line.parent_position] if line.parent_position is not None else ""
    terms = (line.interval_months, line.term_months, line.notice_months)
    trial = (line.trial_days, line.recurring_minor) if line.trial_days else ()
    return [
        str(line.variant_id),
        str(parent),
        line.quantity,
        line.amount_minor,
        *_tax(line.tax),
        *(months or 0 for months in terms),
        *trial,
    ]


def _tax(tax: TaxKey) -> list[str]:
    return [tax.country, f"{tax.rate:.4f}", tax.category.value]
