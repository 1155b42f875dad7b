"""Templates: nothing unused, nothing inline, every sentence marked."""

import re
from collections.abc import Mapping

import pytest
from jinja2 import Environment, nodes

from tests.architecture.source import ROOT, template_files

INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style[\s>]|\sstyle=|\son\w+=\"", re.IGNORECASE)
JINJA = re.compile(r"{{.*?}}|{%.*?%}|{#.*?#}", re.DOTALL)
PARSER = Environment(extensions=["jinja2.ext.i18n"])  # nothing is rendered
COMPONENTS, STYLEGUIDE = "core/web/templates/components/", "backoffice/templates/styleguide.html"


def parsed() -> dict[str, nodes.Template]:
    """Every template by its path, as a tree."""
    return {f.relative_to(ROOT).as_posix(): PARSER.parse(f.read_text("utf-8")) for f in template_files()}


def imported_names(tree: nodes.Template) -> list[str]:
    """The names under which a template knows what it imports."""
    found = [node.target for node in tree.find_all(nodes.Import)]
    for node in tree.find_all(nodes.FromImport):
        found += [name if isinstance(name, str) else name[1] for name in node.names]
    return found


def unused_imports(tree: nodes.Template) -> list[str]:
    """What a template imports and nowhere names."""
    named = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
    return [name for name in imported_names(tree) if name not in named]


def called(tree: nodes.Template) -> set[str]:
    """The macros that a template calls, by their own names; handing one on is no call."""
    aliases = {
        name[1]: name[0] for node in tree.find_all(nodes.FromImport) for name in node.names if not isinstance(name, str)
    }
    callees = [node.node for node in tree.find_all(nodes.Call)]
    plain = {aliases.get(node.name, node.name) for node in callees if isinstance(node, nodes.Name)}
    return plain | {node.attr for node in callees if isinstance(node, nodes.Getattr)}


def macros(tree: nodes.Template) -> list[str]:
    """The macros that a template offers or needs itself."""
    return [node.name for node in tree.find_all(nodes.Macro)]


def unused_macros(trees: Mapping[str, nodes.Template]) -> list[str]:
    """Macros that no page calls; that the style guide shows them is no use."""
    used = set().union(*(called(tree) for path, tree in trees.items() if path != STYLEGUIDE))
    return sorted(f"{path} {name}" for path, tree in trees.items() for name in macros(tree) if name not in used)


def unshown_components(trees: Mapping[str, nodes.Template]) -> list[str]:
    """Components that the style guide does not show."""
    return sorted(offered(trees) - called(trees[STYLEGUIDE]))


def is_inline(text: str) -> bool:
    """Whether the page itself holds script or style; arguments of macros (`button('Buy', style='buy')`) are neither."""
    return INLINE.search(JINJA.sub("", text)) is not None


def test_every_import_is_used() -> None:
    found = {path: unused_imports(tree) for path, tree in parsed().items()}

    assert {path: names for path, names in found.items() if names} == {}


def test_every_macro_is_used() -> None:
    assert unused_macros(parsed()) == []


def test_every_component_stands_in_the_style_guide() -> None:
    assert unshown_components(parsed()) == []


def offered(trees: Mapping[str, nodes.Template]) -> set[str]:
    """The macros that pages may take from the components."""
    components = [tree for path, tree in trees.items() if path.startswith(COMPONENTS)]
    return {name for tree in components for name in macros(tree) if name[0] != "_"}


def test_the_readme_of_the_components_names_every_macro_and_no_other() -> None:
    rows = [line for line in (ROOT / COMPONENTS / "README.md").read_text("utf-8").splitlines() if line[:2] == "| "]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)} - {"ui"}

    assert named == offered(parsed())


def test_no_template_holds_script_or_style() -> None:
    assert [str(f.relative_to(ROOT)) for f in template_files() if is_inline(f.read_text("utf-8"))] == []


def test_unused_imports_are_found() -> None:
    text = '{% import "a.html" as all %}{% import "b.html" as nil %}{% from "c.html" import one, two as zwei %}'

    assert unused_imports(PARSER.parse(text + "nil zwei {{ all.x }}{{ one() }}")) == ["nil", "zwei"]


def test_macros_without_a_page_or_a_place_in_the_style_guide_are_found() -> None:
    offered = "{% macro lonely() %}{% endmacro %}{% macro known() %}{% endmacro %}{% macro shown() %}{% endmacro %}"
    texts = {
        f"{COMPONENTS}a.html": offered,
        f"{COMPONENTS}ui.html": "{% import 'components/a.html' as a %}{% set lonely, known = a.lonely, a.known %}",
        STYLEGUIDE: "{{ ui.shown() }}",
        "shop.html": "{% from 'components/a.html' import known as k %}lonely {{ k() }}",
    }
    trees = {path: PARSER.parse(text) for path, text in texts.items()}

    assert unused_macros(trees) == [f"{COMPONENTS}a.html lonely", f"{COMPONENTS}a.html shown"]
    assert unshown_components(trees) == ["known", "lonely"]


@pytest.mark.parametrize("text", ["<script>x</script>", '<p style="x">', "<style>", '<a onclick="x">'])
def test_inline_script_and_style_are_found(text: str) -> None:
    assert is_inline(text)
    assert not is_inline("{{ button('Buy', attrs='" + text + "') }}")


def test_a_script_with_a_source_is_allowed() -> None:
    assert not is_inline('<script type="module" src="/static/js/shop.js"></script>')
