"""Every table says whether it holds something about a person, and what becomes of that."""

from core.kernel.db import Base
from core.kernel.discovery import import_all
from core.privacy.rules import PARTS, Keep, Overwrite, Seal
from core.privacy.rules.parts import FOLLOWING, IMPERSONAL


def tables() -> set[str]:
    import_all("models")
    import_all("backends")
    import_all("providers")
    return {mapper.local_table.name for mapper in Base.registry.mappers}  # type: ignore[attr-defined]


def unsaid(found: set[str]) -> set[str]:
    """Tables of which nobody said whether they hold something about a person, and names of no table."""
    personal = {part.model.__tablename__ for part in PARTS}
    return found ^ (personal | IMPERSONAL | FOLLOWING)


def own(found: set[str]) -> set[str]:
    """Without the tables that other tests make up."""
    return {name for name in found if name in Base.metadata.tables and not name.startswith("proof")}


def test_every_table_says_whether_it_holds_something_about_a_person() -> None:
    assert unsaid(own(tables())) == set()
    assert not {part.model.__tablename__ for part in PARTS} & (IMPERSONAL | FOLLOWING)
    assert not IMPERSONAL & FOLLOWING


def test_a_table_that_nobody_named_is_found() -> None:
    assert unsaid(own(tables()) | {"diary"}) == {"diary"}


def test_parts_have_names_of_their_own_and_name_columns_that_are_there() -> None:
    names = [part.name for part in PARTS]
    missing = [
        f"{part.name}.{column}"
        for part in PARTS
        for column in (*part.told, *(part.ending.values if isinstance(part.ending, Overwrite | Seal) else ()))
        if column not in part.model.__table__.columns
    ]

    assert len(names) == len(set(names))
    assert missing == []
    assert all(part.ending.why for part in PARTS if isinstance(part.ending, Keep))
