"""The demo company's own pictures: one flat Nordic style, SVG drawings that take a colour."""

from core.demo.illustrations.colours import COLOURS
from core.demo.illustrations.drawings import SHAPES, illustration

__all__ = ["COLOURS", "SHAPES", "illustration"]
