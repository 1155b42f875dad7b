"""Real baskets through the real operations: bought, shipped, invoiced, paid, returned; and everything agrees."""

from pathlib import Path

import pytest
from sqlalchemy import select

from core import flows
from core.billing.models import Invoice
from core.billing.states import InvoiceKind
from core.demo.reconcile import reconcile
from core.demo.replay import replay
from core.kernel import db

pytestmark = pytest.mark.usefixtures("database")
ROWS = """order_id,customer_id,product_id,ts,qty,price
7001,C1,cup,2026-03-02 08:26:00,6.0,2.55
7001,C1,mug,2026-03-02 08:26:00,12.0,3.3900000000000001
7002,,cup,2026-03-03 09:00:00,1.0,2.95
7003,C1,cup,2026-03-20 10:00:00,-2.0,2.55
7004,C1,mug,2026-03-21 10:00:00,-20.0,3.39
7005,C1,mug,2026-03-22 11:00:00,1.0,3.495
7006,C2,mug,2026-03-23 11:00:00,half,3.50
"""


def test_baskets_and_returns_are_replayed_and_agree_to_the_cent(tmp_path: Path) -> None:
    flows.install()
    file = tmp_path / "baskets.csv"
    file.write_text(ROWS)
    seen: list[int] = []

    report = replay(file, limit=10, progress=seen.append)

    assert (report.orders, report.lines, report.pieces, report.payments) == (3, 4, 20, 3)
    assert (report.returns, report.returned_pieces) == (2, 14)
    assert report.without_purchase == ["7004: 8 x mug"]
    assert report.unreadable == ["line 8: InvalidOperation"]
    assert seen == [1, 2, 3, 4, 5]
    with db.reading() as session:
        assert [check for check in reconcile(session) if not check.agrees] == []
        credited = session.scalars(select(Invoice.net_minor).where(Invoice.kind == InvoiceKind.CREDIT_NOTE))
        assert sorted(credited) == [2 * 255, 12 * 339]


def test_one_cent_that_differs_is_found(tmp_path: Path) -> None:
    flows.install()
    file = tmp_path / "baskets.csv"
    file.write_text(ROWS)
    replay(file, limit=2, progress=lambda _: None)

    with db.engine().begin() as connection:
        connection.exec_driver_sql("UPDATE payment SET amount_minor = amount_minor + 1")

    with db.reading() as session:
        wrong = [check.name for check in reconcile(session) if not check.agrees]
        assert wrong == ["orders = payments asked for"]
