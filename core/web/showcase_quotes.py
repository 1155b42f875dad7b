"""What the style guide shows of quotes: a version with lines of every kind, what moved, what was written."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace as Sample
from typing import Any

from core.kernel import clock


def quote_samples() -> dict[str, Any]:
    """An offer, its comparison with the one before, and a conversation."""
    lines = (
        _line("Hafen One", "MACHINE", amount_minor=432_000, quantity=8, discount_percent=Decimal(10)),
        _line("Grinder, quiet", "GRIND-Q", role="alternative", group="Grinder", listed_minor=42_000),
        _line("Grinder, fast", "GRIND-F", role="alternative", group="Grinder", listed_minor=51_000, is_chosen=False),
        _line("Barista training", "TRAIN", role="optional", is_chosen=False, note="half a day"),
        _line("Cup", "CUP", is_free=True, amount_minor=0, quantity=24),
        _line("Bean club", "CLUB", listed_minor=3_900, interval_months=1, promotion_minor=390),
    )
    section = Sample(name="Ground floor", lines=lines)
    version = Sample(
        version=2, sections=[section], lines=lines, listed_minor=560_000, goods_minor=498_000, net_minor=498_000,
        tax_minor=94_620, gross_minor=592_620, discount_percent=Decimal(5), discount_minor=0,
    )  # fmt: skip
    moved = Sample(
        head=(Sample(field="gross_minor", before=620_000, after=592_620),),
        lines=(
            Sample(name="Hafen One", moved="changed", differences=(Sample(field="quantity", before=6, after=8),)),
            Sample(name="Cup", moved="added", differences=(Sample(field="quantity", before=None, after=24),)),
            Sample(name="Milk cooler", moved="removed", differences=()),
        ),
    )
    return {
        "offer": version, "offer_quote": Sample(currency="EUR"), "offer_change": moved, "messages": _messages(),
        "calls": _calls(), "quote_line": lines[0], "extension": _extension(),
    }  # fmt: skip


def _calls() -> tuple[Sample, ...]:
    return tuple(
        Sample(
            order_number=f"SO-2026-00000{at}", name="Henrike Brügge", at=clock.now() - timedelta(days=9 - at),
            order_state=state, gross_minor=at * 71_400,
        )
        for at, state in ((1, "completed"), (2, "placed"))
    )  # fmt: skip


def _extension() -> Sample:
    first = clock.today().replace(day=1)
    starts = [first + timedelta(days=31 * at) for at in range(4)]
    rows = [
        _invoice(starts[at : at + 2], "Bean club", old_minor=3_756, new_minor=3_756 if at == 0 else 10_593)
        for at in range(3)
    ]
    rows.insert(2, _invoice(starts[1:3], "Care", old_minor=None, new_minor=2_379))
    return Sample(
        contract=Sample(number="C-2026-000004"), coterm=Sample(number="C-2026-000002"), effective_on=starts[1],
        bound_until=starts[3], added_from=starts[1], rows=tuple(rows), old_minor=11_268, new_minor=27_321,
    )  # fmt: skip


def _invoice(days: list[date], name: str, *, old_minor: int | None, new_minor: int) -> Sample:
    last = days[1] - timedelta(days=1)
    return Sample(start=days[0], last=last, name=name, old_minor=old_minor, new_minor=new_minor)


def _line(name: str, sku: str, **values: Any) -> Sample:
    plain: dict[str, Any] = {
        "id": sku, "name": name, "sku": sku, "note": "", "quantity": 1, "role": "included", "group": "",
        "is_chosen": True, "listed_minor": 60_000, "agreed_minor": values.get("listed_minor", 60_000),
        "has_own_price": False, "interval_months": None, "amount_minor": values.get("listed_minor", 60_000),
        "discount_percent": Decimal(0), "discount_minor": 0, "promotion_minor": 0, "is_free": False, "steps": (),
    }  # fmt: skip
    return Sample(**{**plain, **values})


def _messages() -> tuple[Sample, ...]:
    now = clock.now()
    said = (
        (False, "counter", "At 430 each we sign today."),
        (True, "internal", "Head office would go to 440."),
        (True, "note", "We can meet you at 440.\nThe cups are free."),
    )
    return tuple(
        Sample(
            is_ours=is_ours, kind=kind, text=text, author="Wiebke Sander" if is_ours else "Henrike Brügge", version=1,
            at=now - timedelta(hours=3 - at), line_name="Hafen One" if at == 0 else "",
        )
        for at, (is_ours, kind, text) in enumerate(said)
    )  # fmt: skip
