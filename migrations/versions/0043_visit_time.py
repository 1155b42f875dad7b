"""How much time there is for visits, and what of it is taken."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "service_hours",
        sa.Column("business_unit_id", sa.Uuid(), nullable=False),
        sa.Column("weekday", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_service_hours_minutes")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_service_hours_weekday")),
        sa.ForeignKeyConstraint(
            ["business_unit_id"], ["business_unit.id"], name=op.f("fk_service_hours_business_unit_id")
        ),
        sa.PrimaryKeyConstraint("business_unit_id", "weekday", name=op.f("pk_service_hours")),
    )
    op.create_table(
        "service_day",
        sa.Column("business_unit_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("booked", sa.Integer(), nullable=False),
        sa.CheckConstraint("booked >= 0", name=op.f("ck_service_day_booked")),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_service_day_minutes")),
        sa.ForeignKeyConstraint(
            ["business_unit_id"], ["business_unit.id"], name=op.f("fk_service_day_business_unit_id")
        ),
        sa.PrimaryKeyConstraint("business_unit_id", "day", name=op.f("pk_service_day")),
    )
    op.create_table(
        "time_booking",
        sa.Column("order_line_id", sa.Uuid(), nullable=False),
        sa.Column("business_unit_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("minutes_each", sa.Integer(), nullable=False),
        sa.CheckConstraint("pieces > 0 AND minutes_each > 0", name=op.f("ck_time_booking_positive")),
        sa.ForeignKeyConstraint(
            ["business_unit_id"], ["business_unit.id"], name=op.f("fk_time_booking_business_unit_id")
        ),
        sa.PrimaryKeyConstraint("order_line_id", name=op.f("pk_time_booking")),
    )
    op.create_index("ix_time_booking_day", "time_booking", ["business_unit_id", "day"], unique=False)


def downgrade() -> None:
    op.drop_table("time_booking")
    op.drop_table("service_day")
    op.drop_table("service_hours")
