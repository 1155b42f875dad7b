"""Reading the range: imports and their problems, present prices, and everything as rows of a file."""

from core.assortment.queries.export import EXPORT_COLUMNS, export_rows
from core.assortment.queries.imports import (
    MOST_PROBLEMS_SHOWN,
    ImportView,
    ProblemRow,
    find_resumable,
    get_import,
    import_problems,
    latest_imports,
)

__all__ = [
    "EXPORT_COLUMNS",
    "MOST_PROBLEMS_SHOWN",
    "ImportView",
    "ProblemRow",
    "export_rows",
    "find_resumable",
    "get_import",
    "import_problems",
    "latest_imports",
]
