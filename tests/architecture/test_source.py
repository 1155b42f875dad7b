"""Rules for the source text: size, money, time, states, sentences; and the tools that check the rest."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import PRODUCT, ROOT, Source, python_files

MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 60


def run(tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / tool), *arguments]
    return subprocess.run(command, cwd=ROOT, text=True, capture_output=True)


def test_ruff_finds_nothing() -> None:
    result = run("ruff", "check", ".")

    assert result.returncode == 0, result.stdout


def test_ruff_would_format_nothing() -> None:
    result = run("ruff", "format", "--check", ".")

    assert result.returncode == 0, result.stdout


def test_mypy_finds_nothing() -> None:
    result = run("mypy", *PRODUCT, "tests")

    assert result.returncode == 0, result.stdout


def test_ruff_would_find_and_format_what_is_wrong(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    branches = "".join(f"    if x == {number}:\n        return {number}\n" for number in range(30))
    bad.write_text(f"import os\nx = {{  'a':1 }}\n\ndef f(x):\n{branches}    return x\n")

    told = run("ruff", "check", "--config", "pyproject.toml", str(bad)).stdout

    assert {code for code in ("F401", "C901") if code in told} == {"F401", "C901"}
    assert run("ruff", "format", "--check", "--config", "pyproject.toml", str(bad)).returncode == 1


def test_mypy_would_find_a_wrong_type(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("def f(x):\n    return x\n")

    result = run("mypy", "--config-file", "pyproject.toml", "--cache-dir", str(tmp_path), str(bad))

    assert "Function is missing a type annotation" in result.stdout


def too_long(source: Source) -> list[str]:
    """The file, if it is longer than it may be, and each of its functions that is."""
    found = []
    if source.text.count("\n") > MOST_LINES_OF_A_FILE:
        found.append(f"{source.path}: {source.text.count(chr(10))} lines")
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MOST_LINES_OF_A_FUNCTION:
                found.append(f"{source.path}: {node.name} has {lines} lines")
    return found


def test_files_and_functions_keep_their_size() -> None:
    assert [line for source in python_files(*PRODUCT, "tests") for line in too_long(source)] == []


def test_a_file_and_a_function_that_are_too_long_are_found() -> None:
    body = "    x = 1\n" * 60

    assert too_long(Source(path="a.py", text=f"def f():\n{body}")) == ["a.py: f has 61 lines"]
    assert too_long(Source(path="a.py", text="x = 1\n" * 401)) == ["a.py: 401 lines"]


def forbidden(source: Source) -> Iterator[str]:
    """Ways of writing that the house does not allow, with the line they stand on."""
    for node in ast.walk(source.tree):
        for sentence in _faults(node, source.path):
            yield f"{source.path}:{getattr(node, 'lineno', 0)}: {sentence}"


def _faults(node: ast.AST, path: str) -> Iterator[str]:
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func)
        if name == "round" or (name == "float" and not path.startswith("core/web/")):
            yield f"{name}() near money"
        if name in {"datetime.now", "datetime.utcnow", "date.today", "time.time"} and path != "core/kernel/clock.py":
            yield "a second clock"
        if name in {"select", "session.query"} and path.startswith(("storefront/", "backoffice/")):
            yield "a query outside of queries"
        if name.endswith((".commit", ".rollback")) and "session" in name and path not in SESSION_ENDERS:
            yield "a transaction ended in the wrong place"
    targets = node.targets if isinstance(node, ast.Assign) else []
    for target in targets:
        written = [target, *getattr(target, "elts", [])]
        if any(isinstance(t, ast.Attribute) and t.attr == "state" for t in written) and path not in STATE_ASSIGNERS:
            yield "only move_to assigns state"


SESSION_ENDERS = {"core/kernel/db.py", "core/web/db.py", "core/web/access.py"}
STATE_ASSIGNERS = {"core/kernel/states.py", "core/kernel/jobs.py"}


def test_nothing_forbidden_is_written() -> None:
    assert [line for source in python_files(*PRODUCT) for line in forbidden(source)] == []


@pytest.mark.parametrize(
    ("path", "text", "sentence"),
    [
        ("core/orders/rules.py", "round(1.5)", "round() near money"),
        ("core/orders/rules.py", "float('1')", "float() near money"),
        ("core/orders/rules.py", "datetime.now(UTC)", "a second clock"),
        ("storefront/views/cart.py", "select(Cart)", "a query outside of queries"),
        ("core/orders/operations.py", "session.commit()", "a transaction ended in the wrong place"),
        ("core/orders/operations.py", "order.state = 1", "only move_to assigns state"),
        ("core/orders/operations.py", "a.state, b = 1, 2", "only move_to assigns state"),
    ],
)
def test_what_is_forbidden_is_found(path: str, text: str, sentence: str) -> None:
    assert list(forbidden(Source(path=path, text=text))) == [f"{path}:1: {sentence}"]


def silent(sources: list[Source]) -> list[str]:
    """Modules that do not begin with a line on what lives in them."""
    return [source.path for source in sources if not ast.get_docstring(source.tree)]


def test_every_module_says_what_lives_in_it() -> None:
    assert silent(python_files(*PRODUCT)) == []
    assert silent([Source(path="a.py", text="x = 1"), Source(path="b.py", text='"""What."""')]) == ["a.py"]
