"""Price lists, delivery, tax rates."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "delivery_method",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_de", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("fee_gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("fee_net_minor", sa.BigInteger(), nullable=False),
        sa.Column("free_from_minor", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("fee_gross_minor >= 0", name=op.f("ck_delivery_method_fee_gross")),
        sa.CheckConstraint("fee_net_minor >= 0", name=op.f("ck_delivery_method_fee_net")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_method")),
        sa.UniqueConstraint("code", name=op.f("uq_delivery_method_code")),
    )
    op.create_table(
        "price_list",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "mode",
            sa.Enum("gross", "net", name="pricemode", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_list")),
        sa.UniqueConstraint("code", name=op.f("uq_price_list_code")),
    )
    op.create_table(
        "tax_rate",
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column(
            "tax_class",
            sa.Enum("standard", "reduced", name="taxclass", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("rate", sa.Numeric(precision=5, scale=4), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("rate >= 0 AND rate < 1", name=op.f("ck_tax_rate_rate")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_tax_rate_validity")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_rate")),
        sa.UniqueConstraint(
            "country", "tax_class", "valid_from", name=op.f("uq_tax_rate_country_tax_class_valid_from")
        ),
    )
    op.create_table(
        "price",
        sa.Column("price_list_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("min_quantity", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("recurring_minor", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_price_amount")),
        sa.CheckConstraint("min_quantity BETWEEN 1 AND 99999", name=op.f("ck_price_min_quantity")),
        sa.CheckConstraint("recurring_minor >= 0", name=op.f("ck_price_recurring")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_price_validity")),
        sa.ForeignKeyConstraint(["price_list_id"], ["price_list.id"], name=op.f("fk_price_price_list_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variant.id"], name=op.f("fk_price_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price")),
    )
    op.create_index("ix_price_lookup", "price", ["price_list_id", "variant_id", "valid_from"], unique=False)
    op.create_index(op.f("ix_price_variant_id"), "price", ["variant_id"], unique=False)
    op.create_index(
        "uq_price_open",
        "price",
        ["price_list_id", "variant_id", "min_quantity"],
        unique=True,
        postgresql_where=sa.text("valid_to IS NULL"),
        sqlite_where=sa.text("valid_to IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_price_open",
        table_name="price",
        postgresql_where=sa.text("valid_to IS NULL"),
        sqlite_where=sa.text("valid_to IS NULL"),
    )
    op.drop_index(op.f("ix_price_variant_id"), table_name="price")
    op.drop_index("ix_price_lookup", table_name="price")
    op.drop_table("price")
    op.drop_table("tax_rate")
    op.drop_table("price_list")
    op.drop_table("delivery_method")
