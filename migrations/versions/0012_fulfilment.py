"""Shipments, visits, returns."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "native_task",
        sa.Column("handover_key", sa.String(length=80), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("part_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_native_task")),
        sa.UniqueConstraint("handover_key", name=op.f("uq_native_task_handover_key")),
        sa.UniqueConstraint("reference", name=op.f("uq_native_task_reference")),
    )
    op.create_table(
        "customer_return",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("announced", "received", name="returnstate", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_customer_return_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_return")),
        sa.UniqueConstraint("number", name=op.f("uq_customer_return_number")),
    )
    op.create_index(op.f("ix_customer_return_order_id"), "customer_return", ["order_id"], unique=False)
    op.create_table(
        "shipment",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("part_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "shipped", name="shipmentstate", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("carrier", sa.String(length=80), nullable=False),
        sa.Column("tracking", sa.String(length=120), nullable=False),
        sa.Column("shipped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_shipment_order_id")),
        sa.ForeignKeyConstraint(["part_id"], ["order_part.id"], name=op.f("fk_shipment_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipment")),
        sa.UniqueConstraint("number", name=op.f("uq_shipment_number")),
    )
    op.create_index(op.f("ix_shipment_order_id"), "shipment", ["order_id"], unique=False)
    op.create_index(op.f("ix_shipment_part_id"), "shipment", ["part_id"], unique=False)
    op.create_table(
        "customer_return_line",
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("order_line_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_customer_return_line_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_line.id"], name=op.f("fk_customer_return_line_order_line_id")
        ),
        sa.ForeignKeyConstraint(["return_id"], ["customer_return.id"], name=op.f("fk_customer_return_line_return_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_return_line")),
        sa.UniqueConstraint("return_id", "order_line_id", name="uq_customer_return_line_order_line"),
    )
    op.create_index(
        op.f("ix_customer_return_line_order_line_id"), "customer_return_line", ["order_line_id"], unique=False
    )
    op.create_table(
        "service_job",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("part_id", sa.Uuid(), nullable=False),
        sa.Column("order_line_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "to_schedule",
                "scheduled",
                "completed",
                "cancelled",
                name="servicejobstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("wished_on", sa.Date(), nullable=True),
        sa.Column("scheduled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("technician", sa.String(length=200), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state <> 'scheduled' OR scheduled_at IS NOT NULL", name=op.f("ck_service_job_scheduled_has_moment")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_service_job_quantity_positive")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_service_job_order_id")),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_line.id"], name=op.f("fk_service_job_order_line_id")),
        sa.ForeignKeyConstraint(["part_id"], ["order_part.id"], name=op.f("fk_service_job_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_job")),
        sa.UniqueConstraint("number", name=op.f("uq_service_job_number")),
        sa.UniqueConstraint("order_line_id", name=op.f("uq_service_job_order_line_id")),
    )
    op.create_index("ix_service_job_desk", "service_job", ["state", "scheduled_at", "id"], unique=False)
    op.create_index(op.f("ix_service_job_order_id"), "service_job", ["order_id"], unique=False)
    op.create_index(op.f("ix_service_job_part_id"), "service_job", ["part_id"], unique=False)
    op.create_table(
        "shipment_line",
        sa.Column("shipment_id", sa.Uuid(), nullable=False),
        sa.Column("order_line_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_shipment_line_quantity_positive")),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_line.id"], name=op.f("fk_shipment_line_order_line_id")),
        sa.ForeignKeyConstraint(["shipment_id"], ["shipment.id"], name=op.f("fk_shipment_line_shipment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipment_line")),
        sa.UniqueConstraint("shipment_id", "order_line_id", name="uq_shipment_line_order_line"),
    )
    op.create_index(op.f("ix_shipment_line_order_line_id"), "shipment_line", ["order_line_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_shipment_line_order_line_id"), table_name="shipment_line")
    op.drop_table("shipment_line")
    op.drop_index(op.f("ix_service_job_part_id"), table_name="service_job")
    op.drop_index(op.f("ix_service_job_order_id"), table_name="service_job")
    op.drop_index("ix_service_job_desk", table_name="service_job")
    op.drop_table("service_job")
    op.drop_index(op.f("ix_customer_return_line_order_line_id"), table_name="customer_return_line")
    op.drop_table("customer_return_line")
    op.drop_index(op.f("ix_shipment_part_id"), table_name="shipment")
    op.drop_index(op.f("ix_shipment_order_id"), table_name="shipment")
    op.drop_table("shipment")
    op.drop_index(op.f("ix_customer_return_order_id"), table_name="customer_return")
    op.drop_table("customer_return")
    op.drop_table("native_task")
