"""Counting warehouses."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

LIVE = "state IN ('counting', 'posting')"
REASONS = ("received", "shipped", "returned", "counted", "transferred", "corrected", "written_off", "imported")
STATES = ("counting", "posting", "posted", "cancelled")


def words(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "stocktake",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("warehouse_id", sa.Uuid(), nullable=False),
        sa.Column("reason", words(*REASONS, name="movementreason"), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("state", words(*STATES, name="stocktakestate"), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("reason IN ('counted', 'imported')", name=op.f("ck_stocktake_reason")),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouse.id"], name=op.f("fk_stocktake_warehouse_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stocktake")),
        sa.UniqueConstraint("number", name=op.f("uq_stocktake_number")),
    )
    op.create_index(
        "uq_stocktake_live",
        "stocktake",
        ["warehouse_id"],
        unique=True,
        postgresql_where=sa.text(LIVE),
        sqlite_where=sa.text(LIVE),
    )
    op.create_table(
        "stocktake_line",
        sa.Column("stocktake_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counted_by", sa.String(length=200), nullable=False),
        sa.Column("is_booked", sa.Boolean(), nullable=False),
        sa.Column("is_held_back", sa.Boolean(), nullable=False),
        sa.CheckConstraint("counted >= 0", name=op.f("ck_stocktake_line_counted")),
        sa.ForeignKeyConstraint(["stocktake_id"], ["stocktake.id"], name=op.f("fk_stocktake_line_stocktake_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variant.id"], name=op.f("fk_stocktake_line_variant_id")),
        sa.PrimaryKeyConstraint("stocktake_id", "variant_id", name=op.f("pk_stocktake_line")),
    )


def downgrade() -> None:
    op.drop_table("stocktake_line")
    op.drop_table("stocktake")
