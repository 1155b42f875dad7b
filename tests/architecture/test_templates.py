"""Templates: nothing unused, nothing inline, every sentence marked."""

import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, template_files

MACRO = re.compile(r"{%-?\s*macro\s+(\w+)\(")
IMPORT = re.compile(r"{%-?\s*from\s+['\"]([^'\"]+)['\"]\s+import\s+([^%]+?)\s*(?:with context|without context)?\s*-?%}")
INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style[\s>]|\sstyle=|\son\w+=\"", re.IGNORECASE)
JINJA = re.compile(r"{{.*?}}|{%.*?%}|{#.*?#}", re.DOTALL)


def imported_names(text: str) -> list[str]:
    """The names under which a template knows what it imports."""
    lists = [names for _, names in IMPORT.findall(text)]
    return [part.split(" as ")[-1].strip() for names in lists for part in names.split(",") if part.strip()]


def unused_imports(text: str) -> list[str]:
    """What a template imports and never calls."""
    rest = IMPORT.sub("", text)
    return [name for name in imported_names(text) if not re.search(rf"\b{name}\b", rest)]


def unused_macros(texts: list[str]) -> list[str]:
    """Macros that no template calls."""
    whole = "\n".join(texts)
    names = MACRO.findall(whole)
    return [name for name in names if len(re.findall(rf"\b{name}\b", MACRO.sub("", whole))) == 0]


def is_inline(text: str) -> bool:
    """Whether the page itself holds script or style; arguments of macros (`button('Buy', style='buy')`) are neither."""
    return INLINE.search(JINJA.sub("", text)) is not None


def read(files: list[Path]) -> list[str]:
    return [file.read_text("utf-8") for file in files]


def test_every_import_is_used() -> None:
    found = {str(f.relative_to(ROOT)): unused_imports(f.read_text("utf-8")) for f in template_files()}

    assert {path: names for path, names in found.items() if names} == {}


def test_every_macro_is_used() -> None:
    assert unused_macros(read(template_files())) == []


def test_no_template_holds_script_or_style() -> None:
    assert [str(f.relative_to(ROOT)) for f in template_files() if is_inline(f.read_text("utf-8"))] == []


def test_unused_imports_and_macros_are_found() -> None:
    text = '{% from "a.html" import one, two as zwei %}{{ one() }}'

    assert unused_imports(text) == ["zwei"]
    assert unused_macros(["{% macro lonely() %}{% endmacro %}{% macro called() %}{% endmacro %}{{ called() }}"]) == [
        "lonely"
    ]


@pytest.mark.parametrize("text", ["<script>x</script>", '<p style="x">', "<style>", '<a onclick="x">'])
def test_inline_script_and_style_are_found(text: str) -> None:
    assert INLINE.search(text)


def test_a_script_with_a_source_is_allowed() -> None:
    assert not INLINE.search('<script type="module" src="/static/js/shop.js"></script>')
