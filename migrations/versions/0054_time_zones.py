"""Customers live by the days of a zone: offers end by it, and spending limits may hold for a week of it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

OURS = ZoneInfo("Europe/Berlin")


def upgrade() -> None:
    with op.batch_alter_table("customer") as table:
        table.add_column(sa.Column("time_zone", sa.String(40), server_default="", nullable=False))
    with op.batch_alter_table("quote_version") as table:
        table.add_column(sa.Column("time_zone", sa.String(40), server_default="", nullable=False))
        table.add_column(sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
        table.drop_index("ix_quote_version_expiry")
        table.create_index("ix_quote_version_expiry", ["state", "expires_at"])
    _end_offers()
    _allow(("day", "week", "month"))


def downgrade() -> None:
    for table_name in ("user", "account_request"):
        table = sa.table(table_name, sa.column("limit_window", sa.String()))
        op.execute(sa.update(table).where(table.c.limit_window == "week").values(limit_window="month"))
    _allow(("day", "month"))
    with op.batch_alter_table("quote_version") as table:
        table.drop_index("ix_quote_version_expiry")
        table.create_index("ix_quote_version_expiry", ["state", "valid_until"])
        table.drop_column("expires_at")
        table.drop_column("time_zone")
    with op.batch_alter_table("customer") as table:
        table.drop_column("time_zone")


def _allow(windows: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{window}'" for window in windows)
    for table_name in ("user", "account_request"):
        name = op.f(f"ck_{table_name}_limitwindow")
        with op.batch_alter_table(table_name) as table:
            table.drop_constraint(name, type_="check")
            table.create_check_constraint(name, f"limit_window IN ({listed})")


def _end_offers() -> None:
    """Offers that were sent end as they were said to: with the day of ours."""
    version = sa.table(
        "quote_version",
        sa.column("id", sa.Uuid()),
        sa.column("valid_until", sa.Date()),
        sa.column("offered_at", sa.DateTime(timezone=True)),
        sa.column("expires_at", sa.DateTime(timezone=True)),
    )
    bind = op.get_bind()
    days = bind.scalars(sa.select(version.c.valid_until).where(version.c.offered_at.is_not(None)).distinct()).all()
    for day in days:
        after = day + timedelta(days=1)
        ends_at = datetime(after.year, after.month, after.day, tzinfo=OURS).astimezone(UTC)
        sent = version.c.offered_at.is_not(None) & (version.c.valid_until == day)
        bind.execute(sa.update(version).where(sent).values(expires_at=ends_at))
