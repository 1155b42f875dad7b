"""The tax decision: what the law sees in an article, who is exempt, the one-stop shop, exports, reasons on orders."""

from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from migrations.written_once import write_once

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

SUPPLIES = ("goods", "service", "on_site", "digital")


def upgrade() -> None:
    op.create_table(
        "export_country",
        sa.Column("code", sa.String(length=2), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_export_country")),
    )
    choice = op.create_table(
        "one_stop_choice",
        sa.Column("applies", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_stop_choice")),
        sa.UniqueConstraint("valid_from", name=op.f("uq_one_stop_choice_valid_from")),
    )
    op.create_table(
        "cross_border_sales",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("net_minor >= 0", name=op.f("ck_cross_border_sales_not_negative")),
        sa.PrimaryKeyConstraint("year", "country", name=op.f("pk_cross_border_sales")),
    )
    op.add_column("customer", sa.Column("tax_certificate", sa.String(length=80), nullable=False, server_default=""))
    op.add_column("customer", sa.Column("tax_certificate_until", sa.Date(), nullable=True))
    op.add_column("order", sa.Column("customer_vat_id", sa.String(length=20), nullable=False, server_default=""))
    op.add_column("order", sa.Column("tax_certificate", sa.String(length=80), nullable=False, server_default=""))
    op.add_column("order_line", sa.Column("tax_reason", sa.String(length=32), nullable=False, server_default=""))
    values = ", ".join(f"'{value}'" for value in SUPPLIES)
    check = f"CONSTRAINT ck_product_supply CHECK (supply IN ({values}))"
    op.execute(f"ALTER TABLE product ADD COLUMN supply VARCHAR(32) {check}")
    _keep_what_was_done(choice)
    write_once("one_stop_choice")


def downgrade() -> None:
    op.drop_column("product", "supply")
    op.drop_column("order_line", "tax_reason")
    op.drop_column("order", "tax_certificate")
    op.drop_column("order", "customer_vat_id")
    op.drop_column("customer", "tax_certificate_until")
    op.drop_column("customer", "tax_certificate")
    op.drop_table("cross_border_sales")
    op.drop_table("one_stop_choice")
    op.drop_table("export_country")


def _keep_what_was_done(choice: sa.Table) -> None:
    """Whoever sells already has taxed consumers in other EU countries there: that was the one-stop shop by choice."""
    some_order = sa.select(sa.literal(1)).select_from(sa.table("order")).limit(1)
    if op.get_bind().execute(some_order).first() is not None:
        began = datetime(2021, 7, 1, tzinfo=UTC)
        row = {"id": uuid4(), "applies": True, "valid_from": began.date(), "decided_at": began, "decided_by": "Kontor"}
        op.bulk_insert(choice, [row])
