"""Every table of the catalogue, its prices and its stock says whether pages that are kept show it."""

from core.flows.shown import EVERYWHERE, HERE, NOT_SHOWN
from core.kernel.db import Base
from core.kernel.discovery import import_all

CAPABILITIES = ("core.catalog.", "core.pricing.", "core.inventory.")


def tables() -> set[str]:
    import_all("models")
    mapped = Base.registry.mappers
    return {mapper.local_table.name for mapper in mapped if mapper.class_.__module__.startswith(CAPABILITIES)}  # type: ignore[attr-defined]


def unsaid(found: set[str]) -> set[str]:
    """Tables of which nobody said whether pages show them, and names of no table."""
    return found ^ (EVERYWHERE | HERE | NOT_SHOWN)


def test_every_table_is_shown_or_not_and_only_one_of_both() -> None:
    assert unsaid(tables()) == set()
    assert not EVERYWHERE & HERE
    assert not (EVERYWHERE | HERE) & NOT_SHOWN


def test_a_table_that_nobody_named_is_found() -> None:
    assert unsaid(tables() | {"shelf_label"}) == {"shelf_label"}
