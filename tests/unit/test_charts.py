"""Charts: what they draw, for eyes and for readers, and that they hold nothing inline."""

from decimal import Decimal

import pytest
from lxml import etree

from core.web.charts import ChartPoint, ChartSeries, draw_bars, draw_stacks

SVG = "{http://www.w3.org/2000/svg}"


def parsed(drawing: str) -> etree._Element:
    return etree.fromstring(str(drawing).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).encode())


def number(element: etree._Element, name: str) -> float:
    """An attribute that is a number."""
    return float(element.get(name, "nan"))


def test_a_bar_per_point_says_its_value_in_words() -> None:
    points = [ChartPoint("Jan", 1000, "10.00 €"), ChartPoint("Feb", Decimal("2500"))]

    drawing = parsed(draw_bars(title="Revenue", points=points, description="It grew."))

    bars = drawing.findall(f"{SVG}rect")
    assert [bar.findtext(f"{SVG}title") for bar in bars] == ["Jan: 10.00 €", "Feb: 2,500"]
    assert number(bars[1], "height") == pytest.approx(2.5 * number(bars[0], "height"), rel=0.01)


def test_a_chart_has_a_title_and_a_description_that_its_label_names() -> None:
    drawing = parsed(draw_bars(title="Revenue", points=[ChartPoint("Jan", 1)], description="It grew."))

    label = drawing.get("aria-labelledby", "").split()
    (title,), (description,) = drawing.findall(f"{SVG}title"), drawing.findall(f"{SVG}desc")
    assert [title.text, description.text] == ["Revenue", "It grew."]
    assert [title.get("id"), description.get("id")] == label


def test_negative_values_hang_below_zero() -> None:
    drawing = parsed(draw_bars(title="Result", points=[ChartPoint("Jan", -50), ChartPoint("Feb", 100)]))

    below, above = drawing.findall(f"{SVG}rect")
    assert number(below, "y") == pytest.approx(number(above, "y") + number(above, "height"), abs=0.2)


def test_groups_have_one_bar_per_series_in_its_own_class() -> None:
    series = [ChartSeries("Machines", [3, 4]), ChartSeries("Coffee", [1, 2], ["one", "two"])]

    drawing = parsed(draw_stacks(title="Units", labels=["Jan", "Feb"], series=series))

    bars = drawing.findall(f"{SVG}rect")
    assert [bar.get("class") for bar in bars] == ["bar s1", "bar s2", "bar s1", "bar s2"]
    assert [bar.findtext(f"{SVG}title") for bar in bars][1] == "Jan, Coffee: one"


@pytest.mark.parametrize("values", [[], [0], [0, 0]])
def test_nothing_to_draw_is_drawn_all_the_same(values: list[int]) -> None:
    points = [ChartPoint("x", value) for value in values]

    assert len(parsed(draw_bars(title="Empty", points=points)).findall(f"{SVG}rect")) == len(values)


def test_labels_are_written_as_text() -> None:
    drawing = draw_bars(title="<b>", points=[ChartPoint("<script>", 1, "a & b")])

    assert "<script>" not in drawing
    assert parsed(drawing).findtext(f"{SVG}title") == "<b>"
