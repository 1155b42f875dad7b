"""Attributes get definitions with a type and a unit; what products said so far becomes values of such."""

import re
from collections import Counter
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BEFORE = sa.table(
    "product_attribute",
    sa.column("product_id", sa.Uuid()),
    *(sa.column(name) for name in ("position", "name", "name_de", "value", "value_de", "unit")),
)
NAMES = sa.table(
    "attribute",
    sa.column("id", sa.Uuid()),
    sa.column("is_facet", sa.Boolean()),
    *(sa.column(name) for name in ("code", "name", "name_de", "type", "unit", "position")),
)
VALUE = sa.table(
    "product_attribute",
    sa.column("product_id", sa.Uuid()),
    sa.column("attribute_id", sa.Uuid()),
    sa.column("number", sa.Numeric(24, 6)),
    *(sa.column(name) for name in ("position", "value", "value_de")),
)


def upgrade() -> None:
    op.create_table(
        "attribute",
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_de", sa.String(length=120), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "text",
                "number",
                "bool",
                "choice",
                name="attributetype",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("is_facet", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attribute")),
        sa.UniqueConstraint("code", name=op.f("uq_attribute_code")),
    )
    op.create_table(
        "attribute_choice",
        sa.Column("attribute_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("value_de", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attribute_id"], ["attribute.id"], name=op.f("fk_attribute_choice_attribute_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("attribute_id", "value", name=op.f("pk_attribute_choice")),
    )
    rows = [dict(row._mapping) for row in op.get_bind().execute(sa.select(BEFORE).order_by("product_id", "position"))]
    op.drop_table("product_attribute")
    _create_values()
    _take_over(rows)


def downgrade() -> None:
    kept = (
        sa.select(VALUE.c.product_id, NAMES.c.name, NAMES.c.name_de, VALUE.c.value, VALUE.c.value_de, NAMES.c.unit)
        .join(NAMES, NAMES.c.id == VALUE.c.attribute_id)
        .order_by(VALUE.c.product_id, NAMES.c.position, VALUE.c.position)
    )
    rows = [dict(row._mapping) for row in op.get_bind().execute(kept)]
    op.drop_index("ix_product_attribute_number", table_name="product_attribute")
    op.drop_table("product_attribute")
    op.drop_table("attribute_choice")
    op.drop_table("attribute")
    op.create_table(
        "product_attribute",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_de", sa.String(length=80), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("value_de", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_product_attribute_product_id")),
        sa.PrimaryKeyConstraint("product_id", "position", name=op.f("pk_product_attribute")),
    )
    positions: Counter[UUID] = Counter()
    for row in rows:
        row["position"] = positions[row["product_id"]]
        positions[row["product_id"]] += 1
        row |= {"name": row["name"][:80], "name_de": row["name_de"][:80]}
        row |= {"value": row["value"][:200], "value_de": row["value_de"][:200]}
    op.bulk_insert(BEFORE, rows)


def _create_values() -> None:
    op.create_table(
        "product_attribute",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("attribute_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("value_de", sa.Text(), nullable=False),
        sa.Column("number", sa.Numeric(precision=24, scale=6), nullable=True),
        sa.ForeignKeyConstraint(["attribute_id"], ["attribute.id"], name=op.f("fk_product_attribute_attribute_id")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_product_attribute_product_id")),
        sa.PrimaryKeyConstraint("product_id", "attribute_id", name=op.f("pk_product_attribute")),
    )
    op.create_index("ix_product_attribute_number", "product_attribute", ["attribute_id", "number"], unique=False)


def _take_over(rows: list[dict[str, Any]]) -> None:
    """Each name with its unit becomes an attribute; a second value of the same name on a product is joined to it."""
    defined: dict[str, dict[str, Any]] = {}
    said: dict[tuple[UUID, UUID], dict[str, Any]] = {}
    for row in rows:
        number = _number(row["value"]) if row["unit"] else None
        attribute = _definition(row, is_number=number is not None)
        attribute = defined.setdefault(attribute["code"], attribute)
        value = {"product_id": row["product_id"], "attribute_id": attribute["id"], "number": number}
        value |= {key: row[key] for key in ("position", "value", "value_de")}
        kept = said.setdefault((row["product_id"], attribute["id"]), value)
        if kept is not value:
            kept |= {key: f"{kept[key]}, {value[key]}" for key in ("value", "value_de")} | {"number": None}
    op.bulk_insert(NAMES, list(defined.values()))
    op.bulk_insert(VALUE, list(said.values()))


def _definition(row: dict[str, Any], *, is_number: bool) -> dict[str, Any]:
    code = "-".join(re.findall(r"[a-z0-9]+", f"{row['name']} {row['unit']}".lower()))[:100] or "attribute"
    names = {key: row[key] for key in ("name", "name_de", "unit")}
    kind = "number" if is_number else "text"
    return {"id": uuid4(), "code": code, "type": kind, "is_facet": False, "position": 1000, **names}


def _number(text: str) -> Decimal | None:
    if not re.fullmatch(r"[+-]?[0-9]{1,15}(?:[.,][0-9]{1,6})?", text) or re.fullmatch(
        r"[+-]?[0-9]{1,3},[0-9]{3}", text
    ):
        return None
    return Decimal(text.replace(",", "."))
