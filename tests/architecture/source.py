"""The product's own source files, parsed once, for the checks beside this file."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ("core", "storefront", "backoffice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One Python file: its path from the root, its text, its syntax tree."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        """The file as Python reads it."""
        return _parse(self.text)


@cache
def _parse(text: str) -> ast.Module:
    return ast.parse(text)


def python_files(*folders: str) -> list[Source]:
    """Every Python file below the folders, in order of their paths."""
    found = sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py"))
    return [Source(path=file.relative_to(ROOT).as_posix(), text=file.read_text("utf-8")) for file in found]


def template_files() -> list[Path]:
    """Every HTML template of the product."""
    return sorted(file for folder in PRODUCT for file in (ROOT / folder).rglob("templates/**/*.html"))
