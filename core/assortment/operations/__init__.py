"""Changing the range: imports, batch by batch."""

from core.assortment.operations.batches import SentRow, take_batch
from core.assortment.operations.imports import begin_import, fail_import, start_import

__all__ = ["SentRow", "begin_import", "fail_import", "start_import", "take_batch"]
