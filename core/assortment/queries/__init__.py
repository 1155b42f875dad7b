"""Reading the range: imports and their problems, present prices, and everything as rows of a file."""

from core.assortment.queries.bulk import BulkView, RefusedProduct, get_bulk_change, refused_products
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
from core.assortment.queries.products import (
    FactRow,
    FileRow,
    ProductCard,
    ProductFilter,
    ProductPage,
    ProductRow,
    VariantRow,
    count_products,
    get_file,
    product_card,
    product_list,
)

__all__ = [
    "EXPORT_COLUMNS",
    "MOST_PROBLEMS_SHOWN",
    "BulkView",
    "FactRow",
    "FileRow",
    "ImportView",
    "ProblemRow",
    "ProductCard",
    "ProductFilter",
    "ProductPage",
    "ProductRow",
    "RefusedProduct",
    "VariantRow",
    "count_products",
    "export_rows",
    "find_resumable",
    "get_bulk_change",
    "get_file",
    "get_import",
    "import_problems",
    "latest_imports",
    "product_card",
    "product_list",
    "refused_products",
]
