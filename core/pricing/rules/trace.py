"""The trace and the discounts as text: how an order keeps the steps of its calculation."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from core.pricing.rules.promotions.values import Discount
from core.pricing.rules.values import TraceStep


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenDiscount:
    """A discount that an order got: what it is called, with which code, and how much it took off the lines."""

    name: str
    code: str
    amount_minor: int
    frees_delivery: bool


def trace_to_text(trace: Sequence[TraceStep]) -> str:
    """The steps as one JSON text."""
    return json.dumps(
        [{"position": s.position, "step": s.step, "text": s.text_template, "params": dict(s.params)} for s in trace],
        ensure_ascii=False,
    )


def trace_from_text(text: str) -> tuple[TraceStep, ...]:
    """The steps that `trace_to_text` wrote."""
    return tuple(
        TraceStep(position=kept["position"], step=kept["step"], text_template=kept["text"], params=kept["params"])
        for kept in json.loads(text)
    )


def discounts_to_text(discounts: Sequence[Discount]) -> str:
    """The discounts as one JSON text; empty for none."""
    if not discounts:
        return ""
    kept = [
        {"name": one.name, "code": one.code, "amount": one.amount_minor, "frees_delivery": one.frees_delivery}
        for one in discounts
    ]
    return json.dumps(kept, ensure_ascii=False)


def discounts_from_text(text: str) -> tuple[GivenDiscount, ...]:
    """The discounts that `discounts_to_text` wrote."""
    return tuple(
        GivenDiscount(
            name=kept["name"],
            code=kept["code"],
            amount_minor=kept["amount"],
            frees_delivery=kept["frees_delivery"],
        )
        for kept in (json.loads(text) if text else ())
    )
