"""The trace as text: how an order keeps the steps of its calculation."""

import json
from collections.abc import Sequence

from core.pricing.rules.values import TraceStep


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
