"""What every condition and every action keeps: one file each; the registry finds it and the office offers it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar, Self

from core.pricing.rules.promotions.fields import Field, read_fields, written
from core.pricing.rules.promotions.values import Candidate, Sentence, Situation


class Rule(ABC):
    """A condition or action with its values. Subclasses are frozen dataclasses whose fields are those of FIELDS."""

    KIND: ClassVar[str]
    LABEL: ClassVar[str]
    FIELDS: ClassVar[tuple[Field, ...]] = ()

    @classmethod
    def read(cls, params: object) -> Self:
        """The rule from what was typed or kept. Raises TypeError for no mapping, InvalidInput on `<kind>-<field>`."""
        if not isinstance(params, Mapping):
            raise TypeError("The values of a rule are a mapping.")
        return cls(**read_fields(cls.KIND, cls.FIELDS, params))

    def params(self) -> dict[str, object]:
        """The values as they are kept; `read` takes them back."""
        return {field.name: written(getattr(self, field.name)) for field in self.FIELDS}

    @abstractmethod
    def sentence(self) -> Sentence:
        """The rule in plain words, for customers too."""


class Condition(Rule):
    """When a promotion holds. It may also narrow the lines that the promotion is about."""

    def selects(self, line: Candidate) -> bool:  # noqa: ARG002  by default every line
        """Whether the promotion is about this line."""
        return True

    def is_met(self, situation: Situation) -> bool:
        """Whether the promotion may hold, once its lines are known."""
        return bool(situation.lines)


class Action(Rule):
    """What a promotion does."""

    ONCE_ONLY: ClassVar[bool] = False
    """Whether it makes no sense for an amount that comes again every period."""
    frees_delivery: ClassVar[bool] = False

    def reductions(self, lines: Sequence[Candidate]) -> list[int]:
        """How much falls away from each of these lines: never below zero, never more than the line costs."""
        return [0] * len(lines)


def by_item(lines: Sequence[Candidate]) -> list[list[int]]:
    """The indexes of lines that are one thing for the customer, in their order: the parts of a bundle together."""
    items: dict[int, list[int]] = {}
    for index, line in enumerate(lines):
        items.setdefault(line.item, []).append(index)
    return list(items.values())
