"""Charts as SVG, drawn on the server: a title and a description for readers, classes for the colours, no script."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from math import ceil
from typing import Final

from babel.numbers import format_compact_decimal, format_decimal
from markupsafe import Markup

from core.web.filters import REGIONS
from core.web.locale import current_locale

WIDTH: Final = 640
HEIGHT: Final = 240
LEFT: Final = 80
TOP: Final = 14
BOTTOM: Final = 32
INNER_WIDTH: Final = WIDTH - LEFT - 8
INNER_HEIGHT: Final = HEIGHT - TOP - BOTTOM
WIDE_LETTER, NARROW_LETTER = 7, 13
"""The width of a letter beside the axis, in units of the drawing, on a wide and on a narrow screen."""
MILLION: Final = 1_000_000
_NUMBERS = count(1)

Number = int | float | Decimal


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One value of a chart. `text` is the value in words ("1,890.00 €"); without it the number is written short."""

    label: str
    value: Number
    text: str = ""

    @property
    def words(self) -> str:
        """What a reader is told."""
        return f"{self.label}: {self.text or _short(float(self.value))}"


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """Values of one thing over all labels of a chart; `texts` are the values in words."""

    name: str
    values: Sequence[Number]
    texts: Sequence[str] = ()


def draw_bars(*, title: str, points: Sequence[ChartPoint], description: str = "") -> Markup:
    """One bar per point."""
    scale = _Scale([float(point.value) for point in points])
    slot = INNER_WIDTH / max(len(points), 1)
    parts = [scale.grid()]
    for index, point in enumerate(points):
        left = LEFT + slot * (index + 0.19)
        parts.append(scale.bar(left, slot * 0.62, float(point.value), "s1", point.words))
    parts.append(_labels([point.label for point in points]))
    return _frame(title, description, parts)


def draw_stacks(*, title: str, labels: Sequence[str], series: Sequence[ChartSeries], description: str = "") -> Markup:
    """Groups of bars, one group per label and one bar per series."""
    scale = _Scale([float(value) for one in series for value in one.values])
    slot = INNER_WIDTH / max(len(labels), 1)
    width = slot * 0.76 / max(len(series), 1)
    parts = [scale.grid()]
    for row, label in enumerate(labels):
        for nth, one in enumerate(series):
            value = float(one.values[row])
            words = f"{label}, {one.name}: {one.texts[row] if one.texts else _short(value)}"
            left = LEFT + slot * (row + 0.12) + width * nth
            parts.append(scale.bar(left, width * 0.88, value, f"s{nth + 1}", words))
    parts.append(_labels(labels))
    return _frame(title, description, parts)


class _Scale:
    """From values to heights; always shows zero, and ends on round numbers."""

    def __init__(self, values: Sequence[float]) -> None:
        low, high = min([0.0, *values]), max([0.0, *values])
        self.step = _round_step((high - low) / 4 or 1)
        self.low = self.step * (low // self.step)
        self.high = max(self.step * -(-high // self.step), self.low + self.step)

    def y(self, value: float) -> float:
        return TOP + INNER_HEIGHT * (self.high - value) / (self.high - self.low)

    def bar(self, x: float, width: float, value: float, series: str, words: str) -> Markup:
        top, bottom = sorted((self.y(value), self.y(0)))
        return Markup(
            '<rect class="bar {}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="2"><title>{}</title></rect>'
        ).format(series, x, top, width, max(bottom - top, 0), words)

    def grid(self) -> Markup:
        lines = Markup("")
        for nth in range(int((self.high - self.low) / self.step + 1.5)):
            value = self.low + self.step * nth
            y = self.y(value)
            lines += Markup('<line class="{}" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>').format(
                "base-line" if abs(value) < self.step / 2 else "grid-line", LEFT, WIDTH - 8, y, y
            )
            lines += Markup('<text x="{}" y="{:.1f}" text-anchor="end">{}</text>').format(
                LEFT - 8, y + 4, _short(value)
            )
        return lines


def _labels(labels: Sequence[str]) -> Markup:
    """As many labels as find room under the groups; on a narrow screen, where letters are larger, fewer of them."""
    slot = INNER_WIDTH / max(len(labels), 1)
    longest = max((len(label) for label in labels), default=0)
    every = max(1, ceil(longest * WIDE_LETTER / slot))
    narrow = every * max(1, ceil(longest * NARROW_LETTER / (slot * every)))
    texts = (
        Markup('<text{} x="{:.1f}" y="{}" text-anchor="middle">{}</text>').format(
            Markup(' class="wide-only"') if index % narrow else "", LEFT + slot * (index + 0.5), HEIGHT - 8, label
        )
        for index, label in enumerate(labels)
        if index % every == 0
    )
    return Markup("").join(texts)


def _frame(title: str, description: str, parts: Sequence[Markup]) -> Markup:
    name = f"chart-{next(_NUMBERS)}"
    return Markup(
        '<svg viewBox="0 0 {} {}" role="img" aria-labelledby="{}-title{}"><title id="{}-title">{}</title>{}{}</svg>'
    ).format(
        WIDTH,
        HEIGHT,
        name,
        f" {name}-desc" if description else "",
        name,
        title,
        Markup('<desc id="{}-desc">{}</desc>').format(name, description) if description else "",
        Markup("").join(parts),
    )


def _round_step(rough: float) -> float:
    power = 1.0
    while power * 10 <= rough:
        power *= 10
    while power > rough:
        power /= 10
    return next((power * factor for factor in (1, 2, 2.5, 5) if power * factor >= rough), power * 10)


def _short(value: float) -> str:
    """20,000 in English, 20.000 in German; from a million on 1.5M and 1,5 Mio."""
    region = REGIONS[current_locale()]
    if abs(value) >= MILLION:
        return format_compact_decimal(value, locale=region, fraction_digits=1)
    return format_decimal(value, format="#,##0.#", locale=region)
