"""The demo company's own pictures: one flat Nordic style, SVG drawings that take a colour."""

from core.demo.illustrations.colours import COLOURS
from core.demo.illustrations.drawings import SCENES, SHAPES, illustration, scene

__all__ = ["COLOURS", "SCENES", "SHAPES", "illustration", "scene"]
