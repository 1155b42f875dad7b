"""Which drawings exist, and the function that fills one of them with a colour."""

from functools import cache
from pathlib import Path
from typing import Final

from core.demo.illustrations.colours import COLOURS

_FOLDER: Final = Path(__file__).parent / "svg"
_BAG: Final = "bean-bag-"

SHAPES: Final[tuple[str, ...]] = (
    # machines
    "espresso-two-group", "espresso-one-group", "automatic-compact", "automatic-office", "filter-brewer",
    "pour-over", "kettle", "grinder", "hand-grinder", "milk-frother", "water-filter",
    # coffee; the bags differ in their label
    "bean-bag-waves", "bean-bag-lighthouse", "bean-bag-crane", "bean-bag-stripes", "bean-bag-leaf",
    "bean-bag-anchor", "bean-tin",
    # at the table
    "cup-set", "mug",
    # care and tools
    "cleaning-tablets", "descaler", "brush-set", "barista-kit", "knock-box", "tamper", "scale",
    # services
    "installation", "training", "maintenance", "water-test",
    # subscriptions
    "bean-box", "cleaning-box", "care-plan",
    # bundles
    "team-kitchen", "barista-corner",
)  # fmt: skip


def illustration(shape: str, colour: str) -> str:
    """The SVG text of a shape (400 x 300, transparent) in a colour of COLOURS; KeyError for unknown names."""
    if shape not in SHAPES:
        raise KeyError(shape)
    tones = COLOURS[colour]
    drawing = _drawing(shape)
    for name in ("glow", "light", "main", "dark", "deep"):
        drawing = drawing.replace(f"{{{name}}}", getattr(tones, name))
    return drawing


@cache
def _drawing(name: str) -> str:
    if name.startswith(_BAG):
        return _text("bean-bag").replace("{label}", _text(f"label-{name.removeprefix(_BAG)}"))
    return _text(name)


def _text(name: str) -> str:
    return (_FOLDER / f"{name}.svg").read_text(encoding="utf-8")
