"""Templates are compiled once per process, and anew when their file says something else."""

from pathlib import Path

import jinja2

from core.web.compiled import CompiledTemplates


def _environment(folder: Path, cache: CompiledTemplates) -> jinja2.Environment:
    return jinja2.Environment(loader=jinja2.FileSystemLoader(folder), bytecode_cache=cache, autoescape=True)


def test_a_second_environment_takes_the_code_of_the_first(tmp_path: Path) -> None:
    (tmp_path / "hello.html").write_text("Hello {{ name }}")
    cache = CompiledTemplates()
    first = _environment(tmp_path, cache).get_template("hello.html")
    second = _environment(tmp_path, cache).get_template("hello.html")
    assert first.root_render_func.__code__ is second.root_render_func.__code__
    assert first.render(name="<Jutta>") == "Hello &lt;Jutta&gt;"
    assert second.render(name="Bert") == "Hello Bert"


def test_a_file_that_says_something_else_is_compiled_anew(tmp_path: Path) -> None:
    file, cache = tmp_path / "hello.html", CompiledTemplates()
    file.write_text("Hello {{ name }}")
    assert _environment(tmp_path, cache).get_template("hello.html").render(name="Jutta") == "Hello Jutta"
    file.write_text("Goodbye {{ name }}")
    assert _environment(tmp_path, cache).get_template("hello.html").render(name="Jutta") == "Goodbye Jutta"


def test_templates_of_one_name_in_two_folders_stay_apart(tmp_path: Path) -> None:
    cache = CompiledTemplates()
    for name in ("shop", "office"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "base.html").write_text(f"The {name}")
    shop, office = (_environment(tmp_path / name, cache) for name in ("shop", "office"))
    assert shop.get_template("base.html").render() == "The shop"
    assert office.get_template("base.html").render() == "The office"
    assert _environment(tmp_path / "shop", cache).get_template("base.html").render() == "The shop"
