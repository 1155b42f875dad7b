"""Every row of the database, to see that nothing has changed."""

from sqlalchemy import select

from core.kernel.db import Base, reading

LOGS = {"attempt_count", "code_attempts", "user_session", "search_day", "search_click", "freshness_mark"}
"""What looking and trying may write."""


def everything() -> dict[str, list[str]]:
    """Every row of every table that no log fills."""
    with reading() as session:
        return {
            table.name: sorted(str(row) for row in session.execute(select(table)))
            for table in Base.metadata.sorted_tables
            if table.name not in LOGS
        }


def changed(before: dict[str, list[str]]) -> list[str]:
    """The tables in which something is different."""
    return [name for name, rows in everything().items() if rows != before[name]]
