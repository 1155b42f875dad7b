"""The lives of a copy of somebody's data and of an erasure."""

from enum import StrEnum

from core.kernel.states import StateMachine


class CopyState(StrEnum):
    """Where a copy of somebody's data is."""

    ASKED = "asked"
    WRITTEN = "written"
    REMOVED = "removed"


COPY_LIFE = StateMachine("data_copy", CopyState.ASKED, {
    CopyState.ASKED:   frozenset({CopyState.WRITTEN, CopyState.REMOVED}),
    CopyState.WRITTEN: frozenset({CopyState.REMOVED}),
    CopyState.REMOVED: frozenset(),
})  # fmt: skip


class ErasureState(StrEnum):
    """Where the wish to be forgotten stands."""

    WAITING = "waiting"
    WITHDRAWN = "withdrawn"
    DONE = "done"


ERASURE_LIFE = StateMachine("erasure", ErasureState.WAITING, {
    ErasureState.WAITING:   frozenset({ErasureState.WITHDRAWN, ErasureState.DONE}),
    ErasureState.WITHDRAWN: frozenset(),
    ErasureState.DONE:      frozenset(),
})  # fmt: skip
