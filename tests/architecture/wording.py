"""Finds words that people would read in one language only: text in templates and in Python that nobody marked."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from jinja2 import Environment, nodes

from tests.architecture.catalogue import MARKS

NAMES = frozenset({"BIC", "Ctrl", "Esc", "IBAN", "Kontor"})
"""Words that are the same in every language."""
SPOKEN = frozenset({"alt", "aria-label", "content", "data-label", "placeholder", "title"})
"""Attributes that people read or hear; `content` counts where it describes the page."""
SILENT = frozenset({"script", "style", "svg"})
SAID = frozenset(
    {"description", "detail", "label", "legend", "message", "note", "placeholder", "reason", "text", "title"}
)
"""Names of arguments whose values people read."""
PROGRAM_ERRORS = frozenset(
    {"AssertionError", "LookupError", "Permanent", "Retryable", "RuntimeError", "TypeError", "ValueError"}
)
"""What people who run Kontor read in a log or on the integration desk."""
WORD = re.compile(r"[^\W\d_]{2,}")
SENTENCE = re.compile(r"[A-ZÄÖÜ][\w'-]*,? .*\w.*[.!?]$", re.DOTALL)
PHRASE = re.compile(r"[A-ZÄÖÜ][a-zäöüß]+(?:[ .,:!?]|$)")
GAP = "\N{HORIZONTAL ELLIPSIS}"

_environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)


# --- templates


def unmarked_text(template: str) -> list[str]:
    """Words between the tags and in spoken attributes that stand in the template itself."""
    reader = _Reader()
    reader.feed(_without_jinja(template))
    reader.close()
    return [text for text in reader.texts if _foreign(text)]


def unmarked_values(template: str) -> list[str]:
    """Phrases that an expression hands on unmarked, as in `button('Buy')`."""
    return [value for value in _phrases(_environment.parse(template)) if _foreign(value)]


def marked_variables(template: str) -> list[str]:
    """Marks around something that is no sentence but a value: it would be taken for markup and for a format."""
    calls = _environment.parse(template).find_all(nodes.Call)
    marked = [(call, MARKS[mark] or (1,)) for call in calls if (mark := _mark(call))]
    return [
        str(argument)
        for call, places in marked
        for argument in call.args[: max(places)]
        if not isinstance(argument, nodes.Const)
    ]


def _foreign(text: str) -> bool:
    return any(word not in NAMES for word in WORD.findall(text))


def _without_jinja(template: str) -> str:
    """The page as its author sees it: gaps for expressions, nothing for tags or between trans and endtrans."""
    parts: list[str] = []
    is_translated, is_new_tag = False, False
    for _line, kind, value in _environment.lex(template):
        if kind == "data" and not is_translated:
            parts.append(value)
        elif kind == "variable_begin":
            parts.append(GAP)
        elif kind == "name" and is_new_tag and value in ("trans", "endtrans"):
            is_translated = value == "trans"
        is_new_tag = kind == "block_begin" or (is_new_tag and kind == "whitespace")
    return "".join(parts)


class _Reader(HTMLParser):
    """Collects what people read."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._silence: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self._silence.append(tag)
        is_technical = tag == "meta" and ("name", "description") not in attrs
        self.texts += [value for name, value in attrs if value and name in SPOKEN and not is_technical]

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silence:
            self._silence.remove(tag)

    def handle_data(self, data: str) -> None:
        if not self._silence and data.strip():
            self.texts.append(data.strip())


def _phrases(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Call) and _mark(node):
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str) and PHRASE.match(node.value):
        yield node.value
    for child in node.iter_child_nodes():
        yield from _phrases(child)


def _mark(call: nodes.Call) -> str:
    name = call.node.name if isinstance(call.node, nodes.Name) else ""
    return name if name in MARKS else ""


# --- Python


def unmarked_sentences(tree: ast.Module) -> list[str]:
    """Whole sentences, and words handed over as a label or the like, that no mark surrounds."""
    return list(_said(tree))


def _said(node: ast.AST) -> Iterator[str]:
    if _is_no_speech(node):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and SENTENCE.match(node.value):
        yield node.value
    if isinstance(node, ast.keyword) and node.arg in SAID:
        yield from _literal(node.value)
    if isinstance(node, ast.Call) and _name(node.func) == "flash":
        yield from _literal(node.args[0])
    for child in ast.iter_child_nodes(node):
        yield from _said(child)


def _is_no_speech(node: ast.AST) -> bool:
    """Marked, a docstring, or a failure of the program."""
    if isinstance(node, ast.Call):
        return _name(node.func) in MARKS
    if isinstance(node, ast.Raise):
        error = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        return error is not None and _name(error) in PROGRAM_ERRORS
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _literal(value: ast.expr) -> Iterator[str]:
    parts = value.values if isinstance(value, ast.JoinedStr) else [value]
    for part in parts:
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and PHRASE.match(part.value):
            yield part.value


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
