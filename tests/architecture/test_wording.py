"""No page says anything in one language only."""

from pathlib import Path

import pytest

from tests.architecture.catalogue import source_files
from tests.architecture.source import PRODUCT, ROOT, Source, python_files
from tests.architecture.wording import marked_variables, unmarked_sentences, unmarked_text, unmarked_values

WRITTEN_PER_LANGUAGE = ("storefront/templates/legal/",)
"""Legal texts: one file for each language."""
SAMPLES = (
    "backoffice/templates/styleguide.html",
    "core/web/showcase.py",
    "core/web/showcase_shop.py",
    "core/web/showcase_quotes.py",
)
"""What the style guide shows is filling."""
OWN_WORDING = {
    "core/billing/documents/texts.py": "the wording of documents stands in both languages there",
    "core/quotes/documents/texts.py": "the wording of offers stands in both languages there",
    "core/flows/wiring.py": "says to readers of the code why nothing follows",
    "core/privacy/rules/quote_parts.py": "says to readers of the code why something is kept",
    "core/privacy/rules/parts.py": "says to readers of the code why something is kept",
    "core/kernel/metrics.py": "says to monitors what is counted",
    "core/kernel/settings.py": "says to who starts Kontor which setting is missing",
    "core/web/forms.py": "maps the sentences of the form library to marked ones",
    "core/cli/": "speaks to who runs Kontor",
}
FILLED = ("core/demo/",)
"""The demo company's letters, notes and articles are data."""


def templates() -> list[Path]:
    """Every template that is written once for all languages."""
    files = [file for file in source_files() if file.suffix != ".py"]
    return [file for file in files if not path_of(file).startswith((*WRITTEN_PER_LANGUAGE, *SAMPLES))]


def speaking_files() -> list[Source]:
    """Every Python file whose strings could reach people."""
    passed_over = (*OWN_WORDING, *SAMPLES, *FILLED)
    return [source for source in python_files(*PRODUCT) if not source.path.startswith(passed_over)]


def path_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def test_no_template_holds_unmarked_text() -> None:
    findings = {path_of(file): unmarked_text(file.read_text("utf-8")) for file in templates()}

    assert {path: texts for path, texts in findings.items() if texts} == {}


def test_no_template_hands_on_unmarked_text() -> None:
    findings = {path_of(file): unmarked_values(file.read_text("utf-8")) for file in templates()}

    assert {path: texts for path, texts in findings.items() if texts} == {}


def test_templates_mark_sentences_and_no_values() -> None:
    findings = {path_of(file): marked_variables(file.read_text("utf-8")) for file in templates()}

    assert {path: values for path, values in findings.items() if values} == {}


def test_no_code_says_an_unmarked_sentence() -> None:
    findings = {source.path: unmarked_sentences(source.tree) for source in speaking_files()}

    assert {path: texts for path, texts in findings.items() if texts} == {}


def test_legal_texts_stand_in_every_language() -> None:
    texts = ROOT / "storefront/templates/legal"

    english, german = ({file.name for file in (texts / locale).iterdir()} for locale in ("en", "de"))

    assert english == german
    assert english != set()


# --- the checks see what they are for


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("<p>Hello</p>", "Hello"),
        ("<p>{% if a %}since {{ day }}{% endif %}</p>", "since \N{HORIZONTAL ELLIPSIS}"),
        ('<button aria-label="Close"></button>', "Close"),
        ('<input placeholder="Search {{ what }}">', "Search \N{HORIZONTAL ELLIPSIS}"),
        ('<meta name="description" content="A shop">', "A shop"),
    ],
)
def test_unmarked_text_is_found(template: str, text: str) -> None:
    assert unmarked_text(template) == [text]


@pytest.mark.parametrize(
    "template",
    [
        "<p class=\"lead\">{{ _('Hello') }}, {{ name }}</p>",
        "{% trans %}Hello{% endtrans %}",
        "<b>Kontor</b> <kbd>Ctrl K</kbd> 19 % ·",
        "{# Hello #}<svg><title>box</title></svg>",
        '<meta name="viewport" content="width=device-width">',
    ],
)
def test_marked_text_names_and_code_are_allowed(template: str) -> None:
    assert unmarked_text(template) == []


def test_unmarked_values_are_found() -> None:
    template = "{{ button('Buy now') }}{{ button(_('Sell'), style='large wide') }}{{ [{'label': 'Amount'}] }}"

    assert unmarked_values(template) == ["Buy now", "Amount"]


def test_marked_variables_are_found() -> None:
    assert len(marked_variables("{{ _(reason) }}")) == 1
    assert len(marked_variables("{{ ngettext('one', many, count) }}")) == 1
    assert marked_variables("{{ _('Hello, %(name)s', name=name) }}{{ ngettext('one', 'many', count) }}") == []


def test_unmarked_sentences_are_found() -> None:
    text = """
'''A module says what it holds. Nobody translates it.'''
flash("Saved")
cancel(order, reason="Too late")
Link(label=_("All"), title=N_("Price, low to high"))
raise ValueError("A mistake of the program.")
raise Refused("late", "It is too late for this.")
"""

    assert unmarked_sentences(Source(path="a.py", text=text).tree) == ["Saved", "Too late", "It is too late for this."]
