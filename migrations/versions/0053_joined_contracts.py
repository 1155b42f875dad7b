"""Contracts whose billing days or interval change, that end on one day, and what is added beside them."""

import sqlalchemy as sa
from alembic import op

from migrations.written_once import guard_no_more, write_once

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

CHANGED = ("business_unit_id", "tax_rate", "tax_category", "interval_months")


def upgrade() -> None:
    op.create_table(
        "contract_addition",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("bound_until", sa.Date(), nullable=True),
        sa.Column("term_months", sa.Integer(), nullable=False),
        sa.Column("notice_months", sa.Integer(), nullable=False),
        sa.Column("cause_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_contract_addition_contract_id")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_contract_addition_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_addition")),
        sa.UniqueConstraint("cause_id", name="uq_contract_addition_cause"),
        sa.UniqueConstraint("order_id", name=op.f("uq_contract_addition_order_id")),
    )
    op.create_index(op.f("ix_contract_addition_contract_id"), "contract_addition", ["contract_id"])
    with op.batch_alter_table("contract") as batch:
        batch.add_column(sa.Column("stretches", sa.Text(), server_default="", nullable=False))
    with op.batch_alter_table("quote_version") as batch:
        batch.add_column(sa.Column("coterm_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("bound_until", sa.Date(), nullable=True))
        batch.add_column(sa.Column("preview", sa.Text(), server_default="", nullable=False))
        batch.create_foreign_key(op.f("fk_quote_version_coterm_id"), "contract", ["coterm_id"], ["id"])
    _describe_changes()
    write_once("contract_addition")


def _describe_changes() -> None:
    """Until now no change was about the interval; the taxes and the unit of a contract stayed as they began."""
    guard_no_more("contract_change")
    with op.batch_alter_table("contract_change") as batch:
        batch.add_column(sa.Column("business_unit_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("tax_rate", sa.Numeric(precision=5, scale=4), nullable=True))
        batch.add_column(sa.Column("tax_category", sa.String(length=4), nullable=True))
        batch.add_column(sa.Column("interval_months", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_contract_change_business_unit_id"), "business_unit", ["business_unit_id"], ["id"]
        )
    for name in CHANGED:
        found = f"SELECT {name} FROM contract WHERE contract.id = contract_change.contract_id"  # noqa: S608  our own names
        op.execute(f"UPDATE contract_change SET {name} = ({found})")  # noqa: S608
    with op.batch_alter_table("contract_change") as batch:
        batch.alter_column("business_unit_id", existing_type=sa.Uuid(), nullable=False)
        batch.alter_column("tax_rate", existing_type=sa.Numeric(precision=5, scale=4), nullable=False)
        batch.alter_column("tax_category", existing_type=sa.String(length=4), nullable=False)
        batch.alter_column("interval_months", existing_type=sa.Integer(), nullable=False)
    write_once("contract_change")


def downgrade() -> None:
    guard_no_more("contract_change")
    with op.batch_alter_table("contract_change") as batch:
        batch.drop_constraint(op.f("fk_contract_change_business_unit_id"), type_="foreignkey")
        for name in CHANGED:
            batch.drop_column(name)
    write_once("contract_change")
    with op.batch_alter_table("quote_version") as batch:
        batch.drop_constraint(op.f("fk_quote_version_coterm_id"), type_="foreignkey")
        batch.drop_column("preview")
        batch.drop_column("bound_until")
        batch.drop_column("coterm_id")
    with op.batch_alter_table("contract") as batch:
        batch.drop_column("stretches")
    op.drop_table("contract_addition")
