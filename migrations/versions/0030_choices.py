"""Bundles with choices: groups, options among the components, rules; what was chosen on the line of a cart."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

TWICE = "uq_bundle_component_bundle_variant_id_variant_id"
LINE = "uq_cart_line_variant"


def upgrade() -> None:
    op.create_table(
        "bundle_group",
        sa.Column("bundle_variant_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_de", sa.String(length=120), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("least BETWEEN 0 AND most AND most BETWEEN 1 AND 99", name=op.f("ck_bundle_group_picks")),
        sa.ForeignKeyConstraint(["bundle_variant_id"], ["variant.id"], name=op.f("fk_bundle_group_bundle_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bundle_group")),
    )
    op.create_index("uq_bundle_group_code", "bundle_group", ["bundle_variant_id", "code"], unique=True)

    op.create_table(
        "bundle_rule",
        sa.Column("bundle_variant_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "requires",
                "excludes",
                "at_most",
                name="choicerulekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("option", sa.String(length=40), nullable=False),
        sa.Column("other", sa.String(length=40), nullable=False),
        sa.Column("factor", sa.Integer(), nullable=False),
        sa.CheckConstraint("factor BETWEEN 1 AND 99", name=op.f("ck_bundle_rule_factor")),
        sa.ForeignKeyConstraint(["bundle_variant_id"], ["variant.id"], name=op.f("fk_bundle_rule_bundle_variant_id")),
        sa.PrimaryKeyConstraint("bundle_variant_id", "position", name=op.f("pk_bundle_rule")),
    )

    pricing = sa.Enum("difference", "own", name="optionpricing", native_enum=False, create_constraint=True, length=32)
    with op.batch_alter_table("bundle_component") as table:
        table.drop_constraint(TWICE, type_="unique")
        table.add_column(sa.Column("group_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("code", sa.String(length=40), nullable=False, server_default=""))
        table.add_column(sa.Column("most", sa.Integer(), nullable=False, server_default="1"))
        table.add_column(sa.Column("preset", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("is_recommended", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("pricing", pricing, nullable=False, server_default="difference"))
        table.add_column(sa.Column("extra_gross_minor", sa.BigInteger(), nullable=False, server_default="0"))
        table.add_column(sa.Column("extra_net_minor", sa.BigInteger(), nullable=False, server_default="0"))
        table.create_foreign_key(op.f("fk_bundle_component_group_id"), "bundle_group", ["group_id"], ["id"])
        table.create_check_constraint(
            op.f("ck_bundle_component_most"), "preset BETWEEN 0 AND most AND most BETWEEN 1 AND 99"
        )
        table.create_check_constraint(op.f("ck_bundle_component_option"), "(group_id IS NULL) = (code = '')")
    op.create_index(op.f("ix_bundle_component_group_id"), "bundle_component", ["group_id"], unique=False)
    op.create_index(
        "uq_bundle_component_code",
        "bundle_component",
        ["bundle_variant_id", "code"],
        unique=True,
        sqlite_where=sa.text("code <> ''"),
        postgresql_where=sa.text("code <> ''"),
    )

    with op.batch_alter_table("cart_line") as table:
        table.drop_constraint(LINE, type_="unique")
        table.add_column(sa.Column("selection", sa.String(length=1500), nullable=False, server_default=""))
        table.create_unique_constraint(LINE, ["cart_id", "variant_id", "selection"])


def downgrade() -> None:
    op.execute("DELETE FROM cart_line WHERE selection <> ''")
    with op.batch_alter_table("cart_line") as table:
        table.drop_constraint(LINE, type_="unique")
        table.drop_column("selection")
        table.create_unique_constraint(LINE, ["cart_id", "variant_id"])

    op.drop_index("uq_bundle_component_code", table_name="bundle_component")
    op.drop_index(op.f("ix_bundle_component_group_id"), table_name="bundle_component")
    op.execute("DELETE FROM bundle_component WHERE group_id IS NOT NULL")
    with op.batch_alter_table("bundle_component") as table:
        table.drop_constraint(op.f("ck_bundle_component_optionpricing"), type_="check")
        table.drop_constraint(op.f("ck_bundle_component_option"), type_="check")
        table.drop_constraint(op.f("ck_bundle_component_most"), type_="check")
        table.drop_constraint(op.f("fk_bundle_component_group_id"), type_="foreignkey")
        for name in ("extra_net_minor", "extra_gross_minor", "pricing", "is_recommended", "preset", "most", "code"):
            table.drop_column(name)
        table.drop_column("group_id")
        table.create_unique_constraint(TWICE, ["bundle_variant_id", "variant_id"])

    op.drop_table("bundle_rule")
    op.drop_index("uq_bundle_group_code", table_name="bundle_group")
    op.drop_table("bundle_group")
