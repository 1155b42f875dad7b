"""Every state of every document has a tag that people can read."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pytest

from core.kernel.discovery import import_all
from core.kernel.states import MACHINES, StateMachine
from core.web.presentation import STATE_TAGS


def missing_tags(machines: Mapping[str, StateMachine[Any]], tags: set[tuple[str, str]]) -> list[tuple[str, str]]:
    wanted = {(name, state.value) for name, machine in machines.items() for state in machine.table}
    return sorted(wanted - tags)


def test_every_state_has_a_tag() -> None:
    import_all("states")

    assert missing_tags(MACHINES, set(STATE_TAGS)) == []


def test_no_tag_is_left_over() -> None:
    import_all("states")

    known = {(name, state.value) for name, machine in MACHINES.items() for state in machine.table}
    assert sorted(set(STATE_TAGS) - known) == []


class Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"


def test_a_state_without_a_tag_is_found() -> None:
    life = StateMachine("door", Door.OPEN, {Door.OPEN: frozenset({Door.SHUT}), Door.SHUT: frozenset()})
    del MACHINES["door"]

    assert missing_tags({"door": life}, {("door", "open")}) == [("door", "shut")]


@pytest.mark.parametrize(
    "table",
    [
        {Door.OPEN: frozenset({Door.SHUT})},
        {Door.OPEN: frozenset(), Door.SHUT: frozenset({Door.OPEN})},
    ],
)
def test_a_table_with_a_hole_or_an_unreachable_state_is_refused(table: dict[Door, frozenset[Door]]) -> None:
    with pytest.raises(ValueError, match="door"):
        StateMachine("door", Door.OPEN, table)
