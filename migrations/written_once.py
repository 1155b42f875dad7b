"""Triggers for tables whose rows are written once: the database itself refuses to change or delete them."""

from alembic import op

REFUSAL = "is written once and cannot be changed"
_REFUSE_UNLESS_ERASING = """
CREATE FUNCTION refuse_unless_erasing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM erasing) THEN
    RAISE EXCEPTION '% is written once and cannot be changed', TG_TABLE_NAME;
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$
"""


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


def make_erasable_refusal() -> None:
    """As `make_refusal`, for tables that name people: not in the transaction that forgets one (see `erasing`)."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_REFUSE_UNLESS_ERASING)


def drop_erasable_refusal() -> None:
    """Take that function back."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_unless_erasing()")


def guard_no_more(*tables: str) -> None:
    """Take the triggers of tables back."""
    of = {"postgresql": ' ON "{table}"'}.get(op.get_bind().dialect.name, "")
    for table in tables:
        for change in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_is_append_only_{change}" + of.format(table=table))


def write_once_but_erase(*tables: str) -> None:
    """Guard tables, except against the erasure of a person."""
    for table in tables:
        for change in ("update", "delete"):
            op.execute(_trigger(table, change, op.get_bind().dialect.name, is_erasable=True))


def _trigger(table: str, change: str, dialect: str, *, is_erasable: bool = False) -> str:
    head = f'CREATE TRIGGER {table}_is_append_only_{change} BEFORE {change.upper()} ON "{table}" FOR EACH ROW '
    if dialect == "postgresql":
        return head + f"EXECUTE FUNCTION {'refuse_unless_erasing' if is_erasable else 'refuse_change'}()"
    condition = "WHEN NOT EXISTS (SELECT 1 FROM erasing) " if is_erasable else ""
    return head + condition + f"BEGIN SELECT RAISE(ABORT, '{table} {REFUSAL}'); END"
