"""Invoices, deposits, open items."""

import sqlalchemy as sa
from alembic import op

from migrations.written_once import write_once

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "allocation",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "receipt",
                "deposit",
                "credit_balance",
                "invoice",
                "credit_note",
                "payout",
                name="moneyplace",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column(
            "target",
            sa.Enum(
                "receipt",
                "deposit",
                "credit_balance",
                "invoice",
                "credit_note",
                "payout",
                name="target",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_allocation_amount_positive")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_allocation_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
    )
    op.create_index("ix_allocation_order", "allocation", ["order_id"], unique=False)
    op.create_index("ix_allocation_source", "allocation", ["source_id"], unique=False)
    op.create_index("ix_allocation_target", "allocation", ["target_id"], unique=False)
    op.create_table(
        "credit_balance",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("business_unit_id", sa.Uuid(), nullable=False),
        sa.Column("balance_minor", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("balance_minor >= 0", name=op.f("ck_credit_balance_not_negative")),
        sa.ForeignKeyConstraint(
            ["business_unit_id"], ["business_unit.id"], name=op.f("fk_credit_balance_business_unit_id")
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_credit_balance_customer_id")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_credit_balance_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_balance")),
        sa.UniqueConstraint("order_id", "business_unit_id", name="uq_credit_balance_order"),
    )
    op.create_index(op.f("ix_credit_balance_customer_id"), "credit_balance", ["customer_id"], unique=False)
    op.create_table(
        "deposit",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("business_unit_id", sa.Uuid(), nullable=False),
        sa.Column("used_net_minor", sa.BigInteger(), nullable=False),
        sa.Column("used_tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("used_gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_country", sa.String(length=2), nullable=False),
        sa.Column("tax_rate", sa.Numeric(precision=5, scale=4), nullable=False),
        sa.Column("tax_category", sa.String(length=4), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("net_minor + tax_minor = gross_minor", name=op.f("ck_deposit_adds_up")),
        sa.CheckConstraint("used_gross_minor BETWEEN 0 AND gross_minor", name=op.f("ck_deposit_used_within")),
        sa.CheckConstraint("used_net_minor + used_tax_minor = used_gross_minor", name=op.f("ck_deposit_used_adds_up")),
        sa.ForeignKeyConstraint(["business_unit_id"], ["business_unit.id"], name=op.f("fk_deposit_business_unit_id")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_deposit_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deposit")),
        sa.UniqueConstraint(
            "order_id", "business_unit_id", "tax_country", "tax_rate", "tax_category", name="uq_deposit_group"
        ),
    )
    op.create_table(
        "payout",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("account_code", sa.String(length=8), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_payout_amount_positive")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_payout_customer_id")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_payout_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout")),
        sa.UniqueConstraint("key", name=op.f("uq_payout_key")),
    )
    op.create_index("ix_payout_order", "payout", ["order_id"], unique=False)
    op.create_table(
        "receipt",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("account_code", sa.String(length=8), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("reference", sa.String(length=140), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_receipt_amount_positive")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_receipt_customer_id")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_receipt_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("key", name=op.f("uq_receipt_key")),
        sa.UniqueConstraint("number", name=op.f("uq_receipt_number")),
    )
    op.create_index("ix_receipt_order", "receipt", ["order_id"], unique=False)
    op.create_table(
        "invoice",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("invoice", "credit_note", name="invoicekind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=True),
        sa.Column("business_unit_id", sa.Uuid(), nullable=False),
        sa.Column(
            "cause_type",
            sa.Enum(
                "shipment",
                "service_job",
                "contract",
                "customer_return",
                name="invoicecause",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("cause_id", sa.Uuid(), nullable=False),
        sa.Column("cause_detail", sa.String(length=40), nullable=False),
        sa.Column("original_id", sa.Uuid(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("supplied_from", sa.Date(), nullable=False),
        sa.Column("supplied_to", sa.Date(), nullable=False),
        sa.Column(
            "price_mode",
            sa.Enum("gross", "net", name="pricemode", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("prepaid_minor", sa.BigInteger(), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("billing_address_id", sa.Uuid(), nullable=False),
        sa.Column("delivery_address_id", sa.Uuid(), nullable=False),
        sa.Column("customer_vat_id", sa.String(length=20), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'credit_note') = (original_id IS NOT NULL)", name=op.f("ck_invoice_credit_note_has_original")
        ),
        sa.CheckConstraint("gross_minor >= 0", name=op.f("ck_invoice_not_negative")),
        sa.CheckConstraint("net_minor + tax_minor = gross_minor", name=op.f("ck_invoice_adds_up")),
        sa.CheckConstraint("prepaid_minor BETWEEN 0 AND gross_minor", name=op.f("ck_invoice_prepaid_within")),
        sa.CheckConstraint("supplied_to >= supplied_from", name=op.f("ck_invoice_supply_has_days")),
        sa.ForeignKeyConstraint(["billing_address_id"], ["address.id"], name=op.f("fk_invoice_billing_address_id")),
        sa.ForeignKeyConstraint(["business_unit_id"], ["business_unit.id"], name=op.f("fk_invoice_business_unit_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_invoice_contract_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_invoice_customer_id")),
        sa.ForeignKeyConstraint(["delivery_address_id"], ["address.id"], name=op.f("fk_invoice_delivery_address_id")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_invoice_order_id")),
        sa.ForeignKeyConstraint(["original_id"], ["invoice.id"], name=op.f("fk_invoice_original_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("cause_type", "cause_id", "cause_detail", name="uq_invoice_cause"),
        sa.UniqueConstraint("number", name=op.f("uq_invoice_number")),
    )
    op.create_index("ix_invoice_customer", "invoice", ["customer_id", "id"], unique=False)
    op.create_index("ix_invoice_order", "invoice", ["order_id", "id"], unique=False)
    op.create_index(op.f("ix_invoice_original_id"), "invoice", ["original_id"], unique=False)
    op.create_table(
        "invoice_file",
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("pdf", name="filekind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_file_invoice_id")),
        sa.PrimaryKeyConstraint("invoice_id", "kind", name=op.f("pk_invoice_file")),
    )
    op.create_table(
        "invoice_line",
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("order_line_id", sa.Uuid(), nullable=True),
        sa.Column("contract_id", sa.Uuid(), nullable=True),
        sa.Column("original_line_id", sa.Uuid(), nullable=True),
        sa.Column("sku", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_country", sa.String(length=2), nullable=False),
        sa.Column("tax_rate", sa.Numeric(precision=5, scale=4), nullable=False),
        sa.Column("tax_category", sa.String(length=4), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("net_minor + tax_minor = gross_minor", name=op.f("ck_invoice_line_adds_up")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_invoice_line_quantity_positive")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_invoice_line_contract_id")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_line_invoice_id")),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_line.id"], name=op.f("fk_invoice_line_order_line_id")),
        sa.ForeignKeyConstraint(
            ["original_line_id"], ["invoice_line.id"], name=op.f("fk_invoice_line_original_line_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_line")),
        sa.UniqueConstraint("invoice_id", "position", name="uq_invoice_line_position"),
    )
    op.create_index(op.f("ix_invoice_line_order_line_id"), "invoice_line", ["order_line_id"], unique=False)
    op.create_index(op.f("ix_invoice_line_original_line_id"), "invoice_line", ["original_line_id"], unique=False)
    op.create_table(
        "invoice_tax",
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("tax_country", sa.String(length=2), nullable=False),
        sa.Column("tax_rate", sa.Numeric(precision=5, scale=4), nullable=False),
        sa.Column("tax_category", sa.String(length=4), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("net_minor + tax_minor = gross_minor", name=op.f("ck_invoice_tax_adds_up")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_tax_invoice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_tax")),
        sa.UniqueConstraint("invoice_id", "position", name="uq_invoice_tax_position"),
    )
    op.create_table(
        "open_item",
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("business_unit_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("open_minor", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "settled", name="openitemstate", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(state = 'settled') = (open_minor = 0)", name=op.f("ck_open_item_settled_is_zero")),
        sa.ForeignKeyConstraint(["business_unit_id"], ["business_unit.id"], name=op.f("fk_open_item_business_unit_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_open_item_customer_id")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_open_item_invoice_id")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_open_item_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_item")),
        sa.UniqueConstraint("invoice_id", name=op.f("uq_open_item_invoice_id")),
    )
    op.create_index("ix_open_item_customer", "open_item", ["customer_id", "state"], unique=False)
    op.create_index("ix_open_item_due", "open_item", ["state", "due_on", "id"], unique=False)
    op.create_index("ix_open_item_order", "open_item", ["order_id", "state"], unique=False)

    write_once("allocation", "invoice", "invoice_file", "invoice_line", "invoice_tax", "payout", "receipt")


def downgrade() -> None:
    op.drop_index("ix_open_item_order", table_name="open_item")
    op.drop_index("ix_open_item_due", table_name="open_item")
    op.drop_index("ix_open_item_customer", table_name="open_item")
    op.drop_table("open_item")
    op.drop_table("invoice_tax")
    op.drop_index(op.f("ix_invoice_line_original_line_id"), table_name="invoice_line")
    op.drop_index(op.f("ix_invoice_line_order_line_id"), table_name="invoice_line")
    op.drop_table("invoice_line")
    op.drop_table("invoice_file")
    op.drop_index(op.f("ix_invoice_original_id"), table_name="invoice")
    op.drop_index("ix_invoice_order", table_name="invoice")
    op.drop_index("ix_invoice_customer", table_name="invoice")
    op.drop_table("invoice")
    op.drop_index("ix_receipt_order", table_name="receipt")
    op.drop_table("receipt")
    op.drop_index("ix_payout_order", table_name="payout")
    op.drop_table("payout")
    op.drop_table("deposit")
    op.drop_index(op.f("ix_credit_balance_customer_id"), table_name="credit_balance")
    op.drop_table("credit_balance")
    op.drop_index("ix_allocation_target", table_name="allocation")
    op.drop_index("ix_allocation_source", table_name="allocation")
    op.drop_index("ix_allocation_order", table_name="allocation")
    op.drop_table("allocation")
