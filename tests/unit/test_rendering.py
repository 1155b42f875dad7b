"""What makes pages cheap writes what the dear way would have written."""

from collections.abc import Iterator

import pytest
from flask import Flask, g
from markupsafe import Markup

from core.web.attributes import attributes
from core.web.rendering import kept


@pytest.fixture(autouse=True)
def page() -> Iterator[None]:
    with Flask("words").test_request_context("/"):
        g.locale = "en"
        yield


@pytest.mark.parametrize(
    ("values", "written"),
    [
        ({"name": "email", "id": "email", "class_": "wide"}, 'class="wide" id="email" name="email"'),
        ({"required": True, "readonly": False, "value": ""}, 'required value=""'),
        ({"aria_invalid": "true", "data_step": 1}, 'aria-invalid="true" data-step="1"'),
        ({"value": '"><script>'}, 'value="&#34;&gt;&lt;script&gt;"'),
        ({"value": Markup('Tom &amp; "Jerry"')}, 'value="Tom &amp; &quot;Jerry&quot;"'),
        ({"value": None}, 'value="None"'),
    ],
)
def test_attributes_are_written_as_the_form_library_writes_them(values: dict[str, object], written: str) -> None:
    assert attributes(**values) == written


def test_a_kept_macro_is_written_once_for_each_of_its_arguments_and_each_language() -> None:
    calls: list[object] = []

    def macro(amount: int, *, note: str = "") -> str:
        calls.append((g.locale, amount, note))
        return f"{g.locale} {amount} {note}"

    shown = kept(macro)
    first = [shown(5), shown(5), shown(6), shown(5, note="net")]
    g.locale = "de"
    second = [shown(5), shown(5)]

    assert first == ["en 5 ", "en 5 ", "en 6 ", "en 5 net"]
    assert second == ["de 5 ", "de 5 "]
    assert calls == [("en", 5, ""), ("en", 6, ""), ("en", 5, "net"), ("de", 5, "")]


def test_a_kept_macro_forgets_what_was_not_asked_for_longest() -> None:
    calls: list[int] = []
    shown = kept(lambda number: calls.append(number), most=2)

    for number in (1, 2, 1, 3, 2):
        shown(number)

    assert calls == [1, 2, 3, 2]
