"""The list of low stock as a file: one row per article, nothing in it that a spreadsheet would run."""

import csv
import io

from sqlalchemy.orm import Session

from core.inventory.queries import LowRow, low_stock
from core.kernel.delimited import harmless
from core.web.locale import current_locale
from core.web.locale import gettext as _


def low_stock_file(session: Session) -> str:
    """All articles that run short, by number."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(
        [
            _("Number"),
            _("Article"),
            _("Can be sold"),
            _("Ordered ahead"),
            _("Shipped in eight weeks"),
            _("Days until goods come"),
            _("Order now"),
        ]
    )
    after: str | None = None
    while True:
        page = low_stock(session, after=after, locale=current_locale(), size=500)
        writer.writerows(_cells(row) for row in page.rows)
        after = page.next_after
        if after is None:
            return text.getvalue()


def _cells(row: LowRow) -> list[str | int]:
    return [harmless(row.sku), harmless(row.name), row.left, row.waiting, row.shipped, row.lead_days, row.suggested]
