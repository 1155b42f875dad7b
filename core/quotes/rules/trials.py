"""Trying a policy on what was submitted in the past: what it would have asked, and what its limits would have kept."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from uuid import UUID

from core.pricing.rounding import round_half_up
from core.quotes.rules.policy import Need, Reading, Rule
from core.quotes.states import Effect, Measure

HUNDRED = Decimal(100)


def effect_of(before: Mapping[str, int], after: Mapping[str, int]) -> Effect | None:
    """What changes when other rules ask; both sides are the codes of rules with the level that may answer."""
    if before.keys() == after.keys() and max(before.values(), default=0) == max(after.values(), default=0):
        return None
    if not before or not after:
        return Effect.FREED if before else Effect.ASKED
    highest, asked = max(before.values()), max(after.values())
    if highest == asked:
        return Effect.OTHER
    return Effect.HIGHER if asked > highest else Effect.LOWER


def kept_by_limits(needs: Collection[Need], usual: Reading) -> int:
    """By how much the net of the usual choice would have been higher, had it kept to the limits that ask anew.

    Of several limits the one that asks for most counts. Limits of single lines and of business units are left out:
    they say nothing of the whole.
    """
    return max((_missing(need.rule, usual) for need in needs), default=0)


def _missing(rule: Rule, usual: Reading) -> int:
    net, limit = usual.values[Measure.AMOUNT], rule.threshold
    if rule.unit_id is not None or limit >= HUNDRED:
        return 0
    wanted = net
    if rule.measure is Measure.TOTAL_DISCOUNT and usual.values[rule.measure] < HUNDRED:
        wanted = net * (HUNDRED - limit) / (HUNDRED - usual.values[rule.measure])
    elif rule.measure is Measure.MARGIN and usual.cost_minor is not None:
        wanted = usual.cost_minor * HUNDRED / (HUNDRED - limit)
    return max(0, round_half_up(wanted - net))


def rules_to(rules: Sequence[Rule]) -> str:
    """Rules as a trial keeps them."""
    return json.dumps([asdict(rule) for rule in rules], default=str)


def rules_from(text: str) -> tuple[Rule, ...]:
    """The rules that `rules_to` wrote."""
    return tuple(
        Rule(
            **{
                **row,
                "measure": Measure(row["measure"]),
                "threshold": Decimal(row["threshold"]),
                "unit_id": UUID(row["unit_id"]) if row["unit_id"] else None,
            }
        )
        for row in json.loads(text)
    )
