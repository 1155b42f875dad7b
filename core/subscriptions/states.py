"""The life of a contract."""

from enum import StrEnum

from core.kernel.states import StateMachine


class ContractState(StrEnum):
    """Where a contract stands."""

    PENDING = "pending"
    ACTIVE = "active"
    ENDED = "ended"
    CANCELLED = "cancelled"


CONTRACT_LIFE = StateMachine("contract", ContractState.PENDING, {
    ContractState.PENDING:   frozenset({ContractState.ACTIVE, ContractState.CANCELLED}),
    ContractState.ACTIVE:    frozenset({ContractState.ENDED}),
    ContractState.ENDED:     frozenset(),
    ContractState.CANCELLED: frozenset(),
})  # fmt: skip
