"""Other values for a column that holds one of a list: its CHECK is written anew, the rows stay where they are."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


def allow_values(table: str, column: str, constraint: str, values: Sequence[str]) -> None:
    """Let a column hold exactly these values. `constraint` is the name of its CHECK without table and prefix.

    SQLite cannot alter a constraint; what its manual advises for a CHECK is to correct the text of the table. A copy
    of the table would lose its triggers, and the rows that point to it.
    """
    name = f"ck_{table}_{constraint}"
    listed = ", ".join(f"'{value}'" for value in values)
    condition = f"{column} IN ({listed})"
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f(name), table, type_="check")
        op.create_check_constraint(op.f(name), table, sa.text(condition))
    else:
        _correct_text(table, name, condition)


def _correct_text(table: str, name: str, condition: str) -> None:
    connection = op.get_bind()
    found = connection.scalar(sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :t"), {"t": table})
    head, mark, rest = str(found).partition(f"CONSTRAINT {name} CHECK (")
    if not mark:
        raise LookupError(f"The table {table} has no constraint {name}.")
    corrected = f"{head}{mark}{condition}{rest[_end_of_condition(rest) :]}"
    version = int(connection.scalar(sa.text("PRAGMA schema_version")) or 0)
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    change = sa.text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :t")
    connection.execute(change, {"sql": corrected, "t": table})
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")


def _end_of_condition(text: str) -> int:
    """Where the bracket closes that was opened just before; values of ours hold no brackets."""
    depth = 1
    for position, letter in enumerate(text):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth == 0:
            return position
    raise LookupError("The condition has no end.")
