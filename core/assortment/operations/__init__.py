"""Changing the range: imports, batch by batch."""

from core.assortment.operations.batches import SentRow, take_batch
from core.assortment.operations.bulk import BulkAnswer, change_prices_by_percent, change_products
from core.assortment.operations.imports import begin_import, fail_import, start_import

__all__ = [
    "BulkAnswer",
    "SentRow",
    "begin_import",
    "change_prices_by_percent",
    "change_products",
    "fail_import",
    "start_import",
    "take_batch",
]
