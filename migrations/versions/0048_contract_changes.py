"""Changes of running contracts, and the quotes by which they are agreed."""

import sqlalchemy as sa
from alembic import op

from migrations.written_once import write_once

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contract_change",
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("bound_until", sa.Date(), nullable=True),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("term_months", sa.Integer(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cause_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("net_minor + tax_minor = gross_minor", name=op.f("ck_contract_change_adds_up")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_contract_change_quantity_positive")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_contract_change_contract_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variant.id"], name=op.f("fk_contract_change_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_change")),
        sa.UniqueConstraint("cause_id", name="uq_contract_change_cause"),
        sa.UniqueConstraint("contract_id", "version", name="uq_contract_change_version"),
    )
    with op.batch_alter_table("contract") as batch:
        batch.add_column(sa.Column("bound_until", sa.Date(), nullable=True))
        batch.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))

    with op.batch_alter_table("quote") as batch:
        batch.add_column(sa.Column("contract_id", sa.Uuid(), nullable=True))
        batch.create_index(op.f("ix_quote_contract_id"), ["contract_id"], unique=False)
        batch.create_foreign_key(op.f("fk_quote_contract_id"), "contract", ["contract_id"], ["id"])

    with op.batch_alter_table("quote_version") as batch:
        batch.add_column(sa.Column("contract_version", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("effective_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("term_months", sa.Integer(), nullable=True))

    write_once("contract_change")


def downgrade() -> None:
    with op.batch_alter_table("quote_version") as batch:
        batch.drop_column("term_months")
        batch.drop_column("effective_on")
        batch.drop_column("contract_version")

    with op.batch_alter_table("quote") as batch:
        batch.drop_constraint(op.f("fk_quote_contract_id"), type_="foreignkey")
        batch.drop_index(op.f("ix_quote_contract_id"))
        batch.drop_column("contract_id")

    with op.batch_alter_table("contract") as batch:
        batch.drop_column("version")
        batch.drop_column("bound_until")

    op.drop_table("contract_change")
