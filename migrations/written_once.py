"""Triggers for tables whose rows are written once: the database itself refuses to change or delete them."""

from alembic import op

REFUSAL = "is written once and cannot be changed"


def make_refusal() -> None:
    """PostgreSQL's triggers call a function; it is made once."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '% {REFUSAL}', TG_TABLE_NAME; END $$"
        )


def drop_refusal() -> None:
    """Take the function back."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")


def write_once(*tables: str) -> None:
    """Guard the tables."""
    for table in tables:
        for change in ("update", "delete"):
            op.execute(_trigger(table, change, op.get_bind().dialect.name))


def _trigger(table: str, change: str, dialect: str) -> str:
    head = f'CREATE TRIGGER {table}_is_append_only_{change} BEFORE {change.upper()} ON "{table}" FOR EACH ROW '
    if dialect == "postgresql":
        return head + "EXECUTE FUNCTION refuse_change()"
    return head + f"BEGIN SELECT RAISE(ABORT, '{table} {REFUSAL}'); END"
