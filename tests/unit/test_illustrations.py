"""The drawings of the demo shop: every shape in every colour is a whole, still picture of the same size."""

import re

import pytest
from lxml import etree

from core.demo.illustrations import COLOURS, SHAPES, illustration

FORBIDDEN = re.compile(r"<script|<style|\sstyle=|\son\w+=|https?://(?!www\.w3\.org/2000/svg)")


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_is_drawn_in_every_colour(shape: str) -> None:
    pictures = {colour: illustration(shape, colour) for colour in COLOURS}

    assert len(set(pictures.values())) == len(COLOURS)
    for picture in pictures.values():
        drawing = etree.fromstring(picture.encode())
        assert drawing.get("viewBox") == "0 0 400 300"
        assert "{" not in picture
        assert not FORBIDDEN.search(picture)


@pytest.mark.parametrize(("shape", "colour"), [("submarine", "graphite"), ("mug", "invisible")])
def test_an_unknown_shape_or_colour_is_refused(shape: str, colour: str) -> None:
    with pytest.raises(KeyError):
        illustration(shape, colour)
