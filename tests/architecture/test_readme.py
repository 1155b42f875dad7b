"""README says what is true: every setting, every folder, every path."""

import re
from collections.abc import Iterable
from pathlib import Path

from core.kernel.settings import Settings
from tests.architecture.source import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def named_settings(text: str) -> set[str]:
    """The variables that a text puts into its table."""
    rows = [line for line in text.splitlines() if line.startswith("| `KONTOR_")]
    return {name for row in rows for name in re.findall(r"`(KONTOR_\w+)`", row.split("|")[1])}


def test_the_table_of_settings_is_complete() -> None:
    assert named_settings(README) == {f"KONTOR_{name.upper()}" for name in Settings.model_fields}


def test_a_setting_that_is_missing_is_found() -> None:
    assert named_settings("| `KONTOR_A`, `KONTOR_B` | | |\ntext `KONTOR_C`") == {"KONTOR_A", "KONTOR_B"}


def broken_links(folder: Path) -> list[str]:
    """Links between documents that lead nowhere."""
    documents = [file for file in folder.rglob("*.md") if not {".venv", "node_modules"} & set(file.parts)]
    return [
        f"{file.relative_to(folder)} -> {target}"
        for file in sorted(documents)
        for target in re.findall(r"\]\((?!http)([^)#]+)(?:#[^)]*)?\)", file.read_text("utf-8"))
        if not (file.parent / target).exists()
    ]


def test_every_link_between_documents_leads_somewhere() -> None:
    assert broken_links(ROOT) == []


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("[b](b.md), [away](https://example.com/c.md), [c](c.md#part)")
    (tmp_path / "b.md").write_text("[a](a.md)")

    assert broken_links(tmp_path) == ["a.md -> c.md"]


TOP_LEVEL = {
    "storefront", "backoffice", "core", "migrations", "tests", "pyproject.toml", "README.md", "Makefile", "LICENSE",
    "requirements.lock", "requirements-dev.lock", "var", "kontor.egg-info",
}  # fmt: skip


def out_of_place(names: Iterable[str]) -> list[str]:
    """What does not belong to the top level."""
    return sorted(name for name in names if not name.startswith(".") and name not in TOP_LEVEL)


def test_nothing_else_stands_at_the_top_level() -> None:
    assert out_of_place(entry.name for entry in ROOT.iterdir()) == []
    assert out_of_place([".ci", "core", "notes.txt", "vendor"]) == ["notes.txt", "vendor"]
