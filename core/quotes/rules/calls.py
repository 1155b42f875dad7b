"""Offers that are ordered in several calls: which can be, what is left, and what one call may take."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from uuid import UUID

from core.quotes.errors import CallEmpty, CallTooMuch, ChoiceNotOffered, NotForCalls
from core.quotes.rules.choosing import Choice
from core.quotes.rules.shapes import Line, Offer, Version
from core.quotes.states import LineRole


def require_callable(quote: Offer, version: Version) -> None:
    """Raises NotForCalls: of what is ordered in calls nothing is chosen, and a contract is changed at once."""
    plain = all(
        line.role is LineRole.INCLUDED and line.min_quantity == line.quantity == line.max_quantity
        for line in version.lines
    )
    if version.in_calls and (quote.contract_id is not None or not plain):
        raise NotForCalls


def left_of(lines: Sequence[Line], calls: Sequence[Choice]) -> dict[UUID, int]:
    """How many pieces of each line no call has taken yet."""
    return {line.id: line.quantity - sum(call.get(line.id, 0) for call in calls) for line in lines}


def require_call(lines: Sequence[Line], left: Mapping[UUID, int], wanted: Choice) -> dict[UUID, int]:
    """What a call takes. Raises ChoiceNotOffered for an unknown line, CallTooMuch, CallEmpty."""
    if set(wanted) - set(left) or any(quantity < 0 for quantity in wanted.values()):
        raise ChoiceNotOffered
    for line in lines:
        if wanted.get(line.id, 0) > left[line.id]:
            raise CallTooMuch(name=line.name, left=left[line.id], field=f"quantity-{line.id}")
    taken = {line_id: quantity for line_id, quantity in wanted.items() if quantity}
    if not taken:
        raise CallEmpty
    return taken


def hash_of_call(content_hash: str, number: int, taken: Choice) -> str:
    """SHA-256 over the offer and what one call takes of it: a colleague's word holds for exactly this."""
    content = [content_hash, number, sorted((str(line_id), quantity) for line_id, quantity in taken.items())]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
