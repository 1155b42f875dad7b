"""README says what is true: every setting, every folder, every path."""

import re

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


def test_every_link_between_documents_leads_somewhere() -> None:
    documents = [file for file in ROOT.rglob("*.md") if not {".venv", "node_modules"} & set(file.parts)]
    broken = [
        f"{file.relative_to(ROOT)} -> {target}"
        for file in documents
        for target in re.findall(r"\]\((?!http)([^)#]+)\)", file.read_text("utf-8"))
        if not (file.parent / target).exists()
    ]

    assert broken == []


def test_nothing_else_stands_at_the_top_level() -> None:
    allowed = {
        "storefront", "backoffice", "core", "migrations", "tests", "pyproject.toml", "README.md", "Makefile", "LICENSE",
        "requirements.lock", "requirements-dev.lock", "var", "kontor.egg-info",
    }  # fmt: skip

    assert {entry.name for entry in ROOT.iterdir() if not entry.name.startswith(".")} <= allowed
