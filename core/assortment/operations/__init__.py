"""Changing the range: imports and changes of many products, batch by batch."""

from core.assortment.operations.batches import SentRow, take_batch
from core.assortment.operations.bulk import BulkAnswer, change_prices_by_percent, change_products
from core.assortment.operations.imports import begin_import, fail_import, start_import
from core.assortment.operations.matches import change_next_batch, confirm_bulk_change, propose_bulk_change

__all__ = [
    "BulkAnswer",
    "SentRow",
    "begin_import",
    "change_next_batch",
    "change_prices_by_percent",
    "change_products",
    "confirm_bulk_change",
    "fail_import",
    "propose_bulk_change",
    "start_import",
    "take_batch",
]
